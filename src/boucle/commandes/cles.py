"""ClesCommande: `boucle cle` and `boucle cabinet`, for the operator of one server."""

from __future__ import annotations

import click

CABINET = click.option("--cabinet", required=True, help="Code du cabinet.")


@click.group()
def app() -> None:
    """Clés d'accès des partenaires."""


@click.group()
def cabinet_app() -> None:
    """Cabinets du serveur."""


@app.command("creer")
@CABINET
@click.option("--partenaire", required=True, help="Nom du partenaire, montré au cabinet.")
@click.option("--dossier", multiple=True, help="Dossier ouvert à la clé ; à répéter.")
@click.option(
    "--tous/--no-tous",
    default=False,
    show_default=True,
    help="Ouvre tous les dossiers du cabinet.",
)
@click.option("--niveau", default="standard", show_default=True, help="standard ou advanced.")
@click.option(
    "--profil",
    type=int,
    default=None,
    show_default="0 ; 3 pour une clé advanced",
    help="Profil de 0 à 5 ; juger, supprimer et régler les imports demandent 3.",
)
@click.option("--nom", default="", help="Nom de la clé ; à défaut celui du partenaire.")
@click.option("--shell", is_flag=True, help="Écrit ABONNEMENT='…' et CLE='…', à donner à eval.")
def creer(
    cabinet: str,
    partenaire: str,
    dossier: tuple[str, ...],
    tous: bool,
    niveau: str,
    profil: int | None,
    nom: str,
    shell: bool,
) -> None:
    """Crée une clé d'abonnement et une clé d'API, montrées une seule fois."""
    from boucle.commandes.outils import open_store
    from boucle.operations.acces import cles

    # An Advanced key may begin with none: it opens the dossiers that it creates.
    if (dossier and tous) or not (dossier or tous or niveau == "advanced"):
        raise click.BadParameter("donnez des --dossier, ou --tous")
    with open_store() as store:
        made = cles.create(
            store,
            cabinet,
            nom=nom or partenaire,
            partenaire=partenaire,
            codes=None if tous else list(dossier),
            niveau=niveau,
            profil=profil,
        )
    if shell:
        click.echo(f"ABONNEMENT='{made.abonnement}'\nCLE='{made.x_apikey}'")
        return
    click.echo(f"Ocp-Apim-Subscription-Key: {made.abonnement}")
    click.echo(f"x-apikey: {made.x_apikey}")
    click.echo("Notez-les : elles ne seront plus montrées.", err=True)


@app.command("lister")
@CABINET
def lister(cabinet: str) -> None:
    """Liste les clés d'un cabinet, sans leurs secrets."""
    from boucle.commandes.outils import open_store
    from boucle.operations.acces import cles

    with open_store() as store:
        rows = cles.list_cles(store, cabinet)
    for row in rows:
        state = f"révoquée le {row['revoquee_le']:%Y-%m-%d}" if row["revoquee_le"] else "en service"
        click.echo(
            f"{row['cle']}  {row['partenaire']}  {row['niveau']}  profil {row['profil']}  {state}"
        )


@app.command("revoquer")
@click.argument("cle", help="Partie publique de la clé.")
@CABINET
def revoquer(cle: str, cabinet: str) -> None:
    """Révoque une clé, tout de suite."""
    from boucle.commandes.outils import open_store
    from boucle.operations.acces import cles

    with open_store() as store:
        cles.revoke(store, cabinet, cle)
    click.echo(f"{cle} est révoquée.")


@cabinet_app.command("creer")
@click.argument("code", help="Code du cabinet.")
@click.option("--nom", default="", help="Nom du cabinet.")
def creer_cabinet(code: str, nom: str) -> None:
    """Crée un cabinet."""
    from boucle.commandes.outils import open_store
    from boucle.store.fiches import dossiers
    from boucle.values import AUCUN

    with open_store() as store, store.transaction(AUCUN) as conn:
        dossiers.create_cabinet(conn, code, nom or code)
    click.echo(f"Cabinet {code} créé.")
