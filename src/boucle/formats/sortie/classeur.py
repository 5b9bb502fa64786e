"""Classeur: blocks of the books as a workbook: typed cells, no formula, one sheet or several.

A workbook is a zip of its sheets and is only known whole: rows go to a temporary file as they
come, and the bytes leave at the end. Memory holds one row.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from boucle.formats.sortie.bloc import LIGNES, Bloc, Tete
from boucle.formats.sortie.delimite import columns, titles
from boucle.values import EPOCH

LIGNES_MAX = 1_048_575
"""Rows of a sheet after its titles."""
CELLULE_MAX = 32_767
_BLOC = 1 << 20
_DATES = frozenset(
    nom for nom, dtype in LIGNES.items() if dtype == LIGNES["date"] and not nom.startswith("lib_")
)
_DECIMALES = {"debit": 2, "credit": 2, "montant_devise": 4, "quantite": 4}
_PREMIER = date(1900, 3, 1)
"""Earlier days are wrong in a spreadsheet, which believes that 1900 was a leap year."""
_FEUILLE = "Écritures"


class SortieXlsx:
    """Write rows to sheets; texts are texts, whatever they begin with."""

    def __init__(self, tete: Tete, *, lignes_max: int = LIGNES_MAX) -> None:
        self._tete, self._max = tete, lignes_max
        self._folder = tempfile.TemporaryDirectory(prefix="boucle-")
        self._path = Path(self._folder.name) / "livre.xlsx"
        options = {
            # What a client that leaves lets behind goes with the folder.
            "tmpdir": self._folder.name,
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "dd/mm/yyyy",
            "use_zip64": True,
        }
        self._book = xlsxwriter.Workbook(str(self._path), options)
        self._day = self._book.add_format({"num_format": "dd/mm/yyyy"})
        self._amount = self._book.add_format({"num_format": "#,##0.00"})
        self._fine = self._book.add_format({"num_format": "#,##0.00##"})
        self._bold = self._book.add_format({"bold": True})
        self._sheet: Any = None
        self._sheets = self._row = 0

    def begin(self) -> bytes:
        self._open_sheet()
        return b""

    def _open_sheet(self) -> None:
        self._sheets += 1
        nom = _FEUILLE if self._sheets == 1 else f"{_FEUILLE} {self._sheets}"
        self._sheet, self._row = self._book.add_worksheet(nom), 1
        self._sheet.freeze_panes(1, 0)
        for place, titre in enumerate(titles(self._tete)):
            self._sheet.write_string(0, place, titre, self._bold)

    def write(self, bloc: Bloc) -> bytes:
        cells = columns(bloc, self._tete)
        writers = [self._writer(nom, dtype) for nom, dtype in cells.schema.items()]
        for row in cells.iter_rows():
            if self._row > self._max:
                self._open_sheet()
            for place, (value, write) in enumerate(zip(row, writers, strict=True)):
                if value is not None and value != "":
                    write(self._row, place, value)
            self._row += 1
        return b""

    def _writer(self, nom: str, dtype: Any) -> Any:
        if nom in _DATES:
            return self._write_day
        if nom in _DECIMALES:
            return self._write_fine if _DECIMALES[nom] > 2 else self._write_amount
        if dtype == pl.String:
            return self._write_text
        return lambda row, place, value: self._sheet.write_number(row, place, value)

    def _write_text(self, row: int, place: int, value: str) -> None:
        self._sheet.write_string(row, place, value[:CELLULE_MAX])

    def _write_amount(self, row: int, place: int, value: int) -> None:
        self._sheet.write_number(row, place, value / 100, self._amount)

    def _write_fine(self, row: int, place: int, value: int) -> None:
        self._sheet.write_number(row, place, value / 10_000, self._fine)

    def _write_day(self, row: int, place: int, value: int) -> None:
        day = EPOCH + timedelta(days=value)
        if day < _PREMIER:
            self._sheet.write_string(row, place, f"{day:%d/%m/%Y}")
        else:
            self._sheet.write_datetime(row, place, day, self._day)

    def end(self) -> Iterator[bytes]:
        self._book.close()
        with self._folder, self._path.open("rb") as file:
            while block := file.read(_BLOC):
                yield block
