"""EchangesCommande: `boucle importer` and `boucle exporter`, on the server's own machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from boucle.config import Config

Cabinet = Annotated[str, typer.Option(help="Code du cabinet.")]
Dossier = Annotated[str, typer.Option(help="Code du dossier.")]


def importer(
    fichier: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Fichier FEC.")],
    cabinet: Cabinet,
    dossier: Dossier,
    valider: Annotated[bool, typer.Option(help="Valide l'import s'il attend.")] = False,
) -> None:
    """Importe un fichier dans un dossier ; code 1 si l'import finit en erreur."""
    from boucle.commandes.outils import open_store
    from boucle.operations.atelier import Atelier
    from boucle.operations.local import import_file, local_acteur

    config = Config.read()
    with open_store(config) as store:
        atelier = Atelier.open(config, store)
        try:
            acteur = local_acteur(store, cabinet)
            told = import_file(atelier, acteur, fichier, dossier, validate=valider)
        finally:
            atelier.children.close()
    typer.echo(f"{told['libelle']} : {told['lignes']} lignes, {told['ecritures']} écritures")
    if told["erreur"]:
        typer.echo(f"{told['erreur']['code']} {told['erreur']['message']}", err=True)
        raise typer.Exit(1)


def exporter(
    cabinet: Cabinet,
    dossier: Dossier,
    exercice: Annotated[str, typer.Option(help="Code, date de clôture ou année de l'exercice.")],
    sortie: Annotated[Path, typer.Option(help="Dossier où écrire.")] = Path(),
    encodage: Annotated[str, typer.Option(help="UTF-8, ISO-8859-15 ou cp1252.")] = "UTF-8",
    xml: Annotated[bool, typer.Option("--xml", help="Écrit en XML, au lieu d'à plat.")] = False,
) -> None:
    """Écrit le FEC d'un exercice, et sa description."""
    from boucle.commandes.outils import open_store
    from boucle.errors.vue import place
    from boucle.formats.fec.description import nom_description
    from boucle.formats.fec.ecrire import FormeFec
    from boucle.operations.export import export_fec, export_xml
    from boucle.operations.local import local_acteur

    sortie.mkdir(parents=True, exist_ok=True)
    unfinished = sortie / ".fec-en-cours"
    with open_store() as store:
        with store.lecture(None) as conn:
            perimetre = local_acteur(store, cabinet).perimetre(conn, dossier)
        with unfinished.open("wb") as file:
            made = (
                export_xml(store, perimetre, exercice, file) if xml
                else export_fec(store, perimetre, exercice, file, FormeFec(encodage=encodage))
            )
    unfinished.replace(sortie / made.nom)
    (sortie / nom_description(made.nom)).write_bytes(made.description.encode())
    typer.echo(f"{sortie / made.nom} : {made.lignes} lignes")
    for anomalie in made.rapport.anomalies[:20]:
        typer.echo(f"  {place(anomalie)} : {anomalie.message}", err=True)
