"""Tableau: the rows of a delimited file as columns of text, blocks of them, in file order.

A row is a record of the file with the physical number of its first line; a blank one is a row too,
as a spreadsheet shows it. `rows(…)` of a workbook gives the same (`classeur.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.bornes import BORNES
from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie
from boucle.errors.donnees import fic
from boucle.formats.perso.guillemets import FIN, SEPARATEUR, Bloc, Guillemets
from boucle.formats.perso.modele import Modele
from boucle.formats.perso.texte import BLOC_OCTETS, Texte

Rangee = tuple[int, list[str]]
Masque = NDArray[np.bool_]
_LF = 0x0A


@dataclass(slots=True)
class Rangs:
    """Rows of a block. n: physical line; largeurs: cells of each; textes: one column a cell.

    A row has as many columns as the widest of the block, blank where it has no cell. In a workbook,
    nombres says by rank of column which cells are numbers, heures which are times of a day, jours
    which are days (null elsewhere).
    erreurs: what stands, by rank of column, in cells that have no value (null elsewhere). perdues:
    lines that gave no row, each told.
    """

    n: NDArray[np.int64]
    largeurs: NDArray[np.int64]
    textes: list[pl.Series]
    perdues: list[int] = field(default_factory=list)
    nombres: dict[int, pl.Series] = field(default_factory=dict)
    jours: dict[int, pl.Series] = field(default_factory=dict)
    heures: dict[int, pl.Series] = field(default_factory=dict)
    erreurs: dict[int, pl.Series] = field(default_factory=dict)

    def keep(self, masque: Masque) -> Rangs:
        """Keep some of the rows."""
        if masque.all():
            return self
        kept = pl.Series(masque)
        return Rangs(
            self.n[masque],
            self.largeurs[masque],
            [texts.filter(kept) for texts in self.textes],
            self.perdues,
            {at: column.filter(kept) for at, column in self.nombres.items()},
            {at: column.filter(kept) for at, column in self.jours.items()},
            {at: column.filter(kept) for at, column in self.heures.items()},
            {at: column.filter(kept) for at, column in self.erreurs.items()},
        )

    def cells(self, row: int) -> list[str]:
        """Give the cells of one row, as many as it has."""
        return [texts[row] for texts in self.textes[: self.largeurs[row]]]


class Tableau(Protocol):
    """Rows of a file of any kind, in three parts taken in this order: head, body, tail.

    sans_fin: the last line has no end. arret: nothing more could be read, and it was told. queue:
    the last rows, left out of the body, known once it was gone through.
    """

    queue: list[Rangee]

    @property
    def sans_fin(self) -> bool:
        """Whether the last line of the file has no end."""

    @property
    def arret(self) -> bool:
        """Whether the reading stopped before the end."""

    def tete(self, rangees: int) -> list[Rangee]:
        """Take the first rows."""

    def largeur(self) -> int:
        """Give how many cells most of the next rows have; 0 when there is none."""

    def corps(self, largeur: int, fin: int) -> Iterator[Rangs]:
        """Give the rows of the body by blocks; fin: how many rows make the tail."""


class Delimite:
    """The rows of a delimited text."""

    def __init__(
        self,
        source: Path,
        charset: str,
        modele: Modele,
        collecte: Collecte,
        *,
        bloc_octets: int = BLOC_OCTETS,
    ) -> None:
        self._sep = modele.separateur
        self._collecte = collecte
        self._quotes = Guillemets(modele.separateur, collecte) if modele.guillemets else None
        self._texte = Texte(source, charset, self._quotes, collecte, bloc_octets=bloc_octets)
        self._blocs = self._texte.blocs()
        self._next: Bloc | None = None
        self._perdues: list[int] = []
        self._trop = False
        self.queue: list[Rangee] = []

    @property
    def sans_fin(self) -> bool:
        """Whether the last line of the file has no end."""
        return self._texte.sans_fin

    @property
    def arret(self) -> bool:
        """Whether the reading stopped before the end."""
        return self._trop or (self._quotes is not None and self._quotes.arret)

    def tete(self, rangees: int) -> list[Rangee]:
        """Take the first rows."""
        found: list[Rangee] = []
        while len(found) < rangees and (bloc := self._take()) is not None:
            head, rest = _split(bloc, rangees - len(found))
            self._next = rest if rest.n.size else None
            found += self._rangees(head)
        return found

    def largeur(self) -> int:
        """Give how many cells most of the next rows have; 0 when there is none."""
        bloc = self._take()
        while bloc is not None and not bloc.n.size:
            bloc = self._take()
        if bloc is None:
            return 0
        self._next = bloc
        head, _ = _split(bloc, 200)
        widths = [len(cells) for _, cells in self._rangees(head) if any(map(str.strip, cells))]
        return max(set(widths), key=lambda width: (widths.count(width), width), default=0)

    def corps(self, largeur: int, fin: int) -> Iterator[Rangs]:
        """Give the rows of the body by blocks."""
        tail: Bloc | None = None
        while (bloc := self._take()) is not None:
            whole = bloc if tail is None else _join(tail, bloc)
            body, tail = _split(whole, max(0, whole.n.size - fin)) if fin else (whole, None)
            if body.n.size or self._perdues:
                yield self._columns(body, largeur)
            if self._trop:
                return
        if tail is not None:
            self.queue = self._rangees(tail)

    def _take(self) -> Bloc | None:
        bloc, self._next = self._next, None
        if bloc is None:
            bloc = next(self._blocs, None)
            if bloc is not None:
                self._perdues += bloc.perdues
        return bloc

    def _lost(self) -> list[int]:
        lost, self._perdues = self._perdues, []
        return lost

    def _rangees(self, bloc: Bloc) -> list[Rangee]:
        lines = bloc.octets.decode("utf-8", "replace").split("\n")
        return [
            (n, [_restored(cell, self._sep) for cell in line.split(self._sep)])
            for n, line in zip(bloc.n.tolist(), lines, strict=False)
        ]

    def _columns(self, bloc: Bloc, largeur: int) -> Rangs:
        buf = np.frombuffer(bloc.octets, np.uint8)
        seps = np.flatnonzero(buf == ord(self._sep))
        marks = np.searchsorted(seps, np.flatnonzero(buf == _LF))
        widths = np.diff(marks, prepend=0) + 1
        n = bloc.n
        wide = np.flatnonzero(widths > BORNES.colonnes)
        octets = bloc.octets
        if wide.size:
            self._trop = True
            slots = {"nombre": int(widths[wide[0]]), "nombre_max": BORNES.colonnes}
            self._collecte.add(Anomalie(fic.TROP_DE_COLONNES, ligne=int(n[wide[0]]), slots=slots))
            head, _ = _split(bloc, int(wide[0]))
            octets, n, widths = head.octets, n[: wide[0]], widths[: wide[0]]
        columns = max(largeur, int(widths.max()) if widths.size else 0)
        # A first line as wide as any says how many columns there are.
        frame = pl.read_csv(
            self._sep.encode() * (columns - 1) + b"\n" + octets,
            has_header=False,
            separator=self._sep,
            quote_char=None,
            infer_schema=False,
            empty_string_is_null=False,
            truncate_ragged_lines=True,
            schema={f"c{at}": pl.String() for at in range(columns)},
        ).slice(1)
        if bloc.echappes:
            frame = frame.with_columns(
                pl.all()
                .str.replace_all(SEPARATEUR.decode(), self._sep, literal=True)
                .str.replace_all(FIN.decode(), "\n", literal=True)
            )
        if widths.size and int(widths.min()) < columns:
            frame = frame.fill_null("")
        return Rangs(n, widths, frame.get_columns(), self._lost())


def _restored(cell: str, sep: str) -> str:
    return cell.replace(SEPARATEUR.decode(), sep).replace(FIN.decode(), "\n")


def _split(bloc: Bloc, rangees: int) -> tuple[Bloc, Bloc]:
    """Cut a block after its first rows."""
    if rangees >= bloc.n.size:
        return bloc, Bloc(b"", bloc.n[:0], bloc.echappes)
    at = 0
    if rangees:
        lf = np.flatnonzero(np.frombuffer(bloc.octets, np.uint8) == _LF)
        at = int(lf[rangees - 1]) + 1
    return (
        Bloc(bloc.octets[:at], bloc.n[:rangees], bloc.echappes),
        Bloc(bloc.octets[at:], bloc.n[rangees:], bloc.echappes),
    )


def _join(first: Bloc, second: Bloc) -> Bloc:
    return Bloc(
        first.octets + second.octets,
        np.concatenate([first.n, second.n]),
        first.echappes or second.echappes,
    )
