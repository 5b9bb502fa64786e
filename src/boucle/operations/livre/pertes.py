"""Pertes: what an export would not say as the books do, counted before its first byte."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, RowMapping

from boucle.compta.examens import Constat, Examen, Regle
from boucle.errors.francais import visible
from boucle.formats.sortie.portes import CHAMPS, RISQUES, Forme, Sort
from boucle.store.livre import pertes as store_pertes
from boucle.store.livre.flux import Choix
from boucle.values import Perimetre

_LU_MAX = 60
_DITES = 12
_RENUMEROTES = Examen("num", Regle.SANS_NUMERO)


class Perte(NamedTuple):
    """One thing that does not come out whole. unite: what is counted; ligne: the first one."""

    champ: str
    sort: Sort
    nombre: int
    unite: str
    ligne: int | None
    lu: str

    def facts(self) -> dict[str, Any]:
        """Give it as plain facts for the wire."""
        told = {"champ": self.champ, "sort": str(self.sort), "nombre": self.nombre}
        return {**told, "unite": self.unite, "ligne": self.ligne, "lu": self.lu or None}


def find_pertes(
    conn: Connection,
    perimetre: Perimetre,
    rows: Sequence[RowMapping],
    choix: Choix,
    forme: Forme,
    collisions: int,
) -> list[Perte]:
    """List what this form would lose of the chosen lines; collisions: numbers used twice."""
    risques = RISQUES[forme]
    found = store_pertes.examine(
        conn, perimetre, rows, choix, [risque.examen for risque in risques]
    )
    told = [
        _perte(risque.examen, risque.sort, found[risque.examen])
        for risque in risques
        if risque.examen in found
    ]
    if collisions and _RENUMEROTES not in found:
        told.append(Perte(CHAMPS["num"], Sort.CHANGE, collisions, "écritures", None, ""))
    return told


def _perte(examen: Examen, sort: Sort, constat: Constat) -> Perte:
    champ = CHAMPS[examen.colonne]
    return Perte(
        champ,
        sort,
        constat.nombre,
        _unite(examen.colonne),
        constat.ligne,
        visible(constat.lu[:_LU_MAX]),
    )


def _unite(colonne: str) -> str:
    if colonne.endswith("_lib"):
        return "libellés"
    return "parts" if colonne in ("axe", "section", "part_quantite") else "lignes"


def say_pertes(pertes: Sequence[Perte]) -> str:
    """Say losses in one line, the first ones."""
    said = [
        f"{perte.champ}, {perte.nombre} {perte.unite} ({perte.sort}"
        + (f", d'abord « {perte.lu} »" if perte.lu else "")
        + (f" à la ligne {perte.ligne}" if perte.ligne is not None else "")
        + ")"
        for perte in pertes[:_DITES]
    ]
    rest = len(pertes) - len(said)
    return " ; ".join(said) + (f" ; et {rest} autres" if rest > 0 else "")
