"""Reessai: what becomes of an attempt that did not end: tried again, waiting, or given up.

An error that may pass is never final before its delay; a final one says what to do.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import RowMapping

from boucle import faults
from boucle.compta.etat import Etat
from boucle.errors import Rapport, Refus
from boucle.errors.anomalie import Anomalie
from boucle.errors.demandes.req import BASE_INDISPONIBLE, ECRITURE_IMPOSSIBLE
from boucle.errors.donnees.imp import DELAI_DEPASSE, LECTURE_INTERROMPUE, PANNE
from boucle.errors.donnees.src import Suite, suite_of
from boucle.errors.rapport import rendu_json
from boucle.operations.atelier import Atelier
from boucle.operations.imports.imports import DELAI_MAX
from boucle.operations.imports.publication import Publication
from boucle.operations.sources.fetch import delai_s
from boucle.store.travaux import imports
from boucle.store.travaux.queue import Tache

_ESSAIS_MAX = {LECTURE_INTERROMPUE.code: 5, PANNE.code: 5}
_DEFINITIF_APRES = 3
_DE_CHEZ_NOUS = (BASE_INDISPONIBLE, ECRITURE_IMPOSSIBLE)
_DELAI_MAX_S = 300


def give_up_or_retry(atelier: Atelier, tache: Tache, row: RowMapping, refus: Refus) -> None:
    """Decide what follows a failed attempt, and write it under the token."""
    essais = row["essais"] + 1
    suite = _suite(refus, essais)
    with atelier.store.lecture(tache.perimetre) as conn:
        now = atelier.store.maintenant(conn)
    delay = timedelta(seconds=_delay_s(refus, essais))
    if suite is Suite.REESSAYER and now + delay > row["limite"]:
        heures = int(DELAI_MAX.total_seconds() // 3600)
        refus = Refus(DELAI_DEPASSE, heures=heures, cause=refus.message)
        suite = Suite.DEFINITIF
    if suite is Suite.DEFINITIF:
        _fail(atelier, tache, row, refus)
        return
    waiting = suite is Suite.ATTENDRE_URL
    with atelier.store.transaction(tache.perimetre) as conn:
        imports.move(
            conn,
            tache.perimetre,
            tache.import_id,
            Etat.EN_COURS,
            Etat.ATTENTE_URL if waiting else Etat.EN_ATTENTE,
            now,
            auteur=atelier.moi,
            jeton=tache.jeton,
            detail=refus.kind.code,
            values={
                "essais": essais,
                "prochain_essai": now + delay,
                "bail_par": "",
                "bail_fin": None,
                "etape": "",
                "erreur_code": refus.kind.code,
                "erreur": refus.message,
            },
        )
        faults.point("nouvel_essai.avant_commit")


def may_pass(atelier: Atelier, tache: Tache, row: RowMapping, refus: Refus) -> bool:
    """Tell whether an attempt that fails so will be tried again, within the delay of the import."""
    essais = row["essais"] + 1
    if _suite(refus, essais) is not Suite.REESSAYER:
        return False
    with atelier.store.lecture(tache.perimetre) as conn:
        now = atelier.store.maintenant(conn)
    return bool(now + timedelta(seconds=_delay_s(refus, essais)) <= row["limite"])


def _delay_s(refus: Refus, essais: int) -> int:
    if refus.kind.code in _ESSAIS_MAX or refus.kind in _DE_CHEZ_NOUS:
        # Our own trouble, not the source's: it is worth trying again at once, then less and less.
        return min(1 << essais, _DELAI_MAX_S)
    asked: int | None = refus.details.get("retry_after_s")
    return delai_s(essais, asked)


def _suite(refus: Refus, essais: int) -> Suite:
    most = _ESSAIS_MAX.get(refus.kind.code)
    if most is not None:
        return Suite.REESSAYER if essais < most else Suite.DEFINITIF
    suite = suite_of(refus.kind)
    if suite is Suite.DEFINITIF_APRES_3:
        return Suite.REESSAYER if essais < _DEFINITIF_APRES else Suite.DEFINITIF
    return suite


def _fail(atelier: Atelier, tache: Tache, row: RowMapping, refus: Refus) -> None:
    rapport = Rapport()
    rapport.add(Anomalie(refus.kind, slots=dict(refus.slots)))
    document = rendu_json.render(rapport).decode()
    atelier.depot.release_source(tache.perimetre, tache.import_id)
    Publication(atelier.store, tache, row).fail(document, refus.kind.code, refus.message)
