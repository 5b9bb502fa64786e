"""ClesCommande: `boucle cle` and `boucle cabinet`, for the operator of one server."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True)
cabinet_app = typer.Typer(no_args_is_help=True)

Cabinet = Annotated[str, typer.Option(help="Code du cabinet.")]


@app.command("creer")
def creer(
    cabinet: Cabinet,
    partenaire: Annotated[str, typer.Option(help="Nom du partenaire, montré au cabinet.")],
    dossier: Annotated[
        list[str] | None, typer.Option(help="Dossier ouvert à la clé ; à répéter.")
    ] = None,
    tous: Annotated[bool, typer.Option(help="Ouvre tous les dossiers du cabinet.")] = False,
    niveau: Annotated[str, typer.Option(help="standard ou advanced.")] = "standard",
    profil: Annotated[int, typer.Option(help="Profil de 0 à 5 ; juger demande 3.")] = 0,
    nom: Annotated[str, typer.Option(help="Nom de la clé ; à défaut celui du partenaire.")] = "",
) -> None:
    """Crée une clé d'abonnement et une clé d'API, montrées une seule fois."""
    from boucle.commandes.outils import open_store
    from boucle.operations import cles

    if bool(dossier) == tous:
        raise typer.BadParameter("donnez des --dossier, ou --tous")
    with open_store() as store:
        made = cles.create(
            store, cabinet, nom=nom or partenaire, partenaire=partenaire,
            codes=None if tous else dossier, niveau=niveau, profil=profil,
        )
    typer.echo(f"Ocp-Apim-Subscription-Key: {made.abonnement}")
    typer.echo(f"x-apikey: {made.x_apikey}")
    typer.echo("Notez-les : elles ne seront plus montrées.", err=True)


@app.command("lister")
def lister(cabinet: Cabinet) -> None:
    """Liste les clés d'un cabinet, sans leurs secrets."""
    from boucle.commandes.outils import open_store
    from boucle.operations import cles

    with open_store() as store:
        rows = cles.list_cles(store, cabinet)
    for row in rows:
        state = f"révoquée le {row['revoquee_le']:%Y-%m-%d}" if row["revoquee_le"] else "en service"
        typer.echo(
            f"{row['cle']}  {row['partenaire']}  {row['niveau']}  profil {row['profil']}  {state}"
        )


@app.command("revoquer")
def revoquer(
    cle: Annotated[str, typer.Argument(help="Partie publique de la clé.")], cabinet: Cabinet
) -> None:
    """Révoque une clé, tout de suite."""
    from boucle.commandes.outils import open_store
    from boucle.operations import cles

    with open_store() as store:
        cles.revoke(store, cabinet, cle)
    typer.echo(f"{cle} est révoquée.")


@cabinet_app.command("creer")
def creer_cabinet(
    code: Annotated[str, typer.Argument(help="Code du cabinet.")],
    nom: Annotated[str, typer.Option(help="Nom du cabinet.")] = "",
) -> None:
    """Crée un cabinet."""
    from boucle.commandes.outils import open_store
    from boucle.store import dossiers

    with open_store() as store, store.transaction(None) as conn:
        dossiers.create_cabinet(conn, code, nom or code)
    typer.echo(f"Cabinet {code} créé.")
