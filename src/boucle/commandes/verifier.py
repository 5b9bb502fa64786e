"""VerifierCommande: `boucle verifier`, the offline check of files of any format."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from boucle.errors import Rapport

LONG_OCTETS = 20_000_000
STDIN = Path("-")


@click.command()
@click.argument(
    "fichiers",
    nargs=-1,
    required=True,
    help="Fichiers ou motifs (*.txt) ; - lit l'entrée standard.",
)
@click.option(
    "--format",
    "-f",
    "rendu",
    type=click.Choice(["texte", "json", "html", "csv"]),
    default="texte",
    show_default=True,
    help="Forme du rapport.",
)
@click.option(
    "--regime",
    type=click.Choice(["BIC", "COM", "BAT", "BNCT"]),
    help="Régime fiscal ; deviné sans cette option.",
)
@click.option(
    "--niveau",
    type=click.Choice(["forme", "droit", "comptabilite"]),
    help="Niveau dont parle le code de sortie.",
)
@click.option(
    "--modele",
    "-m",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Modèle (JSON ou YAML) qui lit un CSV ou un classeur.",
)
@click.option(
    "--comme",
    type=click.Choice(["fec", "tra", "json"]),
    help="Format du fichier ; reconnu sans cette option.",
)
@click.option("--sortie", "-o", type=Path, help="Fichier (ou dossier) du rapport.")
@click.option("--nom", default="", help="Nom légal du fichier lu sur l'entrée standard.")
@click.option("--cabinet", default="", help="Nom du cabinet, écrit en tête de la page HTML.")
@click.option("--entreprise", default="", help="Nom de l'entreprise, écrit sur la page HTML.")
def verifier(
    fichiers: tuple[str, ...],
    rendu: str,
    regime: str | None,
    niveau: str | None,
    sortie: Path | None,
    nom: str,
    modele: Path | None,
    comme: str | None,
    cabinet: str,
    entreprise: str,
) -> None:
    """Vérifier des fichiers : FEC (forme, droit, comptabilité), TRA, JSON, CSV et classeurs.

    Les parties _1, _2… d'un même FEC, données ensemble, sont lues comme un seul fichier.
    Code de sortie : 0 conforme, 1 anomalies, 2 fichier illisible.
    """
    from boucle.commandes.rapports import Ecrivain
    from boucle.errors import Niveau, Refus
    from boucle.machine import memory
    from boucle.operations.controle.controle import controler
    from boucle.operations.controle.verifier import (
        ILLISIBLE,
        exit_code,
        group_parties,
        without_notices,
    )

    memory.keep_freed()
    level = Niveau(niveau) if niveau else None
    groups = group_parties(without_notices([Path(path) for path in expand(fichiers)]))
    worst = 0
    try:
        writer = Ecrivain(rendu, sortie, len(groups), cabinet=cabinet, entreprise=entreprise)
        said = None if modele is None else _modele(modele)
        for group in groups:
            with _readable(group) as sources, _progress(sources) as advance:
                stream = group == [STDIN]
                try:
                    rapport: Rapport = controler(
                        sources,
                        comme=comme or "",
                        modele=said,
                        regime=regime or "",
                        nom=nom if stream else "",
                        sans_nom=stream and not nom,
                        on_progress=advance,
                        description=not stream,
                    )
                except Refus as refus:
                    _complain(refus)
                    worst = ILLISIBLE
                    continue
                writer.add(rapport, sources)
                worst = max(worst, exit_code(rapport, level))
        writer.close()
    except Refus as refus:
        _complain(refus)
        worst = ILLISIBLE
    raise click.exceptions.Exit(worst)


def expand(fichiers: Sequence[str]) -> list[str]:
    """Replace each pattern that names no file by the files it matches, in order."""
    paths: list[str] = []
    for fichier in fichiers:
        if fichier == "-" or Path(fichier).exists() or not set(fichier) & set("*?["):
            paths.append(fichier)
            continue
        pattern = Path(fichier)
        anchor = Path(pattern.anchor) if pattern.anchor else Path()
        relative = str(pattern.relative_to(pattern.anchor)) if pattern.anchor else fichier
        found = sorted(str(path) for path in anchor.glob(relative) if path.is_file())
        paths.extend(found or [fichier])
    return paths


def _modele(path: Path) -> dict[str, Any]:
    from boucle.operations.controle.modele import read_modele

    return read_modele(path.read_bytes())


@contextmanager
def _readable(group: list[Path]) -> Iterator[list[Path]]:
    """Give paths that can be read twice: standard input is kept in a file for the time of it."""
    if group != [STDIN]:
        yield group
        return
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory(prefix="boucle-") as folder:
        copy = Path(folder) / "entrée standard"
        with copy.open("wb") as target:
            shutil.copyfileobj(sys.stdin.buffer, target, 1 << 20)
        yield [copy]


@contextmanager
def _progress(sources: list[Path]) -> Iterator[Callable[[int], None] | None]:
    """Show a bar on the error output for a long file, when someone is there to see it."""
    there = all(source.is_file() for source in sources) and sys.stderr.isatty()
    if not there or sum(source.stat().st_size for source in sources) < LONG_OCTETS:
        yield None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.completed:,} lignes"),
        TimeRemainingColumn(),
        console=_stderr(),
        transient=True,
    )
    with bar:
        total = sum(_count_lines(source) for source in sources)
        task = bar.add_task(sources[0].name, total=total)
        yield lambda lignes: bar.update(task, completed=lignes)


def _count_lines(source: Path) -> int:
    with source.open("rb") as stream:
        return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 22), b""))


def _stderr() -> Console:
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def _complain(refus: Exception) -> None:
    from rich.text import Text

    _stderr().print(Text(f"{refus} {getattr(refus, 'remede', '')}".strip()), soft_wrap=True)
