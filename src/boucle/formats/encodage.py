"""Encodage: which charset and which end of line a FEC uses, whatever the size of blocks read.

The charset is chosen on the first MiB that holds a byte above 127: UTF-8 when at least as many
of its lines with such bytes are right as are wrong. So a damaged line does not turn the accents
of a whole UTF-8 file into noise. Else one byte is one character: Windows-1252 when a byte
0x80-0x9F stands anywhere in the file, ISO-8859-15 when none does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

ASCII, UTF8, LATIN9, CP1252 = "ascii", "utf-8", "iso-8859-15", "cp1252"
UTF16, BINAIRE = "utf-16", "binaire"
BOM = b"\xef\xbb\xbf"
_CHUNK = 1 << 20
_HEAD = 4096
_C1_FIN = 0xA0 - 0x100
"""First octet after 0x80-0x9F, as a signed one: these are the lowest."""
_FENETRE = 1 << 18
# First bytes of what people send by mistake: workbook, old Office file, PDF, images, SQLite.
_MAGIC = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"SQLite format",
    b"Rar!",
    b"7z\xbc\xaf",
)


@dataclass(frozen=True, slots=True)
class Encodage:
    """How the bytes of a file are to be read.

    charset: one of the names above. fin: 'CRLF', 'CRCRLF', 'CR' or 'LF'. Lines end at LF, and
    any CR before it is dropped, except when fin is 'CR': they then end at CR.
    """

    charset: str
    fin: str
    bom: bool

    @property
    def lisible(self) -> bool:
        """True when the file is text that can be read."""
        return self.charset not in (UTF16, BINAIRE)


def choose_encodage(source: BinaryIO) -> Encodage:
    """Choose charset and end of line; the source is left at its beginning, BOM included."""
    source.seek(0)
    # One octet more tells whether a CR that comes last is half of a CRLF.
    head = source.read(_HEAD + 1)
    bom = head.startswith(BOM)
    encodage = Encodage(_charset(source, head), _fin(head), bom)
    source.seek(0)
    return encodage


def _fin(head: bytes) -> str:
    if b"\r\r\n" in head:
        return "CRCRLF"
    if b"\r\n" in head:
        return "CRLF"
    return "CR" if b"\r" in head[:_HEAD] else "LF"


def _charset(source: BinaryIO, head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _nul_share(head) > 4:
        return UTF16 if head[:2] in (b"\xff\xfe", b"\xfe\xff") or _looks_utf16(head) else BINAIRE
    if head.startswith(_MAGIC):
        return BINAIRE
    source.seek(len(BOM) if head.startswith(BOM) else 0)
    rest = b""
    while chunk := source.read(_CHUNK):
        if not chunk.isascii():
            if _mostly_utf8(rest + chunk + source.readline(_CHUNK)):
                return UTF8
            return CP1252 if _holds_c1(source) else LATIN9
        # The line that a chunk cuts is judged whole.
        rest = chunk[chunk.rfind(b"\n") + 1 :][-_HEAD:]
    return UTF8 if head.startswith(BOM) else ASCII


def _nul_share(head: bytes) -> int:
    """How many bytes in a hundred are NUL."""
    return head.count(0) * 100 // max(1, len(head))


def _looks_utf16(head: bytes) -> bool:
    even, odd = head[::2].count(0), head[1::2].count(0)
    return max(even, odd) * 4 > len(head) and min(even, odd) * 10 < max(even, odd)


def _mostly_utf8(chunk: bytes) -> bool:
    right = wrong = 0
    for line in chunk.replace(b"\r", b"\n").split(b"\n"):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            right += 1
        except UnicodeDecodeError:
            wrong += 1
    return right >= wrong


def _holds_c1(source: BinaryIO) -> bool:
    # Loaded for such a file alone: many commands look at a head and read no further.
    import numpy as np

    source.seek(0)
    window = bytearray(_FENETRE)
    octets = np.frombuffer(window, np.int8)
    while size := source.readinto(window):  # type: ignore[attr-defined]
        if (octets[:size] < _C1_FIN).any():
            return True
    return False
