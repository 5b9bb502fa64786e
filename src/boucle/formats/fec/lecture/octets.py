"""Octets: a block of raw bytes brought to clean UTF-8 lines, all with the right fields.

A few counts over the whole block tell whether any line is odd; only then are the lines looked
at one by one, and only the odd ones are read by the exact line reader. A block is gone through by
windows that stay in the processor's cache: over a whole block each comparison would go to memory
and back, and cost three times as much.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from boucle.errors import Anomalie
from boucle.formats.encodage import ASCII, CP1252, LATIN9, UTF8
from boucle.formats.fec.forme.lignes import read_ligne
from boucle.formats.fec.lecture.grille import Grille

_COMMANDES = re.compile(rb"[\x00-\x08\x0a-\x1f]")
_CR_LF = bytes.maketrans(b"\r\n", b"\n\r")


@dataclass(slots=True)
class Texte:
    """A block of clean lines in UTF-8, each ended by LF, each with the right number of fields.

    physiques: how many lines the block really had. rangs: rank of each clean line among them,
    None when all are there. illisibles: ranks of those that gave no cells, blank ones left out.
    seule: rank of the first line ended by LF alone, -1 for none. bords: False when no cell begins
    or ends with a blank. reperes: how many lines end before each window of the block, where known.
    etrange: True when some octet below 32 is no plain end of line nor separator.
    """

    octets: bytes
    physiques: int
    rangs: NDArray[np.int64] | None = None
    illisibles: list[int] = field(default_factory=list)
    anomalies: list[Anomalie] = field(default_factory=list)
    seule: int = -1
    bords: bool = True
    reperes: Sequence[int] = ()
    etrange: bool = False


def clean(raw: bytes, grille: Grille) -> Texte:
    """Clean a block; anomalies bear ranks in the block as lines."""
    whole, fin = raw, grille.ouverture.encodage.fin
    if fin == "CR":
        if b"\n" in raw:
            return split_odd(whole, grille, etrange=True)
        raw = raw.translate(_CR_LF)
    elif fin == "CRCRLF":
        raw = raw.replace(b"\r\r\n", b"\r\n")
    if not raw.endswith(b"\n"):
        raw += b"\n" if fin in ("CR", "LF") else b"\r\n"
    comptes = count(raw, grille.entete.separateur)
    lignes, marks = comptes.lignes, comptes.marques
    tabs = marks if grille.entete.separateur == "\t" else comptes.tabs
    if fin.endswith("CRLF"):
        odd = comptes.fins != lignes or comptes.basses != 2 * lignes + tabs
    else:
        odd = comptes.basses != lignes + tabs
    etrange = odd or fin == "CRCRLF" or comptes.tabs > 0
    if odd or marks != lignes * (grille.entete.champs - 1):
        return split_odd(whole, grille, etrange=etrange)
    texte = Texte(to_utf8(raw, grille.ouverture.encodage.charset), lignes, etrange=etrange)
    # A tab between other separators is a blank.
    texte.bords = comptes.bords or comptes.tabs > 0
    if fin != "CRCRLF":  # Whose octets are fewer once they are read.
        texte.reperes = comptes.reperes
    return texte


def split_odd(raw: bytes, grille: Grille, *, etrange: bool = False) -> Texte:
    """Clean a block line by line: the exact reader takes those that are not plain."""
    encodage = grille.ouverture.encodage
    lignes, seule = split_lignes(raw, encodage.fin)
    texte = Texte(b"", len(lignes), seule=seule, etrange=etrange)
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


Masque = NDArray[np.bool_]

FENETRE = 1 << 18
_LF, _CR, _TAB, _BLANC = 10, 13, 9, 32
_SANS_HAUT = 0x7F
"""Without its top bit the octet A0, a no-break space or the end of one, is a blank too."""
_INSECABLE = 0xC2
"""First octet of a no-break space in UTF-8, among others: a cell that begins so may be blank."""


@dataclass(slots=True)
class Comptes:
    """lignes: LF octets. marques: separators. tabs: tabs, where others separate. basses: octets
    below 32. fins: LF that follow a CR.

    bords: True when a blank may stand at the edge of a cell; False is certain. reperes: how many
    LF there are before each window of FENETRE octets.
    """

    lignes: int = 0
    marques: int = 0
    tabs: int = 0
    basses: int = 0
    fins: int = 0
    bords: bool = False
    reperes: list[int] = field(default_factory=list)


def count(raw: bytes, separateur: str) -> Comptes:
    """Count the octets of a block of whole lines."""
    octets = np.frombuffer(raw, np.uint8)
    mark = ord(separateur)
    found = Comptes(bords=bool(octets.size) and _opens_blank(int(octets[0])))
    size = min(octets.size, FENETRE + 1)
    mask, other, low, blank = (np.empty(size, np.bool_) for _ in range(4))
    bare = np.empty(size, np.uint8)
    for start in range(0, octets.size, FENETRE):
        # One octet of the window before, so that neighbours are seen across the cut.
        before = 1 if start else 0
        window = octets[start - before : start + FENETRE]
        size = window.size
        m, o, w, b = mask[:size], other[:size], low[:size], blank[:size]
        found.reperes.append(found.lignes)
        np.equal(window, _LF, out=m)
        found.lignes += int(np.count_nonzero(m[before:]))
        np.equal(window, _CR, out=o)
        found.fins += int(np.count_nonzero(np.logical_and(o[:-1], m[1:], out=b[1:])))
        np.less(window, 32, out=w)
        found.basses += int(np.count_nonzero(w[before:]))
        if mark != _TAB:
            np.equal(window, _TAB, out=m)
            found.tabs += int(np.count_nonzero(m[before:]))
        np.equal(window, mark, out=m)
        found.marques += int(np.count_nonzero(m[before:]))
        if found.bords:
            continue
        if mark != _TAB:
            np.logical_or(w, m, out=w)
        np.bitwise_and(window, _SANS_HAUT, out=bare[:size])
        np.equal(bare[:size], _BLANC, out=b)
        found.bords = _closed_by(w, b, m)
        if not found.bords:
            np.equal(window, _INSECABLE, out=o)
            np.logical_or(b, o, out=b)
            found.bords = _opened_by(w, b, m)
    return found


def _opens_blank(octet: int) -> bool:
    return octet & _SANS_HAUT == _BLANC or octet == _INSECABLE


def _opened_by(edges: Masque, blanks: Masque, out: Masque) -> bool:
    """Tell whether a blank stands right after an edge."""
    return bool(np.logical_and(edges[:-1], blanks[1:], out=out[1:]).any())


def _closed_by(edges: Masque, blanks: Masque, out: Masque) -> bool:
    """Tell whether a blank stands right before an edge."""
    return bool(np.logical_and(edges[1:], blanks[:-1], out=out[1:]).any())


Octets = NDArray[np.uint8]

_HAUT = 0x80


class _Table:
    """What each octet of a charset becomes: first, middle and last octets of its UTF-8, and how
    many there are beside the last one."""

    def __init__(self, charset: str) -> None:
        texts = [bytes([octet]).decode(charset, "replace").encode() for octet in range(256)]
        self.plus = np.array([len(text) - 1 for text in texts], np.intp)
        self.first = np.array([text[0] for text in texts], np.uint8)
        self.middle = np.array([text[1] if len(text) > 2 else 0 for text in texts], np.uint8)
        self.last = np.array([text[-1] for text in texts], np.uint8)


_TABLES = {charset: _Table(charset) for charset in (LATIN9, CP1252)}


def to_utf8(raw: bytes, charset: str) -> bytes:
    """Bring bytes to UTF-8; those already in UTF-8 or ASCII are not looked at."""
    if charset in (UTF8, ASCII) or raw.isascii():
        return raw
    table = _TABLES[charset]
    octets = np.frombuffer(raw, np.uint8)
    windows = range(0, octets.size, FENETRE)
    return b"".join(_convert(octets[at : at + FENETRE], table).data for at in windows)


def _convert(octets: Octets, table: _Table) -> Octets:
    high = np.flatnonzero(octets >= _HAUT)
    if not high.size:
        return octets
    lasts = octets.copy()
    found = octets.take(high)
    plus = table.plus.take(found)
    lasts[high] = table.last.take(found)
    text = np.empty(lasts.size + int(plus.sum()), np.uint8)
    elsewhere = np.ones(text.size, np.bool_)
    places = high + np.cumsum(plus) - plus
    _put(text, elsewhere, places, table.first.take(found))
    long = np.flatnonzero(plus == 2)
    if long.size:
        _put(text, elsewhere, places[long] + 1, table.middle.take(found[long]))
    text[elsewhere] = lasts
    return text


def _put(
    text: Octets, elsewhere: NDArray[np.bool_], places: NDArray[np.intp], octets: Octets
) -> None:
    text[places] = octets
    elsewhere[places] = False
