"""Differences: an import set against an earlier one, or against the books, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, RowMapping

from boucle.compta.etat import VISIBLES
from boucle.operations.acces.acteur import Acteur
from boucle.operations.atelier import Atelier
from boucle.operations.examen.tete import Tete, open_tete
from boucle.store.examen import differences
from boucle.store.examen.differences import COMPARES, Total
from boucle.store.travaux import imports

LIGNES_MAX = 200
"""Distinct lines shown at most; all are counted."""

RIVAUX_MAX = 20
LIVRES = "*"
"""The choice of the books."""

RIEN = Total(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Ecart:
    """A line that is not the same on both sides: before, after, or both when one became the other.

    fois: how many times over. changes: the columns that differ, when both sides are there.
    """

    avant: RowMapping | None
    apres: RowMapping | None
    fois: int

    @property
    def signe(self) -> str:
        if self.avant is None:
            return "+"
        return "−" if self.apres is None else "≠"

    @property
    def changes(self) -> frozenset[str]:
        if self.avant is None or self.apres is None:
            return frozenset()
        return frozenset(nom for nom in COMPARES if self.avant[nom] != self.apres[nom])

    @property
    def effet(self) -> int:
        """What it changes of debit less credit, in centimes."""
        return self.fois * (_effet(self.apres) - _effet(self.avant))


@dataclass(frozen=True, slots=True)
class Piece:
    """The differences of one piece of a journal."""

    journal: str
    num: str
    ecarts: Sequence[Ecart]


@dataclass(frozen=True, slots=True)
class Differences:
    """An import set against another, or against the books.

    contre: the other import, None for the books. choix: what it may be set against, nearest first.
    """

    tete: Tete
    choix: Sequence[RowMapping] = ()
    contre: RowMapping | None = None
    pieces: Sequence[Piece] = ()
    total: Total = RIEN
    montrees: int = 0
    distinctes_max: bool = False

    @property
    def visible(self) -> bool:
        """False when the import has no lines that can be seen."""
        return self.tete.etat in VISIBLES

    @property
    def modifiees(self) -> int:
        """How many lines became others, of those that are shown."""
        shown = (one for piece in self.pieces for one in piece.ecarts)
        return sum(one.fois for one in shown if one.signe == "≠")


def open_differences(
    atelier: Atelier, acteur: Acteur, demande_id: str, contre: str = ""
) -> Differences:
    """Set an import against another one of its dossier; refuses IMPORT_INCONNU.

    contre: the request of the other one, LIVRES for the books, '' for the nearest import, or the
    books when there is none. One of another dossier, or without lines, is as good as ''.
    """
    with atelier.store.lecture(acteur.cabinet) as conn:
        tete = open_tete(conn, acteur, demande_id)
        if tete.etat not in VISIBLES:
            return Differences(tete)
        choix = differences.rivals(conn, tete.perimetre, tete.row, RIVAUX_MAX)
        against = None
        if contre != LIVRES:
            against = _asked(conn, tete, contre) or (choix[0] if choix else None)
        here = (conn, tete.perimetre, tete.row, None if against is None else against["import_id"])
        rows = differences.between(*here, LIGNES_MAX + 1)
        total = differences.total(*here) if rows else RIEN
    shown = rows[:LIGNES_MAX]
    return Differences(
        tete, choix, against, tuple(_pieces(shown)), total, len(shown), len(rows) > LIGNES_MAX
    )


def _asked(conn: Connection, tete: Tete, contre: str) -> RowMapping | None:
    row = imports.find(conn, tete.perimetre.cabinet_id, contre) if contre else None
    here = row is not None and row["dossier_id"] == tete.perimetre.dossier_id
    return row if row is not None and here and row["etat"] in VISIBLES else None


def _pieces(rows: Sequence[RowMapping]) -> Iterator[Piece]:
    for (journal, num), lines in groupby(rows, lambda row: (row["journal"], row["num"])):
        yield Piece(journal, num, tuple(_paired(list(lines))))


def _paired(lines: list[RowMapping]) -> Iterator[Ecart]:
    """Say which removed line became which added one: the likest, on the same compte at least."""
    added = [[row, row["ecart"]] for row in lines if row["ecart"] > 0]
    for row in lines:
        left = -row["ecart"]
        for pair in sorted(added, key=lambda one: -_alike(row, one[0])) if left > 0 else ():
            fois = min(left, pair[1])
            if fois > 0 and _alike(row, pair[0]):
                yield Ecart(row, pair[0], fois)
                left -= fois
                pair[1] -= fois
        if left > 0:
            yield Ecart(row, None, left)
    for row, left in added:
        if left > 0:
            yield Ecart(None, row, left)


def _alike(one: RowMapping, other: RowMapping) -> int:
    """Count what two lines have in common; nought when neither compte nor amount is."""
    amount = (one["debit"], one["credit"]) == (other["debit"], other["credit"])
    if one["compte"] != other["compte"] and not amount:
        return 0
    return sum(one[nom] == other[nom] for nom in COMPARES)


def _effet(row: RowMapping | None) -> int:
    return 0 if row is None else int(row["debit"] - row["credit"])
