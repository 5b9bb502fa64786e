"""Siege: the campaign itself, run as a program inside a mount of its own (see test_siege).

Its first argument is the small disk. The base of PostgreSQL is stopped and started by whoever runs
it: a line `base stop` on the output, answered by a line on the input.
"""

from __future__ import annotations

import gzip
import os
import random
import resource
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

from boucle.config import Config
from boucle.operations.acces import cles, facteur, personnes, sessions
from boucle.operations.acces.reglage import Reglage
from boucle.operations.atelier import Atelier
from boucle.store.acces import personnes as store_personnes
from boucle.store.base.engine import Store
from boucle.store.base.schema import create_schema
from boucle.values import Perimetre
from formats.test_archive import REFUS
from formats.test_fec_xml import HOSTILES
from operations.conftest import ACHAT, fec, make_dossier
from rigs.place import Place, Temoin, until

from .assauts import ASSAUTS, FINIS, LOOP, Siege

FOULE = 1_500
PLEIN, ARRET = "REQ-094", "REQ-091"


def open_place(donnees: Path, journaux: Path) -> tuple[Place, str]:
    """Make the cabinet, its dossier, a partner's key and a person; give the person's session."""
    config = Config(
        donnees=donnees,
        lots_lignes_min=1,
        database=os.environ.get("SIEGE_DATABASE", ""),
        database_charge=os.environ.get("SIEGE_DATABASE_CHARGE", ""),
        database_proprietaire=os.environ.get("SIEGE_DATABASE_PROPRIETAIRE", ""),
    )
    store = Store(config)
    create_schema(store)
    perimetre = make_dossier(store)
    made = cles.create(store, "demo", nom="P", partenaire="P", codes=["D1"], profil=3)
    atelier = Atelier.open(config, store)
    patron = personnes.operator(perimetre.cabinet_id)
    reglage = Reglage("H. Marchand", 4)
    qui, _ = personnes.invite(store, patron, "h@vauquelin.example", reglage)
    with store.transaction(Perimetre(perimetre.cabinet_id, 0)) as conn:
        sealed = atelier.coffre.seal(facteur.make_secret()).decode()
        store_personnes.change(conn, qui, facteur=sealed)
        row = store_personnes.find(conn, qui)
        assert row is not None
        whence = sessions.Provenance("127.0.0.1", "")
        jeton = sessions.add(store, conn, row, whence, ouverte=True)
    headers = {"Ocp-Apim-Subscription-Key": made.abonnement, "x-apikey": made.x_apikey}
    return Place(config, journaux, store, atelier, headers), jeton


def crowd(siege: Siege) -> None:
    """1,500 connections of one address, half of them silent, half with a request begun."""
    motif = "refused: too many connections from one address"
    with siege.place.incident("1500 connections", siege.temoin, motif), ExitStack() as stack:
        for rank in range(FOULE):
            conn = stack.enter_context(
                socket.create_connection(("127.0.0.1", siege.debout.port), 60)
            )
            if rank % 2:
                conn.send(b"GET /sante HTTP/1.1\r\nHo")
        answered = siege.temoin.reponses
        until("answers in the crowd", lambda: siege.temoin.reponses >= answered + 10)


def corpus() -> dict[str, bytes]:
    """Files that mean harm, or none at all, by the name that they are sent under."""
    rnd = random.Random(1)
    found = {f"archive-{nom}".replace("xlsx", "zip"): octets for nom, octets, _ in REFUS}
    found |= {f"document-{n}.xml": told.encode() for n, told in enumerate(HOSTILES.values())}
    right = fec(*ACHAT)
    found |= {
        "tabulations.txt": b"\t" * (8 << 20),
        "une-ligne.txt": b"x" * (8 << 20),
        "vide.txt": b" ",
        "nuls.txt": bytes(1 << 20),
        "hasard.txt": rnd.randbytes(1 << 20),
        "utf16.txt": right.decode().encode("utf-16"),
        "formule.txt": right.replace(b"Facture", b"=cmd|' /C calc'!A0"),
        "poupees.txt.gz": gzip.compress(gzip.compress(right)),
        "colonnes.txt": b"|" * 100_000 + b"\r\n" + right,
        "titres.txt": right.replace(b"\t", b"\t\t", 1),
        "sans-fin.txt": right + b'"' * 100_000,
    }
    return found


def hostile(siege: Siege) -> None:
    """Every file of the corpus is deposited, asked for as each format, and ends by itself."""
    place, asked = siege.place, []
    with place.incident("the hostile corpus", siege.temoin):
        for nom, octets in corpus().items():
            uri = siege.deposit(siege.debout, octets, nom)
            for sort in ("FEC", "TRA"):
                answer = siege.request(siege.debout, {"URI": uri}, sort=sort)
                assert answer.status_code in (200, 400), f"{nom}: {answer.text}"
                if answer.status_code == 200:
                    asked.append(str(answer.json()["accountingImportRequestId"]))
            told = place.call(
                siege.debout, "POST", "/v1/verifications", params={"nom": nom}, content=octets
            )
            assert told.status_code in (200, 400, 413), f"{nom}: {told.text[:200]}"
        for body in (b"[" * 500_000, b'{"a":1,' * 50_000, b'{"codeIbs":' + b"9" * 100_000 + b"}"):
            told = place.call(siege.debout, "POST", f"{LOOP}/importJson", content=body)
            assert told.status_code in (200, 400, 413), told.text[:200]
        with place.ouvrier():
            for demande in asked:
                until(f"the end of {demande}", lambda one=demande: siege.etat(one) in FINIS)
        assert len(asked) > 50
    for demande in asked:
        found = place.call(siege.debout, "GET", f"/v1/imports/{demande}").json()
        siege.promis[demande] = found["lignes"] if found["etat"] == "a_valider" else 0


def lost_worker(siege: Siege) -> None:
    """The worker that a server keeps beside it is killed: said, started again, and at work."""
    server = siege.place.serveur("double", "", "--port", "0")
    motif = r"worker ended with status -9: started again"
    with siege.place.incident("the server's own worker", siege.temoin, motif):
        found = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(server.process.pid)],
            capture_output=True,
            text=True,
            check=True,
        )
        (child,) = found.stdout.split()
        os.kill(int(child), 9)
        demande = siege.ask(fec(*ACHAT), 3)
        until("the end of it", lambda: siege.etat(demande) in FINIS)
    server.process.terminate()
    server.process.wait()


def full_disk(siege: Siege) -> None:
    """Deposits and requests are refused 503, what was accepted waits, and all is done later."""
    place = siege.place
    before = siege.ask(fec(*ACHAT), 3)
    uri = siege.deposit(siege.debout, fec(*ACHAT))
    with place.incident("a full disk", siege.temoin, PLEIN, chacun=True):
        siege.temoin.panne.set()
        place.fill()
        try:
            answers = [siege.request(siege.debout, {"URI": uri}) for _ in range(20)]
            codes = {answer.status_code for answer in answers}
            assert codes == {503}, [answer.text for answer in answers][:2]
            assert all(int(answer.headers["retry-after"]) > 0 for answer in answers)
            with place.ouvrier():
                time.sleep(10)
                place.empty()
                until("the end of what was accepted", lambda: siege.etat(before) in FINIS)
        finally:
            (place.config.donnees / "plein").unlink(missing_ok=True)
        siege.temoin.panne.clear()
        again = siege.request(siege.debout, {"URI": uri})
        assert again.status_code == 200, again.text
        siege.finish(siege.promise(again, 3))


def _lock(siege: Siege, during: Callable[[], None]) -> None:
    """Another program holds the base for longer than anybody waits."""
    base = siege.place.config.donnees / "boucle.sqlite"
    with closing(sqlite3.connect(base, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        during()
        other.execute("ROLLBACK")


def _stop(_siege: Siege, during: Callable[[], None]) -> None:
    """The database server is stopped, then started."""
    for what in ("stop", "start"):
        print(f"base {what}", flush=True)
        assert sys.stdin.readline() == "done\n"
        if what == "stop":
            during()


def store_down(siege: Siege) -> None:
    """The base does not answer: requests are refused 503, workers wait, and all is done later."""
    place = siege.place
    before = siege.ask(fec(*ACHAT), 3)
    uri = siege.deposit(siege.debout, fec(*ACHAT))
    away = _stop if place.config.database else _lock

    def during() -> None:
        answers = [siege.request(siege.debout, {"URI": uri}) for _ in range(2)]
        assert {answer.status_code for answer in answers} == {503}, answers[0].text
        assert all(int(answer.headers["retry-after"]) > 0 for answer in answers)

    with place.incident("the store down", siege.temoin, ARRET, chacun=True):
        siege.temoin.panne.set()
        with place.ouvrier():
            away(siege, during)
            until(
                "the store",
                lambda: place.call(siege.debout, "GET", f"/v1/imports/{before}").status_code == 200,
            )
            siege.temoin.panne.clear()
            until("the end of what was accepted", lambda: siege.etat(before) in FINIS)
            again = siege.request(siege.debout, {"URI": uri})
            assert again.status_code == 200, again.text
            after = siege.promise(again, 3)
            until("the end of what came later", lambda: siege.etat(after) in FINIS)


def settle(siege: Siege) -> None:
    """What was promised is there, once; the command finds nothing wrong."""
    place = siege.place
    told = {}
    for demande in siege.promis:
        found = place.call(siege.debout, "GET", f"/v1/imports/{demande}").json()
        assert found["etat"] in FINIS, found["etat"]
        told[demande] = found["lignes"] if found["etat"] in ("a_valider", "valide") else 0
    assert told == siege.promis, {k: (told[k], n) for k, n in siege.promis.items() if told[k] != n}
    process = place.start("verifier", "verifier-base")
    assert process.process.wait() == 0, place.lignes()
    assert siege.temoin.fautes == [], siege.temoin.fautes


def main() -> None:
    """Besiege, and say how it went."""
    folder = Path(sys.argv[1])
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, FOULE + 500)), hard))
    journaux = Path(sys.argv[2])
    place, jeton = open_place(folder, journaux)
    debout = place.serveur("debout")
    key = place.headers
    temoin = Temoin(
        debout.url,
        [
            ("/sante", {}),
            (f"{LOOP}/importHistory?codeDossier=D1", key),
            ("/connexion", {}),
            (f"{LOOP}/journal?codeDossier=D1", key),
        ],
    )
    temoin.start()
    siege = Siege(place, debout, temoin, jeton)
    try:
        crowd(siege)
        hostile(siege)
        for faute, assaut in ASSAUTS.items():
            assaut(siege, faute)
        lost_worker(siege)
        full_disk(siege)
        store_down(siege)
        settle(siege)
    finally:
        temoin.stop()
        debout.kill()
    print(
        f"held: {len(place.bilan)} incidents, {len(siege.promis)} imports, "
        f"{temoin.reponses} answers, {temoin.refus} of them 503",
        flush=True,
    )


if __name__ == "__main__":
    main()
