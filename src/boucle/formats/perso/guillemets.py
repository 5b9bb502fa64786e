"""Guillemets: quotes around cells, taken off a block of lines so that each record is one line.

RFC 4180, strictly: a quote opens a cell only where the cell begins, a doubled one is a character,
and after the closing one comes a separator or the end of the line. A block that keeps to that, a
record a line, is done without looking at its lines one by one; any other is read record by record,
and each fault is told where it is. What stood between quotes keeps its separators and its ends of
line as two marks that no text has, put back once the cells are apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie, Kind
from boucle.errors.donnees import perso
from boucle.errors.francais import visible

SEPARATEUR, FIN = b"\x1f", b"\x1e"
"""What stands for a separator and for an end of line inside a cell."""
CELLULE_MAX = 32_768
LU_MAX = 120
_QUOTE, _LF = 0x22, 0x0A
Entiers = NDArray[np.int64]


@dataclass(slots=True)
class Bloc:
    """Records, one a line ended by LF, without their quotes. n: physical line of each one.

    echappes: True when cells hold marks. perdues: lines that gave no record, each one told.
    """

    octets: bytes
    n: Entiers
    echappes: bool = False
    perdues: list[int] = field(default_factory=list)


def without_quotes(octets: bytes, premiere: int) -> Bloc:
    """Take lines where a quote has no meaning, or where there is none."""
    lignes = octets.count(b"\n")
    return Bloc(octets, np.arange(premiere, premiere + lignes, dtype=np.int64))


class Guillemets:
    """Take quotes off blocks of whole lines; arret: nothing more is to be given, it was told."""

    def __init__(self, separateur: str, collecte: Collecte) -> None:
        self._sep = separateur.encode()
        self._collecte = collecte
        self.arret = False
        self._rest, self._rest_n = b"", 1

    def read(self, octets: bytes, premiere: int, *, last: bool) -> Bloc:
        """Take lines ended by LF, the first being line `premiere`; last: nothing comes after.

        A record that the block leaves open is kept for the next one.
        """
        if self._rest:
            octets, premiere, self._rest = self._rest + octets, self._rest_n, b""
        if b'"' not in octets:
            return without_quotes(octets, premiere)
        found = self._plain(octets, premiere)
        return found if found is not None else self._exact(octets, premiere, last=last)

    def _plain(self, octets: bytes, premiere: int) -> Bloc | None:
        """Read a block whose quotes are all in their place; None when one is not."""
        buf = np.frombuffer(octets, np.uint8)
        quotes = np.flatnonzero(buf == _QUOTE)
        if quotes.size % 2:
            return None
        opening, closing = quotes[::2], quotes[1::2]
        before = buf[np.maximum(opening - 1, 0)]
        sep = self._sep[0]
        starts = (before == sep) | (before == _LF) | (before == _QUOTE) | (opening == 0)
        after = buf[closing + 1]  # A block ends by LF.
        ends = (after == sep) | (after == _LF) | (after == _QUOTE)
        if not starts.all() or not ends.all() or (closing - opening).max() > CELLULE_MAX:
            return None
        lf = np.flatnonzero(buf == _LF)
        inside = np.searchsorted(quotes, lf) % 2 == 1
        if inside.any():
            # Cells over several lines are few: each one is looked at, and told.
            return None
        seps = np.flatnonzero(buf == sep)
        held = seps[np.searchsorted(quotes, seps) % 2 == 1]
        made, kept = buf.copy(), np.ones(buf.size, np.bool_)
        kept[quotes] = False
        doubled = closing[:-1][closing[:-1] + 1 == opening[1:]]
        kept[doubled] = True
        made[held] = SEPARATEUR[0]
        found = without_quotes(made[kept].tobytes(), premiere)
        found.echappes = bool(held.size)
        return found

    def _exact(self, octets: bytes, premiere: int, *, last: bool) -> Bloc:
        """Read record by record."""
        lines = octets.split(b"\n")
        lines.pop()
        made: list[bytes] = []
        n: list[int] = []
        bloc = Bloc(b"", np.zeros(0, np.int64))
        at = 0
        while at < len(lines) and not self.arret:
            if b'"' not in lines[at]:
                made.append(lines[at])
                n.append(premiere + at)
                at += 1
                continue
            fiche = _Fiche(lines, at, self._sep)
            if fiche.open and not last and fiche.taille <= CELLULE_MAX:
                self._rest = b"\n".join(lines[at:]) + b"\n"
                self._rest_n = premiere + at
                break
            if self._judge(fiche, premiere + at):
                made.append(self._sep.join(fiche.cells))
                n.append(premiere + at)
                bloc.echappes |= fiche.echappes
                at = fiche.at + 1
            else:
                bloc.perdues.append(premiere + at)
                at += 1
        made.append(b"")
        bloc.octets, bloc.n = b"\n".join(made), np.array(n, np.int64)
        return bloc

    def _judge(self, fiche: _Fiche, n: int) -> bool:
        """Tell what is odd in a record; false when it gives none."""
        if fiche.taille > CELLULE_MAX:
            slots = {"limite": CELLULE_MAX}
            self._collecte.add(
                Anomalie(
                    perso.LECTURE_ARRETEE,
                    ligne=n,
                    champ=len(fiche.cells) + 1,
                    slots=slots,
                )
            )
            self.arret = True
            return False
        if fiche.open or fiche.suivi:
            kind = perso.GUILLEMET_OUVERT if fiche.open else perso.GUILLEMET_SUIVI
            self._tell(kind, n, len(fiche.cells) + 1, fiche.vu)
            return False
        for champ, derniere, seps in fiche.longues:
            # As many separators inside the cell as in the record around it: lines of data.
            swallowed = seps >= max(1, len(fiche.cells) - 1)
            kind = perso.LIGNES_AVALEES if swallowed else perso.CELLULE_SUR_LIGNES
            self._tell(kind, n, champ, fiche.cells[champ - 1], derniere=n + derniere)
            if swallowed:
                return False
        for champ in fiche.textes:
            self._tell(perso.GUILLEMET_TEXTE, n, champ, fiche.cells[champ - 1])
        return True

    def _tell(self, kind: Kind, n: int, champ: int, vu: bytes, **slots: int) -> None:
        text = vu.replace(SEPARATEUR, self._sep).decode("utf-8", "replace")
        text = re.sub("[\n\x1e]+", " ⏎ ", text)
        self._collecte.add(
            Anomalie(kind, ligne=n, champ=champ, lu=visible(text[:LU_MAX]), slots=dict(slots))
        )


class _Fiche:
    """One record, read from a line on: its cells, and what is odd in it.

    at: its last line. open: a quote is never closed. suivi: text follows a closing quote. taille:
    of its longest quoted cell. longues: (rank of the cell, lines it goes on for, separators that
    it holds). textes: ranks of the cells with a quote in their text. vu: where it went wrong.
    """

    def __init__(self, lines: list[bytes], at: int, sep: bytes) -> None:
        self._lines, self._sep, self.at, self._place = lines, sep, at, 0
        self.cells: list[bytes] = []
        self.open = self.suivi = self.echappes = False
        self.taille = 0
        self.longues: list[tuple[int, int, int]] = []
        self.textes: list[int] = []
        self.vu = b""
        self._premiere = at
        while self._read_cell():
            self._place += 1

    def _read_cell(self) -> bool:
        """Read the cell that begins here; true when another one follows."""
        line = self._lines[self.at]
        if line.startswith(b'"', self._place):
            if not self._read_quoted():
                return False
        else:
            end = line.find(self._sep, self._place)
            end = len(line) if end < 0 else end
            cell = line[self._place : end]
            self.cells.append(cell)
            if b'"' in cell:
                self.textes.append(len(self.cells))
            self._place = end
        return self._place < len(self._lines[self.at])

    def _read_quoted(self) -> bool:
        parts: list[bytes] = []
        start, opened, taille = self._place + 1, self._place, 0
        while True:
            line = self._lines[self.at]
            end = line.find(b'"', start)
            parts.append(line[start : len(line) if end < 0 else end])
            taille += len(parts[-1])
            self.taille = max(self.taille, taille)
            if end < 0:
                if self.at + 1 == len(self._lines) or self.taille > CELLULE_MAX:
                    self.open = True
                    self.vu = self._lines[self._premiere][opened:]
                    return False
                parts.append(FIN)
                self.at, start = self.at + 1, 0
            elif line.startswith(b'"', end + 1):
                parts.append(b'"')
                start = end + 2
            else:
                break
        text = b"".join(parts)
        seps, fins = text.count(self._sep), text.count(FIN)
        self._place = end + 1
        if self._place < len(line) and not line.startswith(self._sep, self._place):
            self.suivi, self.vu = True, text + b'"' + line[self._place :]
            return False
        self.cells.append(text.replace(self._sep, SEPARATEUR))
        self.echappes |= bool(seps or fins)
        if fins:
            self.longues.append((len(self.cells), fins, seps))
        return True
