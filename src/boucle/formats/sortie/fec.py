"""Fec: blocks of the books as a FEC in UTF-8, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from boucle.formats.fec.ecrire.plat import EcrivainFec, FormeFec
from boucle.formats.sortie.bloc import Bloc, Tete


class SortieFec:
    """Write a FEC; its lines come with all that a FEC demands (`Completion`)."""

    def __init__(self, tete: Tete) -> None:
        self._memory = BytesIO()
        forme = FormeFec(regime=tete.regime, colonnes_extra=tete.extras)
        self._ecrivain = EcrivainFec(self._memory, forme)

    def begin(self) -> bytes:
        return self._taken()

    def write(self, bloc: Bloc) -> bytes:
        self._ecrivain.write(bloc.lignes)
        return self._taken()

    def end(self) -> Iterator[bytes]:
        yield from ()

    def _taken(self) -> bytes:
        content = self._memory.getvalue()
        self._memory.seek(0)
        self._memory.truncate()
        return content
