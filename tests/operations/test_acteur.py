"""Acteur: whom the keys open to, what is opened, and what each refusal says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from boucle import clock
from boucle.errors import Refus
from boucle.operations.acces import cles, personnes
from boucle.operations.acces.acteur import Acteur, authenticate
from boucle.operations.acces.cles import Trousseau
from boucle.operations.acces.personnes import operator
from boucle.operations.acces.reglage import Reglage
from boucle.operations.acces.sessions import acteur_of
from boucle.store.acces import cles as rows
from boucle.store.acces import personnes as people
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers
from boucle.values import Perimetre

from .conftest import make_dossier

CLE = Acteur(7, "Essai", "Partenaire", 2, "standard", "CLE", frozenset({3, 4}))
PERSONNE = replace(CLE, cle_id="", utilisateur_id="U1", niveau="advanced")


def code_of(caught: pytest.ExceptionInfo[Refus]) -> str:
    return caught.value.kind.code


def make_key(store: Store, **given: object) -> Trousseau:
    wanted = {"nom": "Essai", "partenaire": "P", "codes": None, **given}
    return cles.create(store, "demo", **wanted)  # type: ignore[arg-type]


def test_the_audit_names_a_person_a_key_or_the_operator() -> None:
    assert [one.identite for one in (PERSONNE, CLE, replace(CLE, cle_id=""))] == [
        "personne:U1",
        "cle:CLE",
        "Essai",
    ]


def test_retries_are_those_of_one_key_or_of_one_person() -> None:
    assert [one.porteur for one in (CLE, PERSONNE)] == ["CLE", "personne:U1"]


def test_before_a_dossier_is_found_all_takes_place_in_the_cabinets_own_folder() -> None:
    assert CLE.cabinet == Perimetre(7, 0)


def test_it_opens_the_dossiers_named_or_all() -> None:
    everywhere = replace(CLE, dossiers=None)
    assert [CLE.opens(3), CLE.opens(5), everywhere.opens(5)] == [True, False, True]


def test_the_profile_is_that_of_the_dossier_and_the_highest_where_none_is_known() -> None:
    someone = replace(PERSONNE, profil=2, profils={3: 1, 4: 4})
    here = [someone.profil_pour(Perimetre(7, dossier)) for dossier in (3, 4, 5)]
    assert here == [1, 4, 2]
    assert [one.profil_pour(None) for one in (someone, CLE, replace(CLE, profil=0))] == [4, 2, 0]


def test_a_profile_is_enough_from_the_one_asked_for() -> None:
    CLE.demand_profil(2, None)
    with pytest.raises(Refus) as caught:
        CLE.demand_profil(3, None)
    assert (code_of(caught), caught.value.slots) == ("REQ-013", {"requis": 3, "profil": 2})


def test_a_dossier_is_found_by_its_code_where_it_is_opened(store: Store) -> None:
    place = make_dossier(store)
    acteur = replace(CLE, cabinet_id=place.cabinet_id, dossiers=frozenset({place.dossier_id}))
    told = {}
    with store.lecture(place) as conn:
        assert acteur.perimetre(conn, "D1") == place
        assert acteur.dossier_client(conn, "D1", "L'import") == place
        for name, one, code in (
            ("closed", replace(acteur, dossiers=frozenset()), "D1"),
            ("absent", acteur, "D9"),
            ("absent for all", replace(acteur, dossiers=None), "D9"),
            ("no text", acteur, "D\ud800"),
            ("endless", acteur, "D" * 1_000),
        ):
            with pytest.raises(Refus) as caught:
                one.perimetre(conn, code)
            told[name] = (code_of(caught), caught.value.slots["codeIBS"])
    assert told == {
        "closed": ("REQ-004", "D1"),
        "absent": ("REQ-004", "D9"),
        "absent for all": ("REQ-004", "D9"),
        "no text": ("REQ-004", "D�"),
        "endless": ("REQ-004", "D" * 59 + "…"),
    }


def test_the_cabinets_own_folder_is_for_the_advanced_and_is_no_clients(store: Store) -> None:
    place = make_dossier(store)
    plain = replace(CLE, cabinet_id=place.cabinet_id)
    advanced = replace(plain, niveau="advanced")
    with store.lecture(place) as conn:
        wanted = Perimetre(place.cabinet_id, 0, frozenset({3, 4}))
        assert advanced.perimetre(conn, "cabinet") == wanted
        with pytest.raises(Refus, match="REQ-014"):
            plain.perimetre(conn, "cabinet")
        with pytest.raises(Refus) as caught:
            advanced.dossier_client(conn, "cabinet", "L'import")
    assert caught.value.slots == {"ressource": "L'import", "lu": "cabinet"}


def test_what_a_key_or_a_person_creates_is_opened_to_it(store: Store) -> None:
    place = make_dossier(store)
    made = make_key(store, codes=["D1"])
    personnes.invite(
        store,
        operator(place.cabinet_id),
        "lea@cabinet.example",
        Reglage(
            nom="Léa",
            profil=3,
            codes=frozenset({"D1"}),
            baisses={"D1": 1},
        ),
    )
    ours = place.dossier_id
    with store.transaction(Perimetre(place.cabinet_id, 0)) as conn:
        new = dossiers.create(conn, place.cabinet_id, "D2")
        row = people.find_email(conn, "lea@cabinet.example", "demo")
        assert row is not None
        key = replace(CLE, cabinet_id=place.cabinet_id, cle_id=made.cle, dossiers=frozenset({ours}))
        for acteur in (key, acteur_of(conn, row), replace(key, dossiers=None)):
            acteur.open_more(conn, [ours, new])
        assert rows.dossiers_of(conn, place.cabinet_id, made.cle) == {ours, new}
        assert people.dossiers_of(conn, place.cabinet_id, row["utilisateur_id"]) == {
            ours: 1,
            new: None,
        }


def test_the_keys_say_who_acts(store: Store) -> None:
    place = make_dossier(store)
    made = make_key(store, codes=["D1"], niveau="advanced", profil=4)
    everywhere = make_key(store)
    judged: list[Acteur] = []
    acteur = authenticate(
        store, made.abonnement, made.x_apikey, lambda conn, one: judged.append(one)
    )
    assert judged == [acteur]
    assert acteur == Acteur(
        place.cabinet_id, "Essai", "P", 4, "advanced", made.cle, frozenset({place.dossier_id})
    )
    assert authenticate(store, everywhere.abonnement, everywhere.x_apikey).dossiers is None
    spaced = authenticate(store, f" {made.abonnement} ", f" {made.cle}: {made.secret} ")
    assert spaced == acteur


def test_each_key_that_opens_nothing_has_its_code(store: Store) -> None:
    make_dossier(store)
    made, other = make_key(store), make_key(store)
    told = {}
    for name, abonnement, cle in (
        ("no subscription", "", made.x_apikey),
        ("none at all", None, None),
        ("unknown subscription", "x", made.x_apikey),
        ("no key", made.abonnement, None),
        ("unknown key", made.abonnement, f"X:{made.secret}"),
        ("wrong secret", made.abonnement, f"{made.cle}:x"),
        ("another key's secret", made.abonnement, f"{made.cle}:{other.secret}"),
        ("not ascii", made.abonnement, f"{made.cle}:é"),
        ("not ascii, first", "é", made.x_apikey),
        ("control", made.abonnement, f"{made.cle}\x00:{made.secret}"),
        ("control, first", "x\x00", made.x_apikey),
        ("512 characters", "x", "y" * 510 + ":z"),
        ("513 characters", "x", "y" * 511 + ":z"),
    ):
        with pytest.raises(Refus) as caught:
            authenticate(store, abonnement, cle)
        told[name] = code_of(caught)
    assert told == {
        "no subscription": "REQ-010",
        "none at all": "REQ-010",
        "unknown subscription": "REQ-011",
        "no key": "REQ-012",
        "unknown key": "REQ-012",
        "wrong secret": "REQ-012",
        "another key's secret": "REQ-012",
        "not ascii": "REQ-012",
        "not ascii, first": "REQ-012",
        "control": "REQ-012",
        "control, first": "REQ-012",
        "512 characters": "REQ-011",
        "513 characters": "REQ-012",
    }


def test_a_key_is_good_until_it_expires_or_is_revoked(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_dossier(store)
    made, endless, revoked = (make_key(store) for _ in range(3))
    end = clock.now() + timedelta(days=9)
    with store.transaction(Perimetre(place.cabinet_id, 0)) as conn:
        for one, expire_le in ((made, end), (endless, None)):
            here = rows.cle_api.c.cle == one.cle
            conn.execute(update(rows.cle_api).where(here).values(expire_le=expire_le))
    cles.revoke(store, "demo", revoked.cle)
    monkeypatch.setattr(clock, "now", lambda: end - timedelta(microseconds=1))
    assert [
        authenticate(store, one.abonnement, one.x_apikey).cle_id for one in (made, endless)
    ] == [made.cle, endless.cle]
    monkeypatch.setattr(clock, "now", lambda: end)
    for one in (made, revoked):
        with pytest.raises(Refus, match="REQ-012"):
            authenticate(store, one.abonnement, one.x_apikey)
    assert authenticate(store, endless.abonnement, endless.x_apikey).cle_id == endless.cle
