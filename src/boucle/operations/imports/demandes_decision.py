"""DemandesDecision: a decision asked in the console, carried out ten seconds later unless undone.

The demand is a state of the import, kept in the base: it is carried out even if the browser and the
server that took it are gone. The right is judged when it is asked, and once more when it is carried
out: who has lost it meanwhile decides nothing. The API decides at once (`decision.decide`).
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter

from sqlalchemy import Connection, RowMapping

from boucle import faults
from boucle.compta.etat import DEMANDES, Etat
from boucle.errors import Refus
from boucle.errors.demandes.req import PARAMETRE_INVALIDE
from boucle.errors.demandes.req_console import RIEN_A_DECIDER, TROP_TARD
from boucle.operations.acces.acteur import Acteur
from boucle.operations.acces.droits import FIXES, Droit
from boucle.operations.acces.identites import recall
from boucle.operations.atelier import Atelier
from boucle.operations.imports import suivi
from boucle.operations.imports.decision import DROITS, already, conclude
from boucle.operations.imports.imports import IMPORT, find
from boucle.operations.imports.suivi import Choix
from boucle.store.acces import audit
from boucle.store.base import traversees
from boucle.store.base.engine import Store, enter
from boucle.store.travaux import decisions, imports
from boucle.store.travaux.imports import SERVEUR
from boucle.values import AUCUN, Perimetre

DELAI = timedelta(seconds=10)
ENSEMBLE_MAX = 500
DROIT_RETIRE = "droit_retire"
"""Detail of a demand given up because who asked may decide no more."""

_ANNULER = FIXES["console.import.annuler"]
_A_LA_FOIS = 100
_CALL = itemgetter("due_le", "acteur", "auteur", "vers")
_PLACE = itemgetter("dossier_id", "import_id")
_LOG = logging.getLogger("boucle.decisions")


@dataclass(frozen=True, slots=True)
class Reponse:
    """What became of one import of a call: its state and when that is due, or why not."""

    demande: str
    etat: Etat | None = None
    due_le: datetime | None = None
    refus: Refus | None = None


@dataclass(frozen=True, slots=True)
class Demandee:
    """What one call asked of imports, and is not carried out yet.

    reste_s: whole seconds left to take it back, 0 once it is due. mienne: whoever reads asked it.
    """

    vers: Etat
    auteur: str
    mienne: bool
    due_le: datetime
    reste_s: int
    demandes: tuple[str, ...]


_Act = Callable[[Connection, Perimetre, RowMapping, datetime], Reponse]


def weigh(
    store: Store, acteur: Acteur, code_dossier: str, demandes: tuple[str, ...], vers: Etat
) -> Choix:
    """Give the imports that are named, before anything is asked of those that wait.

    Refuses PROFIL_INSUFFISANT; when none waits, DEJA_DECIDE for one, RIEN_A_DECIDER for several.
    """
    choix = suivi.chosen(store, acteur, code_dossier, demandes)
    with store.lecture(acteur.cabinet) as conn:
        DROITS[vers].demand(acteur, acteur.dossier_client(conn, code_dossier, IMPORT))
        if len(choix.imports) == 1 and not choix.decidables:
            (seul,) = choix.imports
            perimetre, row = find(conn, acteur, seul.demande)
            raise already(conn, perimetre, row["import_id"])
    if not choix.decidables:
        raise Refus(RIEN_A_DECIDER, n=len(choix.imports))
    return choix


def pending(store: Store, acteur: Acteur, code_dossier: str) -> tuple[Demandee, ...]:
    """List what is asked of the imports of a dossier, call by call, the soonest due first."""
    with store.lecture(acteur.cabinet) as conn:
        perimetre = acteur.dossier_client(conn, code_dossier, IMPORT)
        now, rows = store.maintenant(conn), decisions.pending(conn, perimetre)
    calls: dict[tuple[datetime, str, str, str], list[str]] = {}
    for row in rows:
        asked = calls.setdefault(_CALL(row), [])
        asked.append(row["demande"])
    return tuple(
        Demandee(
            Etat(vers),
            auteur,
            ident == acteur.identite,
            due_le,
            max(0, math.ceil((due_le - now).total_seconds())),
            tuple(asked),
        )
        for (due_le, ident, auteur, vers), asked in calls.items()
    )


def request(
    atelier: Atelier, acteur: Acteur, demandes: Sequence[str], vers: Etat
) -> tuple[Reponse, ...]:
    """Ask to validate (VALIDE) or reject (REJETE) imports of any dossiers; answer for each.

    Answers, in the order of the call, bear the refusals of `decision.decide`. Asking again for
    what oneself asked gives the same answer. Refuses PARAMETRE_INVALIDE above ENSEMBLE_MAX.
    """

    def ask(conn: Connection, perimetre: Perimetre, row: RowMapping, now: datetime) -> Reponse:
        import_id, due_le = row["import_id"], now + DELAI
        try:
            imports.move(
                conn,
                perimetre,
                import_id,
                Etat.A_VALIDER,
                DEMANDES[vers],
                now,
                auteur=acteur.nom,
                acteur=acteur.identite,
                profil=acteur.profil_pour(perimetre),
            )
        except imports.MoveLost as lost:
            kept = decisions.get(conn, perimetre, import_id)
            if kept is None or (kept["acteur"], kept["vers"]) != (acteur.identite, vers):
                raise already(conn, perimetre, import_id) from lost
            return Reponse(row["demande"], DEMANDES[vers], kept["due_le"])
        decisions.add(
            conn,
            perimetre,
            import_id,
            vers=vers,
            auteur=acteur.nom,
            acteur=acteur.identite,
            le=now,
            due_le=due_le,
        )
        _note(atelier, conn, perimetre, row, acteur, f"import.{DEMANDES[vers]}")
        return Reponse(row["demande"], DEMANDES[vers], due_le)

    return _each(atelier, acteur, demandes, DROITS[vers], ask)


def cancel(atelier: Atelier, acteur: Acteur, demandes: Sequence[str]) -> tuple[Reponse, ...]:
    """Take back what was asked of imports, while it is not due; answer for each, as `request`.

    Whoever may decide may take back what another one asked. Refuses TROP_TARD once it is due.
    """

    def undo(conn: Connection, perimetre: Perimetre, row: RowMapping, now: datetime) -> Reponse:
        asked = decisions.take_back(conn, perimetre, row["import_id"], now)
        if asked is None:
            current = imports.get(conn, perimetre, row["import_id"])
            assert current is not None
            if current["etat"] == Etat.A_VALIDER:
                return Reponse(row["demande"], Etat.A_VALIDER)
            raise already(conn, perimetre, row["import_id"], TROP_TARD)
        imports.move(
            conn,
            perimetre,
            row["import_id"],
            DEMANDES[Etat(asked["vers"])],
            Etat.A_VALIDER,
            now,
            auteur=acteur.nom,
            acteur=acteur.identite,
            profil=acteur.profil_pour(perimetre),
        )
        _note(atelier, conn, perimetre, row, acteur, "import.decision_annulee")
        return Reponse(row["demande"], Etat.A_VALIDER)

    return _each(atelier, acteur, demandes, _ANNULER, undo)


def _each(
    atelier: Atelier, acteur: Acteur, demandes: Sequence[str], droit: Droit, act: _Act
) -> tuple[Reponse, ...]:
    """Act on each import in one transaction, always in the same order, and answer for each."""
    if len(demandes) > ENSEMBLE_MAX:
        raise Refus(
            PARAMETRE_INVALIDE,
            parametre="import",
            lu=str(len(demandes)),
            attendu=f"{ENSEMBLE_MAX} imports à la fois, au plus",
        )
    store, cabinet = atelier.store, acteur.cabinet
    told: dict[str, Reponse] = {}
    found: list[tuple[Perimetre, RowMapping, str]] = []
    with store.lecture(cabinet) as conn:
        for demande in dict.fromkeys(demandes):
            try:
                perimetre, row = find(conn, acteur, demande)
                droit.demand(acteur, perimetre)
            except Refus as refus:
                told[demande] = Reponse(demande, refus=refus)
            else:
                found.append((perimetre, row, demande))
    found.sort(key=lambda one: _PLACE(one[1]))
    if found:
        with store.transaction(cabinet) as conn:
            now = store.maintenant(conn)
            for perimetre, row, demande in found:
                try:
                    told[demande] = act(conn, perimetre, row, now)
                except Refus as refus:
                    told[demande] = Reponse(demande, refus=refus)
            faults.point("demande_decision.avant_commit")
        faults.point("demande_decision.apres_commit")
    return tuple(told[demande] for demande in demandes)


def carry_out(atelier: Atelier) -> int:
    """Carry out what is due, each in its own transaction; give how many were.

    One that fails holds no other back: its error is raised once the others are done.
    """
    store, failed, done = atelier.store, None, 0
    for perimetre, import_id in _due(store):
        try:
            done += _carry_one(atelier, perimetre, import_id)
        except imports.MoveLost as error:
            _LOG.error("a decision asked of import %s cannot be carried out", import_id)
            failed = error
    if failed is not None:
        raise failed
    return done


def _due(store: Store) -> list[tuple[Perimetre, int]]:
    """List what is due, cabinet by cabinet, each in its own sight, the oldest first."""
    found = []
    with store.lecture(AUCUN) as conn:
        now = store.maintenant(conn)
        for cabinet_id in traversees.AUX_DECISIONS_DUES.cabinets(
            conn, avant=now, limite=_A_LA_FOIS
        ):
            enter(conn, cabinet_id)
            found += [
                (Perimetre(cabinet_id, row.dossier_id), row.import_id)
                for row in decisions.due(conn, cabinet_id, now, _A_LA_FOIS)
            ]
    return found


def _carry_one(atelier: Atelier, perimetre: Perimetre, import_id: int) -> int:
    store = atelier.store
    with store.transaction(perimetre) as conn:
        now = store.maintenant(conn)
        asked = decisions.take_due(conn, perimetre, import_id, now)
        if asked is None:
            return 0
        vers = Etat(asked["vers"])
        acteur = recall(conn, perimetre.cabinet_id, asked["acteur"])
        if acteur is None or not _may(acteur, DROITS[vers], perimetre):
            imports.move(
                conn,
                perimetre,
                import_id,
                DEMANDES[vers],
                Etat.A_VALIDER,
                now,
                auteur=asked["auteur"],
                acteur=asked["acteur"],
                detail=DROIT_RETIRE,
            )
            audit.note(
                conn,
                perimetre,
                store.config,
                auteur=asked["auteur"],
                acteur=SERVEUR,
                action="import.decision_abandonnee",
                objet=str(import_id),
                contenu={"vers": vers, "demandeur": asked["acteur"], "cause": DROIT_RETIRE},
            )
        else:
            conclude(store, conn, perimetre, acteur, import_id, DEMANDES[vers], vers)
        faults.point("decision_due.avant_commit")
    faults.point("decision_due.apres_commit")
    return 1


def _may(acteur: Acteur, droit: Droit, perimetre: Perimetre) -> bool:
    try:
        droit.demand(acteur, perimetre)
    except Refus:
        return False
    return acteur.opens(perimetre.dossier_id)


def _note(
    atelier: Atelier,
    conn: Connection,
    perimetre: Perimetre,
    row: RowMapping,
    acteur: Acteur,
    action: str,
) -> None:
    audit.note(
        conn,
        perimetre,
        atelier.config,
        auteur=acteur.nom,
        acteur=acteur.identite,
        action=action,
        objet=row["demande"],
        contenu={},
    )
