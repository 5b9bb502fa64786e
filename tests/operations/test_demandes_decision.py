"""DemandesDecision: what is asked in the console is carried out later, once, or taken back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from boucle import clock
from boucle.compta.etat import Etat
from boucle.errors import Refus
from boucle.operations.acces.acteur import Acteur
from boucle.operations.imports import decision
from boucle.operations.imports import demandes_decision as demandes
from boucle.operations.imports.demandes_decision import Reponse
from boucle.operations.nouvelles import evenements
from boucle.store.acces import personnes
from boucle.store.base.engine import Store
from boucle.store.fiches import archives, dossiers
from boucle.worker import Worker
from rigs.echeance import let_pass
from rigs.serveur_http import wait_for

from .conftest import ACHAT, Scene, fec, scene
from .test_decision import told_by_audit

__all__ = ["scene"]
INSTANT = datetime(2026, 1, 31, 12, tzinfo=UTC)
POINTS = ("demande_decision.avant_commit", "demande_decision.apres_commit")
DUE = ("decision_due.avant_commit", "decision_due.apres_commit")


def person(scene: Scene, ident: str = "marchand", profil: int = 3, **given: object) -> Acteur:
    """Make a person of the cabinet, whom every dossier is opened to unless said."""
    with scene.store.transaction(None) as conn:
        personnes.add(
            conn,
            {
                "utilisateur_id": ident,
                "cabinet_id": 1,
                "email": f"{ident}@cabinet.fr",
                "nom": f"M. {ident}",
                "profil": profil,
                "tous_dossiers": True,
                "actif": True,
                "empreinte": "",
                "facteur": None,
                "facteur_pas": 0,
                "secours": "",
                "cree_le": clock.now(),
                "connecte_le": None,
                **given,
            },
        )
    return Acteur(1, f"M. {ident}", "", profil, "advanced", "", None, utilisateur_id=ident)


def waiting(scene: Scene, n: int = 1) -> list[str]:
    return [
        scene.run(fec(*ACHAT), f"732829320FEC2024120{at}.txt", doublon="accepter")["id"]
        for at in range(1, n + 1)
    ]


def etats(scene: Scene, ids: list[str]) -> list[str]:
    return [scene.told(ident)["etat"] for ident in ids]


@pytest.mark.parametrize(
    ("vers", "asked"),
    [
        (Etat.VALIDE, "validation_demandee"),
        (Etat.REJETE, "rejet_demande"),
    ],
)
def test_what_is_asked_waits_ten_seconds_and_is_carried_out(
    scene: Scene, vers: Etat, asked: str
) -> None:
    marchand, ids = person(scene), waiting(scene, 3)
    answers = demandes.request(scene.atelier, marchand, ids, vers)
    assert [(one.demande, one.etat, one.refus) for one in answers] == [
        (ident, asked, None) for ident in ids
    ]
    told = scene.told(ids[0])
    assert (told["etat"], told["status"], told["lignes"]) == (asked, 3, 3)
    assert (demandes.carry_out(scene.atelier), scene.violations()) == (0, [])
    let_pass(scene.store)
    assert demandes.carry_out(scene.atelier) == 3
    assert etats(scene, ids) == [vers.value] * 3
    last = scene.told(ids[0])["historique"][-1]
    assert (last["de"], last["vers"], last["auteur"]) == (asked, vers.value, "M. marchand")
    assert (demandes.carry_out(scene.atelier), scene.violations()) == (0, [])


def test_it_is_due_ten_seconds_later(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    marchand, ids = person(scene), waiting(scene)
    monkeypatch.setattr(Store, "maintenant", lambda self, conn: INSTANT)
    first, again = (
        demandes.request(scene.atelier, marchand, ids, Etat.VALIDE)[0] for _ in range(2)
    )
    assert first.due_le == again.due_le == INSTANT + timedelta(seconds=10)


def test_it_is_taken_back_while_it_is_not_due(scene: Scene) -> None:
    marchand, ids = person(scene), waiting(scene, 2)
    demandes.request(scene.atelier, marchand, ids, Etat.REJETE)
    answers = demandes.cancel(scene.atelier, marchand, ids)
    assert [one.etat for one in answers] == ["a_valider"] * 2
    assert [one.etat for one in demandes.cancel(scene.atelier, marchand, ids)] == ["a_valider"] * 2
    let_pass(scene.store)
    assert (demandes.carry_out(scene.atelier), etats(scene, ids)) == (0, ["a_valider"] * 2)
    genres = [event.genre for event in evenements.after(scene.store, marchand, 0).evenements]
    assert genres[-4:] == ["import.rejet_demande"] * 2 + ["import.decision_annulee"] * 2
    assert scene.violations() == []


def test_what_is_due_is_taken_back_no_more(scene: Scene) -> None:
    marchand, ids = person(scene), waiting(scene)
    demandes.request(scene.atelier, marchand, ids, Etat.VALIDE)
    let_pass(scene.store)
    (answer,) = demandes.cancel(scene.atelier, marchand, ids)
    assert answer.refus is not None
    assert answer.refus.kind.code == "REQ-325"
    assert demandes.carry_out(scene.atelier) == 1
    (answer,) = demandes.cancel(scene.atelier, marchand, ids)
    assert "« Terminé avec succès », par M. marchand le " in refused(answer).message


def refused(answer: Reponse) -> Refus:
    assert answer.refus is not None
    return answer.refus


def test_a_second_person_is_told_who_acted_first_and_when(scene: Scene) -> None:
    first, second, ids = person(scene), person(scene, "ferrand"), waiting(scene)
    demandes.request(scene.atelier, first, ids, Etat.VALIDE)
    (answer,) = demandes.request(scene.atelier, second, ids, Etat.REJETE)
    refus = refused(answer)
    assert refus.details["par"] == "M. marchand"
    assert (refus.details["etat"], refus.details["profil"]) == ("validation_demandee", 3)
    assert "par M. marchand le " in refus.message
    with pytest.raises(Refus, match=r"par M\. marchand le "):
        decision.decide(scene.atelier, second, ids[0], Etat.VALIDE)
    (mine,) = demandes.request(scene.atelier, first, ids, Etat.VALIDE)
    assert (mine.etat, mine.refus) == ("validation_demandee", None)
    let_pass(scene.store)
    demandes.carry_out(scene.atelier)
    (answer,) = demandes.request(scene.atelier, second, ids, Etat.REJETE)
    assert refused(answer).details["etat"] == "valide"
    assert refused(answer).details["par"] == "M. marchand"


def test_each_import_of_a_call_has_its_own_answer(scene: Scene) -> None:
    marchand, ids = person(scene), waiting(scene, 2)
    scene.decide(ids[0], Etat.REJETE)
    answers = demandes.request(
        scene.atelier, marchand, [ids[0], "rien", ids[1], ids[1]], Etat.VALIDE
    )
    told = [one.refus.kind.code if one.refus else one.etat for one in answers]
    assert told == ["REQ-251", "REQ-250", "validation_demandee", "validation_demandee"]


def test_five_hundred_imports_are_asked_together_and_no_more(scene: Scene) -> None:
    marchand = person(scene)
    assert len(demandes.request(scene.atelier, marchand, ["rien"] * 500, Etat.VALIDE)) == 500
    with pytest.raises(Refus, match="500 imports"):
        demandes.request(scene.atelier, marchand, ["rien"] * 501, Etat.VALIDE)


def test_the_profile_of_the_dossier_is_judged_when_it_is_asked(scene: Scene) -> None:
    ids = waiting(scene)
    low = replace(person(scene), profils={scene.perimetre.dossier_id: 2})
    elsewhere = replace(low, dossiers=frozenset())
    for act in (
        lambda who: demandes.request(scene.atelier, who, ids, Etat.VALIDE),
        lambda who: demandes.cancel(scene.atelier, who, ids),
    ):
        assert [refused(one).kind.code for one in act(low)] == ["REQ-013"]
        assert [refused(one).kind.code for one in act(elsewhere)] == ["REQ-250"]


@pytest.mark.parametrize("withdraw", [{"profil": 2}, {"actif": False}, {"tous_dossiers": False}])
def test_a_right_withdrawn_meanwhile_decides_nothing(
    scene: Scene, withdraw: dict[str, object]
) -> None:
    marchand, ids = person(scene), waiting(scene)
    demandes.request(scene.atelier, marchand, ids, Etat.VALIDE)
    with scene.store.transaction(None) as conn:
        personnes.change(conn, "marchand", **withdraw)
    let_pass(scene.store)
    assert (demandes.carry_out(scene.atelier), etats(scene, ids)) == (1, ["a_valider"])
    (event,) = list(evenements.after(scene.store, marchand, 0).evenements)[-1:]
    assert (event.genre, event.faits["detail"], event.acteur) == (
        "import.decision_abandonnee",
        "droit_retire",
        "personne:marchand",
    )
    ((auteur, acteur, _, facts),) = told_by_audit(scene, "import.decision_abandonnee")
    assert (auteur, acteur) == ("M. marchand", "serveur")
    assert facts == {"vers": "valide", "demandeur": "personne:marchand", "cause": "droit_retire"}
    assert scene.violations() == []


def test_a_key_that_is_revoked_decides_nothing(scene: Scene) -> None:
    ids = waiting(scene)
    demandes.request(scene.atelier, scene.acteur, ids, Etat.VALIDE)
    let_pass(scene.store)
    # The key of the stories is in no table: as good as revoked.
    demandes.carry_out(scene.atelier)
    assert etats(scene, ids) == ["a_valider"]


def test_a_dossier_with_a_demand_is_held_open(scene: Scene) -> None:
    marchand, ids = person(scene), waiting(scene)
    demandes.request(scene.atelier, marchand, ids, Etat.VALIDE)
    with scene.store.lecture(scene.perimetre) as conn:
        assert archives.count_held(conn, scene.perimetre).imports == 1


def together(*acts: Callable[[], object]) -> None:
    ready = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        ready.wait()
        act()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_many_workers_carry_each_out_once(scene: Scene) -> None:
    marchand, ids = person(scene), waiting(scene, 6)
    demandes.request(scene.atelier, marchand, ids, Etat.VALIDE)
    let_pass(scene.store)
    done: list[int] = []
    together(*[lambda: done.append(demandes.carry_out(scene.atelier))] * 6)
    assert (sum(done), etats(scene, ids)) == (6, ["valide"] * 6)
    assert scene.violations() == []


def test_a_worker_carries_out_what_is_due_of_any_import(scene: Scene) -> None:
    marchand, ids = person(scene), waiting(scene)
    demandes.request(scene.atelier, marchand, ids, Etat.VALIDE)
    let_pass(scene.store)
    worker = Worker(scene.atelier)
    worker.start()
    try:
        wait_for("the decision", lambda: etats(scene, ids) == ["valide"])
    finally:
        worker.stop()
        worker.join()
    assert scene.violations() == []


def test_of_two_who_ask_at_once_one_wins_for_each_import(scene: Scene) -> None:
    first, second, ids = person(scene), person(scene, "ferrand"), waiting(scene, 6)
    answers: list[Reponse] = []
    together(
        lambda: answers.extend(demandes.request(scene.atelier, first, ids, Etat.VALIDE)),
        lambda: answers.extend(demandes.request(scene.atelier, second, ids[::-1], Etat.REJETE)),
    )
    won = [one.demande for one in answers if one.refus is None]
    assert (len(answers), sorted(won)) == (12, sorted(ids))
    assert scene.violations() == []


def test_a_demand_due_in_an_archive_of_another_cabinet_is_not_mixed_up(scene: Scene) -> None:
    with scene.store.transaction(None) as conn:
        other = dossiers.create_cabinet(conn, "autre", "Autre")
    marchand, ids = person(scene), waiting(scene)
    alien = replace(marchand, cabinet_id=other)
    (answer,) = demandes.request(scene.atelier, alien, ids, Etat.VALIDE)
    assert refused(answer).kind.code == "REQ-250"


_ACT = """
import sys
from boucle.config import Config
from boucle.compta.etat import Etat
from boucle.operations.imports import demandes_decision as demandes
from boucle.operations.acces.acteur import Acteur
from boucle.operations.atelier import Atelier
atelier = Atelier.open(Config.read())
who = Acteur(1, "M. marchand", "", 3, "advanced", "", None, utilisateur_id="marchand")
if sys.argv[1] == "ask":
    demandes.request(atelier, who, sys.argv[2:], Etat.VALIDE)
else:
    demandes.carry_out(atelier)
"""


def killed(scene: Scene, fault: str, *arguments: str) -> None:
    config = scene.store.config
    environment = {
        **os.environ,
        "BOUCLE_FAUTE": fault,
        "BOUCLE_DONNEES": str(config.donnees),
        "BOUCLE_DATABASE": config.database,
        "BOUCLE_DATABASE_CHARGE": config.database_charge,
    }
    done = subprocess.run(
        [sys.executable, "-c", _ACT, *arguments],
        env=environment,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, f"the fault {fault} did not fire"


@pytest.mark.parametrize(
    ("fault", "kept"), list(zip(POINTS, ("a_valider", "validation_demandee"), strict=True))
)
def test_a_server_killed_while_it_takes_a_demand(scene: Scene, fault: str, kept: str) -> None:
    marchand, ids = person(scene), waiting(scene, 2)
    killed(scene, fault, "ask", *ids)
    assert (etats(scene, ids), scene.violations()) == ([kept] * 2, [])
    demandes.request(scene.atelier, marchand, ids, Etat.VALIDE)
    let_pass(scene.store)
    assert demandes.carry_out(scene.atelier) == 2
    assert etats(scene, ids) == ["valide"] * 2


@pytest.mark.parametrize(
    ("fault", "first"), list(zip(DUE, ("validation_demandee", "valide"), strict=True))
)
def test_a_worker_killed_while_it_carries_out(scene: Scene, fault: str, first: str) -> None:
    marchand, ids = person(scene), waiting(scene, 2)
    demandes.request(scene.atelier, marchand, ids, Etat.VALIDE)
    let_pass(scene.store)
    killed(scene, fault, "work")
    assert sorted(etats(scene, ids)) == sorted([first, "validation_demandee"])
    assert scene.violations() == []
    demandes.carry_out(scene.atelier)
    assert (etats(scene, ids), scene.violations()) == (["valide"] * 2, [])
    with scene.store.lecture(None) as conn:
        said = conn.execute(
            text("SELECT COUNT(*) FROM evenement WHERE genre = 'import.valide'")
        ).scalar_one()
    assert said == 2
