"""UtilisateursCommande: `boucle utilisateur`, the persons of a cabinet, for the operator."""

from __future__ import annotations

import click

from boucle.commandes.cles import CABINET
from boucle.config import Config

EMAIL = click.argument("email", help="Adresse électronique de la personne.")


@click.group()
def app() -> None:
    """Personnes qui se connectent à la console."""


@app.command("creer")
@EMAIL
@CABINET
@click.option("--nom", required=True, help="Nom de la personne.")
@click.option("--profil", type=int, default=0, show_default=True, help="Profil de 0 à 5.")
@click.option("--dossier", multiple=True, help="Dossier ouvert à la personne ; à répéter.")
@click.option("--tous", is_flag=True, help="Ouvre tous les dossiers du cabinet.")
def creer(
    email: str, cabinet: str, nom: str, profil: int, dossier: tuple[str, ...], tous: bool
) -> None:
    """Crée une personne, et montre le lien par lequel elle choisit son mot de passe."""
    from boucle.commandes.outils import open_store
    from boucle.operations.acces import personnes
    from boucle.operations.acces.reglage import Reglage

    if tous == bool(dossier):
        raise click.BadParameter("donnez des --dossier, ou --tous")
    reglage = Reglage(nom, profil, None if tous else frozenset(dossier))
    with open_store() as store:
        acteur = personnes.operator(personnes.cabinet_of(store, cabinet))
        _, jeton = personnes.invite(store, acteur, email, reglage)
        show_link(store.config, jeton)


@app.command("liste")
@CABINET
def liste(cabinet: str) -> None:
    """Liste les personnes d'un cabinet."""
    from boucle.commandes.outils import open_store
    from boucle.operations.acces import personnes

    with open_store() as store:
        acteur = personnes.operator(personnes.cabinet_of(store, cabinet))
        rows = personnes.list_all(store, acteur)
    for row in rows:
        opened = "tous les dossiers" if row.codes is None else f"{len(row.codes)} dossier(s)"
        state = "désactivée" if not row.actif else "active" if row.pret else "invitée"
        click.echo(f"{row.email}  {row.nom}  profil {row.profil}  {opened}  {state}")


@app.command("inviter")
@EMAIL
@CABINET
def inviter(email: str, cabinet: str) -> None:
    """Montre un nouveau lien pour une personne déjà créée."""
    _reset(email, cabinet, facteur=False)


@app.command("mot-de-passe")
@EMAIL
@CABINET
@click.option("--sans-facteur", is_flag=True, help="Oublie aussi son second facteur.")
def mot_de_passe(email: str, cabinet: str, sans_facteur: bool) -> None:
    """Ferme les sessions d'une personne, et montre un lien pour choisir un mot de passe."""
    _reset(email, cabinet, facteur=sans_facteur)


@app.command("desactiver")
@EMAIL
@CABINET
def desactiver(email: str, cabinet: str) -> None:
    """Retire son accès à une personne, tout de suite."""
    from boucle.commandes.outils import open_store
    from boucle.operations.acces import personnes

    with open_store() as store:
        cabinet_id = personnes.cabinet_of(store, cabinet)
        who = personnes.find_id(store, cabinet_id, email)
        personnes.enable(store, personnes.operator(cabinet_id), who, actif=False)
    click.echo(f"{email} ne peut plus se connecter.")


@app.command("lien")
@click.option("--cabinet", help="Code du cabinet ; à défaut, les cabinets d'un serveur neuf.")
def lien(cabinet: str | None) -> None:
    """Montre un lien à usage unique pour créer un administrateur."""
    from boucle.commandes.outils import open_store
    from boucle.operations.acces import personnes

    with open_store() as store:
        if cabinet is not None:
            show_link(store.config, personnes.administrator_link(store, cabinet))
        elif not show_first_links(store.config):
            raise click.BadParameter("le serveur connaît déjà des personnes : donnez --cabinet")


def show_first_links(config: Config) -> bool:
    """Show how the first person signs in; False when the server knows someone already."""
    from boucle.commandes.outils import open_store
    from boucle.operations.acces import personnes

    with open_store(config) as store:
        links = personnes.first_links(store)
    for cabinet, jeton in links:
        click.echo(f"Premier administrateur{f' de {cabinet}' if cabinet else ''} :")
        show_link(config, jeton)
    return bool(links)


def show_link(config: Config, jeton: str) -> None:
    """Show the address behind a link's secret."""
    base = config.url_publique.rstrip("/") or f"http://{config.adresse}:{config.port}"
    click.echo(f"{base}/invitation/{jeton}")
    click.echo("Ce lien sert une seule fois, pendant 24 heures.", err=True)


def _reset(email: str, cabinet: str, *, facteur: bool) -> None:
    from boucle.commandes.outils import open_store
    from boucle.operations.acces import personnes

    with open_store() as store:
        cabinet_id = personnes.cabinet_of(store, cabinet)
        who = personnes.find_id(store, cabinet_id, email)
        acteur = personnes.operator(cabinet_id)
        show_link(store.config, personnes.reset(store, acteur, who, facteur=facteur))
