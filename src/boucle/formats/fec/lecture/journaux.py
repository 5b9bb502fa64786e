"""Deduits: lines whose JournalCode is blank in an écriture that has a journal.

The cash regimes let JournalCode be blank. Among lines that follow one another under the same
number, the same EcritureDate and the same JournalLib, one without a journal takes that of the
nearest line before it that has one, else of the nearest one after, TETE_MAX lines away at most. A
block that ends by a line in doubt waits for the next block: where blocks are cut changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.bilan import CLE_JOUR
from boucle.compta.codes.registre import Registre
from boucle.compta.ecritures.compact import Compact
from boucle.compta.rassemblement import Lignes
from boucle.compta.regles.signaux import Signaux
from boucle.errors.donnees import lig
from boucle.formats.fec.forme.cellules import BLANCS
from boucle.formats.fec.lecture.colonnes import Bloc
from boucle.formats.fec.lecture.grille import Grille
from boucle.formats.fec.lecture.lexique import Dictionnaire

Entiers = NDArray[np.int64]
Masque = NDArray[np.bool_]

# Lines without a journal that may begin an écriture and take the one that comes after them.
TETE_MAX = 1_000
_CODE, _LIBELLE, _DATE = "JournalCode", "JournalLib", "EcritureDate"
DEDUIT = "journal"
"""Where the journal deduced for a line is put among its texts; no column has this name."""


def deduce(blocs: Iterator[Bloc], grille: Grille) -> Iterator[Bloc]:
    """Give the blocks of a file in order, each once the journals of its lines are known."""
    needed = {_CODE, _DATE} <= grille.places.keys()
    if not grille.journal_defaut or grille.cle == CLE_JOUR or not needed:
        yield from blocs
        return
    deduction = Deduction(grille.cle)
    while (bloc := next(blocs, None)) is not None:
        ready = deduction.take(bloc)
        del bloc  # Its memory serves the next one.
        while ready:
            yield ready.pop(0)
    yield from deduction.finish()


class _Bord(NamedTuple):
    """The line that ends a block: what those of its suite share, its journal or ''.

    tete: how many lines of its suite there are while none has a journal. fin: True when nothing
    stands between it and the next block.
    """

    suite: tuple[str, ...] = ()
    journal: str = ""
    tete: int = 0
    fin: bool = False


class Deduction:
    """What the blocks taken so far leave to know."""

    def __init__(self, cle: str) -> None:
        self._cle = cle
        self._vides = Dictionnaire(("vide",), lambda texte: (not texte,))
        self._bord = _Bord()
        # Blocks whose last lines, from a row on, may be of the écriture that goes on after them.
        self._held: list[tuple[Bloc, int]] = []

    def take(self, bloc: Bloc) -> list[Bloc]:
        """Take the next block; give those of which all is known."""
        if not bloc.rangs.size:
            self._bord = _Bord()
            return [*self._release(""), bloc]
        vides = self._find_vides(bloc)
        if not self._held and not vides.any():
            self._bord = self._read_bord(bloc, _texte(bloc, -1), 0)
            return [bloc]
        bord = self._bord
        suites = _find_suites(bloc, _columns(bloc, self._cle), vides, bord)
        first, last = int(suites.sources[0]), int(suites.sources[-1])
        journal = bord.journal if last == AVANT else _texte(bloc, last) if last >= 0 else ""
        self._bord = self._read_bord(bloc, journal, suites.tete)
        if self._held and suites.joined and first == EN_ATTENTE:
            return self._hold(bloc, 0)
        ready = self._release(_texte(bloc, first) if suites.joined and first >= 0 else "")
        _write(bloc, suites.sources, vides, bord.journal)
        if last == EN_ATTENTE:
            return ready + self._hold(bloc, bloc.rangs.size - suites.tete)
        return [*ready, bloc]

    def finish(self) -> list[Bloc]:
        """Give what is left, at the end of the file."""
        return self._release("")

    def _hold(self, bloc: Bloc, row: int) -> list[Bloc]:
        self._held.append((bloc, row))
        return []

    def _release(self, journal: str) -> list[Bloc]:
        """Let go of what was held; journal: that of the lines in doubt, '' for none."""
        held, self._held = self._held, []
        for bloc, row in held if journal else ():
            _put(bloc, np.arange(row, bloc.rangs.size), journal)
        return [bloc for bloc, _ in held]

    def _find_vides(self, bloc: Bloc) -> Masque:
        """Tell which runs of lines have no journal."""
        words = self._vides.fresh() if _CODE in bloc.locales else self._vides
        words.learn(bloc.codes[_CODE], bloc.textes[_CODE])
        if not words.has("vide"):
            return np.zeros(bloc.debuts.size, np.bool_)
        return words.look_up("vide", bloc.codes[_CODE][bloc.debuts]) > 0

    def _read_bord(self, bloc: Bloc, journal: str, tete: int) -> _Bord:
        suite = tuple(_cell(bloc, nom, -1) for nom in _columns(bloc, self._cle))
        return _Bord(suite, journal, tete, bool(bloc.rangs[-1] == bloc.texte.physiques - 1))


def _columns(bloc: Bloc, cle: str) -> list[str]:
    """Name what the lines of a suite share; the first two must not be blank."""
    return [cle, _DATE, *([_LIBELLE] if _LIBELLE in bloc.hashes else [])]


def _cell(bloc: Bloc, nom: str, row: int) -> str:
    return (bloc.textes[nom][row] or "").strip(BLANCS)


def _texte(bloc: Bloc, row: int) -> str:
    """Give the text of a journal, blanks and all, as dictionaries know it."""
    texte: str = bloc.textes[_CODE][row]
    return texte


AUCUN, AVANT, EN_ATTENTE = -1, -2, -3
"""What stands for a row where there is none: no journal at all, that of the line before the block,
or that which the next block will tell."""


@dataclass(slots=True)
class _Suites:
    """Runs of lines that follow one another under one number, one date and one label.

    joined: the first suite began before the block. sources: for each run, the row whose journal
    it takes, its own when it has one. tete: how many lines the last suite has so far, 0 when it
    has a journal.
    """

    joined: bool
    sources: Entiers
    tete: int


def _find_suites(bloc: Bloc, noms: list[str], vides: Masque, bord: _Bord) -> _Suites:
    size = bloc.debuts.size
    if size > TETE_MAX + 1 and not bord.journal and vides.all():
        # A whole block without a journal: only its end may still be given one.
        skipped = size - TETE_MAX - 1
        end = _find_suites_from(bloc, noms, vides, _Bord(), skipped)
        sources = np.concatenate([np.full(skipped, AUCUN, np.int64), end.sources])
        return _Suites(False, sources, end.tete)
    return _find_suites_from(bloc, noms, vides, bord, 0)


def _find_suites_from(
    bloc: Bloc, noms: list[str], vides: Masque, bord: _Bord, skipped: int
) -> _Suites:
    debuts, vides = bloc.debuts[skipped:], vides[skipped:]
    size = debuts.size
    at = np.arange(size)
    texts = [
        bloc.textes[nom].gather(debuts).cast(pl.String).fill_null("").str.strip_chars(BLANCS)
        for nom in noms
    ]
    known = ((texts[0] != "") & (texts[1] != "")).to_numpy()
    change = np.ones(size, np.bool_)
    change[1:] = bloc.rangs[debuts[1:]] != bloc.rangs[debuts[1:] - 1] + 1
    for column in texts:
        change[1:] |= (column.slice(1) != column.head(size - 1)).to_numpy()
    joined = bord.fin and not bloc.rangs[0] and bool(known[0])
    joined = joined and bord.suite == tuple(column[0] for column in texts)
    starts = np.maximum.accumulate(np.where(change, at, 0))
    before = np.maximum.accumulate(np.where(vides, -1, at))
    after = np.minimum.accumulate(np.where(vides, size, at)[::-1])[::-1]
    near = np.minimum(after, size - 1)
    ahead = debuts[near] - debuts[starts] + np.where(starts == 0, bord.tete * joined, 0)
    after_ok = (after < size) & (starts[near] == starts) & (ahead <= TETE_MAX)
    sources = np.where(before >= starts, debuts[before], np.where(after_ok, debuts[near], AUCUN))
    if joined and bord.journal:
        sources[(starts == 0) & (before < 0)] = AVANT
    sources[vides & ~known] = AUCUN
    tete = 0
    if sources[-1] == AUCUN:
        tete = int(bloc.rangs.size - debuts[starts[-1]])
        tete += bord.tete * joined * (not starts[-1])
        if known[-1] and tete <= TETE_MAX:
            sources[starts == starts[-1]] = EN_ATTENTE
    return _Suites(joined, sources, tete)


def _write(bloc: Bloc, sources: Entiers, vides: Masque, avant: str) -> None:
    """Give its journal to each line that has none; avant: that of the line before the block."""
    if not avant and not (vides & (sources >= 0)).any():
        return
    tailles = np.diff(bloc.debuts, append=bloc.rangs.size)
    if avant:
        _put(bloc, np.flatnonzero(np.repeat(sources == AVANT, tailles)), avant)
    rows = np.flatnonzero(np.repeat(vides & (sources >= 0), tailles))
    if not rows.size:
        return
    froms = np.repeat(sources, tailles)[rows]
    # A copy: these codes may be shared, and such a block is rare.
    codes = bloc.codes[_CODE] = bloc.codes[_CODE].copy()
    codes[rows] = codes[froms]
    texts = _texts(bloc)
    _note(bloc, rows, texts.scatter(rows, texts.gather(froms)))


def _put(bloc: Bloc, rows: Entiers, journal: str) -> None:
    """Give one journal, read in another block, to rows of this one."""
    if not rows.size:
        return
    codes = bloc.codes[_CODE] = bloc.codes[_CODE].copy()
    if _CODE in bloc.locales:
        codes[rows] = int(codes.max()) + 1
    else:
        known = pl.Series([journal], dtype=bloc.textes[_CODE].dtype)
        codes[rows] = int(known.to_physical()[0])
    _note(bloc, rows, _texts(bloc).scatter(rows, journal))


def _texts(bloc: Bloc) -> pl.Series:
    if bloc.journaux is not None:
        return bloc.journaux
    return bloc.textes[_CODE].cast(pl.String).fill_null("")


def _note(bloc: Bloc, rows: Entiers, texts: pl.Series) -> None:
    bloc.deduits = np.sort(np.concatenate([bloc.deduits, rows]))
    bloc.journaux = texts


# What is said of these lines, once the blocks are folded.


class Deduits:
    """Remember the lines whose journal was deduced, and signal them."""

    def __init__(self) -> None:
        self._lignes, self._journaux = Compact(), Compact()

    def fold(
        self, bloc: Bloc, lignes: Lignes, grille: Grille, journaux: Registre, signaux: Signaux
    ) -> None:
        """Take a block."""
        rows = bloc.deduits
        if not rows.size:
            return
        found = lignes.journal[rows]
        self._lignes.append(lignes.n[rows])
        self._journaux.append(found)
        for rang in np.unique(found).tolist():
            signaux.cell(
                lig.JOURNAL_DEDUIT,
                rows[found == rang],
                _CODE,
                lu="",
                corrige=partial(_corrige, journaux.codes[rang]),
                slots=partial(_slots, bloc, grille.cle),
            )

    def complete(self, textes: Mapping[int, dict[str, str]], journaux: Registre) -> None:
        """Add their journal to the texts of lines that were read again, by their number."""
        if not self._lignes.size or not textes:
            return
        lignes, rangs = self._lignes.whole(), self._journaux.whole()
        wanted = np.fromiter(textes, np.int64, len(textes))
        at = np.minimum(np.searchsorted(lignes, wanted), lignes.size - 1)
        hit = lignes[at] == wanted
        for n, rang in zip(wanted[hit].tolist(), rangs[at[hit]].tolist(), strict=True):
            textes[n][DEDUIT] = journaux.codes[rang]


def _corrige(code: str, _texte: str) -> str:
    return code


def _slots(bloc: Bloc, cle: str, row: int) -> dict[str, Any]:
    return {"num": bloc.cellule(cle, row)}
