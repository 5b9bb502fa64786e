"""Approvisionnement: what an accounting dossier begins with: comptes, journaux, exercice, TVA."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection

from boucle import clock
from boucle.compta.compte import adjust_compte, is_banque, is_collectif, is_lettrable
from boucle.resources import _plan_comptable as plan
from boucle.schema import registre
from boucle.store.fiches import fiches
from boucle.store.fiches.longueurs import other_lengths, set_longueur
from boucle.store.fiches.reglages import read_exercices, read_reglages
from boucle.values import Perimetre

_Fiche = dict[str, Any]


def provision(conn: Connection, perimetre: Perimetre) -> int:
    """Add what is missing of the standard dossier; give how many records were added.

    A dossier that has no length of accounts takes the plan's, unless it has accounts of another
    one: 607000 sent later is then 60700000, not a second account. Account numbers take the
    dossier's length; one that would lose a digit is left out. The
    exercice is the present calendar year, and only where the dossier has none.
    """
    length = _fit_length(conn, perimetre)
    rows = [
        ("compte", _comptes(length)),
        ("journal", _journaux(length)),
        ("tva", _taux(length)),
    ]
    if not read_exercices(conn, perimetre):
        rows.append(("exercice", [_exercice(clock.today().year)]))
    return sum(
        fiches.insert_missing(conn, perimetre, registre.find(nom), several, None)
        for nom, several in rows
    )


def _comptes(length: int) -> list[_Fiche]:
    """The comptes of the plan whose number keeps all its digits at this length."""
    fitted = ((adjust_compte(numero, length), numero, libelle) for numero, libelle in plan.COMPTES)
    return [
        {
            "numero": adjusted,
            "libelle": libelle,
            "collectif": is_collectif(numero),
            "lettrable": is_lettrable(numero),
            "pointable": is_banque(numero),
        }
        for adjusted, numero, libelle in fitted
        if adjusted is not None
    ]


def _journaux(length: int) -> list[_Fiche]:
    return [
        {
            "code": code,
            "libelle": libelle,
            "type": genre,
            "compte_contrepartie": adjust_compte(numero, length) if numero else None,
        }
        for code, libelle, genre, numero in plan.JOURNAUX
    ]


def _taux(length: int) -> list[_Fiche]:
    return [
        {
            "code": code,
            "description": libelle,
            "regime": regime,
            "taux": taux,
            "compte_collecte": adjust_compte(plan.TVA_COLLECTEE, length),
            "compte_deductible": adjust_compte(plan.TVA_DEDUCTIBLE, length),
        }
        for code, libelle, regime, taux in plan.TAUX_TVA
    ]


def _exercice(year: int) -> _Fiche:
    return {
        "code": f"EXERCICE {year}",
        "libelle": f"Exercice {year}",
        "debut": date(year, 1, 1),
        "fin": date(year, 12, 31),
    }


def _fit_length(conn: Connection, perimetre: Perimetre) -> int:
    length = read_reglages(conn, perimetre).longueur_compte
    if length or other_lengths(conn, perimetre, plan.LONGUEUR):
        return length
    set_longueur(conn, perimetre, plan.LONGUEUR)
    return plan.LONGUEUR
