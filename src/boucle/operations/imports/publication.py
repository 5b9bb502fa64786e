"""Publication: the one transaction that makes an import visible, or ends it with its cause."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping

from boucle import faults
from boucle.compta.contexte import Exercice
from boucle.compta.etat import Etat
from boucle.operations.imports.plan import Plan
from boucle.operations.sources.source import Source
from boucle.operations.travaux.echange import Constat
from boucle.schema import registre
from boucle.store.acces import audit
from boucle.store.base.engine import Store
from boucle.store.fiches import fiches
from boucle.store.livre.lots_gardes import LotGarde
from boucle.store.travaux import imports, rapports
from boucle.store.travaux.queue import Tache

TRANCHE_FICHES = 500
_LEASE_OVER: dict[str, Any] = {"bail_par": "", "bail_fin": None, "etape": "", "source_url": None}


@dataclass(frozen=True, slots=True)
class Publication:
    """End one attempt; every write carries its token, so a lost lease writes nothing."""

    store: Store
    tache: Tache
    row: RowMapping

    def create_ahead(self, plan: Plan, hold: Callable[[], None]) -> None:
        """Create long lists of fiches by slices, so that no one waits long for them.

        Those that they name are created before them, however few. They stay even if the import is
        rejected: that they are there before it is changes nothing. hold is called before each
        slice; what it raises ends the attempt.
        """
        lists = [(nom, rows) for nom, rows in plan.creations() if nom != "exercice"]
        long = [at for at, (_, rows) in enumerate(lists) if len(rows) > TRANCHE_FICHES]
        for nom, rows in lists[: long[-1] + 1] if long else ():
            for start in range(0, len(rows), TRANCHE_FICHES):
                hold()
                with self.store.transaction(self.tache.perimetre) as conn:
                    fiches.insert_missing(
                        conn,
                        self.tache.perimetre,
                        registre.find(nom),
                        rows[start : start + TRANCHE_FICHES],
                        self.tache.import_id,
                    )

    def succeed(
        self,
        vers: Etat,
        constat: Constat,
        plan: Plan,
        exercices: tuple[Exercice, ...],
        source: Source,
        document: str,
        avertissements: int,
        lot: LotGarde | None,
        documents: list[dict[str, Any]],
    ) -> None:
        """Create what the file brings and is not there, make its lines visible, say where it goes.

        Looking again at what was created ahead takes 3 ms a thousand, and no deletion slips by.
        """
        bilan, tache = constat.bilan, self.tache
        perimetre, import_id = tache.perimetre, tache.import_id
        values = {
            **_LEASE_OVER,
            "tentative": tache.jeton,
            # Earlier attempts may have left lines: the sweeper looks once.
            "a_balayer": tache.jeton > 1,
            "source_empreinte": source.empreinte,
            "source_octets": source.octets,
            "progression": bilan.lignes,
            **_sums(constat),
            "exercice": _exercice_name(bilan.date_min, (*exercices, *plan.exercices)),
            "avertissements": avertissements,
            "lot_empreinte": None if lot is None else lot.empreinte,
            "lot_octets": None if lot is None else lot.octets,
            "erreur_code": "",
            "erreur": "",
        }
        with self.store.transaction(perimetre) as conn:
            imports.move(
                conn,
                perimetre,
                import_id,
                Etat.EN_COURS,
                vers,
                self.store.maintenant(conn),
                auteur=self.row["auteur"],
                jeton=tache.jeton,
                values=values,
            )
            self._create(conn, plan)
            resource = registre.find("document")
            fiches.insert_missing(conn, perimetre, resource, documents, import_id)
            faults.point("publication.creations")
            rapports.save_rapport(conn, perimetre, import_id, document)
            sums = {"lignes": bilan.lignes, "debit": bilan.debit, "credit": bilan.credit}
            self._note(conn, f"import.{vers.value}", {**sums, "sha256": source.empreinte})
            faults.point("publication.avant_commit")
        faults.point("publication.apres_commit")

    def fail(
        self, document: str | None, code: str, message: str, source: Source | None = None
    ) -> None:
        """End the import with its first cause; what it loaded is left to the sweeper."""
        perimetre, import_id = self.tache.perimetre, self.tache.import_id
        values = {**_LEASE_OVER, "a_balayer": True, "erreur_code": code, "erreur": message}
        if source is not None:
            values |= {"source_empreinte": source.empreinte, "source_octets": source.octets}
        with self.store.transaction(perimetre) as conn:
            imports.move(
                conn,
                perimetre,
                import_id,
                Etat.EN_COURS,
                Etat.EN_ERREUR,
                self.store.maintenant(conn),
                auteur=self.row["auteur"],
                jeton=self.tache.jeton,
                detail=code,
                values=values,
            )
            if document is not None:
                rapports.save_rapport(conn, perimetre, import_id, document)
            self._note(conn, "import.en_erreur", {"code": code})
            faults.point("erreur.avant_commit")
        faults.point("erreur.apres_commit")

    def _create(self, conn: Connection, plan: Plan) -> None:
        """Create what the plan lists and is not there."""
        perimetre, import_id = self.tache.perimetre, self.tache.import_id
        for nom, rows in plan.creations():
            fiches.insert_missing(conn, perimetre, registre.find(nom), rows, import_id)
        # Comptes and taux de TVA name each other.
        taux = {row["numero"]: row["tva"] for row in plan.comptes if row.get("tva")}
        fiches.fill_references(conn, perimetre, registre.find("compte"), "tva", taux, import_id)

    def _note(self, conn: Any, action: str, contenu: dict[str, Any]) -> None:
        audit.note(
            conn,
            self.tache.perimetre,
            self.store.config,
            auteur=self.row["auteur"],
            acteur="serveur",
            action=action,
            objet=self.row["demande"],
            contenu=contenu,
        )


def _sums(constat: Constat) -> dict[str, Any]:
    """What the file comes to, as its import keeps it."""
    bilan = constat.bilan
    return {
        "lignes": bilan.lignes,
        "lignes_source": bilan.lignes - constat.lignes_ajoutees,
        "lignes_ajoutees": constat.lignes_ajoutees,
        "derniere_ligne": constat.derniere_ligne,
        "ecritures": bilan.ecritures,
        "debit": bilan.debit,
        "credit": bilan.credit,
        "date_min": bilan.date_min,
        "date_max": bilan.date_max,
        "regime": bilan.regime,
        "colonnes_extra": json.dumps(bilan.colonnes_extra, ensure_ascii=False),
    }


def _exercice_name(jour: date | None, years: tuple[Exercice, ...]) -> str:
    for year in years:
        if jour is not None and year.holds(jour):
            return year.code
    return ""
