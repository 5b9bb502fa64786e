"""Pipeline: a file's way from a partner's request to the books, step by step.

| step | what it does |
|---|---|
| fetch | the file, complete and hashed, from the deposit or from its URL |
| parse, load | in a child process: lots, écritures, anomalies, unseen lines |
| plan | what to create, long lists ahead and by slices; the exercice |
| publish | one transaction, fenced by the lease: everything is visible, or nothing |

Killed anywhere, the import is taken up by any worker; the lines of a dead attempt bear its number
and are swept.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any, Literal, get_args

from sqlalchemy import RowMapping

from boucle import faults
from boucle.compta.bilan import Bilan
from boucle.compta.contexte import Contexte, Exercice
from boucle.compta.etat import SIGNES, Etat
from boucle.compta.voie import Voie, voie_of
from boucle.errors import Anomalie, Gravite, Rapport, Refus, kind_of
from boucle.errors.donnees.fic import DEJA_IMPORTE
from boucle.errors.donnees.imp import LECTURE_INTERROMPUE, PANNE
from boucle.errors.pannes import panne_of
from boucle.errors.rapport import rendu_json
from boucle.formats.archive import kind_of_archive
from boucle.formats.joints import Joint
from boucle.incidents import say
from boucle.operations.atelier import Atelier
from boucle.operations.imports import publication, ventilation
from boucle.operations.imports.lots import take
from boucle.operations.imports.parametres import kept_options, prepare
from boucle.operations.imports.plan import Plan, confront, expected_exercice, make_plan
from boucle.operations.sources import pieces_jointes
from boucle.operations.sources.limites import now_ms
from boucle.operations.sources.pieces_jointes import Gardee
from boucle.operations.sources.source import Source, obtain
from boucle.operations.travaux.echange import Constat, Travail
from boucle.operations.travaux.plafonds import Plafonds
from boucle.operations.travaux.process import ChildLost
from boucle.operations.travaux.rapatriement import fetch_documents
from boucle.operations.travaux.reessai import give_up_or_retry
from boucle.store.base.verrou import pressing
from boucle.store.fiches import reglages
from boucle.store.fiches.reglages import Reglages
from boucle.store.livre.loader import Cible, connection_environ
from boucle.store.livre.lots_gardes import LotGarde
from boucle.store.travaux import imports, queue
from boucle.store.travaux.queue import Tache

Etape = Literal["fetch", "parse", "load", "plan", "publish"]
ETAPES: tuple[str, ...] = get_args(Etape)
"""What an import under way says of itself; told in docs/comprendre.md."""
_LOG = logging.getLogger("boucle.pipeline")
_REDITE_MS = 1_000


class LeaseLost(Exception):
    """Another worker holds the import now: stop, and write nothing more."""


@dataclass(slots=True)
class Passage:
    """One attempt at one import."""

    atelier: Atelier
    tache: Tache
    row: RowMapping
    held_at_ms: int = field(default_factory=now_ms)
    lot: LotGarde | None = None
    pieces: list[Gardee] = field(default_factory=list)
    dits: list[Anomalie] = field(default_factory=list)
    """What is told of the documents that could not be kept."""

    def at(self, etape: Etape, lignes: int = 0) -> None:
        """Say how far the import is, and hold on to it; LeaseLost when it was taken over.

        Said at most once a second: each saying is a write, which waits its turn behind those who
        load, and a small import is over before anybody could read its steps.
        """
        now = now_ms()
        if now - self.held_at_ms < _REDITE_MS:
            return
        self.held_at_ms = now
        bail_s = self.atelier.config.bail_s
        if not queue.renew(self.atelier.store, self.tache, bail_s, etape, lignes):
            raise LeaseLost


def run_import(atelier: Atelier, tache: Tache) -> None:
    """Take one import as far as it goes: waiting for validation, an error, or another try."""
    faults.point("bail.pris")
    store = atelier.store
    with store.lecture(tache.perimetre) as conn:
        row = imports.get(conn, tache.perimetre, tache.import_id)
    assert row is not None
    if tache.repris_de:
        _LOG.warning(
            "import %s: taken over from %s, which gave no sign of life",
            row["demande"],
            tache.repris_de,
        )
    passage = Passage(atelier, tache, row)
    try:
        with pressing(atelier.tourniquet if tache.voie is Voie.PETITE else None):
            _run(passage)
    except (LeaseLost, imports.MoveLost):
        _LOG.info("import %s: lease lost at token %s", row["demande"], tache.jeton)
    except ChildLost as lost:
        _LOG.warning("import %s: %s", row["demande"], lost)
        _retry(passage, Refus(LECTURE_INTERROMPUE, essais=row["essais"] + 1))
    except Refus as refus:
        _retry(passage, refus)
    except Exception as error:
        kind = panne_of(error)
        if kind is not None:
            say(_LOG, kind.code, "import %s: %s: %s", row["demande"], kind.code, error)
            _retry(passage, Refus(kind))
            return
        incident = str(uuid.uuid4())
        _LOG.exception("import %s: incident %s", row["demande"], incident)
        _retry(passage, Refus(PANNE, incident=incident))


def _run(passage: Passage) -> None:
    passage.at("fetch")
    faults.point("fetch.debut")
    source = obtain(passage.atelier, passage.row, passage.tache, lambda: passage.at("fetch"))
    faults.point("fetch.fin")
    if (voie := _other_lane(passage.tache, source)) is not None:
        passage.atelier.depot.release_source(passage.tache.perimetre, passage.tache.import_id)
        queue.hand_over(passage.atelier.store, passage.tache, passage.atelier.moi, voie)
        passage.atelier.wake()
        return

    with passage.atelier.store.lecture(passage.tache.perimetre) as conn:
        regle = reglages.read_reglages(conn, passage.tache.perimetre)
        exercices = reglages.read_exercices(conn, passage.tache.perimetre)
        nom = passage.row["nom_fichier"]
        expected = expected_exercice(nom, exercices)
        open_years = (*exercices, expected) if expected and regle.creer_exercice else exercices
        contexte = reglages.read_contexte(conn, passage.tache.perimetre, nom, open_years, regle)
        contexte, parametres = prepare(conn, passage.tache.perimetre, contexte, passage.row)
        first = imports.find_source(
            conn, passage.tache.perimetre, source.empreinte, passage.tache.import_id
        )

    passage.at("parse")
    constat = _read(passage, _travail(passage, source, contexte, parametres))
    passage.atelier.depot.release_source(passage.tache.perimetre, passage.tache.import_id)
    rapport = constat.rapport
    rapport.extend(passage.dits)

    passage.at("plan", constat.bilan.lignes)
    plan = _plan(passage, constat.bilan, rapport, exercices, expected, regle)
    accepted = kept_options(passage.row).get("doublon_accepte", False)
    strict = regle.refuser_doublon or not regle.attente_validation
    refused = first is not None and strict and not accepted
    if first is not None:
        rapport.add(_twin(first))
    faults.point("plan.fini")

    publish = publication.Publication(passage.atelier.store, passage.tache, passage.row)
    if rapport.bloquant or refused:
        cause = _first_cause(rapport, always=refused)
        publish.fail(_document(rapport), cause.kind.code, cause.message, source)
        return
    vers = Etat.A_VALIDER if regle.attente_validation else Etat.VALIDE
    publish.create_ahead(plan, lambda: passage.at("plan", constat.bilan.lignes))
    passage.at("publish", constat.bilan.lignes)
    publish.succeed(
        vers,
        constat,
        plan,
        exercices,
        source,
        _document(rapport),
        _warnings(rapport),
        passage.lot,
        pieces_jointes.records(passage.pieces),
    )


def _plan(
    passage: Passage,
    bilan: Bilan,
    rapport: Rapport,
    exercices: tuple[Exercice, ...],
    expected: Exercice | None,
    regle: Reglages,
) -> Plan:
    """Plan what the import creates, held against the dossier; the rapport tells it."""
    perimetre = passage.tache.perimetre
    plan = make_plan(bilan, exercices, expected, regle)
    with passage.atelier.store.lecture(perimetre) as conn:
        confront(conn, perimetre, bilan, plan, exercices, regle, passage.tache.import_id)
        found = ventilation.judge(conn, perimetre, bilan, plan.axes)
    rapport.extend(plan.anomalies)
    rapport.extend(found)
    for sorte in rapport.faits.get("apercu", {}).get("sortes", ()):
        sorte["sort"] = plan.sorts.get(sorte["code"], sorte["sort"])
    return plan


def _travail(
    passage: Passage, source: Source, contexte: Contexte, parametres: dict[str, Any]
) -> Travail:
    return Travail(
        str(source.path.absolute()),
        contexte,
        _cible(passage),
        passage.row["format"],
        parametres,
        egards=0 if passage.tache.voie is Voie.PETITE else 10,
        plafonds=Plafonds.of(passage.atelier.config),
        lot_lignes_min=passage.atelier.config.lots_lignes_min,
    )


def _other_lane(tache: Tache, source: Source) -> Voie | None:
    """Say in which lane the import should rather go on, now that its file is there."""
    with source.path.open("rb") as content:
        archive = bool(kind_of_archive(content.read(4)))
    voie = voie_of(source.octets, archive=archive)
    if tache.voie is Voie.DISTANTE or (tache.voie, voie) == (Voie.PETITE, Voie.GRANDE):
        return voie
    return None


def _read(passage: Passage, travail: Travail) -> Constat:
    def keep_lot(constat: Constat, folder: Path) -> None:
        passage.lot = take(passage.atelier, passage.tache, constat, folder)
        joints = [
            Joint(one.adresse, one.nom, folder / PurePath(one.fichier).name)
            for one in constat.joints
        ]
        if not constat.rapport.bloquant and constat.adresses:
            fetched, passage.dits = fetch_documents(
                passage.atelier,
                passage.tache,
                passage.row,
                constat.adresses,
                folder,
                lambda: passage.at("load"),
            )
            joints += fetched
        passage.pieces = pieces_jointes.keep(
            passage.atelier.store, passage.tache, joints, lambda: passage.at("load")
        )

    constat = passage.atelier.children.run(
        travail, lambda lignes: passage.at("load", lignes), keep_lot
    )
    passage.atelier.children.warm_up()
    return constat


def _cible(passage: Passage) -> Cible:
    config, tache = passage.atelier.config, passage.tache
    return Cible(
        url=config.database_charge or passage.atelier.store.url,
        cabinet_id=tache.perimetre.cabinet_id,
        dossier_id=tache.perimetre.dossier_id,
        import_id=tache.import_id,
        tentative=tache.jeton,
        environ=connection_environ(),
        cede="" if tache.voie is Voie.PETITE else str(passage.atelier.tourniquet),
    )


def _twin(first: RowMapping) -> Anomalie:
    return Anomalie(
        DEJA_IMPORTE,
        slots={
            "date": f"{first['cree_le']:%d/%m/%Y à %H:%M} UTC",
            "auteur": first["auteur"],
            "etat": SIGNES[Etat(first["etat"])].libelle.lower(),
            "premier_import": first["demande"],
        },
    )


def _first_cause(rapport: Rapport, *, always: bool) -> Anomalie:
    blocking = [a for a in rapport.anomalies if a.kind.gravite is Gravite.BLOQUANT]
    if blocking:
        return blocking[0]
    assert always
    return next(a for a in rapport.anomalies if a.kind is DEJA_IMPORTE)


def _warnings(rapport: Rapport) -> int:
    return sum(
        n for code, n in rapport.comptes.items() if kind_of(code).gravite is Gravite.AVERTISSEMENT
    )


def _document(rapport: Rapport) -> str:
    return rendu_json.render(rapport).decode()


def _retry(passage: Passage, refus: Refus) -> None:
    try:
        give_up_or_retry(passage.atelier, passage.tache, passage.row, refus)
    except imports.MoveLost:
        _LOG.info("import %s: lease lost before a new try", passage.row["demande"])
