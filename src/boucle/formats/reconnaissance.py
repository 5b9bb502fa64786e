"""Reconnaissance: which formats a file seems to be, by its first octets and its name.

A format claims a file by a mark of its own; none reads it here. What no mark tells (any table of
any columns) asks for a model, and is chosen by whoever brings one.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from boucle.formats.archive import open_membre
from boucle.formats.registre import FEC, JSON, TRA

_TETE = 1 << 16
_NOM_FEC = re.compile(r"[0-9]{9}FEC[0-9]{8}", re.ASCII | re.IGNORECASE)
_TITRES_FEC = frozenset(
    (
        "journalcode", "journallib", "ecriturenum", "ecrituredate", "comptenum", "comptelib",
        "compauxnum", "pieceref", "piecedate", "ecriturelib", "validdate",
    )
)  # fmt: skip
_TITRES_MIN = 4
_ENTETE_TRA = re.compile(rb"\*\*\*.{2,8}(?:JRL|DOS|BAL|SYN|EXO)(?:STD|ETE)")
Reconnaitre = Callable[[bytes, str], bool]


def _is_fec(tete: bytes, nom: str) -> bool:
    if _NOM_FEC.search(nom) is not None or b"<comptabilite" in tete:
        return True
    titres = re.split(rb"[\t|;,]", re.split(rb"\r|\n", tete, maxsplit=1)[0])
    said = {titre.strip(b' "').decode("ascii", "replace").lower() for titre in titres}
    return len(said & _TITRES_FEC) >= _TITRES_MIN


def _is_tra(tete: bytes, _nom: str) -> bool:
    return _ENTETE_TRA.match(tete.lstrip()) is not None


def _is_json(tete: bytes, _nom: str) -> bool:
    text = tete.lstrip().lower()
    return text[:1] == b"{" and (b'"ecritures"' in text or b'"codeibs"' in text)


MARQUES: dict[str, Reconnaitre] = {FEC: _is_fec, TRA: _is_tra, JSON: _is_json}
"""What tells each format; in the order in which they are tried."""


def recognise(source: Path, nom: str) -> list[str]:
    """Name the formats that claim a file; never raises for what it holds.

    nom: as it was sent, with the date of closing that a FEC bears.
    """
    try:
        with ExitStack() as stack:
            tete = open_membre(stack, source).read(_TETE)
    except (OSError, ValueError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error):
        return []
    if tete[:2] in (b"\xff\xfe", b"\xfe\xff"):
        tete = tete.decode("utf-16", "replace").encode()
    tete = tete.removeprefix(b"\xef\xbb\xbf")
    return [format_ for format_, claims in MARQUES.items() if claims(tete, nom)]
