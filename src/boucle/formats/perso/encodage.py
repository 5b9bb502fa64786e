"""Encodage: in which charset a delimited file is read, and what is not sure of it.

What the model says is held against what the bytes are; a charset of one octet a character is
always a guess, and is told with the line to look at. cp850 (MS-DOS) is known by letters in the
middle of words that Windows would show as signs.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO, NamedTuple

from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie, Kind
from boucle.errors.donnees import perso
from boucle.errors.francais import visible
from boucle.formats.encodage import ASCII, BOM, UTF8, UTF16, choose_encodage

CP850 = "cp850"
LU_MAX = 80
_TETE = 1 << 20
_DECLARES = {"utf-16": UTF16}
# Octets that are letters in cp850 and signs in cp1252, between two letters; and the reverse.
_DOS = re.compile(rb"(?<=[A-Za-z])[\x81-\x85\x87-\x8c\x90\x93\x94\x96\x97](?=[A-Za-z])")
_DOS_FIN = re.compile(rb"(?<=[A-Za-z])[\x82\x8a\x87](?![A-Za-z\x80-\xff])")
# 0x90 is a capital letter of cp850 and nothing in cp1252; 0xF8 is its sign of degree.
_DOS_DEBUT = re.compile(rb"\x90(?=[A-Za-z])")
_WINDOWS = re.compile(rb"(?<=[A-Za-z])[\xc0-\xf7\xf9-\xff]|[\xc0-\xf7\xf9-\xff](?=[A-Za-z])")
_MOJIBAKE = re.compile(rb"[\xc2\xc3][\x80-\xbf]")


class Choix(NamedTuple):
    """How the bytes are read. par: what said so, for a person."""

    charset: str
    par: str


class _Tete(NamedTuple):
    """The first MiB that is not plain ASCII, and how many lines stand before it."""

    octets: bytes
    lignes: int


def choose(source: Path, declare: str, collecte: Collecte) -> Choix:
    """Choose the charset of a text; declare: by the model, '' for none."""
    with source.open("rb") as stream:
        found = choose_encodage(stream)
        tete = _first_accented(stream)
    declare = _DECLARES.get(declare, declare)
    marque = "marque en tête" if found.bom else "reconnu"
    if found.charset == UTF16:
        charset = _utf16(tete.octets)
        if declare and declare != UTF16:
            _tell(perso.ENCODAGE_AUTRE, tete, charset, collecte, annonce=declare)
        return Choix(charset, "modèle" if declare == UTF16 else "reconnu")
    if found.charset == ASCII and declare not in ("", UTF16):
        return Choix(declare, "modèle")
    if found.charset in (ASCII, UTF8):
        if declare not in ("", UTF8):
            _tell(perso.ENCODAGE_AUTRE, tete, UTF8, collecte, annonce=declare)
        return Choix(UTF8, "modèle" if declare == UTF8 else marque)
    dos = _looks_dos(tete.octets)
    charset = CP850 if dos else found.charset
    if declare in ("", UTF8, UTF16):
        if declare:
            _tell(perso.ENCODAGE_AUTRE, tete, charset, collecte, annonce=declare)
        else:
            _tell(perso.ENCODAGE_DEVINE, tete, charset, collecte)
        return Choix(charset, "deviné")
    if dos != (declare == CP850) and (dos or _WINDOWS.search(tete.octets)):
        _tell(perso.ENCODAGE_DOUTEUX, tete, declare, collecte, autre=charset)
    return Choix(declare, "modèle")


def holds_utf8(octets: bytes) -> bool:
    """True when text of one octet a character holds what looks like UTF-8."""
    return _MOJIBAKE.search(octets) is not None


def _utf16(tete: bytes) -> str:
    if tete.startswith(b"\xff\xfe"):
        return "utf-16-le"
    if tete.startswith(b"\xfe\xff"):
        return "utf-16-be"
    return "utf-16-le" if tete[1::2].count(0) > tete[::2].count(0) else "utf-16-be"


def _looks_dos(tete: bytes) -> bool:
    dos = sum(len(letters.findall(tete)) for letters in (_DOS, _DOS_DEBUT, _DOS_FIN))
    return dos > len(_WINDOWS.findall(tete))


def _first_accented(stream: BinaryIO) -> _Tete:
    stream.seek(0)
    lignes = 0
    first = octets = stream.read(_TETE)
    while octets:
        if not octets.removeprefix(BOM).isascii():
            return _Tete(octets, lignes)
        lignes += octets.count(b"\n") or octets.count(b"\r")
        octets = stream.read(_TETE)
    return _Tete(first, 0)


def _accented(tete: _Tete, charset: str) -> tuple[int, str]:
    """Give the first line that is not plain ASCII, and its text."""
    if charset.startswith(UTF16):
        return 1, _shown(tete.octets[: 4 * LU_MAX], charset)
    lines = re.split(rb"\r\n|\n|\r", tete.octets)
    for n, line in enumerate(lines, 1):
        if not line.removeprefix(BOM).isascii():
            return tete.lignes + n, _shown(line, charset)
    return 1, _shown(lines[0], charset)


def _shown(octets: bytes, charset: str) -> str:
    return visible(octets.decode(charset, "replace").lstrip("\ufeff")[:LU_MAX])


def _tell(kind: Kind, tete: _Tete, charset: str, collecte: Collecte, **slots: str) -> None:
    ligne, lu = _accented(tete, charset)
    collecte.add(Anomalie(kind, ligne=ligne, lu=lu, slots={"encodage": charset, **slots}))
