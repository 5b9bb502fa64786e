"""Grille: the movements of a clean block as bytes at fixed columns, cut without a line of text.

A block is clean when each of its bytes is one character, its lines all end alike, none is blank or
holds a control character, and each movement has its side and its type where they should be.
Whatever else is in a block, `open_grille` gives None: it is read by its text, line by line where
need be. Both ways give the same (tests/formats/test_tra_grille.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.formats.encodage import ASCII, CP1252, UTF8
from boucle.formats.tra.texte.blocs import LIGNE_OCTETS_MAX, Bloc
from boucle.formats.tra.texte.enregistrements import AUTRES, LUS
from boucle.formats.tra.texte.zones import ZONES, Zone

Octets = NDArray[np.uint8]
Entiers = NDArray[np.int64]
_LF, _CR, _BLANC, _ETOILE, _SUPPR = 10, 13, 32, 42, 127
_SANS_SIGNE = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
"""Bytes that Windows-1252 gives no character."""
_TYPE, _SENS = ZONES["TYPE_CPTE"].debut - 1, ZONES["SENS"].debut - 1
_FIN_MONTANT = ZONES["MONTANT1"].fin
_LUS = np.array([ord(lettre or " ") for lettre in LUS], np.uint8)
_AUTRES = np.array([ord(lettre) for lettre in AUTRES], np.uint8)
_SUITES_MAX = 64
_MOT = 8


@dataclass(frozen=True)
class Grille:
    """Lines of a block. debuts, longueurs: of each of its lines in octets, their ends left out.

    mouvements: rows of the movements; autres: of the lines of another type; fiches: of the records.
    """

    premiere: int
    octets: Octets
    charset: str
    debuts: Entiers
    longueurs: Entiers
    fiches: Entiers
    mouvements: Entiers
    autres: Entiers

    def text(self, row: int) -> str:
        """Give one line as text."""
        debut = int(self.debuts[row])
        return self.octets[debut : debut + int(self.longueurs[row])].tobytes().decode(self.charset)

    def frame(self, rows: Entiers) -> pl.DataFrame:
        """Give lines by their number (n) and their text (t)."""
        texts = [self.text(int(row)) for row in rows]
        return pl.DataFrame(
            {"n": rows + self.premiere, "t": texts}, schema={"n": pl.Int64, "t": pl.String}
        )

    @cached_property
    def _suites(self) -> list[tuple[int, int, int, int]]:
        """Give the runs of movements alike in length and in distance: first row, row after the
        last one, place of the first one, length."""
        debuts = self.debuts[self.mouvements]
        longueurs = self.longueurs[self.mouvements]
        pas = np.diff(debuts)
        same = longueurs[1:] == longueurs[:-1]
        same[1:] &= pas[1:] == pas[:-1]
        cuts = np.concatenate([[0], np.flatnonzero(~same) + 1, [debuts.size]])
        return [
            (int(one), int(other), int(debuts[one]), int(longueurs[one]))
            for one, other in pairwise(cuts)
        ]

    def cut(self, zone: Zone) -> Octets:
        """Give a zone of each movement, one row each; blanks where a line stops before."""
        suites = self._suites
        if len(suites) > _SUITES_MAX:
            return self._gathered(zone)
        parts = [self._cut_suite(zone, *suite) for suite in suites]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _cut_suite(self, zone: Zone, one: int, other: int, place: int, longueur: int) -> Octets:
        """Cut the lines of one run, as a view of the block where they are whole."""
        width = min(zone.fin, longueur) - zone.debut + 1
        size = other - one
        if width <= 0:
            return np.full((size, zone.longueur), _BLANC, np.uint8)
        debuts = self.debuts[self.mouvements]
        pas = int(debuts[one + 1] - debuts[one]) if size > 1 else longueur
        view = np.lib.stride_tricks.as_strided(
            self.octets[place + zone.debut - 1 :], (size, width), (pas, 1), writeable=False
        )
        if width == zone.longueur:
            return view
        found = np.full((size, zone.longueur), _BLANC, np.uint8)
        found[:, :width] = view
        return found

    def _gathered(self, zone: Zone) -> Octets:
        columns = np.arange(zone.debut - 1, zone.fin)
        places = self.debuts[self.mouvements][:, None] + columns
        there = columns < self.longueurs[self.mouvements][:, None]
        found: Octets = self.octets[np.minimum(places, self.octets.size - 1)]
        found[~there] = _BLANC
        return found

    def column(self, zone: Zone) -> tuple[pl.Series, str | None]:
        """Give a zone as text, blanks around it cut, and its one value if it has but one."""
        cells = self.cut(zone)
        first = cells[0]
        if (cells[-1] == first).all() and (cells == first).all():
            # The last one first: most zones that change differ there.
            value = first.tobytes().decode(self.charset).strip(" ")
            return pl.Series(zone.nom, [value]).new_from_index(0, cells.shape[0]), value
        cells = np.ascontiguousarray(cells)
        if zone.longueur <= _MOT:
            found = self._by_word(cells)
            if found is not None:
                return found.alias(zone.nom), None
        return self._texts(cells).alias(zone.nom), None

    def _by_word(self, cells: Octets) -> pl.Series | None:
        """Decode each distinct value of a short zone once; None where too many are."""
        padded = np.zeros((cells.shape[0], _MOT), np.uint8)
        padded[:, : cells.shape[1]] = cells
        words = pl.Series(padded.view(np.uint64).ravel())
        known = words.unique()
        if known.len() * 4 > words.len():
            return None
        raw = known.to_numpy().view(np.uint8).reshape(-1, _MOT)[:, : cells.shape[1]]
        texts = [row.tobytes().decode(self.charset).strip(" ") for row in raw]
        return words.replace_strict(
            known, pl.Series(texts, dtype=pl.String), return_dtype=pl.String
        )

    def _texts(self, cells: Octets) -> pl.Series:
        high: NDArray[np.bool_] = np.any(cells > _SUPPR, axis=1)
        odd = np.flatnonzero(high)
        if odd.size:
            lines = np.full((odd.size, cells.shape[1] + 1), _LF, np.uint8)
            lines[:, :-1] = cells[odd]
            texts = lines.tobytes().decode(self.charset).split("\n")[:-1]
            cells = np.where(high[:, None], np.uint8(_BLANC), cells)
        plain = pl.Series(cells).arr.to_list().cast(pl.Binary).cast(pl.String)
        if odd.size:
            places = np.arange(cells.shape[0])
            places[odd] = cells.shape[0] + np.arange(odd.size)
            plain = pl.concat([plain, pl.Series(texts, dtype=pl.String)]).gather(places)
        return plain.str.strip_chars(" ")


def open_grille(bloc: Bloc, charset: str, fin: str, largeur: int, apres: int) -> Grille | None:
    """Cut a block into lines; None when it is not a clean one.

    largeur: last column of a movement. apres: the lines up to this number are not read.
    """
    if fin not in ("CRLF", "LF"):
        return None
    raw = bloc.octets
    if charset == UTF8 and not raw.isascii():
        try:
            raw, charset = raw.decode(UTF8).encode(CP1252), CP1252
        except UnicodeError:
            return None
    octets = np.frombuffer(raw, np.uint8)
    lines = _cut_lines(raw, bloc.nombre, charset, fin, bloc.ouverte)
    if lines is None:
        return None
    debuts, longueurs = lines
    read = np.arange(max(0, apres + 1 - bloc.premiere), debuts.size)
    if not read.size:
        return None
    at = debuts[read]
    # A line of less than three characters is not clean.
    fiche = (octets[at] == _ETOILE) & (octets[at + 1] == _ETOILE) & (octets[at + 2] == _ETOILE)
    fiches, rest = read[fiche], read[~fiche]
    types = _at(octets, debuts[rest], longueurs[rest], _TYPE)
    lus = np.isin(types, _LUS)
    mouvements, autres = rest[lus], rest[~lus]
    if not np.isin(types[~lus], _AUTRES).all():
        return None
    if not _are_clean(octets, debuts[mouvements], longueurs[mouvements], largeur):
        return None
    return Grille(bloc.premiere, octets, charset, debuts, longueurs, fiches, mouvements, autres)


def _cut_lines(
    raw: bytes, nombre: int, charset: str, fin: str, ouverte: bool
) -> tuple[Entiers, Entiers] | None:
    """Give the place and the length of each line; None when one of them is odd."""
    if not raw:
        return None
    octets = np.frombuffer(raw, np.uint8)
    debuts, fins = _bounds(raw, octets, nombre)
    commandes = debuts.size - 1
    if fin == "CRLF":
        ended = fins.size - (1 if ouverte else 0)
        if (fins[:ended] == debuts[:ended]).any() or (octets[fins[:ended] - 1] != _CR).any():
            return None
        fins[:ended] -= 1
        commandes += ended
    if np.count_nonzero(octets < _BLANC) != commandes or b"\x7f" in raw:
        return None
    if not raw.isascii() and (
        charset == ASCII or (charset == CP1252 and any(sign in raw for sign in _SANS_SIGNE))
    ):
        return None
    longueurs = fins - debuts
    if longueurs.min() < 3 or longueurs.max() > LIGNE_OCTETS_MAX:
        return None
    # The first character of a line is never a blank in a clean one.
    if (octets[debuts] == _BLANC).any():
        return None
    return debuts, longueurs


def _bounds(raw: bytes, octets: Octets, nombre: int) -> tuple[Entiers, Entiers]:
    """Give where each line begins, and where its LF is: at once when all lines are as long."""
    pas = raw.find(b"\n") + 1
    if pas and (octets.size + 1) % pas == 0:
        fins = np.arange(pas - 1, octets.size + 1, pas)
        if fins.size == nombre and (octets[fins[:-1]] == _LF).all():
            return fins - (pas - 1), fins
    lfs = np.flatnonzero(octets == _LF)
    return np.concatenate([[0], lfs + 1]), np.concatenate([lfs, [octets.size]])


def _are_clean(octets: Octets, debuts: Entiers, longueurs: Entiers, largeur: int) -> bool:
    """Tell that movements go as far as their amount, have a side, and nothing past their end."""
    if not debuts.size:
        return True
    if longueurs.min() < _FIN_MONTANT:
        return False
    if not np.isin(octets[debuts + _SENS], np.frombuffer(b"DC", np.uint8)).all():
        return False
    long = longueurs > largeur
    if not long.any():
        return True
    bounds = np.column_stack([debuts[long] + largeur, debuts[long] + longueurs[long]]).ravel()
    said = np.concatenate([octets != _BLANC, [False]])
    return not np.logical_or.reduceat(said, bounds)[::2].any()


def _at(octets: Octets, debuts: Entiers, longueurs: Entiers, column: int) -> Octets:
    """Give one character of each line, a blank where the line stops before."""
    places = np.minimum(debuts + column, octets.size - 1)
    return np.where(longueurs > column, octets[places], np.uint8(_BLANC))
