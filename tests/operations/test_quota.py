"""Quota: the files of a cabinet take what they may, to the byte, and never another's room."""

from __future__ import annotations

import json
import threading
import uuid
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from boucle import clock
from boucle.errors import Refus
from boucle.operations.atelier import Atelier
from boucle.operations.imports import imports
from boucle.operations.imports.import_json import request_json
from boucle.operations.sources import depots, documents, quota
from boucle.operations.sources.source import read_back
from boucle.operations.travaux.menage import sweep_files
from boucle.operations.travaux.pipeline import run_import
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers
from boucle.store.fichiers import occupation
from boucle.store.fichiers.depot import VALIDITE, SourceAbsente
from boucle.store.travaux import queue
from boucle.values import Perimetre
from rigs import serveur as s

from .conftest import ACHAT, Scene, fec, ligne, scene

__all__ = ["scene"]
NOM = "732829320FEC20241231.txt"
FEC = fec(*ACHAT)
PDF = b"%PDF-1.7\n" + bytes(991)


def limit(scene: Scene, octets: int, **given: Any) -> None:
    """Restart the server with this quota."""
    config = replace(scene.store.config, quota_octets=octets, **given)
    scene.store.config = config
    scene.atelier = Atelier.open(config, scene.store)


def used(scene: Scene, cabinet_id: int | None = None) -> int:
    with scene.store.lecture(None) as conn:
        return occupation.used(conn, cabinet_id or scene.perimetre.cabinet_id)


def receive(
    atelier: Atelier, cabinet_id: int, content: bytes, *, uri: str = "", annonces: int | None = None
) -> str:
    """PUT a file as a partner does, in blocks; give its uri. annonces None: sent in chunks."""
    place = atelier.depot.reserve(cabinet_id, NOM)
    uri, expire_s = uri or place.uri, int(place.expire.timestamp())
    query = parse_qs(urlsplit(atelier.depot._adresse(cabinet_id, uri, place.expire)).query)
    with depots.receive(atelier, cabinet_id, uri, expire_s, query["sig"][0], annonces) as arrivee:
        for start in range(0, len(content), 100):
            arrivee.write(content[start : start + 100])
        arrivee.finish()
    return uri


def refused(call: Any, *args: Any, **given: Any) -> Refus:
    with pytest.raises(Refus) as caught:
        call(*args, **given)
    return caught.value


def neighbour(store: Store) -> Perimetre:
    """Open a dossier `D1` in another cabinet."""
    with store.transaction(None) as conn:
        cabinet_id = dossiers.create_cabinet(conn, "B", "Cabinet B")
        return Perimetre(cabinet_id, dossiers.create(conn, cabinet_id, "D1"))


@pytest.mark.parametrize("announced", [True, False])
def test_deposits_fill_the_quota_to_the_byte_and_no_further(scene: Scene, announced: bool) -> None:
    limit(scene, 1_500)
    cabinet_id, autre = scene.perimetre.cabinet_id, neighbour(scene.store).cabinet_id

    def put(octets: int, where: int = cabinet_id) -> str:
        annonces = octets if announced else None
        return receive(scene.atelier, where, bytes(octets), annonces=annonces)

    put(1_000)
    refus = refused(put, 501)
    assert (refus.kind.code, refus.kind.statut) == ("REQ-207", 413)
    assert "501 octets" in refus.message
    assert "1500 permis" in refus.message
    assert used(scene) == 1_000
    put(500)
    assert (used(scene), refused(put, 1).kind.code) == (1_500, "REQ-207")
    put(1_500, autre)
    assert (used(scene, autre), used(scene), scene.violations()) == (1_500, 1_500, [])


def test_what_is_refused_in_the_middle_is_not_kept(scene: Scene) -> None:
    limit(scene, 1_000)
    place = scene.atelier.depot.reserve(scene.perimetre.cabinet_id, NOM)
    refused(receive, scene.atelier, scene.perimetre.cabinet_id, bytes(1_001), uri=place.uri)
    assert not scene.atelier.depot.holds(scene.perimetre.cabinet_id, place.uri)
    assert used(scene) == 0


def test_the_same_file_again_at_the_same_place_needs_no_room(scene: Scene) -> None:
    limit(scene, 1_000)
    cabinet_id = scene.perimetre.cabinet_id
    uri = receive(scene.atelier, cabinet_id, bytes(1_000), annonces=1_000)
    receive(scene.atelier, cabinet_id, bytes(1_000), uri=uri, annonces=1_000)
    assert used(scene) == 1_000
    assert (
        refused(receive, scene.atelier, cabinet_id, bytes(1_001), uri=uri, annonces=1_001).kind.code
        == "REQ-207"
    )
    receive(scene.atelier, cabinet_id, b"x" * 400, uri=uri, annonces=400)
    assert (used(scene), scene.violations()) == (400, [])


def test_files_that_come_at_once_never_pass_together(scene: Scene) -> None:
    limit(scene, 2_500)
    codes: list[str] = []

    def put() -> None:
        try:
            receive(scene.atelier, scene.perimetre.cabinet_id, bytes(1_000), annonces=1_000)
            codes.append("")
        except Refus as refus:
            codes.append(refus.kind.code)

    threads = [threading.Thread(target=put) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["", "", *["REQ-207"] * 6]
    assert (used(scene), scene.violations()) == (2_000, [])


def test_an_import_takes_over_the_room_of_its_deposit(scene: Scene) -> None:
    limit(scene, len(FEC))
    told = scene.run(FEC)
    assert (told["etat"], used(scene), scene.violations()) == ("a_valider", len(FEC), [])
    scene.store.config = replace(scene.store.config, quota_octets=2 * len(FEC))
    scene.run(FEC)
    assert used(scene) == 2 * len(FEC)


def test_a_deposit_that_nothing_counted_is_held_to_the_quota_by_its_import(scene: Scene) -> None:
    # As where partners deposit straight into an object storage.
    limit(scene, len(FEC) - 1)
    path = scene.folder / NOM
    path.write_bytes(FEC)
    uri = scene.atelier.depot.deposit(scene.perimetre.cabinet_id, path, scene.acteur.partenaire)
    demande = imports.request(
        scene.atelier, scene.acteur, "FEC", imports.Demande.read({"codeIbs": "D1", "URI": uri})
    )
    scene.work()
    told = scene.told(demande)
    assert (told["etat"], told["erreur"]["code"]) == ("en_erreur", "SRC-019")
    with pytest.raises(SourceAbsente):
        scene.atelier.depot.open_source(scene.perimetre, 1)
    assert (used(scene), scene.violations()) == (0, [])


def chunked(body: bytes) -> s.Scenario:
    head = s.head("200 OK", transfer_encoding="chunked")
    return s.raw(head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))


def ask_url(scene: Scene, url: str, acteur: Any = None) -> str:
    demande = imports.Demande.read({"codeIbs": "D1", "URL": url})
    return imports.request(scene.atelier, acteur or scene.acteur, "FEC", demande)


@pytest.mark.parametrize("serve", [s.whole, chunked])
def test_a_file_fetched_beyond_the_quota_ends_its_import(scene: Scene, serve: Any) -> None:
    autre = neighbour(scene.store)
    with s.serving(serve(FEC)) as source:
        limit(scene, len(FEC) - 1, sources_permises=f"http://127.0.0.1:{source.port}")
        demande = ask_url(scene, source.url("/" + NOM))
        scene.work()
        told = scene.told(demande)
        assert (told["etat"], told["erreur"]["code"], told["essais"]) == ("en_erreur", "SRC-019", 0)
        assert f"{len(FEC)} octets" in told["erreur"]["message"]
        rapport = json.loads(imports.rapport(scene.store, scene.acteur, demande))
        assert [a["code"] for a in rapport["anomalies"]] == ["SRC-019"]
        assert "BOUCLE_QUOTA_OCTETS" in rapport["anomalies"][0]["remede"]
        assert len(source.demandes) == 1
        assert (used(scene), scene.violations()) == (0, [])

        # The same file fits the quota once it is raised, and the neighbour's own.
        limit(scene, len(FEC), sources_permises=f"http://127.0.0.1:{source.port}")
        voisin = replace(scene.acteur, cabinet_id=autre.cabinet_id, dossiers=None)
        for acteur in (scene.acteur, voisin):
            ask_url(scene, source.url("/" + NOM), acteur)
        scene.work()
    assert (used(scene), used(scene, autre.cabinet_id)) == (len(FEC), len(FEC))
    assert scene.violations() == []


def test_a_cut_transfer_gives_its_room_back_until_the_next_try(scene: Scene) -> None:
    with s.serving(s.cut(FEC, 200), s.whole(FEC)) as source:
        limit(scene, len(FEC), sources_permises=f"http://127.0.0.1:{source.port}")
        demande = ask_url(scene, source.url("/" + NOM))
        scene.work()
        assert (scene.told(demande)["etat"], used(scene)) == ("en_attente", 0)


def test_a_dead_worker_leaves_no_room_taken_for_the_next_one(scene: Scene) -> None:
    with s.serving(s.whole(FEC)) as source:
        limit(scene, len(FEC), sources_permises=f"http://127.0.0.1:{source.port}")
        demande = ask_url(scene, source.url("/" + NOM))
        dead = queue.claim(scene.store, "mort", 0)
        assert dead is not None
        with scene.store.transaction(scene.perimetre) as conn:
            occupation.put(
                conn,
                scene.perimetre,
                occupation.RECEPTION,
                f"{dead.import_id}:{dead.jeton}",
                len(FEC),
                clock.now(),
            )
        again = queue.claim(scene.store, "vivant", 60)
        assert again is not None
        run_import(scene.atelier, again)
        assert (scene.told(demande)["etat"], used(scene)) == ("en_cours", len(FEC))
        scene.work()  # the file is there: the import goes on in the lane of its size
    assert (scene.told(demande)["etat"], used(scene)) == ("a_valider", len(FEC))
    assert scene.violations() == []


def test_a_document_beyond_the_quota_is_refused_and_leaves_nothing(scene: Scene) -> None:
    limit(scene, 1_500)
    params = {"context": "D1", "filename": "facture.pdf"}
    documents.deposit(scene.store, scene.acteur, params, PDF, "cle-1")
    refus = refused(documents.deposit, scene.store, scene.acteur, params, PDF, "cle-2")
    assert (refus.kind.code, used(scene)) == ("REQ-207", len(PDF))
    kept = scene.store.config.donnees / "fichiers/documents"
    assert len([path for path in kept.rglob("*") if path.is_file()]) == 1
    # The first one, sent again under its key, is answered as it was.
    documents.deposit(scene.store, scene.acteur, params, PDF, "cle-1")
    assert scene.violations() == []


def test_an_import_of_lines_is_held_to_it_and_its_replay_is_not(
    scene: Scene, tmp_path: Path
) -> None:
    montant = {"amount": 120, "currency": "EUR", "currencyAmount": 120, "currencyRate": "1.0"}
    zero = {**montant, "amount": 0, "currencyAmount": 0}
    lignes = [
        {
            "date": "2024-01-15T00:00:00.000Z",
            "journal": "AC",
            "journalLib": "Achats",
            "compte": compte,
            "debit": debit,
            "credit": credit,
            "libelle": "Achat",
            "reference": "FAC-001",
        }
        for compte, debit, credit in (("607000", montant, zero), ("401000", zero, montant))
    ]
    body = json.dumps(
        {
            "codeIbs": "D1",
            "data": {
                "contexte": {"from": "2024-01-01T00:00:00.000Z", "to": "2024-01-31T00:00:00.000Z"},
                "options": {
                    "separatorDecimal": ".",
                    "formatDate": "YYYY-MM-DDTHH:mm:ss.SSSZ",
                    "createNewJournaux": True,
                    "createNewComptes": True,
                    "createNewTiers": True,
                },
                "ecritures": lignes,
            },
        }
    ).encode()
    limit(scene, len(body))
    path = tmp_path / "corps.json"
    path.write_bytes(body)
    first = request_json(scene.atelier, scene.acteur, path, ("cle", "empreinte"))
    assert used(scene) == len(body)
    assert request_json(scene.atelier, scene.acteur, path, ("cle", "empreinte")) == first
    assert refused(request_json, scene.atelier, scene.acteur, path, None).kind.code == "REQ-207"
    scene.work()
    assert (scene.told(first)["etat"], used(scene)) == ("a_valider", len(body))
    assert scene.violations() == []


def test_a_deposit_that_no_import_asked_for_gives_its_room_back(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(scene, 10_000)
    autre = neighbour(scene.store).cabinet_id
    for cabinet_id in (scene.perimetre.cabinet_id, autre):
        receive(scene.atelier, cabinet_id, bytes(700))
    scene.run(FEC)
    documents.deposit(scene.store, scene.acteur, {"context": "D1", "filename": "f.pdf"}, PDF, None)
    later = clock.now() + 2 * VALIDITE + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    sweep_files(scene.atelier)
    assert (used(scene), used(scene, autre)) == (len(FEC) + len(PDF), 0)
    assert scene.violations() == []


def test_no_quota_still_counts(scene: Scene) -> None:
    limit(scene, 0)
    receive(scene.atelier, scene.perimetre.cabinet_id, bytes(5_000))
    assert used(scene) == 5_000


def test_a_quota_set_below_what_is_there_stops_what_comes_and_keeps_the_rest(scene: Scene) -> None:
    told = scene.run(FEC)
    limit(scene, 10)
    assert refused(scene.ask, fec(ligne("9", "606400", "1,00", "1,00"))).kind.code == "REQ-207"
    _, blocks = read_back(scene.atelier, scene.acteur, told["id"])
    assert b"".join(blocks) == FEC


def test_room_grows_by_steps_and_never_over_the_quota(scene: Scene) -> None:
    limit(scene, 1_000)
    cle = str(uuid.uuid4())
    cabinet = Perimetre(scene.perimetre.cabinet_id, 0)
    with quota.holding(scene.store, cabinet, cle, quota.QUOTA_ATTEINT) as place:
        place.hold(10)
        assert used(scene) == 10
        place.hold(11)
        assert used(scene) == 1_000
        place.hold(1_000)
        assert refused(place.hold, 1_001).kind.code == "REQ-207"
    assert used(scene) == 0
