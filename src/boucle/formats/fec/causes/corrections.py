"""Corrections: what a blank cell should hold, where the other lines of the file say it.

A blank label is that of its code, a blank code that of its label, as long as the whole file knows
only one: then there is no doubt. Looked for once a file is read, for the anomalies kept.
"""

from __future__ import annotations

from collections.abc import Mapping

from boucle.compta.bilan import Bilan
from boucle.compta.compte import normalise_compte
from boucle.compta.contexte import Contexte
from boucle.errors.donnees import lig
from boucle.formats.fec.lecture.relecture import Relues
from boucle.formats.lecture import Lecture

_VIDES = frozenset(
    kind.code
    for kind in (
        lig.INDISPENSABLE_ABSENTE,
        lig.VALEUR_ABSENTE,
        lig.TIERS_SANS_LIBELLE,
        lig.LIBELLE_SANS_TIERS,
    )
)
# Column left blank -> its companion, and what they are labels or codes of.
_COMPAGNES = {
    "JournalCode": ("JournalLib", "journal"),
    "JournalLib": ("JournalCode", "journal"),
    "CompteLib": ("CompteNum", "compte"),
    "CompAuxNum": ("CompAuxLib", "tiers"),
    "CompAuxLib": ("CompAuxNum", "tiers"),
}
_CODES = ("JournalCode", "CompAuxNum")


def complete(lecture: Lecture, relues: Relues, contexte: Contexte) -> None:
    """Give its value to each blank cell whose companion is known under one name only.

    relues: lines of the flat FEC that was read. The lecture itself is completed, and given back.
    """
    wanted = [
        anomalie
        for anomalie in lecture.rapport.anomalies
        if anomalie.kind.code in _VIDES and anomalie.colonne in _COMPAGNES
    ]
    if not wanted:
        return
    textes = relues.read(anomalie.ligne or 0 for anomalie in wanted)
    known = {genre: _single(lecture.bilan, genre) for genre in ("journal", "compte", "tiers")}
    for anomalie in wanted:
        companion, genre = _COMPAGNES[anomalie.colonne or ""]
        text = textes.get(anomalie.ligne or 0, {}).get(companion, "")
        if companion == "CompteNum":
            text = normalise_compte(text, contexte.longueur_compte)
        codes = known[genre]
        found = _reverse(codes, text) if anomalie.colonne in _CODES else codes.get(text)
        anomalie.corrige = found or None


def _single(bilan: Bilan, genre: str) -> Mapping[str, str]:
    """Map each code that has one label, and no other, to it."""
    several = {variante.code for variante in bilan.libelles if variante.genre == genre}
    labels = {
        "journal": bilan.journaux,
        "compte": bilan.comptes,
        "tiers": {code: tiers.libelle for code, tiers in bilan.tiers.items()},
    }[genre]
    return {code: label for code, label in labels.items() if label and code not in several}


def _reverse(codes: Mapping[str, str], libelle: str) -> str | None:
    """Give the code that bears this label, None when there are none or several."""
    bearers = [code for code, label in codes.items() if libelle and label == libelle]
    return bearers[0] if len(bearers) == 1 else None
