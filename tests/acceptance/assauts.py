"""Assauts: a process killed at each named point, by what a partner or a person asks of it.

A worker that dies holding an import leaves one line, of the worker that takes it over; a server
leaves none: whoever started it says so.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from boucle import faults
from boucle.compta.etat import FINALS, Etat
from operations.conftest import ACHAT, BANCAL, fec
from rigs import serveur as source
from rigs.echeance import let_pass
from rigs.place import Place, Processus, Temoin, until

from .test_mort_fetch import ECRITURES, FICHIER

LOOP = "/loop-api-publiques"
NOM = "732829320FEC20241231.txt"
REPRIS = "taken over from"
INTERROMPU = r"import \S+: child ended with status -9"
FINIS = {etat.value for etat in FINALS} | {Etat.A_VALIDER.value}
HERE = {"sec-fetch-site": "same-origin"}


@dataclass
class Siege:
    """One campaign: the place, the server that stands, the light client, what was promised."""

    place: Place
    debout: Processus
    temoin: Temoin
    jeton: str
    promis: dict[str, int] = field(default_factory=dict)
    """Lines that each import which was accepted must end with."""

    def deposit(self, server: Processus, content: bytes, nom: str = NOM) -> str:
        """Reserve a place and put a file there; give its URI."""
        place = self.place.call(
            server, "GET", f"{LOOP}/getFileUrlDeposit", params={"filename": nom}
        )
        assert place.status_code == 200, place.text
        signed = urlsplit(place.json()["depositUrl"])
        put = self.place.call(server, "PUT", f"{signed.path}?{signed.query}", content=content)
        assert put.status_code == 201, put.text
        return str(place.json()["uri"])

    def request(
        self, server: Processus, body: dict[str, str], cle: str = "", sort: str = "FEC"
    ) -> httpx.Response:
        """Ask for an import, under an Idempotency-Key when one is given."""
        headers = {"Idempotency-Key": cle} if cle else {}
        return self.place.call(
            server,
            "POST",
            f"{LOOP}/import{sort}",
            json={"codeIbs": "D1", **body},
            headers=headers,
        )

    def ask(self, content: bytes, lignes: int) -> str:
        """Have an import accepted by the server that stands; lignes: what it promises."""
        answer = self.request(self.debout, {"URI": self.deposit(self.debout, content)})
        assert answer.status_code == 200, answer.text
        return self.promise(answer, lignes)

    def promise(self, answer: httpx.Response, lignes: int) -> str:
        """Note what was accepted."""
        demande = str(answer.json()["accountingImportRequestId"])
        self.promis[demande] = lignes
        return demande

    def etat(self, demande: str) -> str:
        """Tell the state of an import."""
        return str(self.place.call(self.debout, "GET", f"/v1/imports/{demande}").json()["etat"])

    def finish(self, demande: str, *etats: str) -> None:
        """Let a sound worker end an import."""
        with self.place.ouvrier():
            until(f"the end of {demande}", lambda: self.etat(demande) in (etats or FINIS))

    def kill_worker(self, faute: str, demande: str, *motifs: str) -> None:
        """Kill a worker at a point of an import, then let a sound one end it."""
        with self.place.incident(faute, self.temoin, *motifs):
            assert self.place.start("arme", "worker", faute=faute).died(), f"{faute} did not fire"
            assert self.place.violations() == []
            self.finish(demande)

    def judge(self, server: Processus, quoi: str, demande: str) -> httpx.Response:
        """Ask in the console to validate or reject, as a person does."""
        return httpx.post(
            f"{server.url}/dossiers/D1/imports/{quoi}",
            params={"import": demande},
            headers=HERE,
            cookies={"boucle": self.jeton},
            trust_env=False,
            timeout=60,
        )


def of_an_import(siege: Siege, faute: str) -> None:
    """A point that a worker passes while it reads and publishes."""
    held = () if faute == "publication.apres_commit" else (REPRIS,)
    siege.kill_worker(faute, siege.ask(fec(*ACHAT), 3), *held)


def of_a_refusal(siege: Siege, faute: str) -> None:
    """A point that a worker passes when it says no."""
    held = () if faute == "erreur.apres_commit" else (REPRIS,)
    siege.kill_worker(faute, siege.ask(fec(*ACHAT, *BANCAL), 0), *held)


def of_a_retry(siege: Siege, faute: str) -> None:
    """The point where the next try is written: of a source that answers 503, then well."""
    plein, prise = source.status("503 Busy", retry_after=1), source.whole(fec(*ACHAT))
    with source.serving(plein, prise) as serveur:
        answer = siege.request(siege.debout, {"URL": serveur.url(f"/{NOM}")})
        siege.kill_worker(faute, siege.promise(answer, 3), REPRIS)


def of_a_fetch(siege: Siege, faute: str) -> None:
    """A point that a worker passes while a file comes in."""
    with source.serving(source.whole(FICHIER)) as serveur:
        answer = siege.request(siege.debout, {"URL": serveur.url(f"/{NOM}")})
        siege.kill_worker(faute, siege.promise(answer, 2 * ECRITURES), REPRIS)


def of_a_reader(siege: Siege, faute: str) -> None:
    """A point that the reading child passes: its worker lives, and says so."""
    demande = siege.ask(fec(*ACHAT), 3)
    with siege.place.incident(faute, siege.temoin, INTERROMPU):
        worker = siege.place.start("arme", "worker", faute=faute)
        path = f"/v1/imports/{demande}"
        until(
            "a failed attempt",
            lambda: siege.place.call(siege.debout, "GET", path).json()["essais"] > 0,
        )
        worker.kill()
        siege.finish(demande)


def of_a_request(siege: Siege, faute: str) -> None:
    """A point that a server passes when it accepts: asked again under its key, it is one import."""
    uri, cle = siege.deposit(siege.debout, fec(*ACHAT)), str(uuid.uuid4())
    with siege.place.incident(faute, siege.temoin):
        server = siege.place.serveur("arme", faute)
        told = _cut(lambda: siege.request(server, {"URI": uri}, cle))
        assert told is None, told
        assert server.died(), f"{faute} did not fire"
        answers = [siege.request(siege.debout, {"URI": uri}, cle) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200], answers[0].text
        assert answers[0].json() == answers[1].json()
        siege.finish(siege.promise(answers[0], 3))


def of_a_decision(siege: Siege, faute: str) -> None:
    """A point that a server passes when a partner validates."""
    demande = siege.ask(fec(*ACHAT), 3)
    siege.finish(demande)
    path, cle = f"/v1/imports/{demande}/valider", {"Idempotency-Key": str(uuid.uuid4())}
    with siege.place.incident(faute, siege.temoin):
        server = siege.place.serveur("arme", faute)
        told = _cut(lambda: siege.place.call(server, "POST", path, headers=cle))
        assert told is None, told
        assert server.died(), f"{faute} did not fire"
        again = siege.place.call(siege.debout, "POST", path, headers=cle)
        assert again.status_code == 200, again.text
        assert siege.etat(demande) == "valide"


def of_a_question(siege: Siege, faute: str) -> None:
    """A point that a server passes when a person asks in the console: ten seconds to think."""
    demande = siege.ask(fec(*ACHAT), 3)
    siege.finish(demande)
    with siege.place.incident(faute, siege.temoin):
        server = siege.place.serveur("arme", faute)
        told = _cut(lambda: siege.judge(server, "valider", demande))
        assert told is None, told
        assert server.died(), f"{faute} did not fire"
        if siege.etat(demande) == "a_valider":
            assert siege.judge(siege.debout, "valider", demande).status_code == 303
        let_pass(siege.place.store)
        siege.finish(demande, "valide")


def of_its_due(siege: Siege, faute: str) -> None:
    """A point that a worker passes when what was asked is due."""
    demande = siege.ask(fec(*ACHAT), 3)
    siege.finish(demande)
    with siege.place.incident(faute, siege.temoin):
        assert siege.judge(siege.debout, "valider", demande).status_code == 303
        let_pass(siege.place.store)
        assert siege.place.start("arme", "worker", faute=faute).died(), f"{faute} did not fire"
        siege.finish(demande, "valide")


def of_a_sweep(siege: Siege, faute: str) -> None:
    """A point that a worker passes when it sweeps what was rejected."""
    demande = siege.ask(fec(*ACHAT), 0)
    siege.finish(demande)
    with siege.place.incident(faute, siege.temoin):
        path = f"/v1/imports/{demande}/rejeter"
        assert siege.place.call(siege.debout, "POST", path).status_code == 200
        assert siege.place.start("arme", "worker", faute=faute).died(), f"{faute} did not fire"
        siege.finish(siege.ask(fec(*ACHAT), 3))


def _cut(ask: Callable[[], httpx.Response]) -> httpx.Response | None:
    """Ask what kills the server; None when it was cut off as it must."""
    try:
        return ask()
    except httpx.TransportError:
        return None


_BY_NAME: dict[str, Callable[[Siege, str], None]] = {
    "demande.": of_a_request,
    "decision.": of_a_decision,
    "demande_decision.": of_a_question,
    "decision_due.": of_its_due,
    "balayage.": of_a_sweep,
    "erreur.": of_a_refusal,
    "lecture.": of_a_reader,
    "nouvel_essai.": of_a_retry,
    "fetch.corps": of_a_fetch,
    "fetch.avant": of_a_fetch,
    "fetch.apres": of_a_fetch,
}
ASSAUTS = {
    faute: next(
        (assaut for debut, assaut in _BY_NAME.items() if faute.startswith(debut)), of_an_import
    )
    for faute in faults.POINTS
}
