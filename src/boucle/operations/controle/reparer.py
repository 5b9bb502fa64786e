"""Reparer: a repaired copy of a FEC, with the list of all that was changed, and two verdicts."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from boucle.errors import Rapport, Refus
from boucle.errors.donnees import fic, lig
from boucle.errors.donnees.raisons import raison_acces
from boucle.errors.donnees.sortie import FICHIER_INTROUVABLE, REPARATION_SUR_PLACE
from boucle.errors.rapport.rendu_csv import safe
from boucle.formats.fec.remedes import REMEDES, REMEDES_DATES
from boucle.formats.fec.reparations import Bilan, Changement, repair
from boucle.operations.controle.verifier import verifier

_VIDES = (
    lig.VALEUR_ABSENTE,
    lig.VALEUR_ABSENTE_DROIT,
    fic.COLONNE_VIDE,
    fic.COLONNE_VIDE_ADMISE,
)
COLONNES = ("Réparation", "Ligne", "Colonne", "Avant", "Après")


@dataclass(frozen=True, slots=True)
class Reparation:
    """Say where the copy and the list are, what was done, and the verdicts before and after."""

    sortie: Path
    liste: Path
    bilan: Bilan
    avant: Rapport
    apres: Rapport


def reparer(
    path: str | Path,
    options: Collection[str],
    sortie: str | Path,
    *,
    longueur_compte: int = 8,
    reunir: bool = False,
    regime: str = "",
) -> Reparation:
    """Write a repaired copy and, beside it, `<copy>.changements.csv`; the source is untouched.

    sortie: a file, or a folder that keeps the legal name. Refus REPARATION_SUR_PLACE,
    REPARATION_INCONNUE, FICHIER_IRREPARABLE, FICHIER_INTROUVABLE, COMPTES_REUNIS (not with reunir):
    nothing is written then.
    """
    source, target = Path(path), Path(sortie)
    if target.is_dir():
        target = target / source.name
    before = verifier(source, regime=regime, description=False)
    if target.exists() and target.samefile(source):
        raise Refus(REPARATION_SUR_PLACE, chemin=str(target))
    liste = target.with_name(f"{target.name}.changements.csv")
    try:
        with _replacing(target) as copy, _replacing(liste) as changes:
            writer = _Journal(changes)
            bilan = repair(
                source,
                copy,
                options,
                on_change=writer.note,
                longueur_compte=longueur_compte,
                reunir=reunir,
                regime=regime,
            )
            writer.close()
    except OSError as fault:
        raise Refus(FICHIER_INTROUVABLE, chemin=str(target), raison=raison_acces(fault)) from fault
    return Reparation(
        target, liste, bilan, before, verifier(target, regime=regime, description=False)
    )


def proposals(rapport: Rapport) -> dict[str, int]:
    """Name the repairs that answer the anomalies of a rapport, with how many each answers."""
    found: dict[str, int] = {}
    for code, n in rapport.comptes.items():
        if code in REMEDES:
            found[REMEDES[code]] = found.get(REMEDES[code], 0) + n
    for anomalie in rapport.anomalies:
        # A blank date is one kind for every column: only the anomalies kept name theirs.
        if anomalie.kind in _VIDES:
            option = REMEDES_DATES.get(anomalie.colonne or "")
            if option:
                found[option] = found.get(option, 0) + int(anomalie.slots.get("nombre", 1))
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


class _Journal:
    """Write the list of what was changed."""

    def __init__(self, changes: BinaryIO) -> None:
        self._text = io.TextIOWrapper(changes, encoding="utf-8-sig", newline="", errors="replace")
        self._writer = csv.writer(self._text, delimiter=";", lineterminator="\r\n")
        self._writer.writerow(COLONNES)

    def note(self, change: Changement) -> None:
        """Write one thing changed."""
        self._writer.writerow(safe(value) for value in change)

    def close(self) -> None:
        """Have all of it written, and leave the file open."""
        self._text.flush()
        self._text.detach()


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes its name only once it is whole."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partiel")
    try:
        with partial.open("wb") as stream:
            yield stream
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
