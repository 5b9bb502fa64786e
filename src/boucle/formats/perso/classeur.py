"""Classeur: the rows of one sheet of a workbook, its cells typed as it holds them.

Cells are read by calamine, which gives a blank for an error or for a formula that was never
computed: those, and what a person does not see (hidden rows, merged cells), are found in the XML
of the sheet and told. A row is numbered as the sheet shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from boucle.bornes import BORNES
from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie
from boucle.errors.donnees import fic, perso
from boucle.errors.donnees.raisons import raison
from boucle.errors.francais import visible
from boucle.formats.perso.feuille import Feuille, read_feuille
from boucle.formats.perso.modele import Modele
from boucle.formats.perso.tableau import Rangee, Rangs
from boucle.values import days_of

BLOC_LIGNES = 20_000
_NOMS_MAX = 20
Cellule = Any
"""A cell as calamine gives it: a text, a number, a bool, a date, a datetime or a duration."""


def open_classeur(source: Path, modele: Modele, collecte: Collecte) -> Classeur | None:
    """Open the sheet that a model names, or the only one to be seen; None when it was told why."""
    try:
        workbook = CalamineWorkbook.from_path(source)
        chosen = _choose(workbook, modele.feuille, collecte)
        if chosen is None:
            return None
        dessous = read_feuille(source, chosen.name)
    except (CalamineError, ValueError, OSError, KeyError) as error:
        chiffre = "assword" in str(error) or type(error).__name__ == "PasswordError"
        slots = {"raison": raison("chiffre" if chiffre else "abime")}
        collecte.add(Anomalie(perso.CLASSEUR_ILLISIBLE, slots=slots))
        return None
    return Classeur(chosen, dessous, collecte)


def _choose(workbook: CalamineWorkbook, nom: str, collecte: Collecte) -> CalamineSheet | None:
    """Choose the sheet to read, and tell those that are hidden."""
    sheets = [meta for meta in workbook.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    hidden = {meta.name for meta in sheets if meta.visible != SheetVisibleEnum.Visible}
    named = [meta.name for meta in sheets if meta.name.strip().casefold() == nom.casefold()]
    if nom and not named:
        collecte.add(
            Anomalie(
                perso.FEUILLE_INTROUVABLE,
                lu=nom,
                slots={"feuilles": _listed([meta.name for meta in sheets])},
            )
        )
        return None
    seen = named or [meta.name for meta in sheets if meta.name not in hidden]
    loaded = [workbook.get_sheet_by_name(name) for name in seen]
    if len(loaded) > 1:
        loaded = [sheet for sheet in loaded if sheet.height] or loaded[:1]
    if len(loaded) != 1:
        slots = {"nombre": len(loaded), "feuilles": _listed([sheet.name for sheet in loaded])}
        collecte.add(Anomalie(perso.FEUILLE_A_CHOISIR, slots=slots))
        return None
    for name in sorted(hidden):
        suite = "qui est celle que lit le modèle" if name == loaded[0].name else "qui n'est pas lue"
        collecte.add(Anomalie(perso.FEUILLE_CACHEE, lu=visible(name), slots={"suite": suite}))
    return loaded[0]


def _listed(noms: Sequence[str]) -> str:
    more = ", …" if len(noms) > _NOMS_MAX else ""
    return visible(", ".join(noms[:_NOMS_MAX])) + more or "aucune"


class Classeur:
    """The rows of a sheet, in three parts: see `tableau.Tableau`."""

    sans_fin = False

    def __init__(self, sheet: CalamineSheet, dessous: Feuille, collecte: Collecte) -> None:
        self.nom = sheet.name
        self._dessous, self._collecte = dessous, collecte
        self._hauteur = sheet.total_height + 1 if sheet.height else 0
        self._colonnes = sheet.total_width + 1 if sheet.height else 0
        self._rows: Iterator[list[Cellule]] = iter(sheet.iter_rows())
        self._lues = 0
        self.arret = False
        self.queue: list[Rangee] = []

    def tete(self, rangees: int) -> list[Rangee]:
        """Take the first rows."""
        rows = list(islice(self._rows, rangees))
        found = self._rangees(rows)
        self._lues += len(rows)
        return found

    def largeur(self) -> int:
        """Give how many columns the sheet has: a row has a cell in each of them."""
        return self._colonnes

    def corps(self, largeur: int, fin: int) -> Iterator[Rangs]:
        """Give the rows of the body by blocks."""
        if self._colonnes > BORNES.colonnes:
            slots = {"nombre": self._colonnes, "nombre_max": BORNES.colonnes}
            self._collecte.add(Anomalie(fic.TROP_DE_COLONNES, ligne=1, slots=slots))
            self.arret = True
            return
        self._tell_unseen(self._lues)
        left = self._hauteur - fin - self._lues
        while left > 0 and (rows := list(islice(self._rows, min(left, BLOC_LIGNES)))):
            yield self._columns(rows)
            self._lues += len(rows)
            left -= len(rows)
        self.queue = self._rangees(list(self._rows))

    def _tell_unseen(self, debut: int) -> None:
        """Tell hidden rows and merged cells, from the line of titles on."""
        cachees = [n for n in self._dessous.cachees if n > debut]
        if cachees:
            slots = {"nombre": len(cachees)}
            self._collecte.add(Anomalie(perso.LIGNES_CACHEES, ligne=cachees[0], slots=slots))
        for ref, ligne, champ, derniere in self._dessous.fusions:
            if derniere >= debut:
                self._collecte.add(
                    Anomalie(perso.CELLULES_FUSIONNEES, ligne=ligne, champ=champ, lu=ref)
                )

    def _rangees(self, rows: list[list[Cellule]]) -> list[Rangee]:
        return [(n, [_text(cell) for cell in row]) for n, row in enumerate(rows, self._lues + 1)]

    def _columns(self, rows: list[list[Cellule]]) -> Rangs:
        n = np.arange(self._lues + 1, self._lues + 1 + len(rows), dtype=np.int64)
        rangs = Rangs(n, np.full(len(rows), self._colonnes, np.int64), [])
        for at, cells in enumerate(zip(*rows, strict=True)):
            genres = set(map(type, cells))
            if genres == {str}:
                rangs.textes.append(pl.Series(cells, dtype=pl.String))
                continue
            rangs.textes.append(
                pl.Series(
                    [cell if type(cell) is str else _text(cell) for cell in cells], dtype=pl.String
                )
            )
            if date in genres or datetime in genres:
                rangs.jours[at] = pl.Series(
                    [_day(cell) if isinstance(cell, date) else None for cell in cells],
                    dtype=pl.Int32,
                )
            if not genres.isdisjoint(_HEURES):
                rangs.heures[at] = pl.Series([type(cell) in _HEURES for cell in cells])
            rangs.nombres[at] = pl.Series([type(cell) in _NOMBRES for cell in cells])
        self._put_errors(rangs)
        return rangs

    def _put_errors(self, rangs: Rangs) -> None:
        first, last = self._lues + 1, self._lues + rangs.n.size
        by_column: dict[int, dict[int, str]] = {}
        for (ligne, champ), lu in self._dessous.erreurs.items():
            if first <= ligne <= last:
                by_column.setdefault(champ - 1, {})[ligne - first] = lu
        for at, errors in by_column.items():
            texts: list[str | None] = [None] * rangs.n.size
            for row, lu in errors.items():
                texts[row] = lu
            rangs.erreurs[at] = pl.Series(texts, dtype=pl.String)


_HEURES = frozenset((time, timedelta))
_NOMBRES = frozenset((int, type(1 / 1)))
"""The types of a number; a workbook keeps all of them in binary."""


def _day(cell: date) -> int:
    return days_of(cell.date() if isinstance(cell, datetime) else cell)


def _text(cell: Cellule) -> str:
    """Write a cell as a person reads it: a whole number has no decimal mark."""
    genre = type(cell)
    if genre is str:
        return str(cell)
    if genre is bool:
        return "VRAI" if cell else "FAUX"
    if genre in _NOMBRES:
        text = repr(cell)
        return text[:-2] if text.endswith(".0") else text
    if genre is datetime and cell.time() == datetime.min.time():
        return str(cell.date().isoformat())
    return str(cell)
