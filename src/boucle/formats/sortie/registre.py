"""Registre: the writer of each way out, loaded at its first use."""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple

from boucle.formats.sortie.bloc import Ecrivain, Tete
from boucle.formats.sortie.portes import Forme


class Sortie(NamedTuple):
    """One way out. complete: its lines must say all that a FEC demands (`Completion`).

    codes: its beginning names the codes of its lines. suivies: the lines of an écriture must
    follow one another.
    """

    extension: str
    media: str
    module: str
    classe: str
    arguments: tuple[Any, ...] = ()
    complete: bool = False
    codes: bool = False
    suivies: bool = False


_S = Sortie
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SORTIES: dict[Forme, Sortie] = {
    Forme.FEC: _S("txt", "text/plain; charset=utf-8", "sortie.fec", "SortieFec", complete=True),
    Forme.TRA: _S(
        "tra",
        "application/octet-stream",
        "tra.ecrire.ecrivain",
        "SortieTra",
        ("ETE",),
        codes=True,
        suivies=True,
    ),
    Forme.TRA_STD: _S(
        "tra",
        "application/octet-stream",
        "tra.ecrire.ecrivain",
        "SortieTra",
        ("STD",),
        codes=True,
        suivies=True,
    ),
    Forme.JSON: _S("json", "application/json", "sortie.saisie", "SortieJson"),
    Forme.CSV: _S("csv", "text/csv; charset=utf-8", "sortie.delimite", "SortieCsv"),
    Forme.XLSX: _S("xlsx", _XLSX, "sortie.classeur", "SortieXlsx"),
}


def open_ecrivain(forme: Forme, tete: Tete) -> Ecrivain:
    """Give the writer of one file."""
    sortie = SORTIES[forme]
    made = getattr(import_module(f"boucle.formats.{sortie.module}"), sortie.classe)
    ecrivain: Ecrivain = made(tete, *sortie.arguments)
    return ecrivain
