"""Texte: a delimited file as blocks of whole records in UTF-8, one a line, with physical numbers.

Lines are numbered as they stand in the file, blank ones counted. An end of line is LF, CR or CR LF
(or CR CR LF). What is not coded as the file is told, line by line.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie
from boucle.errors.donnees import perso
from boucle.errors.francais import visible
from boucle.formats.encodage import BOM, CP1252, UTF8
from boucle.formats.perso.encodage import holds_utf8
from boucle.formats.perso.guillemets import (
    LU_MAX,
    SEPARATEUR,
    Bloc,
    Guillemets,
    without_quotes,
)

BLOC_OCTETS = 1 << 22
_RESERVES = bytes.maketrans(b"\x1e\x1f", b"\x1c\x1c")
"""The marks of what stood between quotes, where the file itself holds them: another command."""


class Texte:
    """Read blocks of records; sans_fin: whether the last line of the file has no end."""

    def __init__(
        self,
        source: Path,
        charset: str,
        guillemets: Guillemets | None,
        collecte: Collecte,
        *,
        bloc_octets: int = BLOC_OCTETS,
    ) -> None:
        self._source, self._charset, self._collecte = source, charset, collecte
        self._guillemets = guillemets
        self._bloc_octets = bloc_octets
        self._premiere = 1
        self.sans_fin = False

    def blocs(self) -> Iterator[Bloc]:
        """Give the records of the file; stops where the quotes make it useless to go on."""
        quotes = self._guillemets
        for octets, last in self._lines():
            lignes = octets.count(b"\n")
            utf8 = self._to_utf8(octets)
            if b"\x1e" in utf8 or SEPARATEUR in utf8:
                utf8 = utf8.translate(_RESERVES)
            if quotes is None:
                yield without_quotes(utf8, self._premiere)
            else:
                yield quotes.read(utf8, self._premiere, last=last)
                if quotes.arret:
                    return
            self._premiere += lignes

    def _lines(self) -> Iterator[tuple[bytes, bool]]:
        """Give blocks of whole lines ended by LF, in the charset of the file, and the last one."""
        rest = b""
        for chunk in self._chunks():
            octets = rest + chunk
            fin = octets.rfind(b"\n") + 1 or octets.rfind(b"\r", 0, len(octets) - 1) + 1
            rest = octets[fin:]
            if fin:
                yield _with_lf(octets[:fin]), False
        self.sans_fin = bool(rest) and not rest.endswith((b"\r", b"\n"))
        if self.sans_fin:
            rest += b"\n"
        yield _with_lf(rest), True

    def _chunks(self) -> Iterator[bytes]:
        with self._source.open("rb") as stream:
            if not self._charset.startswith("utf-16"):
                if stream.read(len(BOM)) != BOM:
                    stream.seek(0)
                while chunk := stream.read(self._bloc_octets):
                    yield chunk
                return
            decoder = codecs.getincrementaldecoder(self._charset)("replace")
            first = True
            while chunk := stream.read(self._bloc_octets):
                text = decoder.decode(chunk)
                yield (text.removeprefix("\ufeff") if first else text).encode()
                first = False
            yield decoder.decode(b"", final=True).encode()

    def _to_utf8(self, octets: bytes) -> bytes:
        if octets.isascii() or self._charset.startswith("utf-16"):
            return octets
        if self._charset == UTF8:
            try:
                octets.decode()
            except UnicodeDecodeError:
                return self._by_line(octets)
            return octets
        if holds_utf8(octets):
            return self._by_line(octets)
        return octets.decode(self._charset, "replace").encode()

    def _by_line(self, octets: bytes) -> bytes:
        """Decode each line as it is coded; one that is not coded as the file is told."""
        lines = octets.split(b"\n")
        for at, line in enumerate(lines):
            if line.isascii():
                continue
            if self._charset == UTF8:
                lines[at] = self._recoded(at, line)
            elif holds_utf8(line) and _is_utf8(line):
                self._tell(at, line.decode(), UTF8)
            else:
                lines[at] = line.decode(self._charset, "replace").encode()
        return b"\n".join(lines)

    def _recoded(self, at: int, line: bytes) -> bytes:
        if _is_utf8(line):
            return line
        text = line.decode(CP1252, "replace")
        self._tell(at, text, CP1252)
        return text.encode()

    def _tell(self, at: int, text: str, autre: str) -> None:
        odd = re.search(r"[^\x00-\x7f]", text)
        start = max(0, odd.start() - LU_MAX // 2) if odd else 0
        self._collecte.add(
            Anomalie(
                perso.LIGNE_RECODEE,
                ligne=self._premiere + at,
                lu=visible(text[start : start + LU_MAX]),
                slots={"encodage": self._charset, "autre": autre},
            )
        )


def _with_lf(octets: bytes) -> bytes:
    if b"\r" not in octets:
        return octets
    octets = octets.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n")
    return octets.replace(b"\r", b"\n") if b"\r" in octets else octets


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
