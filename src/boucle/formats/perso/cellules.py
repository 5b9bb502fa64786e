"""Cellules: the cells of a block as columns: texts, centimes and days."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie, Kind, perso
from boucle.formats.perso.modele import CHAMPS, DATES, MONTANTS, Colonne, Modele
from boucle.values import CENTIMES_MAX, days_of

LU_MAX = 200
_BLANCS = " \t\r\n\u00a0\u202f"
_CONTROLES = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_REMPLACE = "\ufffd"
_SENS = {"D": 1, "C": -1}
_TITRES_MAX = 20
_SIECLE = 2000


class Cellules:
    """Read the cells that a model names; a fault is told with its line and its column."""

    def __init__(self, modele: Modele, encodage: str, collecte: Collecte) -> None:
        self.modele, self._encodage, self._collecte = modele, encodage, collecte
        self.placed = False
        self._places: dict[str, int | None] = {}
        self._largeur = 0
        mark = re.escape(modele.decimale)
        self._montant = re.compile(rf"([+-]?)([0-9]{{1,13}})(?:{mark}([0-9]{{1,2}})0*)?", re.ASCII)
        self._centimes: dict[str, int | None] = {"": 0}
        self._jours: dict[str, int | None] = {"": None}

    def place(self, head: list[list[str]]) -> None:
        """Find the place of each column; a title that no line has is told, and nothing is read."""
        titles = {cell.strip().casefold(): at for line in head for at, cell in enumerate(line)}
        lost = False
        for colonne in self.modele.colonnes:
            place = colonne.place
            if place is None and colonne.entete:
                place = titles.get(colonne.entete.casefold())
                if place is None and not colonne.defaut:
                    lost = True
                    shown = ", ".join(cell.strip() for line in head for cell in line[:_TITRES_MAX])
                    self._collecte.add(Anomalie(
                        perso.ENTETE_INTROUVABLE, colonne=colonne.entete,
                        slots={"titres": shown[:LU_MAX] or "aucun"},
                    ))
            self._places[colonne.champ] = place
        # A cell that has a default value may be missing at the end of a line.
        needed = [place for c in self.modele.colonnes
                  if (place := self._places[c.champ]) is not None and not c.defaut]
        self._largeur = 1 + max(needed, default=-1)
        self.placed = not lost

    def read(self, block: list[tuple[int, list[str]]]) -> tuple[dict[str, list[Any]], list[int]]:
        """Give each column of a block, and the numbers of the lines too short to be read."""
        short = [(n, cells) for n, cells in block if len(cells) < self._largeur]
        for n, cells in short:
            slots = {"champs": len(cells), "attendus": self._largeur}
            self._collecte.add(Anomalie(perso.CELLULE_ABSENTE, ligne=n, slots=slots))
        whole = [row for row in block if len(row[1]) >= self._largeur] if short else block
        numbers = [n for n, _ in whole]
        columns: dict[str, list[Any]] = {"n": numbers}
        for colonne in self.modele.colonnes:
            at = self._places[colonne.champ]
            texts = [
                (cells[at].strip(_BLANCS) if at is not None and at < len(cells) else "")
                or colonne.defaut
                for _, cells in whole
            ]
            columns[CHAMPS[colonne.champ][0]] = self._typed(colonne, texts, numbers)
        return columns, [n for n, _ in short]

    def _typed(self, colonne: Colonne, texts: list[str], numbers: list[int]) -> list[Any]:
        name = CHAMPS[colonne.champ][0]
        if name in MONTANTS:
            exemple = f"1206{self.modele.decimale}06"
            return self._look_up(
                colonne, texts, numbers, self._centimes, self._read_montant, perso.MONTANT_PERSO,
                exemple=exemple,
            )
        if name in DATES:
            return self._look_up(
                colonne, texts, numbers, self._jours, self._read_jour, perso.DATE_PERSO,
                format=self.modele.format_date,
            )
        if name == "sens":
            seen: dict[str, int | None] = {}
            return self._look_up(
                colonne, texts, numbers, seen, lambda text: _SENS.get(text.upper()),
                perso.SENS_PERSO,
            )
        return self._clean(colonne, texts, numbers)

    def _look_up(
        self, colonne: Colonne, texts: list[str], numbers: list[int],
        seen: dict[str, int | None], read: Any, kind: Kind, **slots: Any,
    ) -> list[int | None]:
        """Read each distinct text once; one that cannot be read is told at each of its lines."""
        bad = set()
        for text in set(texts):
            if text not in seen:
                seen[text] = read(text)
            if seen[text] is None and (text or kind is perso.SENS_PERSO):
                bad.add(text)
        if kind is perso.DATE_PERSO and colonne.champ == "date" and "" in texts:
            bad.add("")
        if bad:
            for n, text in zip(numbers, texts, strict=True):
                if text in bad:
                    self._tell(kind, n, colonne, text, **slots)
        return [seen[text] for text in texts]

    def _tell(self, kind: Kind, n: int, colonne: Colonne, text: str, **slots: Any) -> None:
        place = self._places[colonne.champ]
        self._collecte.add(Anomalie(
            kind, ligne=n, colonne=colonne.nom, champ=None if place is None else place + 1,
            lu=_CONTROLES.sub(_REMPLACE, text[:LU_MAX]), slots=slots,
        ))

    def _clean(self, colonne: Colonne, texts: list[str], numbers: list[int]) -> list[str]:
        """Turn control characters to blanks, and tell what the charset could not read."""
        for at, text in enumerate(texts):
            if _REMPLACE in text:
                self._tell(
                    perso.CARACTERES_PERSO, numbers[at], colonne, text, encodage=self._encodage
                )
        return [_CONTROLES.sub(" ", text) if _CONTROLES.search(text) else text for text in texts]

    def _read_montant(self, text: str) -> int | None:
        """Read an amount to the centime; blanks between thousands are usual."""
        found = self._montant.fullmatch("".join(text.split()))
        if found is None:
            return None
        sign, euros, cents = found.groups()
        centimes = int(euros) * 100 + int((cents or "").ljust(2, "0"))
        return None if centimes > CENTIMES_MAX else -centimes if sign == "-" else centimes

    def _read_jour(self, text: str) -> int | None:
        found = self.modele.dates.fullmatch(text)
        if found is None:
            return None
        parts = {name: int(digits) for name, digits in found.groupdict().items()}
        year = parts["an"] if "an" in parts else _SIECLE + parts["siecle"]
        try:
            return days_of(date(year, parts["mois"], parts["jour"]))
        except ValueError:
            return None

    def sides(self, columns: dict[str, list[Any]]) -> tuple[list[Any], list[Any]]:
        """Give debit and credit: as they are, or of the amount by its sens or its sign."""
        if "debit" in columns and "credit" in columns:
            return columns["debit"], columns["credit"]
        montants = columns["montant"]
        if "sens" not in columns:
            signs: list[Any] = [-1 if m is not None and m < 0 else 1 for m in montants]
            montants = [None if m is None else abs(m) for m in montants]
        else:
            signs = columns["sens"]
        known = [
            m if m is not None and s is not None else None
            for m, s in zip(montants, signs, strict=True)
        ]
        return (
            [None if m is None else m if s == 1 else 0 for m, s in zip(known, signs, strict=True)],
            [None if m is None else m if s == -1 else 0 for m, s in zip(known, signs, strict=True)],
        )
