"""Impact: the books before an import and after it, before anybody signs.

The lines of the import are summed from its lot, else from the database; what is there already comes
from the sums kept of the other validated imports. The two witnesses of an import, its lines and the
sums kept of it, are compared: where they differ, nothing is told but that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, RowMapping

from boucle.compta.contexte import Exercice
from boucle.compta.etat import VISIBLES
from boucle.operations.acces.acteur import Acteur
from boucle.operations.atelier import Atelier
from boucle.operations.examen.tete import Tete, open_tete
from boucle.operations.imports import feuillets
from boucle.operations.imports.feuillets import Feuillet, Filtre
from boucle.store.examen import impact
from boucle.store.examen.impact import FICHES, VUES, Somme
from boucle.store.fiches import reglages
from boucle.store.livre import livre
from boucle.store.travaux.suivi import ATTENTE
from boucle.values import Perimetre

__all__ = ["PAGE", "TOUT", "VUES", "Cree", "Impact", "Mouvement", "effect_of", "open_impact"]

PAGE = 100
CREES_MAX = 50
TOUT = "*"
"""The choice of all the books, whatever the exercice."""


@dataclass(frozen=True, slots=True)
class Mouvement:
    """What an import changes of one compte, tiers, journal or month; centimes.

    avant: debit less credit in the books without it.
    """

    cle: tuple[str, ...]
    libelle: str
    avant: int
    debit: int
    credit: int
    lignes: int
    cree: bool

    @property
    def effet(self) -> int:
        return self.debit - self.credit

    @property
    def apres(self) -> int:
        return self.avant + self.effet

    @property
    def attente(self) -> bool:
        return any(part.startswith(ATTENTE) for part in self.cle)


@dataclass(frozen=True, slots=True)
class Cree:
    """Records of a kind that the import created: how many, and the first of them."""

    genre: str
    nombre: int
    premiers: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Impact:
    """What an import changes; mouvements is a page of all that it touches.

    exercices: those that it falls in; choisi: the code of the one looked at, or TOUT. autres: how
    many comptes, tiers… it leaves as they are. temoins: False when its lines and its kept sums
    differ. partiel: lines of the import are outside of what is looked at.
    """

    tete: Tete
    vue: str
    exercices: tuple[Exercice, ...] = ()
    choisi: str = TOUT
    du: date | None = None
    au: date | None = None
    mouvements: Sequence[Mouvement] = ()
    rang: int = 0
    touches: int = 0
    autres: int = 0
    debit: int = 0
    credit: int = 0
    crees: Sequence[Cree] = ()
    attente: Feuillet | None = None
    temoins: bool = True
    partiel: bool = False

    @property
    def visible(self) -> bool:
        """False when the import has no lines: not read yet, in error, or rejected."""
        return self.tete.etat in VISIBLES


def open_impact(
    atelier: Atelier,
    acteur: Acteur,
    demande_id: str,
    vue: str = "compte",
    choisi: str = "",
    rang: int = 0,
) -> Impact:
    """Tell what an import changes, or changed if it is validated; refuses IMPORT_INCONNU.

    vue: one of VUES. choisi: the code of an exercice, TOUT for all the books, '' for the one that
    holds the whole import. rang: how many movements come before the page.
    """
    with atelier.store.lecture(acteur.cabinet) as conn:
        tete = open_tete(conn, acteur, demande_id)
        years = _touched(reglages.read_exercices(conn, tete.perimetre), tete.row)
    if tete.etat not in VISIBLES:
        return Impact(tete, vue)
    year = _chosen(years, tete.row, choisi)
    du, au = (None, None) if year is None else (year.debut, year.fin)
    inside = _inside(year, tete.row)
    sums = _from_lot(atelier, tete, vue) if inside else None
    waiting = None
    if tete.attente.lignes:
        waiting = feuillets.open_import(
            atelier, acteur, demande_id, Filtre(avec_471=True), seule=True
        ).feuillet
    with atelier.store.lecture(acteur.cabinet) as conn:
        if sums is None:
            sums = effect_of(conn, tete.perimetre, tete.row, vue, du, au)
        import_id = tete.row["import_id"]
        books = impact.books(conn, tete.perimetre, import_id, vue, du, au)
        labels, made = _known(conn, tete.perimetre, import_id, vue)
        moved = _moved(books, sums, labels, made)
        sound = not inside or _agree(conn, tete, vue, sums)
        crees = _listed(conn, tete.perimetre, import_id)
    rang = rang if rang < len(moved) else 0
    keys = {one.cle for one in moved}
    return Impact(
        tete,
        vue,
        years,
        TOUT if year is None else year.code,
        du,
        au,
        moved[rang : rang + PAGE],
        rang,
        len(moved),
        sum(1 for one in books if one.cle not in keys),
        sum(one.debit for one in moved),
        sum(one.credit for one in moved),
        crees,
        waiting,
        sound,
        not inside,
    )


def effect_of(
    conn: Connection,
    perimetre: Perimetre,
    row: RowMapping,
    vue: str,
    du: date | None = None,
    au: date | None = None,
) -> list[Somme]:
    """Sum the lines of an import as the database has them."""
    return impact.of_import(conn, perimetre, row["import_id"], vue, du, au)


def _from_lot(atelier: Atelier, tete: Tete, vue: str) -> list[Somme] | None:
    if vue == "mois":
        return None
    found = atelier.lecteur.group(tete.perimetre, tete.row, VUES[vue])
    if found is None:
        return None
    return [Somme(*one) for one in found if vue != "tiers" or one[0][0]]


def _agree(conn: Connection, tete: Tete, vue: str, sums: Sequence[Somme]) -> bool:
    """Compare the lines of an import to the sums kept of it, and to what its row says.

    Sums kept bear no tiers: nothing contradicts that part.
    """
    row = tete.row
    if vue == "tiers":
        return True
    whole = (sum(one.debit for one in sums), sum(one.credit for one in sums))
    kept = impact.kept_sums(conn, tete.perimetre, row["import_id"], vue)
    return whole == (row["debit"], row["credit"]) and sorted(kept) == sorted(sums)


def _moved(
    books: Sequence[Somme],
    sums: Sequence[Somme],
    labels: Mapping[str, str],
    made: frozenset[str],
) -> list[Mouvement]:
    before = {one.cle: one.debit - one.credit for one in books}
    return [
        Mouvement(
            one.cle,
            labels.get(one.cle[0], ""),
            before.get(one.cle, 0),
            one.debit,
            one.credit,
            one.lignes,
            one.cle[0] in made,
        )
        for one in sorted(sums)
    ]


def _touched(years: tuple[Exercice, ...], row: RowMapping) -> tuple[Exercice, ...]:
    first, last = row["date_min"], row["date_max"]
    if first is None:
        return ()
    return tuple(year for year in years if year.debut <= last and first <= year.fin)


def _chosen(years: tuple[Exercice, ...], row: RowMapping, choisi: str) -> Exercice | None:
    """Give the exercice that is asked for, else the one that holds all; None for all the books."""
    if choisi == TOUT:
        return None
    named = next((year for year in years if year.code == choisi), None)
    return named or next((year for year in years if _inside(year, row)), None)


def _inside(year: Exercice | None, row: RowMapping) -> bool:
    """Tell whether all the lines of an import fall in the months of an exercice."""
    if year is None or row["date_min"] is None:
        return True
    months = (f"{year.debut:%Y-%m}", f"{year.fin:%Y-%m}")
    return bool(months[0] <= f"{row['date_min']:%Y-%m}" and f"{row['date_max']:%Y-%m}" <= months[1])


def _known(
    conn: Connection, perimetre: Perimetre, import_id: int, vue: str
) -> tuple[dict[str, str], frozenset[str]]:
    """Give the labels of what a view shows, and the codes that the import created."""
    if vue not in FICHES:
        return {}, frozenset()
    made = impact.created(conn, perimetre, import_id, vue)
    return livre.known_labels(conn, perimetre, vue), frozenset(code for code, _ in made)


def _listed(conn: Connection, perimetre: Perimetre, import_id: int) -> list[Cree]:
    found = ((genre, impact.created(conn, perimetre, import_id, genre)) for genre in FICHES)
    return [Cree(genre, len(made), made[:CREES_MAX]) for genre, made in found if made]
