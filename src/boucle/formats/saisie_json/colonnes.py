"""Colonnes: a slice of lines as one column of text a key, and the lines that are not so plain.

The lines are decoded into objects of the very keys that this body uses, each of its type: anything
else makes a line odd, and odd lines are read one by one (`corps.py`). A decoder keeps the last of
two equal keys: the quotes of the slice are counted against those of the keys and texts that were
found, so that a key that comes twice is seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import msgspec
import numpy as np
import polars as pl

from boucle.bornes import BORNES
from boucle.formats.saisie_json.champs import COTES, FICHIER, JOURS, JOURS_ISO, NUMEROS, TEXTES
from boucle.formats.saisie_json.montants import CLES, EURO, Montant, read_montant
from boucle.formats.saisie_json.parts import axe_of
from boucle.formats.saisie_json.tranches import Malforme, cut
from boucle.schema.champs.champ import Faux
from boucle.schema.json import Illisible, read_strict

ABSENT = "\x00"
"""Stands for a key that a line has not; no text of ours may hold it."""
AXES_MAX = 100
_ESSAI = 16
_NULS_MAX = 4
_MONTANTS = {"amount", "currencyAmount"}
_PIECE_OCTETS = 1 << 18
_GETTERS = [attrgetter(f"f{rank}") for rank in range(200)]
_ENTRE = b"\x1f"  # no JSON holds it
_VIDE = msgspec.Raw(b"")
_GUILLEMET = ord('"')
_TEXTE, _JOUR, _BRUT = str | int | None, str | None, msgspec.Raw
_TYPES: dict[str, Any] = {
    **{entry.champ.nom: _TEXTE for entry in (*TEXTES, *NUMEROS)},
    **dict.fromkeys((*JOURS, *JOURS_ISO), _JOUR),
    FICHIER: _BRUT,
}
_NOMS = {nom.lower(): nom for nom in (*_TYPES, *COTES)}
_TYPES_MONTANT: dict[str, Any] = {
    "amount": _BRUT,
    "currency": _JOUR,
    "currencyAmount": _BRUT,
    "currencyRate": Any,
}
# What a decoder says of octets that are no JSON, or hold a number without end.
FAUTES = (msgspec.DecodeError, ValueError, RecursionError)
_raws = msgspec.json.Decoder(list[msgspec.Raw]).decode
_keys_of = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


@dataclass(slots=True)
class Cote:
    """One side of the lines. amount, other (`currencyAmount`): JSON as it was sent, '' where a line
    has not the key; other is None where both are written alike everywhere, or not at all. devises:
    as a column of texts, None where they are all the euro. cours: the rates, as read.
    """

    amount: pl.Series
    other: pl.Series | None = None
    devises: pl.Series | None = None
    cours: list[Any] = field(default_factory=list)


@dataclass(slots=True)
class Lues:
    """A slice. taille: how many elements; rangs: those of the plain ones, which make the columns.

    textes: one column a key, by its published name, '' where a line has not the key. cotes: the
    amounts, by side. bruts: JSON as it was sent, '' where a line has not the key. impaires: the
    other elements.
    """

    taille: int
    rangs: np.ndarray[Any, np.dtype[np.int64]]
    textes: dict[str, pl.Series] = field(default_factory=dict)
    cotes: dict[str, Cote] = field(default_factory=dict)
    bruts: dict[str, list[str]] = field(default_factory=dict)
    impaires: dict[int, bytes] = field(default_factory=dict)


@dataclass(slots=True)
class _Listes:
    """What the objects of a slice hold, key by key. taille: how many objects.

    champs: by rank of the key; JSON as it was sent is kept as octets, joined. cotes: the keys of
    the amounts, by rank, of each side; absentes: how many lines have not the side.
    """

    champs: list[list[Any]]
    cotes: dict[str, list[list[Any]]]
    absentes: dict[str, int]
    taille: int = 0


class Colonnes:
    """Read slices of one body, whose lines mostly bear the same keys."""

    def __init__(self) -> None:
        self.cles: dict[str, str] = {}
        """Field that each key met is read as, by key; an axe is read as itself."""
        self._cotes: dict[str, str] = {}
        self._decode: Callable[[bytes], list[Any]] | None = None
        self._decode_one: Callable[[bytes], Any] | None = None
        self._absente: Any = None
        self._nulle: Any = None
        self._nuls: dict[bytes, bytes] = {}
        """The unused side of a line as this body writes it, key included, and the same as null."""

    def read(self, octets: bytes) -> Lues:
        """Read whole elements; raises Malforme when they are none, or when a key comes twice."""
        impaires: dict[int, bytes] = {}
        lean = octets
        for plein, nul in self._nuls.items():
            lean = lean.replace(plein, nul)
        try:
            listes = self._by_pieces(lean)
            if listes is None:
                lean = octets
                lines, impaires = self._lines(b"[" + octets + b"]")
                self._gather(lines, listes := self._listes())
        except FAUTES as error:
            raise Malforme from error
        quotes = _quotes(lean) - sum(map(_quotes, impaires.values()))
        taille = listes.taille + len(impaires)
        rangs = np.arange(taille)
        if impaires:
            rangs = np.setdiff1d(rangs, np.fromiter(impaires, np.int64))
        lues = Lues(taille, rangs, impaires=impaires)
        if listes.taille and self._fill(lues, listes) != quotes:
            raise Malforme
        return lues

    def _listes(self) -> _Listes:
        sides = [nom for nom in self.cles.values() if nom in COTES]
        return _Listes(
            [[] for _ in self.cles],
            {nom: [[] for _ in self._cotes] for nom in sides},
            dict.fromkeys(sides, 0),
        )

    def _by_pieces(self, octets: bytes) -> _Listes | None:
        """Decode a slice by pieces, so small that their objects are still at hand when they are
        taken apart; None when it cannot be so.
        """
        if self._decode is None:
            return None
        listes = self._listes()
        try:
            for piece in _pieces(octets):
                self._gather(self._decode(b"[" + piece + b"]"), listes)
        except FAUTES:
            return None
        return listes

    def _lines(self, body: bytes) -> tuple[list[Any], dict[int, bytes]]:
        """Decode the plain lines; give the others by rank."""
        elements = [bytes(raw) for raw in _raws(body)]
        for some in (elements[:_ESSAI], elements):
            if self._learn(some):
                assert self._decode is not None
                try:
                    return self._decode(body), {}
                except msgspec.ValidationError:
                    pass
        lines, impaires = [], {}
        for rank, element in enumerate(elements):
            try:
                assert self._decode_one is not None
                lines.append(self._decode_one(element))
            except msgspec.ValidationError:
                impaires[rank] = element
        return lines, impaires

    def _gather(self, lines: list[Any], listes: _Listes) -> None:
        """Take objects apart."""
        listes.taille += len(lines)
        for rank, nom in enumerate(self.cles.values()):
            values = map(_GETTERS[rank], lines)
            if nom in COTES:
                self._gather_side(list(values), listes, nom)
            elif _TYPES.get(nom, _BRUT) is _BRUT:
                listes.champs[rank].append(_ENTRE.join(values))
            else:
                listes.champs[rank].extend(values)

    def _gather_side(self, cotes: list[Any], listes: _Listes, nom: str) -> None:
        listes.absentes[nom] += cotes.count(self._absente)
        if None in cotes:
            cotes = [self._nulle if cote is None else cote for cote in cotes]
        for rank, key in enumerate(self._cotes.values()):
            values = map(_GETTERS[rank], cotes)
            if key in _MONTANTS:
                listes.cotes[nom][rank].append(_ENTRE.join(values))
            else:
                listes.cotes[nom][rank].extend(values)

    def _learn_nuls(self, elements: Sequence[bytes]) -> None:
        """Find how this body writes an amount of nothing: most lines have one, all alike.

        A text holds no quote that is not escaped: such octets, which begin with a key, are none.
        """
        for element in elements:
            for cle, nom in self.cles.items():
                found = re.search(rb'"%s"\s*:\s*(\{[^{}]*\})' % re.escape(cle.encode()), element)
                if nom not in COTES or found is None or found[0] in self._nuls:
                    continue
                with suppress(Faux, Illisible):
                    if read_montant(read_strict(found[1])[0], ".") == Montant(0):
                        self._nuls[found[0]] = f'"{cle}":null'.encode()

    def _learn(self, elements: Sequence[bytes]) -> bool:
        """Take in the keys of these lines that we know; True when there were new ones."""
        keys: set[str] = set()
        cotes: set[str] = set()
        for element in elements:
            if element.startswith(b"{"):
                line = _keys_of(element)
                keys |= line.keys()
                for nom, raw in line.items():
                    if nom.lower() in COTES and bytes(raw).startswith(b"{"):
                        cotes |= _keys_of(raw).keys()
        before = len(self.cles), len(self._cotes)
        _add(self.cles, keys, _NOMS)
        _add(self._cotes, cotes, CLES)
        axes = (nom for nom in sorted(keys - self.cles.keys()) if axe_of(nom) is not None)
        for nom in axes:
            if len(self.cles) < len(_NOMS) + AXES_MAX:
                self.cles[nom] = nom
        if self._decode is not None and before == (len(self.cles), len(self._cotes)):
            return False
        if len(self._nuls) < _NULS_MAX:
            self._learn_nuls(elements[:_ESSAI])
        self._build()
        return True

    def _build(self) -> None:
        """Make the decoder of lines that bear some of the keys met, and no other."""
        cote: Any = _struct(self._cotes, _TYPES_MONTANT, {})
        self._absente, self._nulle = cote(), cote()
        types = {**_TYPES, **dict.fromkeys(COTES, cote | None)}
        ligne: Any = _struct(self.cles, types, dict.fromkeys(COTES, self._absente))
        self._decode = msgspec.json.Decoder(list[ligne]).decode
        self._decode_one = msgspec.json.Decoder(ligne).decode

    def _fill(self, lues: Lues, listes: _Listes) -> int:
        """Make the columns; give how many quotes their keys and texts take."""
        quotes = 0
        for values, nom in zip(listes.champs, self.cles.values(), strict=True):
            if nom in COTES:
                quotes += 2 * (listes.taille - listes.absentes[nom])
                lues.cotes[nom], read = self._side(listes.cotes[nom], listes.taille)
            elif _TYPES.get(nom, _BRUT) is _BRUT:
                lues.bruts[nom], read = _bruts(values)
            else:
                lues.textes[nom], read = _textes(values)
            quotes += read
        return quotes

    def _side(self, listes: list[list[Any]], taille: int) -> tuple[Cote, int]:
        quotes = 0
        values = dict(zip(self._cotes.values(), listes, strict=True))
        bruts: dict[str, list[str]] = {}
        for nom in values.keys() & _MONTANTS:
            bruts[nom], read = _bruts(values[nom])
            quotes += read
        amount = bruts.get("amount", [""] * taille)
        found = Cote(pl.Series(amount, dtype=pl.String))
        other = bruts.get("currencyAmount", amount)
        if other != amount:
            found.other = pl.Series(other, dtype=pl.String)
        if "currency" in values:
            devises = values["currency"]
            if set(devises) <= {EURO, ABSENT}:
                quotes += 4 * devises.count(EURO)
            else:
                found.devises, read = _textes(devises)
                quotes += read
        if "currencyRate" in values:
            found.cours = values["currencyRate"]
            quotes += _quotes_of_rates(found.cours)
        return found, quotes


def _pieces(octets: bytes) -> Iterator[bytes]:
    """Cut whole elements in smaller slices, on trust, as `tranches.py` does."""
    start = 0
    while len(octets) - start > _PIECE_OCTETS:
        at = next(cut(octets, start, start + _PIECE_OCTETS), -1)
        if at < 0:
            break
        yield octets[start:at]
        start = octets.index(b",", at) + 1
    yield octets[start:]


def _quotes_of_rates(cours: list[Any]) -> int:
    """Count the quotes that rates take; raises Malforme where one is no plain value."""
    try:
        distinct = set(cours)
    except TypeError as error:
        raise Malforme from error
    sent = len(cours) - (cours.count(ABSENT) if ABSENT in distinct else 0)
    if all(type(value) is str for value in distinct):
        return 4 * sent
    textes = sum(type(value) is str for value in cours) - (len(cours) - sent)
    return 2 * (sent + textes)


def _struct(keys: Mapping[str, str], types: Mapping[str, Any], defauts: Mapping[str, Any]) -> Any:
    """Define objects that have some of these keys and no other; compared by identity.

    The fields are named by rank: f0, f1…
    """
    fields: list[tuple[str, Any, Any]] = []
    for rank, nom in enumerate(keys.values()):
        kind = types.get(nom, _BRUT)
        defaut = defauts.get(nom, _VIDE if kind is _BRUT else ABSENT)
        fields.append((f"f{rank}", kind, defaut))
    return msgspec.defstruct(
        "Objet",
        fields,
        rename={f"f{rank}": cle for rank, cle in enumerate(keys)},
        forbid_unknown_fields=True,
        frozen=True,
        eq=False,
        gc=False,
    )


def _add(known: dict[str, str], keys: Iterable[str], noms: Mapping[str, str]) -> None:
    """Note each key as its sender spells it; a second spelling of a name stays unknown."""
    for nom in sorted(keys):
        published = noms.get(nom.lower())
        if published is not None and published not in known.values():
            known[nom] = published


def _textes(values: list[Any]) -> tuple[pl.Series, int]:
    """Give a column of texts, numbers written out, and the quotes that it takes, keys included."""
    nombres = 0
    try:
        texts = pl.Series(values, dtype=pl.String)
    except (TypeError, OverflowError):
        nombres = sum(type(value) is int for value in values)
        values = [_written(value) if type(value) is int else value for value in values]
        texts = pl.Series(values, dtype=pl.String)
    absent, nulls = texts == ABSENT, texts.null_count()
    sent = len(values) - int(absent.sum())
    if nulls:
        texts = texts.fill_null("")
    if sent < len(values):
        texts = texts.set(absent.fill_null(False), "")
    return texts, 2 * (2 * sent - nulls - nombres)


def _written(nombre: int) -> str:
    text = str(nombre)
    if len(text) > BORNES.chiffres:
        raise Malforme
    return text


def _bruts(octets: list[bytes]) -> tuple[list[str], int]:
    """Give JSON as it was sent, and the quotes that it takes, keys included."""
    joined = _ENTRE.join(octets)
    texts = joined.decode().split(_ENTRE.decode())
    return texts, 2 * (len(texts) - texts.count("")) + _quotes(joined)


def _quotes(octets: bytes) -> int:
    """Count the quotes that open or close a text."""
    found = int(np.count_nonzero(np.frombuffer(octets, np.uint8) == _GUILLEMET))
    if b"\\" in octets:
        found -= octets.replace(b"\\\\", b"").count(b'\\"')
    return found
