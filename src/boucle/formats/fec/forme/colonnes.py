"""Colonnes: the columns of a FEC as data, for the four regimes and the two notations.

Source: LPF art. A47 A-1, VII-1° (BIC), VIII-3° (COM: BNC and BA kept under commercial law),
VIII-5° (BAT: BA cash), VIII-7° (BNCT: BNC cash); VII-2° for Montant and Sens. What must not be
blank follows the official checker, then the law where the checker is silent.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

BIC, COM, BAT, BNCT = "BIC", "COM", "BAT", "BNCT"
REGIMES = (BIC, COM, BAT, BNCT)


class Genre(StrEnum):
    """Kind of cell."""

    TEXTE = "texte"
    DATE = "date"
    MONTANT = "montant"
    SENS = "sens"


class Exigence(StrEnum):
    """What a blank cell breaks: the checker's E or V, the law alone, or nothing.

    REGLEMENT is the law's demand for DateRglt and ModeRglt, which an écriture without payment
    cannot meet: it is counted for the file and said as an information.
    """

    E = "E"
    V = "V"
    DROIT = "droit"
    REGLEMENT = "reglement"
    LIBRE = ""


@dataclass(frozen=True, slots=True)
class Colonne:
    """One column: wire name, lot column it feeds ('' = the extra ones), kind of cell.

    exigences: in the order of `REGIMES`. indispensable: a blank cell cannot be booked.
    """

    nom: str
    lot: str
    genre: Genre
    exigences: tuple[Exigence, Exigence, Exigence, Exigence]
    source: str
    indispensable: bool = False

    def exigence(self, regime: str) -> Exigence:
        """What a blank cell of this column breaks under this regime."""
        return self.exigences[REGIMES.index(regime)]


_LIBRE = (Exigence.LIBRE,) * 4
_E = (Exigence.E,) * 4
_V = (Exigence.V,) * 4
_V_COMMERCE = (Exigence.V, Exigence.V, Exigence.LIBRE, Exigence.LIBRE)
_V_PUIS_DROIT = (Exigence.V, Exigence.V, Exigence.DROIT, Exigence.DROIT)
_REGLEMENT = (Exigence.LIBRE, Exigence.LIBRE, Exigence.REGLEMENT, Exigence.REGLEMENT)
_T, _D, _M = Genre.TEXTE, Genre.DATE, Genre.MONTANT


def _zone(n: int) -> str:
    return f"LPF art. A47 A-1, VII-1°, zone {n}"


_TETE = (
    Colonne("JournalCode", "journal", _T, _V_COMMERCE, _zone(1)),
    Colonne("JournalLib", "lib_journal", _T, _V_COMMERCE, _zone(2)),
    Colonne("EcritureNum", "num", _T, _E, _zone(3), indispensable=True),
    Colonne("EcritureDate", "date", _D, _E, _zone(4), indispensable=True),
    Colonne("CompteNum", "compte", _T, _E, _zone(5), indispensable=True),
    Colonne("CompteLib", "lib_compte", _T, _E, _zone(6)),
    Colonne("CompAuxNum", "tiers", _T, _LIBRE, _zone(7)),
    Colonne("CompAuxLib", "lib_tiers", _T, _LIBRE, _zone(8)),
    Colonne("PieceRef", "piece_ref", _T, _V, _zone(9)),
    Colonne("PieceDate", "piece_date", _D, _V, _zone(10)),
    Colonne("EcritureLib", "libelle", _T, _E, _zone(11)),
)
_DEBIT_CREDIT = (
    Colonne("Debit", "debit", _M, _LIBRE, _zone(12)),
    Colonne("Credit", "credit", _M, _LIBRE, _zone(13)),
)
_MONTANT_SENS = (
    Colonne("Montant", "debit", _M, _LIBRE, "LPF art. A47 A-1, VII-2°"),
    Colonne("Sens", "credit", Genre.SENS, _LIBRE, "LPF art. A47 A-1, VII-2°"),
)
_QUEUE = (
    Colonne("EcritureLet", "lettrage", _T, _LIBRE, _zone(14)),
    Colonne("DateLet", "date_let", _D, _LIBRE, _zone(15)),
    Colonne("ValidDate", "valid_date", _D, _V_PUIS_DROIT, _zone(16)),
    Colonne("Montantdevise", "montant_devise", _M, _LIBRE, _zone(17)),
    Colonne("Idevise", "devise", _T, _LIBRE, _zone(18)),
)
_BAT = (
    Colonne("DateRglt", "", _D, _REGLEMENT, "LPF art. A47 A-1, VIII-5°, zone 19"),
    Colonne("ModeRglt", "", _T, _REGLEMENT, "LPF art. A47 A-1, VIII-5°, zone 20"),
    Colonne("NatOp", "", _T, _LIBRE, "LPF art. A47 A-1, VIII-5°, zone 21"),
)
_BNCT = (*_BAT, Colonne("IdClient", "", _T, _LIBRE, "LPF art. A47 A-1, VIII-7°, zone 22"))
_SUITE: dict[str, tuple[Colonne, ...]] = {BIC: (), COM: (), BAT: _BAT, BNCT: _BNCT}

DEBIT_CREDIT, MONTANT_SENS = "Debit/Credit", "Montant/Sens"
COLONNES: dict[str, Colonne] = {
    c.nom: c for c in (*_TETE, *_DEBIT_CREDIT, *_MONTANT_SENS, *_QUEUE, *_BNCT)
}
NOMS = {c.lot: c.nom for c in (*_TETE, *_DEBIT_CREDIT, *_QUEUE)}
"""Name in a FEC of each column of a lot."""
# Without these the lines cannot be booked, so their absence blocks; EcritureNum has a fallback.
INDISPENSABLES = frozenset({"EcritureDate", "CompteNum", "Debit", "Credit", "Montant", "Sens"})
JOURNAL_DEFAUT = "OD"
JOURNAL_DEFAUT_LIB = "Opérations diverses"


def imposed(regime: str, notation: str = DEBIT_CREDIT) -> tuple[Colonne, ...]:
    """List the imposed columns of a regime, in the order of the law: 18, 21 or 22 of them."""
    milieu = _MONTANT_SENS if notation == MONTANT_SENS else _DEBIT_CREDIT
    return (*_TETE, *milieu, *_QUEUE, *_SUITE[regime])


def guess_regime(noms: frozenset[str] | set[str]) -> str:
    """Guess the regime from the columns present; COM cannot be told from BIC."""
    reglement = {"DateRglt", "ModeRglt"} & noms
    if "IdClient" in noms and reglement:
        return BNCT
    return BAT if len(reglement) == 2 else BIC
