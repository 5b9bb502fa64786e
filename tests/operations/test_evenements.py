"""Evenements: each change is told once, in order, to whoever may see its dossier."""

from __future__ import annotations

import json
import random
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, text

from boucle import clock
from boucle.compta.etat import Etat
from boucle.operations.acces.acteur import Acteur
from boucle.operations.nouvelles import evenements
from boucle.operations.ressources import archivage
from boucle.operations.ressources.ressources import Envoi, write
from boucle.schema import registre
from boucle.store.base.engine import Store
from boucle.store.base.types import Instant
from boucle.store.fiches import dossiers
from boucle.store.travaux import evenements as table
from boucle.values import Perimetre

from .conftest import ACHAT, BANCAL, Scene, fec, scene

__all__ = ["scene"]
ECRIVAINS, CHACUN = 6, 25


class Abandon(Exception):
    """A writer changes its mind: its transaction is rolled back."""


def told(scene: Scene, curseur: int = 0) -> list[evenements.Evenement]:
    return list(evenements.after(scene.store, scene.acteur, curseur).evenements)


def genres(scene: Scene) -> list[str]:
    return [event.genre for event in told(scene)]


def test_each_change_of_an_import_is_an_event(scene: Scene) -> None:
    one = scene.run(fec(*ACHAT))
    scene.decide(one["id"], Etat.VALIDE)
    scene.run(fec(*BANCAL), nom="732829320FEC20231231.txt")
    assert genres(scene) == [
        "import.en_attente",
        "import.en_cours",
        "import.a_valider",
        "import.valide",
        "import.en_attente",
        "import.en_cours",
        "import.en_erreur",
    ]
    asked, _, waiting, valide, *_, erreur = told(scene)
    assert (asked.auteur, asked.acteur, asked.faits["demande"]) == (
        "Clé d'essai",
        "cle:ESSAI",
        one["id"],
    )
    assert (waiting.faits["lignes"], waiting.faits["debit"], waiting.acteur) == (
        3,
        12000,
        "serveur",
    )
    assert (valide.faits["profil"], valide.acteur) == (3, "cle:ESSAI")
    assert erreur.faits["erreur_code"].startswith("ECR-")
    assert scene.violations() == []


def test_a_rolled_back_change_is_no_event_and_leaves_no_hole(scene: Scene) -> None:
    note = _noter(scene.perimetre)
    try:
        with scene.store.transaction(scene.perimetre) as conn:
            note(conn, 1)
            raise Abandon
    except Abandon:
        pass
    with scene.store.transaction(scene.perimetre) as conn:
        note(conn, 2)
    assert [(event.numero, event.faits) for event in told(scene)] == [(1, {"n": 2})]


def test_a_dossier_that_is_not_opened_tells_nothing_and_holds_nobody_back(scene: Scene) -> None:
    with scene.store.transaction(scene.perimetre) as conn:
        other = Perimetre(1, dossiers.create(conn, 1, "D2"))
        _noter(other)(conn, 1)
    suite = evenements.after(scene.store, scene.acteur, 0)
    assert (suite.evenements, suite.curseur, suite.perdus) == ((), 1, False)
    whole = replace(scene.acteur, dossiers=None)
    assert len(evenements.after(scene.store, whole, 0).evenements) == 1


def test_archiving_is_an_event(scene: Scene) -> None:
    whole = replace(scene.acteur, niveau="advanced", dossiers=None)
    made = write(
        scene.store,
        whole,
        registre.find("dossierClient"),
        _envoi(
            "POST",
            {"codeDossier": "D1"},
        ),
    )
    client = json.loads(made)["success"]
    named = {nom: client[nom] for nom in ("objectId", "revisionId")}
    archivage.move(scene.store, whole, _envoi("PUT", named))
    archivage.move(scene.store, whole, _envoi("DELETE", named))
    found = evenements.after(scene.store, whole, 0).evenements
    assert [(event.genre, event.faits) for event in found] == [
        ("dossier.archive", {"codeDossier": "D1"}),
        ("dossier.desarchive", {"codeDossier": "D1"}),
    ]


def _envoi(verbe: Any, item: dict[str, Any]) -> Envoi:
    return Envoi(verbe, "cabinet", [item], json.dumps([item]).encode(), None)


def test_a_reader_by_cursor_sees_each_event_once_in_order_while_many_write(scene: Scene) -> None:
    perimetres = [scene.perimetre]
    with scene.store.transaction(scene.perimetre) as conn:
        perimetres.append(Perimetre(1, dossiers.create(conn, 1, "D2")))
    whole = replace(scene.acteur, dossiers=None)
    over = threading.Event()
    seen: list[tuple[int, int]] = []

    def read() -> None:
        curseur = 0
        while True:
            last_turn = over.is_set()
            suite = evenements.after(scene.store, whole, curseur, 7)
            seen.extend((event.numero, event.faits["n"]) for event in suite.evenements)
            if last_turn and suite.curseur == curseur:
                return
            curseur = suite.curseur

    kept = [_write(scene.store, rank, perimetres) for rank in range(ECRIVAINS)]
    threads = [threading.Thread(target=thread) for thread, _ in kept]
    reader = threading.Thread(target=read)
    for thread in (reader, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    over.set()
    reader.join()
    numeros = [numero for numero, _ in seen]
    wanted = sorted(n for _, several in kept for n in several)
    assert numeros == list(range(1, len(wanted) + 1))
    assert sorted(n for _, n in seen) == wanted
    assert scene.violations() == []


def _write(store: Store, rank: int, perimetres: list[Perimetre]) -> tuple[Any, list[int]]:
    """Give a writer, whose transactions wait before they commit or give up, and what it keeps."""
    chance = random.Random(rank)
    kept: list[int] = []

    def write() -> None:
        for turn in range(CHACUN):
            n, where = rank * 1_000 + turn, chance.choice(perimetres)
            try:
                with store.transaction(where) as conn:
                    _noter(where)(conn, n)
                    if chance.random() < 0.5:
                        threading.Event().wait(chance.random() / 500)
                    if chance.random() < 0.2:
                        raise Abandon
            except Abandon:
                continue
            kept.append(n)

    return write, kept


def _noter(perimetre: Perimetre) -> Any:
    def note(conn: Any, n: int) -> None:
        table.note(
            conn,
            table.Evenement(
                perimetre.cabinet_id,
                perimetre.dossier_id,
                "essai",
                "A",
                "cle:A",
                clock.now(),
                {"n": n},
            ),
        )

    return note


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(opened=st.lists(st.booleans(), max_size=12), take=st.integers(1, 5))
def test_pages_of_any_length_give_each_event_once(
    scene: Scene, opened: list[bool], take: int
) -> None:
    closed = Perimetre(1, 0)
    begin = evenements.last(scene.store, scene.acteur)
    for n, is_open in enumerate(opened):
        where = scene.perimetre if is_open else closed
        with scene.store.transaction(where) as conn:
            _noter(where)(conn, n)
    curseur, seen = begin, []
    while curseur < begin + len(opened):
        suite = evenements.after(scene.store, scene.acteur, curseur, take)
        seen += [event.faits["n"] for event in suite.evenements]
        assert suite.curseur > curseur
        curseur = suite.curseur
    assert seen == [n for n, is_open in enumerate(opened) if is_open]


def test_old_events_are_swept_and_a_reader_left_behind_is_told(scene: Scene) -> None:
    scene.run(fec(*ACHAT))
    _age(scene, "numero <= 2")
    assert evenements.sweep(scene.store) == 2
    suite = evenements.after(scene.store, scene.acteur, 0)
    assert (suite.perdus, [event.numero for event in suite.evenements]) == (True, [3])
    assert not evenements.after(scene.store, scene.acteur, 2).perdus
    assert evenements.after(scene.store, scene.acteur, 99) == evenements.Suite((), 3, True)
    assert scene.violations() == []
    assert evenements.sweep(scene.store) == 0


def _age(scene: Scene, which: str) -> None:
    le = clock.now() - evenements.GARDE - timedelta(days=1)
    with scene.store.transaction(None) as conn:
        for told_in in ("evenement", "import_evenement"):
            where = which if told_in == "evenement" else "seq <= 2"
            old = text(f"UPDATE {told_in} SET le = :le WHERE {where}")
            conn.execute(old.bindparams(bindparam("le", type_=Instant())), {"le": le})


def test_another_cabinet_has_its_own_numbers(scene: Scene) -> None:
    with scene.store.transaction(None) as conn:
        other = dossiers.create_cabinet(conn, "autre", "Autre")
    scene.run(fec(*ACHAT))
    alien = Acteur(other, "X", "P", 5, "standard", "X", None)
    assert evenements.after(scene.store, alien, 0) == evenements.Suite((), 0, False)
