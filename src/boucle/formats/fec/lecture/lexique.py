"""Lexique: the dictionaries of one file: what each distinct date, journal, compte, tiers or
currency of it means, as whole numbers, read once and looked up by code.

Codes come from several threads: a later block may bring lower codes than an earlier one, so a
bit per code says which are known, never their order.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.codes.registre import TROP, Registre
from boucle.compta.compte import is_tiers, known_racine, normalise_compte
from boucle.compta.contexte import juge_jour
from boucle.compta.ecritures.runs import SANS_DATE
from boucle.errors import Kind
from boucle.errors.donnees import lig
from boucle.formats.fec.forme.cellules import BLANCS, Cellule
from boucle.formats.fec.lecture.colonnes import Bloc
from boucle.formats.fec.lecture.grille import DISTINCTS_MAX, KIND_INDEX, Grille, forget
from boucle.values import day_of

_DATE = ("jour", "kind", "present", "vide", "mois", "amj", "exercice")
_CODE = ("rang", "kind", "vide", "absent", "racine", "hors_collectif", "sain")
_DEVISE = ("kind", "vide", "autre")
_SENS = ("sens", "kind")


class Lexique:
    """Dictionaries by column, and the registers of codes they fill.

    exercices: rules broken by a day of EcritureDate, the number in the dictionary being the
    place in this list, from 1.
    """

    def __init__(self, grille: Grille) -> None:
        self.grille = grille
        self.journaux, self.comptes = Registre("journal"), Registre("compte")
        self.tiers = Registre("tiers")
        # Comptes whose number is right as sent: at a dossier's length, others may join them.
        self.sains = Registre("compte") if grille.contexte.longueur_compte else None
        self.exercices: list[tuple[Kind, dict[str, Any]]] = []
        self.envoyes: dict[str, set[str]] = {}
        self._envois: list[tuple[str, str]] = []
        self._lasting = {nom: self._make(nom) for nom in grille.codees}
        self._bloc: dict[str, Dictionnaire] = {}

    def learn(self, bloc: Bloc) -> None:
        """Read the texts that a block brings; a column with too many is forgotten at each one."""
        self._bloc = {}
        self._envois = []
        for nom, codes in bloc.codes.items():
            lasting = self._lasting[nom]
            words = lasting.fresh() if nom in bloc.locales else lasting
            texts = bloc.textes[nom]
            if nom == "JournalCode" and bloc.journaux is not None:
                texts = bloc.journaux
            words.learn(codes, texts)
            self._bloc[nom] = words
            if words is lasting and lasting.taille > DISTINCTS_MAX:
                forget(self.grille, nom)

    @property
    def registres(self) -> dict[str, Registre]:
        """The registers, by the column that fills them."""
        return {"JournalCode": self.journaux, "CompteNum": self.comptes, "CompAuxNum": self.tiers}

    def find_trop(self, bloc: Bloc) -> tuple[int, str]:
        """Give the first row whose code finds no room, and its column; -1 when all do."""
        found = [
            (int(rows[0]), at, nom)
            for at, (nom, registre) in enumerate(self.registres.items())
            if registre.plein
            and nom in self._bloc
            and (rows := np.flatnonzero(self[nom].look_up("rang", bloc.codes[nom]) == TROP)).size
        ]
        row, _, nom = min(found, default=(-1, 0, ""))
        return row, nom

    def __getitem__(self, nom: str) -> Dictionnaire:
        return self._bloc[nom]

    def __contains__(self, nom: str) -> bool:
        return nom in self._bloc

    def _make(self, nom: str) -> Dictionnaire:
        if nom == "JournalCode":
            return Dictionnaire(_CODE, self._read_journal)
        if nom == "CompteNum":
            return Dictionnaire(_CODE, self._read_compte)
        if nom == "CompAuxNum":
            return Dictionnaire(_CODE, self._read_tiers)
        if nom == "Idevise":
            return Dictionnaire(_DEVISE, self._read_devise)
        if nom == "Sens":
            return Dictionnaire(_SENS, self._read_sens)
        return Dictionnaire(_DATE, lambda texte: self._read_date(nom, texte))

    def _read_date(self, nom: str, texte: str) -> tuple[int, ...]:
        cell = self.grille.judge_cell(nom, texte)
        present = bool(texte) and cell.kind is not lig.DATE_ZERO and cell.valeur != 0
        if not isinstance(cell.valeur, int):
            return SANS_DATE, _kind(cell), present, not texte, 0, 0, 0
        jour = day_of(cell.valeur)
        mois = jour.year * 12 + jour.month - 1
        amj = jour.year * 10_000 + jour.month * 100 + jour.day
        exercice = self._judge_exercice(jour) if nom == "EcritureDate" else 0
        return cell.valeur, _kind(cell), present, not texte, mois, amj, exercice

    def _judge_exercice(self, jour: date) -> int:
        found = juge_jour(jour, self.grille.contexte, self.grille.ouverture.nom.cloture)
        if found is None:
            return 0
        if found not in self.exercices:
            self.exercices.append(found)
        return self.exercices.index(found) + 1

    def _read_journal(self, texte: str) -> tuple[int, ...]:
        cell = self.grille.judge_cell("JournalCode", texte)
        code = texte or self.grille.journal_defaut
        return self.journaux.rank(code), _kind(cell), not code, not texte, 0, 0, 0

    def _read_compte(self, texte: str) -> tuple[int, ...]:
        cell = self.grille.judge_cell("CompteNum", texte)
        longueur = self.grille.contexte.longueur_compte
        compte = normalise_compte(texte, longueur)
        rang = self.comptes.rank(compte)
        if longueur and compte and rang != TROP:
            self._send(compte, texte)
        odd = bool(texte) and cell.kind is None and not known_racine(texte)
        general = bool(texte) and cell.kind is None and not is_tiers(texte)
        sain = self.sains.rank(compte) if self.sains and texte and not cell.kind else -1
        return rang, _kind(cell), not texte, not texte, odd, general, sain

    def _send(self, compte: str, texte: str) -> None:
        known = self.envoyes.setdefault(compte, set())
        if texte not in known:
            known.add(texte)
            self._envois.append((compte, texte))

    def keep_envois(self, texts: set[str]) -> None:
        """Forget the comptes that the last block sent, but under these texts."""
        for compte, texte in self._envois:
            if texte not in texts:
                self.envoyes[compte].discard(texte)
                if not self.envoyes[compte]:
                    del self.envoyes[compte]

    def _read_tiers(self, texte: str) -> tuple[int, ...]:
        return self.tiers.rank(texte), 0, not texte, not texte, 0, 0, 0

    def _read_devise(self, texte: str) -> tuple[int, ...]:
        cell = self.grille.judge_cell("Idevise", texte)
        return _kind(cell), not texte, texte not in ("", "EUR")

    def _read_sens(self, texte: str) -> tuple[int, ...]:
        cell = self.grille.judge_cell("Sens", texte)
        return (cell.valeur if isinstance(cell.valeur, int) else 0), _kind(cell)


def _kind(cell: Cellule) -> int:
    return KIND_INDEX[cell.kind.code] if cell.kind else 0


_PEU = 200

Codes = NDArray[np.intp]
Entiers = NDArray[np.int64]


class Dictionnaire:
    """Tables of whole numbers, one per property of a text."""

    def __init__(self, proprietes: tuple[str, ...], read: Callable[[str], tuple[int, ...]]) -> None:
        self._read = read
        self._known = np.zeros(1024, np.bool_)
        self._row = np.zeros(1024, np.intp)
        self._tables = {nom: np.zeros(1024, np.int64) for nom in proprietes}
        self._any = dict.fromkeys(proprietes, False)
        self.taille = 0

    def learn(self, codes: Codes, texts: pl.Series) -> None:
        """Read the texts of the codes met for the first time, in file order."""
        if not codes.size:
            return
        top = int(codes.max())
        # Codes are handed out one after another: most blocks bring none that is not known.
        if top < self._known.size and self._known[int(codes.min()) : top + 1].all():
            return
        self._grow(top + 1)
        known = self._known.take(codes)
        if known.all():
            return
        first = self._first_rows(codes, np.flatnonzero(~known))
        new = codes[first]
        # One cell asked at a time costs less than a call for them all, when they are few.
        found = map(texts.item, first) if first.size < _PEU else texts.gather(first).to_list()
        values = [self._read((text or "").replace("\0", "\n").strip(BLANCS)) for text in found]
        for nom, column in zip(self._tables, zip(*values, strict=True), strict=True):
            self._tables[nom][new] = column
            self._any[nom] = self._any[nom] or any(column)
        self._known[new] = True
        self.taille += new.size

    def _first_rows(self, codes: Codes, rows: Codes) -> Codes:
        """Keep the first row of each code: written backwards, the first one is what stays."""
        found = codes[rows]
        self._row[found[::-1]] = rows[::-1]
        first: Codes = rows[self._row[found] == rows]
        return first

    def _grow(self, size: int) -> None:
        have = self._known.size
        if size <= have:
            return
        more = max(size, 2 * have) - have
        self._known = np.concatenate([self._known, np.zeros(more, np.bool_)])
        self._row = np.zeros(self._known.size, np.intp)
        for nom, table in self._tables.items():
            self._tables[nom] = np.concatenate([table, np.zeros(more, np.int64)])

    def fresh(self) -> Dictionnaire:
        """Give an empty dictionary that reads the same way, for codes that hold for a block."""
        return Dictionnaire(tuple(self._tables), self._read)

    def look_up(self, propriete: str, codes: Codes) -> Entiers:
        """Give one property of each row."""
        return self._tables[propriete].take(codes)

    def has(self, propriete: str) -> bool:
        """True when some text read so far has this property."""
        return self._any[propriete]
