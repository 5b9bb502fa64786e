"""Fins: the ends of line as the official checker guesses them, on the first octets of a file.

It takes CRLF, else CR, else LF, whichever those octets hold; what another end leaves in a line
stays in its cells.
"""

from __future__ import annotations

import os
from typing import BinaryIO

from boucle.errors import Anomalie
from boucle.errors.donnees import fic
from boucle.formats.fec.forme.entete import Entete

_DEBUT = 4096
_CHUNK = 1 << 20
_DITES = {"\r": "CR CR LF", "\n": "LF CR"}


def judge_debut(stream: BinaryIO, fin: str) -> list[Anomalie]:
    """Say that the first octets mislead the checker, or that the last line is but an LF."""
    stream.seek(0)
    debut = stream.read(_DEBUT + 1)
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - 2))
    queue = stream.read(2)
    cr = debut[:_DEBUT].find(b"\r")
    coupee = cr == _DEBUT - 1 and debut[_DEBUT:] == b"\n"
    sans_fin = size > _DEBUT and cr < 0 and b"\n" not in debut[:_DEBUT]
    if sans_fin or (coupee and (queue.endswith(b"\n") or b"\n" in debut[:_DEBUT])):
        return [Anomalie(fic.DEBUT_SANS_FIN, ligne=1, slots={"octets": _DEBUT})]
    if fin == "CR" and queue == b"\r\n":
        return [Anomalie(fic.FINS_DE_LIGNE, ligne=_find_crlf(stream))]
    return []


def judge_fin_de_trop(head: bytes, fin: str, entete: Entete) -> list[Anomalie]:
    """Say what a CR or an LF too many at the end of the header does to the last name."""
    reste = head.removesuffix(b"\r") if fin == "CR" else head.removesuffix(b"\n")[:-1]
    trop = reste[len(head.rstrip(b"\r\n")) :].decode("ascii", "replace")
    if not trop or not entete.lisible:
        return []
    at = entete.champs - 1
    noms = [nom for nom, place in entete.places.items() if place == at]
    slots = {"fin": _DITES.get(trop, trop.replace("\r", "CR ").replace("\n", "LF ") + "en plus")}
    if not noms:
        return [Anomalie(fic.FIN_DE_TROP_ADMISE, ligne=1, slots=slots)]
    return [Anomalie(fic.FIN_DE_TROP, ligne=1, colonne=noms[0], champ=at + 1, slots=slots)]


def _find_crlf(stream: BinaryIO) -> int:
    """Number the first line, ended by CR, that an LF follows."""
    stream.seek(0)
    ligne, before = 1, b""
    while chunk := stream.read(_CHUNK):
        window = before + chunk
        at = window.find(b"\r\n")
        ligne += window.count(b"\r", len(before), at if at >= 0 else None)
        if at >= 0:
            break
        before = window[-1:]
    return ligne
