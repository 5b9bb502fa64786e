"""Structure: a block of raw bytes brought to clean UTF-8 lines, all with the right fields.

A few counts over the whole block tell whether any line is odd; only then are the lines looked
at one by one, and only the odd ones are read by the exact line reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from boucle.errors import Anomalie
from boucle.formats.encodage import ASCII, UTF8
from boucle.formats.fec.forme.lignes import read_ligne
from boucle.formats.fec.lecture.comptage import count
from boucle.formats.fec.lecture.grille import Grille
from boucle.formats.fec.lecture.transcodage import to_utf8

_COMMANDES = re.compile(rb"[\x00-\x08\x0a-\x1f]")
_CR_LF = bytes.maketrans(b"\r\n", b"\n\r")
_BOM = b"\xef\xbb\xbf"


@dataclass(slots=True)
class Texte:
    """A block of clean lines in UTF-8, each ended by LF, each with the right number of fields.

    physiques: how many lines the block really had. rangs: rank of each clean line among them,
    None when all are there. illisibles: ranks of those that gave no cells, blank ones left out.
    seule: rank of the first line ended by LF alone, -1 for none. bords: False when no cell begins
    or ends with a blank. reperes: how many lines end before each window of the block, where known.
    """

    octets: bytes
    physiques: int
    rangs: NDArray[np.int64] | None = None
    illisibles: list[int] = field(default_factory=list)
    anomalies: list[Anomalie] = field(default_factory=list)
    seule: int = -1
    bords: bool = True
    reperes: Sequence[int] = ()


def clean(raw: bytes, grille: Grille) -> Texte:
    """Clean a block; anomalies bear ranks in the block as lines."""
    whole, fin = raw, grille.ouverture.encodage.fin
    if fin == "CR":
        if b"\n" in raw:
            return split_odd(whole, grille)
        raw = raw.translate(_CR_LF)
    elif fin == "CRCRLF":
        raw = raw.replace(b"\r\r\n", b"\r\n")
    if not raw.endswith(b"\n"):
        raw += b"\n" if fin in ("CR", "LF") else b"\r\n"
    comptes = count(raw, grille.entete.separateur)
    lignes, marks = comptes.lignes, comptes.marques
    if marks != lignes * (grille.entete.champs - 1):
        return split_odd(whole, grille)
    tabs = marks if grille.entete.separateur == "\t" else comptes.tabs
    if fin.endswith("CRLF"):
        odd = comptes.fins != lignes or comptes.basses != 2 * lignes + tabs
    else:
        odd = comptes.basses != lignes + tabs
    if odd:
        return split_odd(whole, grille)
    texte = Texte(to_utf8(raw, grille.ouverture.encodage.charset), lignes)
    # A tab between other separators is a blank.
    texte.bords = comptes.bords or comptes.tabs > 0
    if fin != "CRCRLF":  # Whose octets are fewer once they are read.
        texte.reperes = comptes.reperes
    return texte


def split_odd(raw: bytes, grille: Grille) -> Texte:
    """Clean a block line by line: the exact reader takes those that are not plain."""
    encodage = grille.ouverture.encodage
    lignes, seule = split_lignes(raw, encodage.fin)
    texte = Texte(b"", len(lignes), seule=seule)
    mark = grille.entete.separateur.encode()
    marks = grille.entete.champs - 1
    utf8 = encodage.charset in (UTF8, ASCII)
    kept: list[bytes] = []
    rangs: list[int] = []
    for rang, ligne in enumerate(lignes):
        if ligne.count(mark) == marks and not _COMMANDES.search(ligne):
            if not utf8:
                ligne = to_utf8(ligne, encodage.charset)
            if not utf8 or _is_utf8(ligne):
                kept.append(ligne)
                rangs.append(rang)
                continue
        lue = read_ligne(rang, ligne, grille.ouverture)
        texte.anomalies += lue.anomalies
        if lue.cells is not None:
            if grille.entete.separateur_final:
                lue.cells.append("")
            kept.append(mark.join(map(_encode, lue.cells)))
            rangs.append(rang)
        elif lue.illisible:
            texte.illisibles.append(rang)
    kept.append(b"")
    texte.octets = b"\n".join(kept)
    if len(rangs) != len(lignes):
        texte.rangs = np.array(rangs, np.int64)
    return texte


def _encode(cell: str) -> bytes:
    """Write a cell; the reader of columns drops one CR at the end of a field, so it gets two.

    A date or an amount may hold an end of line, which stands as a NUL until it is quoted.
    """
    octets = cell.encode().replace(b"\n", b"\0")
    return octets + b"\r" if octets.endswith(b"\r") else octets


def split_lignes(raw: bytes, fin: str) -> tuple[list[bytes], int]:
    """Split a block into lines without their ends; give the rank of the first that ends by LF
    alone in a CRLF file, -1 for none."""
    if fin == "CR":
        lignes = [ligne.removeprefix(b"\n") for ligne in raw.split(b"\r")]
        if not lignes[-1]:
            lignes.pop()
        return lignes, -1
    lignes = raw.split(b"\n")
    last = lignes.pop()
    seules = (rang for rang, ligne in enumerate(lignes) if not ligne.endswith(b"\r"))
    seule = next(seules, -1) if fin.endswith("CRLF") else -1
    if last:
        lignes.append(last)
    return [ligne.rstrip(b"\r") for ligne in lignes], seule


def _is_utf8(ligne: bytes) -> bool:
    if ligne.isascii():
        return True
    try:
        ligne.decode()
    except UnicodeDecodeError:
        return False
    return True
