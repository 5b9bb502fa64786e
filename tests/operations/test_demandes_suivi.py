"""DemandesDecision: what is weighed, shown, kept and said of the decisions asked in the console."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from boucle.compta.etat import Etat
from boucle.errors import Refus
from boucle.operations.acces.acteur import Acteur
from boucle.operations.imports import demandes_decision as demandes
from boucle.store.base.engine import Store
from boucle.store.travaux import imports
from rigs.echeance import let_pass

from .conftest import Scene, scene
from .test_decision import told_by_audit
from .test_demandes_decision import INSTANT, etats, person, waiting

__all__ = ["scene"]


def test_what_is_pending_says_whose_it_is_and_the_seconds_left(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, ids = person(scene), person(scene, "ferrand"), waiting(scene, 2)
    for who, asked, vers, at_s in (
        (first, ids[:1], Etat.VALIDE, 0),
        (second, ids[1:], Etat.REJETE, 3),
    ):
        at = INSTANT + timedelta(seconds=at_s)
        monkeypatch.setattr(Store, "maintenant", lambda self, conn, at=at: at)
        demandes.request(scene.atelier, who, asked, vers)
    for after_ms, left in ((3_000, [7, 10]), (3_001, [7, 10]), (10_000, [0, 3]), (13_900, [0, 0])):
        at = INSTANT + timedelta(milliseconds=after_ms)
        monkeypatch.setattr(Store, "maintenant", lambda self, conn, at=at: at)
        told = demandes.pending(scene.store, first, "D1")
        assert [one.reste_s for one in told] == left
    assert [(one.vers, one.auteur, one.mienne, one.demandes) for one in told] == [
        (Etat.VALIDE, "M. marchand", True, (ids[0],)),
        (Etat.REJETE, "M. ferrand", False, (ids[1],)),
    ]


def test_what_is_weighed_waits_for_a_decision(scene: Scene) -> None:
    marchand, ids = person(scene), waiting(scene, 3)
    scene.decide(ids[0], Etat.REJETE)
    scene.decide(ids[1], Etat.VALIDE)

    def weighed(*chosen: str, who: Acteur = marchand) -> list[str]:
        choix = demandes.weigh(scene.store, who, "D1", chosen, Etat.VALIDE)
        return [one.demande for one in choix.decidables]

    assert weighed(*ids) == weighed(ids[2]) == [ids[2]]
    with pytest.raises(Refus, match="REQ-013"):
        weighed(*ids, who=replace(marchand, profil=2))
    # One says who decided it; several, how many they are.
    for chosen, code, slots in (
        (ids[:1], "REQ-251", {"etat": "Rejeté"}),
        (ids[:2], "REQ-324", {"n": 2}),
        ([], "REQ-324", {"n": 0}),
    ):
        with pytest.raises(Refus) as caught:
            weighed(*chosen)
        assert caught.value.kind.code == code
        assert caught.value.slots.items() >= slots.items()


def test_imports_are_taken_in_one_order_whatever_the_call(scene: Scene) -> None:
    """Two calls that name the same ones never wait for each other in a ring."""
    marchand, ids = person(scene), waiting(scene, 2)
    demandes.request(scene.atelier, marchand, ids[::-1], Etat.VALIDE)
    said = told_by_audit(scene, "import.validation_demandee")
    assert [objet for _, _, objet, _ in said] == ids


def test_the_audit_keeps_who_asked_took_back_and_decided(scene: Scene) -> None:
    marchand, ids = person(scene), waiting(scene)
    demandes.request(scene.atelier, marchand, ids, Etat.REJETE)
    demandes.cancel(scene.atelier, marchand, ids)
    demandes.request(scene.atelier, marchand, ids, Etat.VALIDE)
    let_pass(scene.store)
    demandes.carry_out(scene.atelier)
    for action, facts in (
        ("rejet_demande", {}),
        ("decision_annulee", {}),
        ("validation_demandee", {}),
        ("valide", {"lignes": 3, "debit": 12000, "credit": 12000}),
    ):
        assert told_by_audit(scene, f"import.{action}") == [
            ("M. marchand", "personne:marchand", ids[0], facts)
        ], action


def test_one_that_cannot_be_carried_out_holds_no_other_back(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    marchand, ids = person(scene), waiting(scene, 2)
    demandes.request(scene.atelier, marchand, ids, Etat.VALIDE)
    table = imports.import_comptable
    with scene.store.transaction(scene.perimetre) as conn:
        conn.execute(update(table).where(table.c.demande == ids[0]).values(etat="a_valider"))
    let_pass(scene.store)
    with pytest.raises(imports.MoveLost):
        demandes.carry_out(scene.atelier)
    assert etats(scene, ids) == ["a_valider", "valide"]
    assert [record.name for record in caplog.records] == ["boucle.decisions"]
