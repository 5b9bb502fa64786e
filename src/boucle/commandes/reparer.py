"""ReparerCommande: `boucle reparer`, named repairs written to a new file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

    from boucle.errors import Rapport
    from boucle.operations.controle.reparer import Reparation


@click.command()
@click.argument("fichier", type=Path, help="FEC à réparer ; il n'est pas modifié.")
@click.option("--option", "-r", multiple=True, help="Réparation, à répéter ; sans elle : la liste.")
@click.option("--sortie", "-o", type=Path, help="Fichier ou dossier de la copie réparée.")
@click.option(
    "--longueur-compte",
    type=click.IntRange(3, 32),
    default=8,
    show_default=True,
    help="Longueur des comptes pour la réparation « compte ».",
)
@click.option(
    "--reunir-comptes",
    is_flag=True,
    help="Accepter que la réparation « compte » réunisse des comptes différents.",
)
@click.option("--regime", default="", help="BIC, COM, BAT ou BNCT ; deviné sinon.")
def reparer(
    fichier: Path,
    option: tuple[str, ...],
    sortie: Path | None,
    longueur_compte: int,
    reunir_comptes: bool,
    regime: str,
) -> None:
    """Réparer un FEC dans une copie, avec la liste de ce qui change.

    Code de sortie : 0 copie conforme, 1 anomalies restantes, 2 fichier irréparable.
    """
    from rich.console import Console

    from boucle.errors import Refus
    from boucle.operations.controle.reparer import proposals
    from boucle.operations.controle.reparer import reparer as repair
    from boucle.operations.controle.verifier import exit_code, verifier

    console = Console(highlight=False, markup=False)
    try:
        if not option or sortie is None:
            rapport = verifier(fichier, regime=regime, description=False)
            _offer(console, rapport, proposals(rapport))
            raise click.exceptions.Exit(exit_code(rapport))
        done = repair(
            fichier,
            list(option),
            sortie,
            longueur_compte=longueur_compte,
            reunir=reunir_comptes,
            regime=regime,
        )
    except Refus as refus:
        Console(stderr=True, highlight=False, markup=False).print(f"{refus} {refus.remede}")
        raise click.exceptions.Exit(2) from refus
    _tell(console, done)
    raise click.exceptions.Exit(exit_code(done.apres))


def _offer(console: Console, rapport: Rapport, found: dict[str, int]) -> None:
    from boucle.errors.francais import accord
    from boucle.formats.fec.remedes import OPTIONS

    console.print(f"{accord(rapport.total, 'anomalie')}. Réparations :")
    for name, text in OPTIONS.items():
        count = f"  ({accord(found[name], 'anomalie')})" if name in found else ""
        console.print(f"  {'•' if name in found else ' '} {name:<13} {text}{count}")
    console.print("Donnez --option et --sortie pour écrire la copie réparée.")


def _tell(console: Console, done: Reparation) -> None:
    from boucle.errors.francais import accord, nombre
    from boucle.errors.rapport.vue import verdicts

    console.print(f"{done.sortie} : {accord(done.bilan.lignes, 'ligne')}")
    for name, count in done.bilan.changements.items():
        console.print(f"  {name:<13} {accord(count, 'changement')}")
    if done.bilan.intouchees:
        console.print(
            f"  {accord(done.bilan.intouchees, 'ligne')} au nombre de zones inattendu, "
            "laissées telles quelles"
        )
    for before, after in zip(verdicts(done.avant), verdicts(done.apres), strict=True):
        console.print(
            f"  {before.nom:<13} {before.mot} → {after.mot} "
            f"({nombre(before.anomalies)} → {nombre(after.anomalies)} anomalies)"
        )
    console.print(f"Liste des changements : {done.liste}")
