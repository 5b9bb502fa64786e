"""Journaux: the journal of a line that names none, where its écriture has one."""

from __future__ import annotations

from itertools import groupby

from boucle.compta.bilan import CLE_JOUR
from boucle.formats.fec.forme.colonnes import BAT, BNCT
from boucle.formats.fec.forme.entete import Entete
from boucle.formats.fec.lecture.journaux import TETE_MAX


def deduce_journaux(entete: Entete, cle: str, read: list[tuple[int, list[str]]]) -> dict[int, str]:
    """Map to its journal each line without JournalCode that is of an écriture that has one.

    Among lines that follow one another with the same number, the same EcritureDate and the same
    JournalLib, it is that of the nearest line before it that names one, else of the nearest after.
    """
    if entete.regime not in (BAT, BNCT) or cle == CLE_JOUR:
        return {}
    if not {"JournalCode", "EcritureDate", cle} <= entete.places.keys():
        return {}
    code, num, date = (entete.places[nom] for nom in ("JournalCode", cle, "EcritureDate"))
    libelle = entete.places.get("JournalLib")
    found: dict[int, str] = {}

    def key_of(entry: tuple[int, tuple[int, list[str]]]) -> tuple[str, str, str, int]:
        rang, (n, cells) = entry
        return cells[num], cells[date], "" if libelle is None else cells[libelle], n - rang

    for (key, jour, *_), group in groupby(enumerate(read), key_of):
        lines = [line for _, line in group]
        codes = [cells[code] for _, cells in lines]
        journal = next(filter(None, codes[: TETE_MAX + 1]), "")
        for (n, _), own in zip(lines, codes, strict=True):
            journal = own or journal
            if journal and key and jour and not own:
                found[n] = journal
    return found
