"""Documents: the document lines (type G) of a TRA file, and the files of its archive.

A document goes with a line of the piece before it, else of the piece after it: the line of the
compte and tiers that it names, whose reference is not another one; else with the first line of
the piece that has none yet. What is attached is the name of the file in the archive, whatever
folder the line says.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie, Kind
from boucle.errors.donnees import tra
from boucle.formats.tra.texte.zones import zones_of

Pieces = NDArray[np.uint32]
DOCUMENTS_MAX = 100_000
_ZONE = zones_of("G")["DOCUMENT"]


class _Document(NamedTuple):
    n: int
    journal: str
    compte: str
    tiers: str
    piece_ref: str
    nom: str


class _Ligne(NamedTuple):
    journal: str
    compte: str
    tiers: str
    piece_ref: str


class Documents:
    """Attach documents to lines. fichiers: names in the archive by their last part in small
    letters; None where the file came without an archive."""

    def __init__(self, fichiers: dict[str, str] | None, collecte: Collecte) -> None:
        self._fichiers, self._collecte = fichiers, collecte
        self._attente: list[_Document] = []
        self.joints: dict[str, int] = {}
        self._sans_archive: Anomalie | None = None
        self._lus = 0

    def add(self, lines: pl.DataFrame) -> None:
        """Take document lines, cut by zones."""
        columns = ("n", "journal", "compte", "tiers", "piece_ref", "document")
        for n, journal, compte, tiers, piece_ref, nom in lines.select(columns).iter_rows():
            self._lus += 1
            if self._lus > DOCUMENTS_MAX:
                if self._lus == DOCUMENTS_MAX + 1:
                    slots = {"limite": DOCUMENTS_MAX}
                    self._collecte.add(Anomalie(tra.DOCUMENTS_SANS_FIN, ligne=n, slots=slots))
                continue
            found = self._find(n, nom)
            if found:
                self._attente.append(_Document(n, journal, compte, tiers, piece_ref, found))

    def _find(self, n: int, nom: str) -> str:
        """Give the file that a line names; '' when there is none, which is told."""
        short = PurePosixPath(nom.replace("\\", "/")).name
        if self._fichiers is None:
            if self._sans_archive is None:
                self._sans_archive = Anomalie(
                    tra.DOCUMENTS_SANS_ARCHIVE, ligne=n, lu=nom[:200], slots={"nombre": 0}
                )
                self._collecte.add(self._sans_archive)
            self._sans_archive.slots["nombre"] += 1
            return ""
        found = self._fichiers.get(short.lower(), "")
        if not found:
            self._tell(tra.DOCUMENT_ABSENT, n, nom)
        return found

    def attach(self, general: pl.DataFrame, suivante: int | None) -> pl.Series:
        """Give what is attached to each general line of whole pieces, '' for nothing.

        suivante: number of the next general line of the file; None when these are the last ones.
        """
        blank = pl.Series("piece_jointe", [""], dtype=pl.String).new_from_index(0, general.height)
        if not self._attente:
            return blank
        lignes = general["n"].to_numpy()
        pieces = general.select(pl.struct("journal", "num").rle_id()).to_series().to_numpy()
        rows, noms = general.select(_Ligne._fields).rows(), blank.to_list()
        waiting = []
        for document in self._attente:
            if suivante is not None and document.n > suivante:
                waiting.append(document)
                continue
            at = int(np.searchsorted(lignes, document.n))
            near = [pieces[row] for row in (at - 1, at) if 0 <= row < lignes.size]
            tried = (_place(document, rows, noms, _rows_of(pieces, piece)) for piece in near)
            row = next((found for found in tried if found is not None), None)
            if row is not None:
                noms[row] = document.nom
                self.joints.setdefault(document.nom, document.n)
            elif at == lignes.size and suivante is not None:
                # The piece after it comes with the next lines.
                waiting.append(document)
            else:
                self._tell(tra.DOCUMENT_ORPHELIN, document.n, document.nom)
        self._attente = waiting
        return pl.Series("piece_jointe", noms, dtype=pl.String)

    def finish(self) -> None:
        """Say which documents go with no line, and which files no line names."""
        for document in self._attente:
            self._tell(tra.DOCUMENT_ORPHELIN, document.n, document.nom)
        alone = list((self._fichiers or {}).values())
        if alone:
            self._collecte.add(
                Anomalie(tra.DOCUMENTS, lu=alone[0][:200], slots={"nombre": len(alone)})
            )

    def _tell(self, kind: Kind, n: int, nom: str) -> None:
        self._collecte.add(
            Anomalie(kind, ligne=n, colonne=_ZONE.dit, champ=_ZONE.debut, lu=nom[:200])
        )


def _place(
    document: _Document, rows: list[tuple[str, ...]], noms: list[str], piece: list[int]
) -> int | None:
    """Give the row of a piece that a document goes with; None when it is none of it."""
    named = [row for row in piece if _matches(document, _Ligne(*rows[row]))]
    if not named:
        return None
    return next((row for row in (*named, *piece) if not noms[row]), None)


def _matches(document: _Document, ligne: _Ligne) -> bool:
    if (ligne.journal, ligne.compte) != (document.journal, document.compte):
        return False
    if document.tiers and ligne.tiers != document.tiers:
        return False
    return "" in (document.piece_ref, ligne.piece_ref) or document.piece_ref == ligne.piece_ref


def _rows_of(pieces: Pieces, piece: int) -> list[int]:
    debut, fin = np.searchsorted(pieces, [piece, piece + 1]).tolist()
    return list(range(debut, fin))
