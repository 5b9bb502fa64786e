"""Decision: what the firm's word changes, what is kept of it, and what asks for it in vain."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from boucle.compta.etat import Etat
from boucle.errors import Refus
from boucle.operations.imports import decision
from boucle.operations.imports.imports import DELAI_MAX
from boucle.store.acces.audit import audit
from boucle.store.base.engine import Store
from boucle.store.travaux import imports

from .conftest import ACHAT, Scene, fec

URL = "https://fichiers.client.example/fec.txt?sig=secret"
INSTANT = datetime(2026, 1, 31, 12, tzinfo=UTC)
REJEU = ("cle-1", "empreinte-1")


def told_by_audit(scene: Scene, action: str) -> list[tuple[str, str, str, Any]]:
    """Give what the audit keeps of an action: who, under which name, of what, and the facts."""
    query = select(audit).where(audit.c.action == action).order_by(audit.c.seq)
    with scene.store.lecture(scene.perimetre) as conn:
        rows = conn.execute(query).mappings().all()
    facts = [(row, json.loads(row["contenu"])) for row in rows]
    return [
        (row["auteur"], contenu.pop("acteur", ""), row["objet"], contenu) for row, contenu in facts
    ]


def row_of(scene: Scene, demande: str) -> Any:
    table = imports.import_comptable
    with scene.store.lecture(scene.perimetre) as conn:
        query = select(table).where(table.c.demande == demande)
        return conn.execute(query).mappings().one()


def wakes(scene: Scene, act: Callable[[], object]) -> bool:
    """Tell whether an act wakes a worker that waits for something to do."""
    awake, waits, woken = scene.atelier.awake, threading.Event(), list[bool]()

    def wait() -> None:
        with awake:
            waits.set()
            woken.append(awake.wait(2))

    worker = threading.Thread(target=wait)
    worker.start()
    waits.wait()
    act()
    worker.join()
    return woken == [True]


def test_the_same_demand_again_has_the_same_answer_and_is_done_once(scene: Scene) -> None:
    demande = scene.run(fec(*ACHAT))["id"]
    answers = [
        decision.decide(scene.atelier, scene.acteur, demande, Etat.VALIDE, REJEU) for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert json.loads(answers[0])["etat"] == "valide"
    assert told_by_audit(scene, "import.valide") == [
        ("Clé d'essai", "cle:ESSAI", demande, {"lignes": 3, "debit": 12000, "credit": 12000}),
    ]
    with pytest.raises(Refus, match="idempotence"):
        decision.decide(scene.atelier, scene.acteur, demande, Etat.VALIDE, ("cle-1", "autre"))


def test_what_is_rejected_is_swept_and_what_is_validated_stays(scene: Scene) -> None:
    kept, gone = (scene.run(fec(*ACHAT))["id"] for _ in range(2))
    scene.decide(kept, Etat.VALIDE)
    scene.decide(gone, Etat.REJETE)
    assert [bool(row_of(scene, one)["a_balayer"]) for one in (kept, gone)] == [False, True]


def test_workers_are_woken_by_what_gives_them_something_to_do(scene: Scene) -> None:
    rejected, renewed = scene.run(fec(*ACHAT))["id"], scene.ask(fec(*ACHAT))
    table = imports.import_comptable
    with scene.store.transaction(scene.perimetre) as conn:
        conn.execute(update(table).where(table.c.demande == renewed).values(etat="attente_url"))
    assert wakes(scene, lambda: scene.decide(rejected, Etat.REJETE))
    assert wakes(scene, lambda: decision.renew_url(scene.atelier, scene.acteur, renewed, URL))


def test_a_new_url_starts_the_tries_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    demande = scene.ask(fec(*ACHAT))
    table = imports.import_comptable
    with scene.store.transaction(scene.perimetre) as conn:
        conn.execute(
            update(table).values(
                etat="attente_url",
                essais=4,
                limite=INSTANT,
                prochain_essai=INSTANT + timedelta(1),
            )
        )
    monkeypatch.setattr(Store, "maintenant", lambda self, conn: INSTANT)
    answers = [
        decision.renew_url(scene.atelier, scene.acteur, demande, URL, REJEU) for _ in range(2)
    ]
    row = row_of(scene, demande)
    assert answers[0] == answers[1]
    assert json.loads(answers[0])["etat"] == "en_attente"
    assert (row["essais"], row["prochain_essai"], row["limite"]) == (
        0,
        INSTANT,
        INSTANT + DELAI_MAX,
    )
    assert scene.atelier.coffre.open(row["source_url"].encode()) == URL
    assert told_by_audit(scene, "import.url") == [("Clé d'essai", "cle:ESSAI", demande, {})]
    with pytest.raises(Refus) as caught:
        decision.renew_url(scene.atelier, scene.acteur, demande, URL)
    assert (caught.value.kind.code, caught.value.slots) == ("REQ-254", {"etat": "En attente"})


def test_an_url_that_leads_inside_is_refused_before_anything_is_read(scene: Scene) -> None:
    with pytest.raises(Refus, match="SRC-"):
        decision.renew_url(scene.atelier, scene.acteur, "absente", "https://127.0.0.1/x")


def test_a_profile_below_three_decides_nothing(scene: Scene) -> None:
    demande = scene.run(fec(*ACHAT))["id"]
    low = replace(scene.acteur, profil=2)
    for vers in (Etat.VALIDE, Etat.REJETE):
        with pytest.raises(Refus, match="REQ-013"):
            decision.decide(scene.atelier, low, demande, vers)
    assert scene.told(demande)["etat"] == "a_valider"
