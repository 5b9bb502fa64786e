"""Notifications: what each person is told, what they read of it, by links and forms alone."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, func, select, text

from boucle import clock
from boucle.compta.etat import Etat
from boucle.errors.francais import instant
from boucle.operations.acces import sessions
from boucle.operations.acces.acteur import Acteur
from boucle.operations.imports import decision
from boucle.operations.nouvelles import evenements, notifications
from boucle.store.base.engine import Store
from boucle.store.base.types import Instant
from boucle.store.fiches import dossiers
from boucle.store.travaux import evenements as table
from boucle.store.travaux.notifications import notification_lue
from boucle.values import Perimetre
from operations.conftest import ACHAT, BANCAL, fec
from rigs.ecoute import ecoute
from rigs.scene_console import SceneConsole, scene_vide
from rigs.serveur_http import serving

HERE = {"origin": "http://testserver.local"}


@pytest.fixture
def scene(store: Store, tmp_path: Path) -> Iterator[SceneConsole]:
    with scene_vide(store, tmp_path) as made:
        yield made


def acteur(scene: SceneConsole) -> Acteur:
    visite = sessions.recognise(scene.atelier.store, scene.jeton())
    assert visite is not None
    return visite.acteur


def happen(
    scene: SceneConsole, genre: str, n: int = 1, *, dossier: str = "D1", par: str = "serveur"
) -> None:
    """Write events of a kind, as an import that changes writes them."""
    cabinet_id, store = scene.perimetre.cabinet_id, scene.atelier.store
    with store.transaction(Perimetre(cabinet_id, 0)) as conn:
        dossier_id = dossiers.find(conn, cabinet_id, dossier)
        assert dossier_id is not None
        for rank in range(n):
            table.note(
                conn,
                table.Evenement(
                    cabinet_id,
                    dossier_id,
                    genre,
                    "A",
                    par,
                    clock.now(),
                    {
                        "demande": f"I{rank}",
                        "nom_fichier": f"f{rank}.txt",
                        "format": "FEC",
                        "ecritures": 2,
                        "partenaire": "P",
                        "erreur": "Illisible.",
                        "cree_le": clock.now().isoformat(),
                    }
                    if genre.startswith("import.")
                    else {"codeDossier": dossier},
                ),
            )


def told(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.text
    plain = re.sub(r"<[^>]+>", " ", answer.text)
    return re.sub(r"[\s\u00a0\u202f]+", " ", html.unescape(plain))


def unread(answer: Any) -> str:
    found = re.search(r'aria-label="Notifications, (\S+) non lue\(s\)"', answer.text)
    assert found is not None
    return found[1]


def counts(scene: SceneConsole) -> list[tuple[str, int, int]]:
    boite = notifications.read(scene.atelier.store, acteur(scene))
    return [(one.module, one.non_lues, one.toutes) for one in boite.comptes]


def post(client: Any, **data: str) -> Any:
    return client.post("/notifications/lues", data=data, headers=HERE, follow_redirects=False)


def test_the_words_are_the_published_ones(scene: SceneConsole) -> None:
    client, me = scene.client(), acteur(scene)
    empty = client.get("/notifications")
    assert "Aucune notification" in told(empty)
    assert unread(empty) == "0"
    rejected = scene.ask(fec(*ACHAT), "732829320FEC20241231.txt")
    failed = scene.ask(fec(*BANCAL), "732829320FEC20251231.txt")
    scene.work()
    decision.decide(scene.atelier, me, rejected, Etat.REJETE)
    page = client.get("/notifications")
    le = instant(_cree_le(scene, rejected))
    jour, heure = le.split(" ")
    shown = told(page)
    assert "Comptabilité (3 Non lu/3)" in shown
    assert (
        f"Rejet de l’import Non lu Le rejet de l’import du {jour} à {heure} s’est terminé avec "
        "succès."
    ) in shown
    assert "Import en erreur Non lu 732829320FEC20251231.txt : " in shown
    assert "Import en attente Non lu 732829320FEC20241231.txt, 1 écriture de Caisse Alizé." in shown
    assert unread(page) == "3"
    assert page.text.index("Rejet de l") < page.text.index("Import en erreur")
    assert f"/dossiers/D1/imports/{failed}" in page.text
    other = scene.ask(fec(*ACHAT), "732829320FEC20241231_2.txt")
    scene.work()
    decision.decide(scene.atelier, me, other, Etat.VALIDE)
    assert "La validation de l’import du " in told(client.get("/notifications"))


def _cree_le(scene: SceneConsole, demande: str) -> Any:
    from boucle.store.travaux.imports import import_comptable

    with scene.atelier.store.lecture(scene.perimetre) as conn:
        query = select(import_comptable.c.cree_le).where(import_comptable.c.demande == demande)
        return conn.execute(query).scalar_one()


def test_reading_is_each_persons_own_and_by_forms_alone(scene: SceneConsole) -> None:
    happen(scene, "import.a_valider", 3)
    client, other = scene.client(), scene.someone()
    page = client.get("/notifications")
    first, second, third = re.findall(r'name="numero" value="(\d+)"', page.text)
    assert post(client, numero=third).headers["location"] == "/notifications"
    place = html.unescape(re.findall(r'name="suite" value="([^"]+)"', page.text)[0])
    assert post(client, numero=first, suite=place).headers["location"] == place
    assert post(client, numero=first).status_code == 303
    page = client.get("/notifications")
    assert "Comptabilité (1 Non lu/3)" in told(page)
    assert re.findall(r'name="numero" value="(\d+)"', page.text) == [second]
    cursor = re.findall(r'name="curseur" value="(\d+)"', page.text)[0]
    happen(scene, "import.en_erreur")
    post(client, curseur=cursor)
    assert "(1 Non lu/4)" in told(client.get("/notifications"))
    post(client, curseur="99999999")
    page = client.get("/notifications")
    assert ("(0 Non lu/4)" in told(page), unread(page)) == (True, "0")
    assert "Tout marquer lu" not in page.text
    # What one read is unread for another; what was before a person came counts as read for them.
    assert counts(other) == [("comptabilite", 1, 4)]
    happen(scene, "import.a_valider")
    assert unread(client.get("/dossiers")) == "1"
    assert post(client, suite="//ailleurs", curseur="9").headers["location"] == "/"
    for bad in ({"numero": "x"}, {"curseur": "-1"}):
        assert "REQ-" in told(post(client, **bad), 400)


def test_only_who_is_concerned_is_told(scene: SceneConsole) -> None:
    me, other = acteur(scene), scene.someone()
    happen(scene, "import.valide", par=me.identite)
    happen(scene, "import.rejete", par="cle:ESSAI")
    happen(scene, "import.en_cours")
    happen(scene, "dossier.archive", par=me.identite)
    happen(scene, "import.a_valider", dossier="D2")
    assert counts(scene) == [("comptabilite", 2, 2)]
    assert counts(other) == [("comptabilite", 1, 1), ("cabinet", 1, 1)]
    assert "Cabinet (1 Non lu/1) Dossier archivé Non lu Le dossier D1 a été archivé par A." in told(
        other.client().get("/notifications")
    )
    scene.become(codes=frozenset({"D2"}))
    assert counts(scene) == [("comptabilite", 1, 1)]
    hidden = scene.client()
    post(hidden, numero="1")
    scene.become()
    assert counts(scene) == [("comptabilite", 2, 2)]
    with scene.atelier.store.transaction(None) as conn:
        alien = dossiers.create_cabinet(conn, "autre", "Autre")
        dossiers.create(conn, alien, "D1")
    happen(replace(scene, perimetre=Perimetre(alien, 0)), "import.a_valider", 4)
    assert counts(scene) == [("comptabilite", 2, 2)]


def test_pages_follow_one_another_and_the_bell_counts_no_further(scene: SceneConsole) -> None:
    happen(scene, "import.a_valider", 120)
    client = scene.client()
    seen: list[str] = []
    where = "/notifications"
    while where:
        page = client.get(where)
        assert "Comptabilité (120 Non lu/120)" in told(page)
        assert unread(page) == "99+"
        seen += re.findall(r'name="numero" value="(\d+)"', page.text)
        found = re.search(r'href="(/notifications\?avant=\d+)"', page.text)
        where = found[1] if found else ""
    assert seen == [str(n) for n in range(120, 0, -1)]
    assert "REQ-" in told(client.get("/notifications?avant=x"), 400)


def test_marks_go_with_their_events_by_slices(
    scene: SceneConsole, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifications, "_TRANCHE", 2)
    happen(scene, "import.a_valider", 8)
    store, me = scene.atelier.store, acteur(scene)
    for numero in (3, 4, 5, 6, 8):
        notifications.mark(store, me, numero)
    with store.transaction(None) as conn:
        old = text("UPDATE evenement SET le = :le WHERE numero <= 7")
        conn.execute(
            old.bindparams(bindparam("le", type_=Instant())),
            {
                "le": clock.now() - evenements.GARDE - timedelta(days=1),
            },
        )
    assert evenements.sweep(store) == 7
    assert (notifications.sweep(store), notifications.sweep(store)) == (4, 0)
    notifications.mark_all(store, me, 8)
    assert notifications.sweep(store) == 0
    with store.lecture(scene.perimetre) as conn:
        assert conn.execute(select(func.count()).select_from(notification_lue)).scalar() == 1


def test_the_stream_says_how_many_are_unread(scene: SceneConsole) -> None:
    me, other = acteur(scene), scene.someone()
    with (
        serving(scene.atelier) as url,
        ecoute(url, scene.jeton(), 0) as mine,
        ecoute(url, other.jeton(), 0) as his,
    ):
        assert mine.silent(0.5)
        happen(scene, "import.valide", par=me.identite)
        assert mine.next()["genre"] == his.next()["genre"] == "import.valide"
        assert mine.next()["non_lues"] == 1
        happen(scene, "import.a_valider", 2)
        for heard in (mine, his):
            assert [heard.next()["genre"] for _ in range(2)] == ["import.a_valider"] * 2
        assert (mine.next()["non_lues"], his.next()["non_lues"]) == (3, 2)
