"""Suivi: the imports of a dossier as a firm follows and judges them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import RowMapping

from boucle.compta.etat import Etat
from boucle.operations.acces.acteur import Acteur
from boucle.operations.acces.portefeuille import Dossier, named
from boucle.operations.imports.imports import IMPORT
from boucle.schema.curseur import read_curseur, write_curseur
from boucle.store.base.engine import Store
from boucle.store.travaux import suivi
from boucle.store.travaux.suivi import Attente, Compte, Filtre

__all__ = [
    "CONSOLE",
    "Choix",
    "Decision",
    "Filtre",
    "Ligne",
    "Suivi",
    "chosen",
    "follow",
    "history",
    "search",
]

PAGE = 50
CHOISIS_MAX = 500
CONSOLE = tuple(etat for etat in Etat if etat is not Etat.VALIDE)
"""What the console shows: a validated import leaves it for the history."""

_TRI = "import:desc"
_RIEN = Attente(0, 0)


@dataclass(frozen=True, slots=True)
class Ligne:
    """One import as it is listed; attente: what it puts in the waiting account."""

    numero: int
    demande: str
    nom_fichier: str
    etat: Etat
    erreur_code: str
    erreur: str
    avertissements: int
    attente: Attente
    ecritures: int
    lignes: int
    lues: int
    debit: int
    credit: int
    cree_le: datetime
    modifie_le: datetime
    partenaire: str
    premier: date | None
    dernier: date | None
    exercice: str
    format: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Who brought an import where it is, and when; profil: None when nobody had to decide."""

    auteur: str
    profil: int | None
    le: datetime


@dataclass(frozen=True, slots=True)
class Suivi:
    """One page of imports of a dossier. suite: where the next page begins, or ''.

    compte: of the dossier's imports that the console shows, whatever the filter; total: those
    that answer it. decisions: of the history alone, by the number of the import.
    """

    dossier: Dossier
    imports: tuple[Ligne, ...]
    suite: str
    total: int
    compte: Compte
    partenaires: tuple[str, ...]
    exercices: tuple[str, ...]
    decisions: Mapping[int, Decision] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choix:
    """Several imports together, with their totals in centimes."""

    imports: tuple[Ligne, ...]

    @property
    def ecritures(self) -> int:
        return sum(one.ecritures for one in self.imports)

    @property
    def lignes(self) -> int:
        return sum(one.lignes for one in self.imports)

    @property
    def debit(self) -> int:
        return sum(one.debit for one in self.imports)

    @property
    def credit(self) -> int:
        return sum(one.credit for one in self.imports)

    @property
    def attente(self) -> Attente:
        return Attente(
            sum(one.attente.lignes for one in self.imports),
            sum(one.attente.solde for one in self.imports),
        )

    @property
    def decidables(self) -> tuple[Ligne, ...]:
        """Those that wait for a decision."""
        return tuple(one for one in self.imports if one.etat is Etat.A_VALIDER)


def follow(
    store: Store, acteur: Acteur, code_dossier: str, filtre: Filtre, apres: str = ""
) -> Suivi:
    """List the imports of a dossier that the console shows, newest first.

    Refuses DOSSIER_INCONNU, DOSSIER_ATTENDU, PARAMETRE_INVALIDE for a place that is none.
    """
    return _follow(store, acteur, code_dossier, filtre, apres, decided=False)


def history(
    store: Store, acteur: Acteur, code_dossier: str, filtre: Filtre, apres: str = ""
) -> Suivi:
    """List those that were validated, each with its decision; refuses as `follow`."""
    filtre = filtre._replace(etats=(Etat.VALIDE,))
    return _follow(store, acteur, code_dossier, filtre, apres, decided=True)


def _follow(
    store: Store, acteur: Acteur, code_dossier: str, filtre: Filtre, apres: str, *, decided: bool
) -> Suivi:
    after = read_curseur(apres, _TRI)
    filtre = filtre._replace(etats=filtre.etats or CONSOLE)
    with store.lecture(acteur.cabinet) as conn:
        perimetre = acteur.dossier_client(conn, code_dossier, IMPORT)
        rows = suivi.page(conn, perimetre, filtre, apres=after, take=PAGE + 1)
        kept = rows[:PAGE]
        waiting = suivi.attentes(conn, perimetre, kept)
        choices = suivi.choices(conn, perimetre)
        events = suivi.last_events(conn, perimetre, kept) if decided else {}
        return Suivi(
            named(conn, acteur, code_dossier),
            tuple(_tell(row, waiting.get(row["import_id"], _RIEN)) for row in kept),
            write_curseur(_TRI, [kept[-1]["import_id"]]) if len(rows) > PAGE else "",
            suivi.count(conn, perimetre, filtre).tous,
            suivi.count(conn, perimetre, Filtre(etats=CONSOLE)),
            tuple(choices["partenaire"]),
            tuple(choices["exercice"]),
            {
                import_id: Decision(row["auteur"], row["profil"], row["le"])
                for import_id, row in events.items()
            },
        )


def search(
    store: Store, acteur: Acteur, q: str, nombre_max: int
) -> list[tuple[str, str, str, str]]:
    """Find imports in all the dossiers opened to the acteur by a part of their name, newest first.

    Gives (code of the dossier, demande, name, partenaire).
    """
    with store.lecture(acteur.cabinet) as conn:
        rows = suivi.search(conn, acteur.cabinet_id, acteur.dossiers, q, nombre_max)
    return [
        (row["code"], row["demande"], row["nom_fichier"] or row["format"], row["partenaire"])
        for row in rows
    ]


def chosen(store: Store, acteur: Acteur, code_dossier: str, demandes: tuple[str, ...]) -> Choix:
    """Give the imports of a dossier that are named, newest first; others are left out."""
    if not demandes:
        return Choix(())
    filtre = Filtre(demandes=demandes[:CHOISIS_MAX])
    with store.lecture(acteur.cabinet) as conn:
        perimetre = acteur.dossier_client(conn, code_dossier, IMPORT)
        rows = suivi.page(conn, perimetre, filtre, take=CHOISIS_MAX)
        waiting = suivi.attentes(conn, perimetre, rows)
    return Choix(tuple(_tell(row, waiting.get(row["import_id"], _RIEN)) for row in rows))


def _tell(row: RowMapping, attente: Attente) -> Ligne:
    return Ligne(
        row["import_id"],
        row["demande"],
        row["nom_fichier"],
        Etat(row["etat"]),
        row["erreur_code"],
        row["erreur"],
        row["avertissements"],
        attente,
        row["ecritures"],
        row["lignes"],
        row["progression"],
        row["debit"],
        row["credit"],
        row["cree_le"],
        row["modifie_le"],
        row["partenaire"],
        row["date_min"],
        row["date_max"],
        row["exercice"],
        row["format"],
    )
