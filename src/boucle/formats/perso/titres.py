"""Titres: which line names the columns, and where each field of a model stands.

Titles come from one line. A title that the line bears twice, a position whose title is another
field's, a title that no column bears are told before any cell is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie
from boucle.errors.donnees import perso
from boucle.errors.francais import visible
from boucle.formats.apercu import (
    PAR_DEFAUT,
    PAR_LES_DEUX,
    PAR_POSITION,
    PAR_TITRE,
    Apercu,
    ColonneLue,
)
from boucle.formats.noms import PERSO, Genre, of_genre
from boucle.formats.perso.modele import Colonne, Modele, plain_titre
from boucle.formats.perso.tableau import Rangee

_TITRES_MAX = 20
_LU_MAX = 200
_SANS_PREUVE = frozenset(
    nom.champ for nom in of_genre(PERSO, Genre.CODE, Genre.TEXTE) if nom.champ != "journal"
)
"""Fields whose cells prove nothing of what they are: any text would do."""


class Titres(NamedTuple):
    """The line of titles. ligne: None when the file has none, titres being then blank."""

    ligne: int | None
    titres: list[str]


def find_titres(modele: Modele, tete: Sequence[Rangee], largeur: int) -> Titres:
    """Choose among the first lines the one that names the columns.

    With titles in the model it is the line that bears most of them, the last of equals; without,
    the last line, when it is as wide as the data. largeur: cells of a line of data.
    """
    rows = [(n, [cell.strip() for cell in cells]) for n, cells in tete]
    rows = [(n, cells) for n, cells in rows if any(cells)]
    if not rows:
        return Titres(None, [])
    if modele.titree:
        wanted = {plain_titre(colonne.entete) for colonne in modele.colonnes if colonne.entete}
        score = [len(wanted & set(map(plain_titre, cells))) for _, cells in rows]
        best = max(range(len(rows)), key=lambda at: (score[at], at))
        return Titres(*rows[best])
    last = rows[-1]
    return Titres(*last) if len(last[1]) >= largeur else Titres(None, [])


@dataclass(slots=True)
class Places:
    """Where each field stands, from 0; None: nowhere, its default is taken.

    perdu: a column could not be found for certain, which was told.
    """

    titres: Titres
    par_champ: dict[str, int | None] = field(default_factory=dict)
    par: dict[str, str] = field(default_factory=dict)
    perdu: bool = False


def place(modele: Modele, titres: Titres, collecte: Collecte) -> Places:
    """Find the place of each column of a model, and tell what stands against it."""
    found = Places(titres)
    for colonne in modele.colonnes:
        at = _Recherche(modele, titres, colonne, collecte).run(found)
        found.par_champ[colonne.champ] = at
    if titres.ligne is None and any(c.place is None and c.entete for c in modele.colonnes):
        found.perdu = True
    return found


class _Recherche:
    """The search of one column."""

    def __init__(
        self, modele: Modele, titres: Titres, colonne: Colonne, collecte: Collecte
    ) -> None:
        self._modele, self._titres, self._colonne = modele, titres, colonne
        self._collecte = collecte

    def run(self, found: Places) -> int | None:
        """Give the place; tell what is wrong with it."""
        colonne = self._colonne
        if colonne.place is None:
            if not colonne.entete:
                found.par[colonne.champ] = PAR_DEFAUT
                return None
            found.par[colonne.champ] = PAR_TITRE
            return self._by_title(found)
        found.par[colonne.champ] = PAR_LES_DEUX if colonne.entete else PAR_POSITION
        if self._titres.ligne is not None and colonne.place < len(self._titres.titres):
            self._judge_position(found)
        return colonne.place

    def _by_title(self, found: Places) -> int | None:
        places = _places_of(self._titres.titres, self._colonne.entete)
        if len(places) == 1:
            return places[0]
        found.perdu = True
        if not places:
            shown = ", ".join(title for title in self._titres.titres[:_TITRES_MAX] if title)
            self._collecte.add(
                Anomalie(
                    perso.ENTETE_INTROUVABLE,
                    ligne=self._titres.ligne,
                    colonne=self._colonne.entete,
                    slots={"titres": visible(shown)[:_LU_MAX] or "aucun"},
                )
            )
            return None
        self._collecte.add(
            Anomalie(
                perso.TITRE_EN_DOUBLE,
                ligne=self._titres.ligne,
                colonne=self._colonne.entete,
                champ=places[1] + 1,
                slots={"premiere": places[0] + 1},
            )
        )
        return places[0]

    def _judge_position(self, found: Places) -> None:
        """Hold the title read at a position against the model's, or against the other fields."""
        colonne, titres = self._colonne, self._titres.titres
        assert colonne.place is not None
        read = titres[colonne.place]
        plain = plain_titre(read)
        if colonne.entete:
            if plain == plain_titre(colonne.entete):
                return
            elsewhere = _places_of(titres, colonne.entete)
            if elsewhere:
                text = f" ; « {colonne.entete} » est en position {elsewhere[0] + 1}"
                self._tell_autre(read, text, found)
                return
        elif plain in _names_of(colonne):
            return
        others = [other for other in self._modele.colonnes if other is not colonne]
        if plain and (
            _other_side(plain, colonne) or any(plain in _names_of(other) for other in others)
        ):
            self._tell_autre(read, "", found)
        elif not colonne.entete:
            self._look_elsewhere(read, {other.place for other in others}, found)
        else:
            self._collecte.add(
                Anomalie(
                    perso.TITRE_DIFFERENT,
                    ligne=self._titres.ligne,
                    colonne=colonne.entete,
                    champ=colonne.place + 1,
                    lu=visible(read[:_LU_MAX]),
                )
            )

    def _look_elsewhere(self, read: str, lues: set[int | None], found: Places) -> None:
        """Tell that a column which nothing reads bears the very name of this field."""
        names, titres = _names_of(self._colonne), self._titres.titres
        for at, titre in enumerate(titres):
            if titre and plain_titre(titre) in names and at not in lues:
                self._tell_autre(read, f" ; « {titre} » est en position {at + 1}", found)
                return
        if read and self._colonne.champ in _SANS_PREUVE and not _speaks_of(read, self._colonne):
            assert self._colonne.place is not None
            self._collecte.add(
                Anomalie(
                    perso.TITRE_INCONNU,
                    ligne=self._titres.ligne,
                    colonne=self._colonne.nom,
                    champ=self._colonne.place + 1,
                    lu=visible(read[:_LU_MAX]),
                )
            )

    def _tell_autre(self, read: str, ailleurs: str, found: Places) -> None:
        assert self._colonne.place is not None
        found.perdu = True
        self._collecte.add(
            Anomalie(
                perso.TITRE_AUTRE,
                ligne=self._titres.ligne,
                colonne=self._colonne.nom,
                champ=self._colonne.place + 1,
                lu=visible(read[:_LU_MAX]),
                slots={"ailleurs": ailleurs},
            )
        )


def _places_of(titres: Sequence[str], entete: str) -> list[int]:
    """List where a title stands: as it is written, else but for its accents and marks."""
    exact = [at for at, titre in enumerate(titres) if titre.casefold() == entete.casefold()]
    plain = plain_titre(entete)
    return exact or [at for at, titre in enumerate(titres) if titre and plain_titre(titre) == plain]


def _names_of(colonne: Colonne) -> set[str]:
    """Give the titles by which a column is known: the model's, its field's name and label."""
    label = PERSO[colonne.champ].titre.partition(",")[0].partition(":")[0]
    return {plain_titre(name) for name in (colonne.entete, colonne.champ, label) if name}


def _speaks_of(titre: str, colonne: Colonne) -> bool:
    """True when a title has a word of the names of a field."""
    words = {word for name in _names_of(colonne) for word in name.split() if len(word) > 2}
    return not words.isdisjoint(plain_titre(titre).split())


def _other_side(plain: str, colonne: Colonne) -> bool:
    """True when a title speaks of the other side of the line."""
    opposite = {"debit": "credit", "credit": "debit"}.get(colonne.champ)
    words = plain.split()
    return opposite in words and colonne.champ not in words


def fill_apercu(
    apercu: Apercu, places: Places, modele: Modele, largeur: int
) -> list[tuple[int | None, str]]:
    """Write the columns of a file in an apercu; give the place of each, or None and its default."""
    titres = places.titres
    apercu.titres = titres.ligne
    champs = {at: champ for champ, at in places.par_champ.items() if at is not None}
    shown: list[tuple[int | None, str]] = []
    for at in range(max(largeur, len(titres.titres), 1 + max(champs, default=-1))):
        champ = champs.get(at, "")
        titre = titres.titres[at] if at < len(titres.titres) else ""
        apercu.colonnes.append(ColonneLue(at + 1, titre, champ, places.par.get(champ, "")))
        shown.append((at, ""))
    for colonne in modele.colonnes:
        if places.par_champ[colonne.champ] is None:
            par = PAR_DEFAUT if colonne.defaut else ""
            apercu.colonnes.append(ColonneLue(0, colonne.entete, colonne.champ, par))
            shown.append((None, colonne.defaut))
    return shown
