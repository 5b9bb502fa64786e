"""Apercu: what a reader read of a file, told whole, so that a person sees what no rule can.

It is the part « Ce que j'ai lu » of every rapport, the same for every format: the reader fills an
`Apercu` as it goes, and puts its `facts` in the rapport under the name `apercu`. Everything in it
is bounded: it weighs the same for ten lines and for a million.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from boucle.compta.bilan import Bilan

PAR_TITRE, PAR_POSITION, PAR_LES_DEUX = "titre", "position", "titre et position"
PAR_DEFAUT, PAR_NOTICE, PAR_NOM = "valeur par défaut", "notice du format", "nom du champ"
LAISSEES_MAX = 50
PREMIERES_MAX = 5
COLONNES_MAX = 200
SORTES_MAX = 200
TEXTE_MAX = 200
CELLULE_MAX = 80


class ColonneLue(NamedTuple):
    """One column of the file.

    place: rank of the cell, or first column of a fixed zone, from 1; 0 when it has no place in a
    line. titre: as the file, its notice or its sender names it. champ: the noun that it is read
    as; '' when it is left aside. par: what says so, one of PAR_…; '' when it is left aside.
    """

    place: int
    titre: str
    champ: str
    par: str


class SorteLue(NamedTuple):
    """One sort of record or line of a file that has several.

    code: as the file writes it; '' for the plain one. ligne: the first one. sort: what became of
    them, in a few words.
    """

    code: str
    titre: str
    nombre: int
    ligne: int
    sort: str


@dataclass(slots=True)
class Apercu:
    """Gather what was read. nature: 'CSV', 'XLSX', 'TRA', 'JSON' or 'FEC'.

    titres: physical line of the titles, None when the file has none. feuille: name of the sheet
    of a workbook. encodage_par: what told the charset: 'reconnu', 'modèle', 'marque en tête'.
    """

    nature: str
    titres: int | None = None
    feuille: str = ""
    encodage: str = ""
    encodage_par: str = ""
    colonnes: list[ColonneLue] = field(default_factory=list)
    sortes: list[SorteLue] = field(default_factory=list)
    laissees_total: int = 0
    _laissees: list[tuple[int, str, str]] = field(default_factory=list)
    _premieres: list[tuple[int, list[str]]] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """True when no more first line is wanted."""
        return len(self._premieres) >= PREMIERES_MAX

    def leave(self, ligne: int, texte: str, raison: str) -> None:
        """Note a line that is not read as data, with its text and why: 'titres', 'vide'…"""
        self.laissees_total += 1
        if len(self._laissees) < LAISSEES_MAX:
            self._laissees.append((ligne, cut(texte, TEXTE_MAX), raison))

    def show(self, ligne: int, cellules: Iterable[str]) -> None:
        """Note one of the first lines, its cells in the order of `colonnes`, as they were read."""
        if not self.full:
            self._premieres.append((ligne, [cut(cell, CELLULE_MAX) for cell in cellules]))

    def facts(self, bilan: Bilan) -> dict[str, Any]:
        """Give all of it, with what the lines add up to, as plain JSON values."""
        return {
            "nature": self.nature,
            "feuille": self.feuille,
            "encodage": self.encodage,
            "encodage_par": self.encodage_par,
            "ligne_titres": self.titres,
            "colonnes": [_plain(colonne) for colonne in self.colonnes[:COLONNES_MAX]],
            "nombre_colonnes": len(self.colonnes),
            "sortes": [sorte._asdict() for sorte in self.sortes[:SORTES_MAX]],
            "laissees": [
                {"ligne": ligne, "texte": texte, "raison": raison}
                for ligne, texte, raison in sorted(self._laissees)
            ],
            "nombre_laissees": self.laissees_total,
            "premieres": [
                {"ligne": ligne, "cellules": cells[:COLONNES_MAX]}
                for ligne, cells in self._premieres
            ],
            "lignes": bilan.lignes,
            "ecritures": bilan.ecritures,
            "debit_centimes": bilan.debit,
            "credit_centimes": bilan.credit,
            "cle_ecriture": bilan.cle_ecriture,
        }


def cut(texte: str, longueur_max: int) -> str:
    """Shorten a text that is shown."""
    return texte if len(texte) <= longueur_max else texte[: longueur_max - 1] + "…"


def _plain(colonne: ColonneLue) -> dict[str, Any]:
    return {
        "place": colonne.place,
        "titre": cut(colonne.titre, CELLULE_MAX),
        "champ": colonne.champ,
        "par": colonne.par,
    }
