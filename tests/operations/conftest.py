"""Fixtures of the stories: a cabinet, a dossier with its exercice, and who acts on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from boucle.compta.etat import FINALS, Etat
from boucle.formats.registre import FEC
from boucle.operations.acces.acteur import Acteur
from boucle.operations.atelier import Atelier
from boucle.operations.controle.invariants import check_all
from boucle.operations.imports import decision, imports
from boucle.operations.sources.depots import deposit
from boucle.operations.travaux.pipeline import run_import
from boucle.schema import registre
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers, fiches
from boucle.store.travaux import queue
from boucle.values import Perimetre

ENTETE = (
    "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\t"
    "CompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\t"
    "Montantdevise\tIdevise"
)


def ligne(num: str, compte: str, debit: str, credit: str, **given: str) -> str:
    """Write one line of a FEC on the purchases journal of 2024."""
    values = {
        "journal": "AC",
        "journal_lib": "Achats",
        "date": "20240115",
        "lib": "Compte " + compte,
        "tiers": "",
        "tiers_lib": "",
        "piece": "P" + num,
        "libelle": "Facture " + num,
        **given,
    }
    return "\t".join(
        [
            values["journal"],
            values["journal_lib"],
            num,
            values["date"],
            compte,
            values["lib"],
            values["tiers"],
            values["tiers_lib"],
            values["piece"],
            values["date"],
            values["libelle"],
            debit,
            credit,
            "",
            "",
            "20240131",
            "",
            "",
        ]
    )


def fec(*lignes: str) -> bytes:
    """Write a FEC."""
    return "".join(f"{line}\r\n" for line in (ENTETE, *lignes)).encode()


ACHAT = (
    ligne("1", "606400", "100,00", "0,00"),
    ligne("1", "445660", "20,00", "0,00"),
    ligne("1", "401000", "0,00", "120,00", tiers="DUPONT", tiers_lib="Dupont SA"),
)
BANCAL = (ligne("2", "606400", "50,00", "0,00"), ligne("2", "512000", "0,00", "49,00"))


@dataclass(slots=True)
class Scene:
    """A dossier `D1`, opened for 2024, and its partner, of profile 3."""

    atelier: Atelier
    acteur: Acteur
    perimetre: Perimetre
    folder: Path

    @property
    def store(self) -> Store:
        return self.atelier.store

    def ask(
        self,
        content: bytes,
        nom: str = "732829320FEC20241231.txt",
        *,
        format_fichier: str = FEC,
        **body: str,
    ) -> str:
        """Deposit a file and ask for its import, in a format of the register."""
        path = self.folder / nom
        path.write_bytes(content)
        uri = deposit(self.atelier, self.acteur, path)
        demande = imports.Demande.read({"codeIbs": "D1", "URI": uri, **body})
        return imports.request(self.atelier, self.acteur, format_fichier, demande)

    def run(
        self,
        content: bytes,
        nom: str = "732829320FEC20241231.txt",
        *,
        format_fichier: str = FEC,
        **body: str,
    ) -> Any:
        """Deposit, ask, and run to the end of one attempt; give the import."""
        demande = self.ask(content, nom, format_fichier=format_fichier, **body)
        self.work()
        return self.told(demande)

    def work(self) -> None:
        """Run every import that can be run now."""
        while (tache := queue.claim(self.store, "essai", 60)) is not None:
            run_import(self.atelier, tache)

    def told(self, demande: str) -> dict[str, Any]:
        return imports.get(self.store, self.acteur, demande)

    def decide(self, demande: str, vers: Etat) -> None:
        decision.decide(self.atelier, self.acteur, demande, vers)

    def set_reglages(self, **values: Any) -> None:
        """Change the settings of the dossier's imports."""
        from sqlalchemy import update

        from boucle.store.base.metadata import METADATA

        table = METADATA.tables["parametre_import"]
        resource = registre.find("parametreImport")
        with self.store.transaction(self.perimetre) as conn:
            found = conn.execute(
                update(table)
                .where(
                    table.c.cabinet_id == self.perimetre.cabinet_id,
                    table.c.dossier_id == self.perimetre.dossier_id,
                )
                .values(**values)
            )
            if not found.rowcount:
                rows = [{"object_id": "reglages", **values}]
                fiches.insert_missing(conn, self.perimetre, resource, rows, None)

    def violations(self) -> list[str]:
        """Name every invariant that does not hold."""
        return [
            f"{result.code} {violation}"
            for result in check_all(self.store)
            for violation in result.violations
        ]


@pytest.fixture
def scene(store: Store, tmp_path: Path) -> Iterator[Scene]:
    perimetre = make_dossier(store)
    atelier = Atelier.open(store.config, store)
    acteur = Acteur(
        cabinet_id=perimetre.cabinet_id,
        nom="Clé d'essai",
        partenaire="Partenaire",
        profil=3,
        niveau="standard",
        cle_id="ESSAI",
        dossiers=frozenset({perimetre.dossier_id}),
    )
    yield Scene(atelier, acteur, perimetre, tmp_path)
    atelier.children.close()


@pytest.fixture
def livres(scene: Scene) -> Scene:
    """Give a dossier with two exercices."""
    year = {"code": "EXERCICE 2025", "debut": date(2025, 1, 1), "fin": date(2025, 12, 31)}
    with scene.store.transaction(scene.perimetre) as conn:
        fiches.insert_missing(conn, scene.perimetre, registre.find("exercice"), [year], None)
    return scene


def make_dossier(store: Store) -> Perimetre:
    """Make the cabinet `demo`, its dossier `D1` and the exercice 2024."""
    with store.transaction(None) as conn:
        cabinet_id = dossiers.create_cabinet(conn, "demo", "Demo")
        perimetre = Perimetre(cabinet_id, dossiers.create(conn, cabinet_id, "D1"))
        fiches.insert_missing(
            conn,
            perimetre,
            registre.find("exercice"),
            [{"code": "EXERCICE 2024", "debut": date(2024, 1, 1), "fin": date(2024, 12, 31)}],
            None,
        )
    return perimetre


def ended(told: dict[str, Any]) -> bool:
    """True when nothing more will happen by itself."""
    return told["etat"] in FINALS or told["etat"] == Etat.A_VALIDER
