"""EchangesCommande: `boucle importer` and `boucle exporter`, on the server's own machine."""

from __future__ import annotations

from pathlib import Path

import click

from boucle.config import Config

FORMES = ("fec", "tra", "tra-std", "json", "csv", "xlsx")
CABINET = click.option("--cabinet", required=True, help="Code du cabinet.")
DOSSIER = click.option("--dossier", required=True, help="Code du dossier.")


@click.command()
@click.argument(
    "fichier", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Fichier FEC."
)
@CABINET
@DOSSIER
@click.option(
    "--valider/--no-valider",
    default=False,
    show_default=True,
    help="Valide l'import s'il attend.",
)
def importer(fichier: Path, cabinet: str, dossier: str, valider: bool) -> None:
    """Importe un fichier dans un dossier ; code 1 si l'import finit en erreur."""
    from boucle.commandes.outils import open_store
    from boucle.operations.atelier import Atelier
    from boucle.operations.imports.local import import_file, local_acteur

    config = Config.read()
    with open_store(config) as store:
        atelier = Atelier.open(config, store)
        try:
            acteur = local_acteur(store, cabinet)
            told = import_file(atelier, acteur, fichier, dossier, validate=valider)
        finally:
            atelier.children.close()
    click.echo(f"{told['libelle']} : {told['lignes']} lignes, {told['ecritures']} écritures")
    if told["erreur"]:
        click.echo(f"{told['erreur']['code']} {told['erreur']['message']}", err=True)
        raise click.exceptions.Exit(1)


@click.command()
@CABINET
@DOSSIER
@click.option("--exercice", default="", help="Code, date de clôture ou année de l'exercice.")
@click.option("--debut", default="", help="Premier jour, AAAA-MM-JJ.")
@click.option("--fin", default="", help="Dernier jour, AAAA-MM-JJ.")
@click.option("--import", "demande", default="", help="Identifiant d'un import validé.")
@click.option("--sortie", type=Path, default=Path(), show_default=True, help="Dossier où écrire.")
@click.option(
    "--format",
    "forme",
    type=click.Choice(["fec-legal", *FORMES]),
    default="fec-legal",
    show_default=True,
    help="Le FEC légal d'un exercice, ou les écritures dans un format.",
)
@click.option(
    "--encodage", default="UTF-8", show_default=True, help="UTF-8, ISO-8859-15 ou cp1252."
)
@click.option("--xml", is_flag=True, help="Écrit le FEC légal en XML, au lieu d'à plat.")
@click.option("--pertes", is_flag=True, help="Accepte ce que le format ne peut pas dire.")
def exporter(
    cabinet: str,
    dossier: str,
    exercice: str,
    debut: str,
    fin: str,
    demande: str,
    sortie: Path,
    forme: str,
    encodage: str,
    xml: bool,
    pertes: bool,
) -> None:
    """Écrit le FEC d'un exercice et sa description, ou les écritures dans un autre format."""
    sortie.mkdir(parents=True, exist_ok=True)
    if forme == "fec-legal":
        if not exercice:
            raise click.UsageError("Donnez --exercice : un FEC est celui d'un exercice.")
        _export_fec(cabinet, dossier, exercice, sortie, encodage, xml)
        return
    choix = {"exercice": exercice, "debut": debut, "fin": fin, "import": demande}
    _export(cabinet, dossier, forme, choix, sortie, pertes)


def _export_fec(
    cabinet: str, dossier: str, exercice: str, sortie: Path, encodage: str, xml: bool
) -> None:
    from boucle.commandes.outils import open_store
    from boucle.errors.rapport.vue import place
    from boucle.formats.fec.ecrire.description import nom_description
    from boucle.formats.fec.ecrire.plat import FormeFec
    from boucle.operations.imports.local import local_acteur
    from boucle.operations.livre.export import export_fec, export_xml

    unfinished = sortie / ".fec-en-cours"
    with open_store() as store:
        acteur = local_acteur(store, cabinet)
        with store.lecture(acteur.cabinet) as conn:
            perimetre = acteur.perimetre(conn, dossier)
        with unfinished.open("wb") as file:
            made = (
                export_xml(store, perimetre, exercice, file)
                if xml
                else export_fec(store, perimetre, exercice, file, FormeFec(encodage=encodage))
            )
    unfinished.replace(sortie / made.nom)
    (sortie / nom_description(made.nom)).write_bytes(made.description.encode())
    click.echo(f"{sortie / made.nom} : {made.lignes} lignes")
    for anomalie in made.rapport.anomalies[:20]:
        click.echo(f"  {place(anomalie)} : {anomalie.message}", err=True)


def _export(
    cabinet: str, dossier: str, forme: str, choix: dict[str, str], sortie: Path, pertes: bool
) -> None:
    from boucle.commandes.outils import open_store
    from boucle.formats.sortie.portes import Forme
    from boucle.operations.imports.local import local_acteur
    from boucle.operations.livre.pertes import say_pertes
    from boucle.operations.livre.sorties import ACCEPTEES, REFUSEES, open_sortie

    unfinished = sortie / ".export-en-cours"
    with open_store() as store:
        acteur = local_acteur(store, cabinet)
        accepted = {"pertes": ACCEPTEES if pertes else REFUSEES}
        made = open_sortie(store, acteur, dossier, Forme(forme), choix | accepted)
        with unfinished.open("wb") as file:
            for block in made.octets:
                file.write(block)
    unfinished.replace(sortie / made.nom)
    click.echo(str(sortie / made.nom))
    if made.pertes:
        click.echo(f"  N'y est pas tel quel : {say_pertes(made.pertes)}", err=True)


@click.group(name="modele")
def modele_app() -> None:
    """Trouve les modèles d'import."""


@modele_app.command()
@click.argument("fichier", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--sortie", type=click.Path(dir_okay=False, path_type=Path), help="Où l'écrire.")
def detecter(fichier: Path, sortie: Path | None) -> None:
    """Trouve le modèle d'un fichier délimité ; `verifier --comme` l'essaie."""
    import msgspec

    from boucle.operations.controle.detection import detecter as find

    found = find(fichier)
    text = msgspec.json.format(msgspec.json.encode(found["modele"]), indent=2).decode()
    if sortie is None:
        click.echo(text)
    else:
        sortie.write_text(text + "\n", encoding="utf-8")
    for raison in found["raisons"]:
        mark = "?" if raison["doute"] else " "
        click.echo(f"{mark} {raison['quoi']} {raison['choix']} : {raison['raison']}", err=True)
    for manque in found["manque"]:
        click.echo(f"! {manque} : rien ne le montre, donnez-lui un défaut", err=True)
