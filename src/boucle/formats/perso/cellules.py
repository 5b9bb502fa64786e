"""Cellules: the cells of a block of rows as columns: texts, centimes and days.

Columns are read whole; what is odd is looked at once a distinct text, and told at each of its
lines with its column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from boucle.compta.compte import NUMERO
from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie, Kind
from boucle.errors.donnees import lig, perso
from boucle.errors.francais import visible
from boucle.formats.codes import Codes
from boucle.formats.decimales import Decimales
from boucle.formats.perso.dates import Dates
from boucle.formats.perso.modele import (
    APOSTROPHE,
    CHAMPS,
    CODES,
    DATES,
    MONTANTS,
    Colonne,
    Modele,
)
from boucle.formats.perso.montants import Montants, Odd
from boucle.formats.perso.sens import Cotes
from boucle.formats.perso.tableau import Rangs
from boucle.formats.perso.titres import Places
from boucle.values import format_centimes

LU_MAX = 200
BLANCS = " \t\r\n\u00a0\u202f\u2009"
_COMPTE = f"^{NUMERO}$"
_ERREUR = (
    r"(?i)^#(?:REF|N/?A|DIV/0|VALUE|VALEUR|NAME|NOM|NUM|NOMBRE|NULL?|SPILL|PROPAGATION|CALC)"
    r"[!?]?$|^#{3,}$"
)
"""What a spreadsheet shows in the place of a value, in English or in French."""
_SENS = {"D": 1, "C": -1}
_ODD = "[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffd]"
_COMMANDE = re.compile("[\x00-\x1f\x7f-\x9f]")
_VIDE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_REMPLACE = "\ufffd"
Lues = dict[str, pl.Series]


class _Dit(NamedTuple):
    """What is said of a text: the kind, the value it stands for, the slots of the sentence."""

    kind: Kind
    corrige: str | None
    slots: dict[str, Any]


class Cellules:
    """Read the cells that a model names, where they are."""

    def __init__(self, modele: Modele, places: Places, encodage: str, collecte: Collecte) -> None:
        self.modele, self._places, self._encodage = modele, places.par_champ, encodage
        self._collecte = collecte
        self._montants: dict[str, Montants] = {}
        self._dates: dict[str, Dates] = {}
        self._codes: dict[str, Codes] = {}
        self._nombres_dits: set[str] = set()
        # A text has a charset: its cells over several lines were told with their quotes.
        self._lignes_dites = bool(encodage)
        self._decimales = Decimales()
        self._defauts: dict[str, Anomalie] = {}
        self._sans_libelle: Anomalie | None = None
        self._rangs = 0
        for colonne in modele.colonnes:
            name = CHAMPS[colonne.champ][0]
            if name in MONTANTS:
                self._montants[name] = Montants(modele.decimale)
            elif name in DATES:
                self._dates[name] = Dates(modele, colonne, self._champ(colonne))
            elif name in CODES:
                self._codes[name] = Codes(colonne.nom, self._champ(colonne), collecte)

    def without_errors(self, rangs: Rangs) -> tuple[Rangs, list[int]]:
        """Take away the rows where a cell that is read has no value, each told; give the lines."""
        kept = np.ones(rangs.n.size, np.bool_)
        n = pl.Series(rangs.n)
        for colonne in self.modele.colonnes:
            at = self._places[colonne.champ]
            texts = None if at is None else rangs.erreurs.get(at)
            if texts is not None and texts.is_not_null().any():
                self._tell_rows(perso.ERREUR_TABLEUR, texts.is_not_null(), texts, n, colonne)
                kept &= texts.is_null().to_numpy()
        return rangs.keep(kept), [int(line) for line in rangs.n[~kept]]

    def read(self, rangs: Rangs) -> tuple[Lues, list[int]]:
        """Give each column of a block, and the lines that could not be read at all, each told."""
        n = pl.Series("n", rangs.n)
        found: Lues = {"n": n}
        montants: Lues = {}
        vides: Lues = {}
        perdues: list[int] = []
        for colonne in self.modele.colonnes:
            name = CHAMPS[colonne.champ][0]
            texts = self._texts(colonne, rangs)
            if name in MONTANTS:
                vides[name] = texts == ""
                montants[name] = self._read_montants(name, colonne, texts, rangs)
            elif name in DATES:
                found[name] = self._read_dates(name, colonne, texts, rangs)
            elif name == "sens":
                montants[name] = texts
            else:
                found[name] = self._read_texts(name, colonne, texts, rangs)
        if "compte" in found:
            bad = (found["compte"] != "") & ~found["compte"].str.contains(_COMPTE)
            if bad.any():
                self._tell_rows(lig.COMPTE_ABIME, bad, found["compte"], n, self._of("compte"))
                perdues += n.filter(bad).to_list()
        found |= self._sides(montants, vides, n)
        if perdues:
            kept = ~n.is_in(perdues)
            found = {name: column.filter(kept) for name, column in found.items()}
        return found, perdues

    def finish(self) -> Iterator[Anomalie]:
        """Tell what only a whole column shows."""
        for dates in self._dates.values():
            yield from dates.finish()
        for codes in self._codes.values():
            yield from codes.finish()
        yield from self._decimales.finish()
        yield from self._defauts.values()
        vides = self._sans_libelle
        if vides is not None and 2 * vides.slots["nombre"] < self._rangs:
            yield vides

    def champs(self) -> dict[str, int]:
        """Give the place, from 1, of each column that has one, by its name for a person."""
        return {
            colonne.nom: champ
            for colonne in self.modele.colonnes
            if (champ := self._champ(colonne)) is not None
        }

    def _of(self, name: str) -> Colonne:
        return next(c for c in self.modele.colonnes if CHAMPS[c.champ][0] == name)

    def _champ(self, colonne: Colonne) -> int | None:
        at = self._places[colonne.champ]
        return None if at is None else at + 1

    def _texts(self, colonne: Colonne, rangs: Rangs) -> pl.Series:
        at = self._places[colonne.champ]
        if at is None or at >= len(rangs.textes):
            return pl.repeat(colonne.defaut, rangs.n.size, dtype=pl.String, eager=True)
        texts = rangs.textes[at].str.strip_chars(BLANCS)
        if self.modele.proteges:
            texts = texts.str.replace(APOSTROPHE, "$1")
        if colonne.defaut and (blank := texts == "").any():
            self._note_defaut(colonne, blank, rangs)
            texts = texts.set(blank, colonne.defaut)
        return texts

    def _note_defaut(self, colonne: Colonne, blank: pl.Series, rangs: Rangs) -> None:
        """Count the blank cells that take the default, and remember the first."""
        found = self._defauts.get(colonne.champ)
        if found is None:
            found = self._defauts[colonne.champ] = Anomalie(
                perso.DEFAUT_PRIS,
                ligne=int(rangs.n[blank.arg_max() or 0]),
                colonne=colonne.nom,
                champ=self._champ(colonne),
                lu="",
                corrige=colonne.defaut,
                slots={"nombre": 0},
            )
        found.slots["nombre"] += int(blank.sum())

    def _read_montants(
        self, name: str, colonne: Colonne, texts: pl.Series, rangs: Rangs
    ) -> pl.Series:
        at = self._places[colonne.champ]
        lus = self._montants[name].read(texts, rangs.nombres.get(-1 if at is None else at))
        nom, champ = colonne.nom, self._champ(colonne)
        self._decimales.read(texts, lus.centimes, pl.Series(rangs.n), nom, champ)
        if lus.odd:
            n = pl.Series(rangs.n)
            self._tell_each(
                texts.is_in(list(lus.odd)),
                texts,
                n,
                colonne,
                {text: self._say_montant(odd) for text, odd in lus.odd.items()},
            )
        return lus.centimes

    def _say_montant(self, odd: Odd) -> _Dit:
        slots: dict[str, Any] = {"exemple": f"1206{self.modele.decimale}06"}
        if not odd.trois:
            return _Dit(perso.MONTANT_PERSO, None, slots)
        slots["marque"] = self.modele.decimale
        if odd.centimes is None:
            return _Dit(perso.MONTANT_TROIS_CHIFFRES, None, slots)
        return _Dit(perso.MONTANT_DECIDE, format_centimes(odd.centimes), slots)

    def _read_dates(self, name: str, colonne: Colonne, texts: pl.Series, rangs: Rangs) -> pl.Series:
        at = self._places[colonne.champ]
        n = pl.Series(rangs.n)
        held = rangs.jours.get(-1 if at is None else at)
        nombres = rangs.nombres.get(-1 if at is None else at)
        found = self._dates[name].read(texts, n, held)
        if nombres is not None and nombres.any():
            # A number that a workbook does not show as a date is none: 20250115, 45672.
            found = found.set(nombres & ~found.is_null(), None)
        bad = found.is_null()
        if name != "date":
            bad &= texts != ""
        if bad.any():
            self._tell_rows(
                perso.DATE_PERSO, bad, texts, n, colonne, format=self.modele.format_date
            )
        return found

    def _read_texts(self, name: str, colonne: Colonne, texts: pl.Series, rangs: Rangs) -> pl.Series:
        at = self._places[colonne.champ]
        n = pl.Series(rangs.n)
        if at is None:
            return texts
        texts = self._clean(colonne, texts, n)
        if name == "libelle":
            self._count_vides(colonne, texts == "", n)
        if at in rangs.jours:
            self._tell_rows(perso.CELLULE_DATE, rangs.jours[at].is_not_null(), texts, n, colonne)
        if at in rangs.heures:
            self._tell_rows(perso.CELLULE_DATE, rangs.heures[at], texts, n, colonne)
        erreurs = texts.str.starts_with("#")
        if name != "compte" and erreurs.any():
            erreurs &= texts.str.contains(_ERREUR)
            self._tell_rows(perso.ERREUR_TABLEUR, erreurs, texts, n, colonne)
        if name in self._codes:
            nombres = rangs.nombres.get(at)
            if nombres is None or not nombres.any():
                self._codes[name].read(texts, n)
            elif name not in self._nombres_dits:
                self._nombres_dits.add(name)
                first = nombres & (pl.int_range(nombres.len(), eager=True) == nombres.arg_max())
                self._tell_rows(perso.CODES_EN_NOMBRES, first, texts, n, colonne)
        return texts

    def _count_vides(self, colonne: Colonne, blank: pl.Series, n: pl.Series) -> None:
        self._rangs += n.len()
        if not blank.any():
            return
        if self._sans_libelle is None:
            self._sans_libelle = Anomalie(
                perso.LIBELLES_VIDES,
                ligne=int(n[blank.arg_max() or 0]),
                colonne=colonne.nom,
                champ=self._champ(colonne),
                lu="",
                slots={"nombre": 0},
            )
        self._sans_libelle.slots["nombre"] += int(blank.sum())

    def _clean(self, colonne: Colonne, texts: pl.Series, n: pl.Series) -> pl.Series:
        """Take out what cannot be seen, and tell it; an end of line of a text was told already."""
        odd = texts.str.contains(_ODD)
        if not odd.any():
            return texts
        clean: dict[str, str] = {}
        said: dict[str, _Dit] = {}
        for text in texts.filter(odd).unique(maintain_order=True).to_list():
            clean[text] = _VIDE.sub("", _COMMANDE.sub(" ", text)).strip(BLANCS)
            if _REMPLACE in text:
                said[text] = _Dit(perso.CARACTERES_PERSO, None, {"encodage": self._encodage})
            elif (text.replace("\n", " ") if self._lignes_dites else text) != clean[text]:
                said[text] = _Dit(perso.CARACTERE_INVISIBLE, clean[text][:LU_MAX], {})
        if said:
            self._tell_each(texts.is_in(list(said)), texts, n, colonne, said)
        return texts.replace(list(clean), list(clean.values()))

    def _sides(self, montants: Lues, vides: Lues, n: pl.Series) -> Lues:
        """Give debit and credit: as they are, or of the amount by its sens or its sign."""
        cotes = Cotes(montants, vides)
        if "montant" not in montants:
            return cotes.debit_credit()
        sens = None
        if "sens" in montants:
            texts = montants["sens"].str.to_uppercase()
            sens = texts.replace_strict(_SENS, default=None, return_dtype=pl.Int64)
            bad = sens.is_null() & ~vides["montant"]
            if bad.any():
                self._tell_rows(perso.SENS_PERSO, bad, montants["sens"], n, self._of("sens"))
        found, contraires = cotes.resolve(sens)
        for row in np.flatnonzero(contraires.to_numpy()).tolist():
            self._collecte.add(
                Anomalie(
                    perso.MONTANTS_CONTRAIRES,
                    ligne=int(n[row]),
                    slots=cotes.told(row, sens),
                )
            )
        return found

    def _tell_rows(
        self,
        kind: Kind,
        rows: pl.Series,
        texts: pl.Series,
        n: pl.Series,
        colonne: Colonne,
        **slots: Any,
    ) -> None:
        """Tell the same thing of some cells of a column."""
        self._tell_each(rows, texts, n, colonne, _Dit(kind, None, slots))

    def _tell_each(
        self,
        rows: pl.Series,
        texts: pl.Series,
        n: pl.Series,
        colonne: Colonne,
        said: _Dit | Mapping[str, _Dit],
    ) -> None:
        """Tell cells of a column, by their text, while the rapport has room; count them all."""
        champ = self._champ(colonne)
        for row in np.flatnonzero(rows.to_numpy()).tolist():
            text = texts[row]
            dit = said if isinstance(said, _Dit) else said[text]
            if not self._collecte.room(dit.kind):
                self._collecte.count(dit.kind)
                continue
            self._collecte.add(
                Anomalie(
                    dit.kind,
                    ligne=int(n[row]),
                    colonne=colonne.nom,
                    champ=champ,
                    lu=visible(text[:LU_MAX]),
                    corrige=dit.corrige,
                    slots=dict(dit.slots),
                )
            )
