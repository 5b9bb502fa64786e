"""Portefeuille: the dossiers that are opened to a person, and what waits in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping

from boucle.compta.etat import Etat
from boucle.operations.acces.acteur import Acteur
from boucle.operations.imports.imports import IMPORT
from boucle.schema.curseur import read_curseur, write_curseur
from boucle.store.base.engine import Store
from boucle.store.fiches import portefeuille
from boucle.store.fiches.portefeuille import RIEN, Activite

PAGE = 50
_TRI = "code"


@dataclass(frozen=True, slots=True)
class Dossier:
    """One dossier as a firm lists it.

    denomination: the legal name; nom: the name in use; both may be empty. etat: of the last
    import. profil: the acteur's.
    """

    code: str
    denomination: str
    nom: str
    siren: str
    groupe: str
    attente: int
    erreurs: int
    dernier: datetime | None
    etat: Etat | None
    profil: int


@dataclass(frozen=True, slots=True)
class Portefeuille:
    """One page of dossiers. suite: where the next page begins, or ''.

    total: dossiers that answer; attente, en_attente: imports that wait in all that are opened,
    and in how many dossiers; erreurs: those in error.
    """

    dossiers: tuple[Dossier, ...]
    suite: str
    total: int
    attente: int
    en_attente: int
    erreurs: int


def list_dossiers(
    store: Store,
    acteur: Acteur,
    q: str = "",
    apres: str = "",
    *,
    attente: bool = False,
    erreurs: bool = False,
) -> Portefeuille:
    """List the dossiers opened to the acteur by code; q: what one of their names must hold.

    attente, erreurs: only those where an import waits, or ended in error.
    """
    after = read_curseur(apres, _TRI)
    q = q.strip()
    with store.lecture(acteur.cabinet) as conn:
        came = portefeuille.activite(conn, acteur.cabinet_id, acteur.dossiers)
        ouverts = acteur.dossiers
        if attente or erreurs:
            ouverts = frozenset(
                dossier_id
                for dossier_id, one in came.items()
                if (one.attente or not attente) and (one.erreurs or not erreurs)
            )
        rows = portefeuille.page(conn, acteur.cabinet_id, ouverts, q=q, apres=after, take=PAGE + 1)
        total = portefeuille.count(conn, acteur.cabinet_id, ouverts, q)
    kept = rows[:PAGE]
    waiting = [one.attente for one in came.values() if one.attente]
    return Portefeuille(
        tuple(_tell(acteur, row, came.get(row["dossier_id"], RIEN)) for row in kept),
        write_curseur(_TRI, [kept[-1]["code"]]) if len(rows) > PAGE else "",
        total,
        sum(waiting),
        len(waiting),
        sum(one.erreurs for one in came.values()),
    )


def open_dossier(store: Store, acteur: Acteur, code_dossier: str) -> Dossier:
    """Give one dossier; refuses DOSSIER_INCONNU, DOSSIER_ATTENDU."""
    with store.lecture(acteur.cabinet) as conn:
        return named(conn, acteur, code_dossier)


def named(conn: Connection, acteur: Acteur, code_dossier: str) -> Dossier:
    """Give one dossier, as `open_dossier` does, in a transaction that goes on."""
    perimetre = acteur.dossier_client(conn, code_dossier, IMPORT)
    came = portefeuille.activite(conn, perimetre.cabinet_id, (perimetre.dossier_id,))
    row = portefeuille.find(conn, perimetre)
    return _tell(acteur, row, came.get(perimetre.dossier_id, RIEN))


def _tell(acteur: Acteur, row: RowMapping, came: Activite) -> Dossier:
    person = " ".join(filter(None, (row["prenom"], row["nom"])))
    return Dossier(
        row["code"],
        row["raison_sociale"] or person,
        row["nom_usuel"],
        row["siren"],
        row["groupe"] or row["code_groupe"],
        *came,
        acteur.profils.get(row["dossier_id"], acteur.profil),
    )
