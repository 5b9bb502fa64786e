"""Flux: events over a real connection, to whoever may see them and as long as they may."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from boucle import clock
from boucle.compta.etat import Etat
from boucle.console.pages import flux
from boucle.machine.descripteurs import count_connections
from boucle.operations.acces import sessions as operations_sessions
from boucle.operations.imports import decision
from boucle.operations.nouvelles import evenements, veille
from boucle.store.acces.sessions import session
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers
from boucle.store.travaux import evenements as table
from boucle.values import Perimetre
from rigs.ecoute import ecoute
from rigs.scene_console import SceneConsole, scene_vide
from rigs.serveur_http import serving, serving_process, wait_for


@pytest.fixture
def scene(store: Store, tmp_path: Path) -> Iterator[SceneConsole]:
    with scene_vide(store, tmp_path) as made:
        yield made


@pytest.fixture
def url(scene: SceneConsole) -> Iterator[str]:
    with serving(scene.atelier) as served:
        yield served


def happen(scene: SceneConsole, n: int, dossier: str = "D1") -> None:
    """Write an event in the transaction of a change."""
    cabinet_id = scene.perimetre.cabinet_id
    with scene.atelier.store.transaction(Perimetre(cabinet_id, 0)) as conn:
        dossier_id = dossiers.find(conn, cabinet_id, dossier)
        assert dossier_id is not None
        table.note(
            conn,
            table.Evenement(
                cabinet_id,
                dossier_id,
                f"essai.{n}",
                "A",
                "cle:A",
                clock.now(),
                {"demande": f"I{n}"},
            ),
        )


def age(scene: SceneConsole, jeton: str, **values: Any) -> None:
    """Change what is kept of a session."""
    with scene.atelier.store.transaction(scene.perimetre) as conn:
        empreinte = operations_sessions.digest(scene.atelier.store, jeton)
        conn.execute(update(session).where(session.c.empreinte == empreinte).values(**values))


def test_what_happens_is_told_within_a_second_and_once(scene: SceneConsole, url: str) -> None:
    with ecoute(url, scene.jeton(), 0) as heard:
        kept = heard.reponse.headers
        assert kept["content-type"].startswith("text/event-stream")
        assert kept["cache-control"] == "no-store"
        assert "content-encoding" not in kept
        waits = []
        for n in (1, 2, 3):
            begun = time.monotonic()
            happen(scene, n)
            told = heard.next()
            waits.append(time.monotonic() - begun)
            assert told == {
                "numero": n,
                "genre": f"essai.{n}",
                "dossier": "D1",
                "import": f"I{n}",
                "auteur": "A",
            }
        # The best one: this machine may be busy with something else.
        assert min(waits) < 1, waits
        assert heard.silent(0.5)
    with ecoute(url, scene.jeton(), 0, dernier="2") as back:
        assert (back.next()["numero"], back.silent(0.5)) == (3, True)


def test_a_cursor_that_is_lost_is_told_to_look_at_everything(
    scene: SceneConsole, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(veille, "TAKE_MAX", 3)
    for n in range(5):
        happen(scene, n)
    for lost in ("", "x", "99", "0"):
        with ecoute(url, scene.jeton(), lost) as heard:
            told = heard.next()
            assert (told["genre"], told["numero"]) == ("perdus", 5), lost
            assert heard.next() == {"non_lues": 0, "numero": 5}
            happen(scene, 9)
            assert heard.next()["genre"] == "essai.9"
        with scene.atelier.store.transaction(None) as conn:
            conn.execute(table.evenement.delete().where(table.evenement.c.numero > 5))
            conn.execute(table.evenement_compteur.update().values(dernier=5))


def test_only_the_dossiers_that_are_opened_are_told_and_rights_change_at_once(
    scene: SceneConsole, url: str
) -> None:
    with scene.atelier.store.transaction(None) as conn:
        other = dossiers.create_cabinet(conn, "autre", "Autre")
        dossiers.create(conn, other, "D1")
    with ecoute(url, scene.jeton(), 0) as heard:
        happen(replace(scene, perimetre=Perimetre(other, 0)), 1)
        scene.become(codes=frozenset({"D2"}))
        happen(scene, 2)
        happen(scene, 3, "D2")
        assert heard.next()["genre"] == "essai.3"
        scene.become(codes=frozenset({"D1"}))
        happen(scene, 4, "D2")
        happen(scene, 5)
        assert heard.next()["genre"] == "essai.5"
        assert heard.silent(0.5)


def test_a_stream_ends_with_its_session_and_keeps_none_open(
    scene: SceneConsole, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flux, "DROITS_MS", 200)
    now = clock.now()
    idle, gone, away = scene.jeton(), scene.jeton(), scene.jeton()
    seen = now - timedelta(minutes=29, seconds=57)
    age(scene, idle, vue_le=seen)
    with (
        ecoute(url, idle, 0) as first,
        ecoute(url, gone, 0) as second,
        ecoute(url, away, 0) as third,
    ):
        operations_sessions.sign_out(scene.atelier.store, gone)
        assert second.next() == {"fin": "session", "numero": 0}
        assert second.finie.wait(2)
        assert first.next(8) == {"fin": "session", "numero": 0}
        scene.disable()
        assert third.next() == {"fin": "session", "numero": 0}
    for closed in (idle, gone, away, ""):
        answer = httpx.get(
            f"{url}/evenements",
            headers={
                "accept": "text/event-stream",
                "cookie": f"boucle={closed}",
            },
        )
        assert (answer.status_code, "REQ-335" in answer.text) == (401, True)


def test_a_page_of_someone_else_is_not_followed(scene: SceneConsole, url: str) -> None:
    headers = {"accept": "text/event-stream", "cookie": f"boucle={scene.jeton()}"}
    answer = httpx.get(f"{url}/evenements?qui=quelqu-un", headers=headers)
    assert answer.status_code == 401


def test_streams_are_bounded_by_person_and_in_all(
    scene: SceneConsole, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flux, "PAR_PERSONNE", 2)
    jeton = scene.jeton()
    with ecoute(url, jeton, 0) as first, ecoute(url, jeton, 0) as second:
        assert second.silent(0.5)
        with ecoute(url, jeton, 0):
            assert first.next() == {"fin": "place", "numero": 0}
            assert first.finie.wait(2)
            happen(scene, 1)
            assert second.next()["genre"] == "essai.1"


def test_a_server_that_is_full_says_so_and_those_that_left_make_room(
    scene: SceneConsole, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flux, "PAR_PERSONNE", 1)
    monkeypatch.setattr(flux, "PART", count_connections(scene.atelier.config) // 2)
    headers = {"accept": "text/event-stream", "cookie": f"boucle={scene.jeton()}"}
    with serving(scene.atelier) as url:
        with ecoute(url, scene.jeton(), 0) as one, ecoute(url, scene.someone().jeton(), 0) as two:
            assert one.silent(0.2)
            assert two.silent(0.2)
            full = httpx.get(f"{url}/evenements", headers=headers)
            assert (full.status_code, "REQ-034" in full.text) == (503, True)
        time.sleep(0.5)
        with ecoute(url, scene.jeton(), 0) as three:
            happen(scene, 1)
            assert three.next()["genre"] == "essai.1"


def test_streams_leave_room_for_requests_where_the_system_allows_few_connections(
    preparer: Callable[[str, Path], AbstractContextManager[SceneConsole]], tmp_path: Path
) -> None:
    """400 descriptors: 320 are kept, 80 connections are left, and a quarter of them for streams."""
    with (
        preparer("sqlite", tmp_path) as scene,
        serving_process(scene.atelier.config, descripteurs=400) as server,
        ExitStack() as stack,
    ):
        url = f"http://127.0.0.1:{server.port}"
        jetons = [scene.someone().jeton() for _ in range(5)]
        heard = [stack.enter_context(ecoute(url, jetons[n // 5], 0)) for n in range(20)]
        headers = {"accept": "text/event-stream", "cookie": f"boucle={jetons[4]}"}
        full = httpx.get(f"{url}/evenements", headers=headers)
        assert (full.status_code, "REQ-034" in full.text) == (503, True)
        assert httpx.get(f"{url}/moi", headers=headers).status_code == 200
        # Five of one person are no more than a person may have: none ended for another.
        assert [one.finie.is_set() for one in heard] == [False] * 20


def test_a_hundred_streams_cost_one_look(
    scene: SceneConsole, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    look = veille.look

    def counted(store: Any, cabinet_id: int, suivis: Any, *, juger: bool) -> Any:
        looks.append(len(suivis))
        return look(store, cabinet_id, suivis, juger=juger)

    monkeypatch.setattr(veille, "look", counted)
    others = [scene.someone().jeton() for _ in range(4)]
    with (
        ecoute(url, others[0], 0) as one,
        ecoute(url, others[1], 0) as two,
        ecoute(url, others[2], 0) as three,
        ecoute(url, others[3], 0) as four,
    ):
        assert all(heard.silent(0.2) for heard in (one, two, three, four))
        del looks[:]
        happen(scene, 1)
        for heard in (one, two, three, four):
            assert heard.next()["genre"] == "essai.1"
        assert set(looks) == {4}
        assert len(looks) <= 4
    # More than two looks are apart.
    time.sleep(0.9)
    del looks[:]
    time.sleep(0.9)
    assert looks == [], "nobody follows any more"


def test_a_stop_ends_the_streams_and_waits_for_none(scene: SceneConsole) -> None:
    scene.atelier.store.close()
    config = replace(scene.atelier.config, port=0)
    jeton = scene.jeton()
    with serving_process(config) as server:
        base = f"http://127.0.0.1:{server.port}"
        with ecoute(base, jeton, 0) as one, ecoute(base, jeton, 0) as two:
            assert one.silent(0.5)
            begun = time.monotonic()
            server.stop()
            assert time.monotonic() - begun < 4
            assert one.finie.wait(1)
            assert two.finie.wait(1)
            assert (one.recus.empty(), one.dernier) == (True, "")
        assert server.log() == []


def test_a_base_that_stops_answering_cuts_no_stream(
    scene: SceneConsole, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from boucle.errors import Refus
    from boucle.errors.demandes.req import BASE_INDISPONIBLE

    monkeypatch.setattr(flux, "PANNE_MS", 100)
    look, stopped = veille.look, threading.Event()

    def unsteady(*given: Any, **named: Any) -> Any:
        if stopped.is_set():
            raise Refus(BASE_INDISPONIBLE)
        return look(*given, **named)

    monkeypatch.setattr(veille, "look", unsteady)
    with ecoute(url, scene.jeton(), 0) as heard:
        stopped.set()
        happen(scene, 1)
        assert heard.silent(0.6)
        stopped.clear()
        assert heard.next()["genre"] == "essai.1"


def test_a_stream_that_says_nothing_beats_and_passes_over_what_is_not_shown(
    scene: SceneConsole, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flux, "BATTEMENT_MS", 200)
    scene.become(codes=frozenset({"D2"}))
    with ecoute(url, scene.jeton(), 0) as heard:
        happen(scene, 1)
        assert heard.silent(0.2)
        wait_for("the beat", lambda: heard.dernier == "1")
        assert heard.silent(0)


def test_an_import_is_followed_to_its_decision_from_a_page(scene: SceneConsole, url: str) -> None:
    from operations.conftest import ACHAT, fec

    client = scene.client()
    with ecoute(url, scene.jeton(), evenements.last(scene.atelier.store, scene.acteur)) as heard:
        demande = scene.ask(fec(*ACHAT), "732829320FEC20241231.txt")
        assert heard.next()["import"] == demande
        scene.work()
        assert heard.until("import.a_valider")[-1] == "import.a_valider"
        decision.decide(scene.atelier, scene.acteur, demande, Etat.VALIDE)
        assert heard.until("import.valide")[-1] == "import.valide"
    piece = client.get(f"/dossiers/D1/imports/vifs?import={demande}").text
    assert f'data-vif="statut {demande}"' in piece
    assert "Terminé avec succès" in piece
    assert "<html" not in piece
