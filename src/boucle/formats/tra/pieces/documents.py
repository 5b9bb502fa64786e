"""Documents: the document lines (type G) of a TRA file, and the files of its archive.

A document goes with a line of the piece before it, else of the piece after it: the line of the
compte and tiers that it names, whose reference is not another one; else with the first line of
the piece that has none yet. A line names a file by its path in the archive, else by its name
alone when only one has it. A file is given to whoever keeps it once it goes with a line; one that
cannot be kept goes with none, and is told.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie, Kind
from boucle.errors.donnees import tra
from boucle.errors.donnees.raisons import raison
from boucle.formats.archive import Annexes
from boucle.formats.joints import OCTETS_MAX, TETE_OCTETS, Joint, OnJoint, recognise
from boucle.formats.tra.texte.zones import zones_of

Pieces = NDArray[np.uint32]
DOCUMENTS_MAX = 10_000
_ZONE = zones_of("G")["DOCUMENT"]


class Boite:
    """The files beside the TRA file in its archive, each written to folder when a line names it."""

    def __init__(self, source: Path, noms: tuple[str, ...], folder: Path) -> None:
        self._annexes, self._folder = Annexes(source, OCTETS_MAX), folder
        self._par_chemin = {_plain(nom): nom for nom in noms}
        self._par_nom: dict[str, list[str]] = {}
        for nom in noms:
            self._par_nom.setdefault(PurePosixPath(_plain(nom)).name, []).append(nom)
        self._ecrits: dict[str, tuple[Path, str]] = {}
        self.noms = noms

    def find(self, dit: str) -> list[str]:
        """Give the files that a line may mean: none, one, or several of the same name."""
        chemin = _plain(dit)
        if chemin in self._par_chemin:
            return [self._par_chemin[chemin]]
        return self._par_nom.get(PurePosixPath(chemin).name, [])

    def write(self, nom: str) -> str:
        """Write a file to the folder, once; give '' or the key of the reason why it is not kept."""
        if nom not in self._ecrits:
            path = self._folder / f"document-{len(self._ecrits)}"
            pourquoi = self._annexes.extract(nom, path)
            if not pourquoi:
                with path.open("rb") as stream:
                    if recognise(stream.read(TETE_OCTETS)) is None:
                        pourquoi = "type_inconnu"
            self._ecrits[nom] = path, pourquoi
        return self._ecrits[nom][1]

    def joint(self, nom: str) -> Joint:
        """Give a file that was written."""
        return Joint(nom, PurePosixPath(nom).name, self._ecrits[nom][0])

    def close(self) -> None:
        """Let go of the archive."""
        self._annexes.close()


def _plain(nom: str) -> str:
    return nom.replace("\\", "/").removeprefix("./").lstrip("/").lower()


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
    """Attach documents to lines. boite: None where the file came without an archive; on_joint is
    called once for each file that goes with a line."""

    def __init__(
        self, boite: Boite | None, collecte: Collecte, on_joint: OnJoint | None = None
    ) -> None:
        self._boite, self._collecte, self._on_joint = boite, collecte, on_joint
        self._attente: list[_Document] = []
        self.joints: dict[str, int] = {}
        self._nommes: set[str] = set()
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
        """Give the file that a line names; '' when there is none to keep, which is told."""
        if self._boite is None:
            self._tell_alone(n, nom)
            return ""
        found = self._boite.find(nom)
        self._nommes.update(found)
        if len(found) != 1:
            kind = tra.DOCUMENT_AMBIGU if found else tra.DOCUMENT_ABSENT
            self._tell(kind, n, nom, **({"nombre": len(found)} if found else {}))
            return ""
        pourquoi = self._boite.write(found[0])
        if pourquoi:
            self._tell(tra.DOCUMENT_NON_GARDE, n, nom, raison=raison(pourquoi))
            return ""
        return found[0]

    def _tell_alone(self, n: int, nom: str) -> None:
        if self._sans_archive is None:
            self._sans_archive = Anomalie(
                tra.DOCUMENTS_SANS_ARCHIVE, ligne=n, lu=nom[:200], slots={"nombre": 0}
            )
            self._collecte.add(self._sans_archive)
        self._sans_archive.slots["nombre"] += 1

    def _join(self, document: _Document) -> None:
        if document.nom not in self.joints and self._on_joint is not None:
            assert self._boite is not None
            self._on_joint(self._boite.joint(document.nom))
        self.joints.setdefault(document.nom, document.n)

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
                self._join(document)
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
        noms = () if self._boite is None else self._boite.noms
        alone = [nom for nom in noms if nom not in self._nommes]
        if alone:
            self._collecte.add(
                Anomalie(tra.DOCUMENTS, lu=alone[0][:200], slots={"nombre": len(alone)})
            )

    def _tell(self, kind: Kind, n: int, nom: str, **slots: object) -> None:
        self._collecte.add(
            Anomalie(kind, ligne=n, colonne=_ZONE.dit, champ=_ZONE.debut, lu=nom[:200], slots=slots)
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
