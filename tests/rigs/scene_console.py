"""SceneConsole: a cabinet whose imports are in every state, and the console that a person reads.

The imports are real: files deposited, asked for and run as a partner's are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from litestar.testing import TestClient

from boucle.compta.etat import Etat
from boucle.console.app import create_console
from boucle.formats.registre import FEC
from boucle.operations.acces import facteur, personnes, sessions
from boucle.operations.acces.acteur import Acteur
from boucle.operations.acces.reglage import Reglage
from boucle.operations.atelier import Atelier
from boucle.operations.imports import decision, demandes_decision, imports
from boucle.operations.sources.depots import deposit
from boucle.operations.travaux.pipeline import run_import
from boucle.schema import registre
from boucle.store.acces import personnes as store_personnes
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers, fiches
from boucle.store.travaux import queue
from boucle.values import Perimetre
from operations.conftest import ACHAT, BANCAL, fec, ligne
from rigs.echeance import let_pass

_RANKS = count(1)
ATTENTE = (ligne("9", "471000", "12,39", "0,00"), ligne("9", "512000", "0,00", "12,39"))


def long_fec(n: int, *more: str) -> bytes:
    """Write a FEC of n pieces of two lines, after these lines."""
    return fec(
        *more,
        *(
            text
            for at in range(1, n + 1)
            for text in (
                ligne(str(at), "606400", f"{at},00", "0,00", libelle=f"Fournitures {at}"),
                ligne(str(at), "401000", "0,00", f"{at},00", tiers="DUPONT", tiers_lib="Dupont SA"),
            )
        ),
    )


@dataclass
class SceneConsole:
    """A cabinet of two dossiers, `D1` with imports in every state and `D2` with none."""

    atelier: Atelier
    acteur: Acteur
    perimetre: Perimetre
    folder: Path
    qui: str
    demandes: dict[str, str]

    def ask(self, content: bytes, nom: str, format_fichier: str = FEC, **corps: str) -> str:
        """Deposit a file and ask for its import; corps: what else the request says."""
        path = self.folder / nom
        path.write_bytes(content)
        uri = deposit(self.atelier, self.acteur, path)
        demande = imports.Demande.read({"codeIbs": "D1", "URI": uri, **corps})
        return imports.request(self.atelier, self.acteur, format_fichier, demande)

    def work(self) -> None:
        """Run every import that can be run now."""
        while (tache := queue.claim(self.atelier.store, "essai", 60)) is not None:
            run_import(self.atelier, tache)

    def settle(self) -> None:
        """Let the ten seconds of what is asked pass, and have it carried out."""
        let_pass(self.atelier.store)
        demandes_decision.carry_out(self.atelier)

    def etat(self, nom: str) -> str:
        """Tell the state of one of the imports."""
        told = imports.get(self.atelier.store, self.acteur, self.demandes[nom])
        return str(told["etat"])

    def become(
        self,
        *,
        profil: int = 4,
        codes: frozenset[str] | None = None,
        baisses: Mapping[str, int] | None = None,
    ) -> None:
        """Give the person another profile, here or there, or fewer dossiers, from now on."""
        settled = Reglage("Hélène Marchand", profil, codes, baisses or {})
        patron = personnes.operator(self.perimetre.cabinet_id)
        personnes.settle(self.atelier.store, patron, self.qui, settled)

    def someone(self) -> SceneConsole:
        """Give the same scene as another person of the firm sees it."""
        rank = next(_RANKS)
        qui = _person(self.atelier, self.perimetre, f"Luc Ferrand {rank}", f"l{rank}@v.example")
        return replace(self, qui=qui)

    def disable(self) -> None:
        """Take the person's access away."""
        patron = personnes.operator(self.perimetre.cabinet_id)
        personnes.enable(self.atelier.store, patron, self.qui, actif=False)

    def jeton(self) -> str:
        """Sign the person in; give what the browser holds."""
        with self.atelier.store.transaction(Perimetre(self.perimetre.cabinet_id, 0)) as conn:
            row = store_personnes.find(conn, self.qui)
            assert row is not None
            whence = sessions.Provenance("127.0.0.1", "")
            return sessions.add(self.atelier.store, conn, row, whence, ouverte=True)

    def app(self) -> Any:
        """Build the console."""
        return create_console(self.atelier.config, self.atelier)

    def client(self) -> Any:
        """Open a window of the console, where the person is signed in."""
        window = self.stranger()
        window.cookies.set("boucle", self.jeton())
        return window

    def stranger(self) -> Any:
        """Open a window of the console, where nobody is signed in."""
        return TestClient(self.app(), raise_server_exceptions=False)


def _open(store: Store) -> Perimetre:
    with store.transaction(None) as conn:
        cabinet_id = dossiers.create_cabinet(conn, "demo", "Cabinet Vauquelin")
        perimetre = Perimetre(cabinet_id, dossiers.create(conn, cabinet_id, "D1"))
        dossiers.create(conn, cabinet_id, "D2")
        fiches.insert_missing(
            conn,
            perimetre,
            registre.find("exercice"),
            [{"code": "EXERCICE 2024", "debut": date(2024, 1, 1), "fin": date(2024, 12, 31)}],
            None,
        )
        fiches.insert_missing(
            conn,
            Perimetre(cabinet_id, 0),
            registre.find("dossierClient"),
            [
                {
                    "code_dossier": "D1",
                    "nature": 2,
                    "raison_sociale": "Brasserie des Quais",
                    "nom_usuel": "Les Quais",
                    "siren": "732829320",
                },
                {
                    "code_dossier": "D2",
                    "nature": 2,
                    "raison_sociale": "École des Rives",
                    "nom_usuel": "Les Rives",
                    "siren": "424722130",
                },
            ],
            None,
        )
    return perimetre


def _person(
    atelier: Atelier,
    perimetre: Perimetre,
    nom: str = "Hélène Marchand",
    email: str = "h.marchand@vauquelin.example",
) -> str:
    patron = personnes.operator(perimetre.cabinet_id)
    qui, _ = personnes.invite(atelier.store, patron, email, Reglage(nom, 4))
    with atelier.store.transaction(Perimetre(perimetre.cabinet_id, 0)) as conn:
        sealed = atelier.coffre.seal(facteur.make_secret()).decode()
        store_personnes.change(conn, qui, facteur=sealed)
    return qui


@contextmanager
def scene_vide(store: Store, folder: Path) -> Iterator[SceneConsole]:
    """Make the cabinet, its partner and its person; no import yet."""
    perimetre = _open(store)
    with reopened(store, folder, perimetre, "", {}) as scene:
        scene.qui = _person(scene.atelier, perimetre)
        yield scene


@contextmanager
def reopened(
    store: Store, folder: Path, perimetre: Perimetre, qui: str, demandes: dict[str, str]
) -> Iterator[SceneConsole]:
    """Give a scene that is in the database already."""
    atelier = Atelier.open(store.config, store)
    cle = Acteur(
        cabinet_id=perimetre.cabinet_id,
        nom="caisse-production",
        partenaire="Caisse Alizé",
        profil=3,
        niveau="standard",
        cle_id="ESSAI",
        dossiers=None,
    )
    yield SceneConsole(atelier, cle, perimetre, folder, qui, demandes)
    atelier.children.close()
    atelier.lecteur.close()


@contextmanager
def scene_console(store: Store, folder: Path) -> Iterator[SceneConsole]:
    """Make the cabinet, and run its imports: one in each state."""
    with scene_vide(store, folder) as scene:
        _fill(scene)
        yield scene


def _fill(scene: SceneConsole) -> None:
    nom = "732829320FEC20241231"
    made = scene.demandes
    made["valide"] = scene.ask(fec(*ACHAT), f"{nom}_01.txt")
    made["rejete"] = scene.ask(long_fec(3), f"{nom}_02.txt")
    made["erreur"] = scene.ask(fec(*BANCAL), f"{nom}_03.txt")
    made["attente"] = scene.ask(fec(*ACHAT, *ATTENTE), f"{nom}_04.txt")
    made["long"] = scene.ask(long_fec(130), f"{nom}_05_reprise.txt")
    scene.work()
    decision.decide(scene.atelier, scene.acteur, made["valide"], Etat.VALIDE)
    decision.decide(scene.atelier, scene.acteur, made["rejete"], Etat.REJETE)
    made["cours"] = scene.ask(long_fec(2), f"{nom}_06.txt")
