"""Droits: every operation × level × profile × dossiers opened, asked of the application itself.

What must be answered is worked out here from the row of the table and from the key, refusal by
refusal; an operation that has no row, or that is not told here how to be asked, fails.
"""

from __future__ import annotations

import itertools
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from litestar import Litestar, get
from sqlalchemy import select

from api.test_isolation_operations import make_import
from boucle.api.app import create_app, handlers
from boucle.api.document import openapi
from boucle.api.entree.gate import check_rights
from boucle.commandes.page_droits import calls
from boucle.config import Config
from boucle.operations.acces import cles, droits
from boucle.operations.acces.acteur import Acteur
from boucle.operations.acces.droits import LIBRE, Droit, Portee
from boucle.operations.sources.depots import deposit
from boucle.schema import registre
from boucle.schema.acces import Acces
from boucle.schema.resource import Niveau
from boucle.store.acces.audit import audit
from resources.jouets import MAISON
from resources.porte import Porte, close_porte, open_porte
from rigs.contrat import contrat

TABLE = {nom: droit for nom, droit in droits.table().items() if not nom.startswith(droits.CONSOLE)}
CALLS = calls()
NIVEAUX, PROFILS = ("standard", "advanced"), range(6)
# Cabinet A has D1 and D2, cabinet B has D1 and E1: all is asked of D2.
OUVERTURES = {"tous": None, "D2": ["D2"], "D1": ["D1"], "aucun": [], "autre": None}
DOSSIER = "D2"
DOOR = {"REQ-004", "REQ-010", "REQ-011", "REQ-012", "REQ-013", "REQ-014", "REQ-019", "REQ-250"}
ID = str(uuid.UUID(int=7, version=4))
OFFRE = {"codeDossier": DOSSIER, "email": "x@client.example", "offer": "X", "nom": "X"}
BODIES: dict[str, Any] = {
    **{nom: {"codeIbs": DOSSIER, "URI": f"{ID}/x.txt"} for nom in ("import.fec", "import.tra")},
    "import.perso": {"codeIbs": DOSSIER, "URI": f"{ID}/x.txt", "modele": "X"},
    "import.json": {"codeIbs": DOSSIER, "data": {}},
    "import.url": {"URL": "https://exemple.fr/x.txt"},
}


@dataclass(frozen=True)
class Cle:
    """One key of the matrix, and the headers that show it."""

    niveau: str
    profil: int
    ouverture: str
    entetes: list[tuple[bytes, bytes]]


@pytest.fixture
def maison(config: Config) -> Iterator[Porte]:
    """Two cabinets on a database of their own."""
    opened = open_porte(config)
    yield opened
    close_porte(opened)


@pytest.fixture
def matrice(maison: Porte) -> list[Cle]:
    """Make a key of each level, profile and opening."""
    found = []
    for niveau, profil, ouverture in itertools.product(NIVEAUX, PROFILS, OUVERTURES):
        if ouverture == "D1" and profil < PROFILS[-1]:
            continue
        made = cles.create(
            maison.atelier.store,
            "B" if ouverture == "autre" else "A",
            nom=ouverture,
            partenaire="P",
            codes=OUVERTURES[ouverture],
            niveau=niveau,
            profil=profil,
        )
        entetes = [(b"ocp-apim-subscription-key", made.abonnement.encode()),
                   (b"x-apikey", made.x_apikey.encode())]  # fmt: skip
        found.append(Cle(niveau, profil, ouverture, entetes))
    return found


def expected(droit: Droit, cle: Cle) -> str:
    """Say the refusal of the door; '' when it opens, whatever is then said inside."""
    if droit.niveau == "advanced" and cle.niveau != "advanced":
        return "REQ-014"
    if cle.profil < droit.profil:
        return "REQ-013"
    if droit.portee is Portee.CABINET and cle.ouverture not in ("tous", "autre"):
        return "REQ-019"
    named = droit.portee is Portee.DOSSIER or droit.nom == "offre.provisionDossier"
    if named and cle.ouverture not in ("tous", "D2"):
        return "REQ-250" if by_import(droit) else "REQ-004"
    return ""


def by_import(droit: Droit) -> bool:
    call = CALLS[droit.nom][0]
    return droit.nom == "import.statut" or ("{id}" in call and "{code}" not in call)


def in_body(droit: Droit) -> bool:
    """True when the body alone names the dossier."""
    return droit.nom in BODIES or droit.nom.startswith("offre.")


def request_of(droit: Droit, demande: str) -> tuple[str, str, str, bytes]:
    """Give method, path, query and body of one harmless call of an operation, about D2."""
    methode, path = CALLS[droit.nom][0].split(" ")
    ident = demande if by_import(droit) else ID
    path = path.replace("{code}", DOSSIER).replace("{id}", ident)
    if not path.startswith("/v1"):
        path = f"/loop-api-publiques{path}"
    dossier = "cabinet" if droit.resource and droit.resource.niveau is Niveau.CABINET else DOSSIER
    query = {"codeDossier": dossier, "context": DOSSIER, "exercice": "X",
             "accountingImportRequestId": ident}  # fmt: skip
    if droit.nom == "depot.reserver":
        query["filename"] = "x.txt"
    query = {nom: value for nom, value in query.items() if nom in KNOWN[CALLS[droit.nom][0]]}
    body = BODIES.get(droit.nom, OFFRE if droit.nom.startswith("offre.") else [])
    return methode, path, urlencode(query), b"" if methode == "GET" else json.dumps(body).encode()


KNOWN = {
    f"{methode} {path.removeprefix('/loop-api-publiques')}": {
        one["name"] for one in told["parameters"] if "name" in one
    }
    for methode, path, told in openapi.calls(contrat())
}
"""The parameters that each call reads: any other is refused, whoever asks."""


async def ask(app: Any, asked: tuple[str, str, str, bytes], cle: Cle) -> tuple[int, str, bool]:
    """Ask the application as a server would; give the status, the code of the refusal, and
    whether the body was read."""
    methode, path, query, body = asked
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": methode,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "scheme": "http",
        "root_path": "",
        "headers": cle.entetes,
        "client": ("127.0.0.1", 1),
        "server": ("x", 80),
    }
    told: list[Any] = []
    read: list[bytes] = []

    async def receive() -> dict[str, Any]:
        read.append(body)
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        told.append(message)

    await app(scope, receive, send)
    answer = b"".join(message.get("body", b"") for message in told[1:])
    value = json.loads(answer) if answer[:1] == b"{" else {}
    return told[0]["status"], value["error"]["code"] if value.get("error") else "", bool(read)


def test_the_matrix(maison: Porte, matrice: list[Cle]) -> None:
    demande = make_import(maison, 1, DOSSIER)
    asked = {
        droit: request_of(droit, demande)
        for droit in TABLE.values()
        if droit.niveau != LIBRE and droit.nom != "adresse.methodes"
    }

    async def run() -> list[str]:
        wrong = []
        for (droit, sent), cle in itertools.product(asked.items(), matrice):
            status, code, read = await ask(maison.app, sent, cle)
            wanted = expected(droit, cle)
            right = code == wanted if wanted else code not in DOOR
            declared = {kind.code for kind in droit.refus}
            right = right and (code not in DOOR or droit.nom == "import.json" or code in declared)
            # A body is for the operation: a refusal that needs nothing of it leaves it unread.
            if wanted and not by_import(droit) and not (wanted == "REQ-004" and in_body(droit)):
                right = right and not read
            if not right or status >= 500:
                wrong.append(f"{droit.nom} {cle.niveau} {cle.profil} {cle.ouverture}: "
                             f"{status} {code}, expected {wanted or 'an open door'}")  # fmt: skip
        return wrong

    assert maison.loop.run_until_complete(run()) == []


def test_every_row_is_an_operation_that_is_served() -> None:
    assert {droit.nom for droit in TABLE.values()} - CALLS.keys() == {"adresse.methodes"}


def test_what_decides_of_the_books_and_what_goes_for_good_asks_for_profile_three() -> None:
    low = {droit.nom for droit in TABLE.values() if droit.profil < 3}
    assert low.isdisjoint({"import.valider", "import.rejeter", "parametreImport.modifier",
                           "parametreImport.creer", "exercice.creer", "exercice.modifier",
                           "modeleImport.creer", "modeleImport.modifier",
                           "offre.removeOffer", "offre.removeContactOffer",
                           "dossierClient.archiver", "dossierClient.desarchiver"})  # fmt: skip
    assert [nom for nom in low if nom.endswith(".supprimer")] == []


def test_both_keys_are_of_one_cabinet(maison: Porte) -> None:
    ours, theirs = (maison.trousseaux[nom] for nom in ("avancee", "autre"))
    for abonnement, cle in itertools.product((ours, theirs), repeat=2):
        wanted = "" if abonnement is cle else "REQ-012"
        answer = maison.call(
            "GET",
            "groupe",
            cle="",
            codeDossier="cabinet",
            headers={
                "Ocp-Apim-Subscription-Key": abonnement.abonnement,
                "x-apikey": cle.x_apikey,
            },
        )
        assert (answer.json()["error"]["code"] if answer.status_code != 200 else "") == wanted


def test_a_deposit_serves_the_partenaire_who_reserved_it(maison: Porte, tmp_path: Path) -> None:
    store = maison.atelier.store
    for nom, partenaire in (("p1", "P"), ("p2", "P"), ("q", "Q")):
        maison.trousseaux[nom] = cles.create(
            store, "A", nom=nom, partenaire=partenaire, codes=["D1"]
        )
    path = tmp_path / "732829320FEC20251231.txt"
    path.write_bytes(b"x")
    acteur = Acteur(1, "p1", "P", 0, "standard", "P1", None)
    body = {"codeIbs": "D1", "URI": deposit(maison.atelier, acteur, path)}
    told = [maison.call("POST", "importFEC", body, cle=cle).status_code for cle in ("q", "p2")]
    assert told == [400, 200]
    stranger = maison.call("POST", "importFEC", body, cle="autre").json()
    assert stranger["error"]["code"] == "REQ-252"


def test_an_idempotency_key_is_the_api_keys_own(maison: Porte) -> None:
    store, headers = maison.atelier.store, {"Idempotency-Key": "la-meme"}
    made = []
    for nom in ("un", "deux"):
        maison.trousseaux[nom] = cles.create(store, "A", nom=nom, partenaire="P", codes=["D1"])
        sent = [{"code": nom}]
        answers = [
            maison.call("POST", "axe", sent, cle=nom, headers=headers, codeDossier="D1")
            for _ in range(2)
        ]
        assert answers[0].content == answers[1].content
        made.append(answers[0].json()["success"]["code"])
    assert made == ["un", "deux"]


def test_the_audit_says_which_key_did_what(maison: Porte) -> None:
    cle = maison.trousseaux["avancee"].cle
    groupe = maison.create(registre.find("groupe"))
    maison.write("DELETE", registre.find("groupe"), [groupe])
    with maison.atelier.store.lecture(None) as conn:
        rows = conn.execute(select(audit).order_by(audit.c.seq)).mappings().all()
    told = {row["action"]: json.loads(row["contenu"]) for row in rows if row["cabinet_id"] == 1}
    assert told["groupe.delete"]["acteur"] == f"cle:{cle}"
    assert told["groupe.delete"]["supprimes"] == [groupe["code"]]
    assert told["cle.creer"]["acteur"] == "exploitant"


def test_a_resource_that_declares_no_right_is_not_served(config: Config) -> None:
    for acces in (None, Acces(lire=0, ecrire=0, commun=True)):
        toy = replace(MAISON[0], nom=f"jouetSansDroit{acces is None}", niveau=Niveau.DOSSIER,
                      acces=acces, alias=(), chemins_verbes={})  # fmt: skip
        registre.forget(toy.nom)
        with pytest.raises(ValueError, match="declare its acces"):
            create_app(config, declared=[toy])


def test_a_right_below_three_to_remove_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match="profile 3"):
        Acces(lire=0, ecrire=0, supprimer=2)


def test_an_operation_without_a_row_is_not_served(maison: Porte) -> None:
    @get("/v1/oubliee", sync_to_thread=True)
    def forgotten() -> None:
        """Answer nothing."""

    app = Litestar([*handlers(), forgotten], openapi_config=None)
    app.state.droits = TABLE
    with pytest.raises(ValueError, match="GET /v1/oubliee"):
        check_rights(app)
