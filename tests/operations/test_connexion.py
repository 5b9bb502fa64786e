"""Connexion: a password, then a code; what is tried too often, too many at once, or twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from argon2 import PasswordHasher

from boucle import clock
from boucle.errors import Refus
from boucle.operations.acces import connexion, droits, mots_de_passe, personnes, sessions
from boucle.operations.acces.acteur import Acteur
from boucle.operations.acces.cadence import Cadence
from boucle.operations.acces.connexion import Essai
from boucle.operations.acces.reglage import Reglage
from boucle.operations.acces.sessions import Provenance
from boucle.operations.atelier import Atelier
from boucle.store.acces import audit
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers
from boucle.values import Perimetre

MOT = "girafe tambour lichen"
ICI = Provenance("192.0.2.7", "Firefox")
LIBRE = droits.Droit("essai", "L'essai", droits.Portee.AUCUN)


@pytest.fixture(autouse=True)
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    # The same algorithm at its least cost: its strength is not what is tried here.
    monkeypatch.setattr(mots_de_passe, "HACHEUR", PasswordHasher(1, 8, 1))


@pytest.fixture
def atelier(store: Store) -> Atelier:
    with store.transaction(None) as conn:
        for code in ("vauquelin", "autre"):
            cabinet_id = dossiers.create_cabinet(conn, code, code.title())
            dossiers.create(conn, cabinet_id, "CL0001")
            dossiers.create(conn, cabinet_id, "CL0002")
    return Atelier.open(store.config, store)


@pytest.fixture
def cadence(atelier: Atelier) -> Iterator[Cadence]:
    opened = Cadence(atelier.store)
    yield opened
    opened.close()


def make(
    atelier: Atelier,
    email: str = "h@v.example",
    profil: int = 2,
    cabinet_id: int = 1,
    **reglage: object,
) -> str:
    acteur = personnes.operator(cabinet_id)
    settled = replace(Reglage("H. Marchand", profil), **reglage)  # type: ignore[arg-type]
    who, jeton = personnes.invite(atelier.store, acteur, email, settled)
    personnes.follow(atelier.store, jeton, MOT)
    return who


def enter(
    atelier: Atelier,
    cadence: Cadence,
    email: str = "h@v.example",
    mot: str = MOT,
    cabinet: str = "",
) -> connexion.Entree:
    return connexion.sign_in(atelier, cadence, Essai(email, mot, cabinet), ICI)


def acteur_of(atelier: Atelier, jeton: str) -> Acteur | None:
    visite = sessions.recognise(atelier.store, jeton)
    return visite.acteur if visite else None


def code_of(call: object, *given: object) -> str:
    with pytest.raises(Refus) as refused:
        call(*given)  # type: ignore[operator]
    return refused.value.kind.code


def test_a_right_password_opens_a_session_under_the_name_of_the_person(
    atelier: Atelier, cadence: Cadence
) -> None:
    who = make(atelier, " H@V.example")
    entree = enter(atelier, cadence)
    acteur = acteur_of(atelier, entree.jeton)
    assert acteur is not None
    assert (acteur.nom, acteur.identite, acteur.profil) == ("H. Marchand", f"personne:{who}", 2)
    with atelier.store.lecture(Perimetre(1, 0)) as conn:
        found = [(row.auteur, row.action) for row in conn.execute(audit.audit.select())]
        assert found[-1] == ("H. Marchand", "session.ouvrir")
        assert list(audit.breaks(conn, Perimetre(1, 0), atelier.config)) == []


def test_nothing_tells_who_is_known(atelier: Atelier, cadence: Cadence) -> None:
    who = make(atelier)
    make(atelier, "deux@v.example")
    make(atelier, "deux@v.example", cabinet_id=2)
    invited, _ = personnes.invite(
        atelier.store, personnes.operator(1), "i@v.example", Reglage("I", 0)
    )
    assert invited
    refused = [
        code_of(enter, atelier, cadence, email, mot)
        for email, mot in (
            ("h@v.example", "faux"),
            ("nul@v.example", MOT),
            ("deux@v.example", MOT),
            ("i@v.example", ""),
            ("", ""),
            ("h@v.example", "é" * 100_000),
        )
    ]
    personnes.settle(
        atelier.store, personnes.operator(1), who, Reglage("H", 2, frozenset({"CL0001"}))
    )
    make(atelier, "a@v.example", 5)
    personnes.enable(atelier.store, personnes.operator(1), who, actif=False)
    refused.append(code_of(enter, atelier, cadence))
    assert refused == ["REQ-330"] * 7
    acteur = acteur_of(atelier, enter(atelier, cadence, "deux@v.example", MOT, "autre").jeton)
    assert acteur is not None
    assert acteur.cabinet_id == 2


def test_a_second_factor_is_asked_for_and_its_code_serves_once(
    atelier: Atelier, cadence: Cadence
) -> None:
    make(atelier, profil=3)
    visite = sessions.recognise(atelier.store, enter(atelier, cadence).jeton)
    assert visite is not None
    assert visite.doit_enroler
    secret = connexion.begin_enrolement(atelier, visite).secret.replace(" ", "")
    assert connexion.begin_enrolement(atelier, visite).secret.replace(" ", "") == secret
    step = int(clock.now().timestamp()) // 30
    code = pyotp.TOTP(secret).generate_otp(step)
    assert code_of(connexion.enrol, atelier, visite, "000000", ICI) == "REQ-331"
    jeton, secours = connexion.enrol(atelier, visite, code, ICI)
    assert acteur_of(atelier, jeton) is not None
    assert sessions.recognise(atelier.store, jeton) != visite

    entree = enter(atelier, cadence)
    assert entree.attend_code
    assert acteur_of(atelier, entree.jeton) is None
    # The code that enrolled was taken; the next step's is good, once.
    assert code_of(connexion.confirm, atelier, cadence, entree.jeton, code, ICI) == "REQ-331"
    after = pyotp.TOTP(secret).generate_otp(step + 1)
    opened = connexion.confirm(atelier, cadence, entree.jeton, after, ICI)
    assert opened != entree.jeton
    assert acteur_of(atelier, opened) is not None
    assert acteur_of(atelier, entree.jeton) is None

    again = enter(atelier, cadence).jeton
    assert code_of(connexion.confirm, atelier, cadence, again, after, ICI) == "REQ-331"
    assert connexion.confirm(atelier, cadence, again, secours[0].lower(), ICI)
    last = enter(atelier, cadence).jeton
    assert code_of(connexion.confirm, atelier, cadence, last, secours[0], ICI) == "REQ-331"


def test_five_wrong_codes_end_the_wait(atelier: Atelier, cadence: Cadence) -> None:
    make(atelier, profil=3)
    visite = sessions.recognise(atelier.store, enter(atelier, cadence).jeton)
    assert visite is not None
    secret = connexion.begin_enrolement(atelier, visite).secret.replace(" ", "")
    step = int(clock.now().timestamp()) // 30
    connexion.enrol(atelier, visite, pyotp.TOTP(secret).generate_otp(step), ICI)
    waiting = enter(atelier, cadence).jeton
    refused = [code_of(connexion.confirm, atelier, cadence, waiting, "123", ICI) for _ in range(6)]
    assert refused == ["REQ-331"] * 5 + ["REQ-330"]
    right = pyotp.TOTP(secret).generate_otp(step + 1)
    assert code_of(connexion.confirm, atelier, cadence, waiting, right, ICI) == "REQ-330"


def test_fifty_tries_at_once_are_bounded(
    atelier: Atelier, cadence: Cadence, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(atelier)
    running, most, lock = [0], [0], threading.Lock()
    tried = [0]
    verify = mots_de_passe.HACHEUR.verify

    class Counting(PasswordHasher):
        def verify(self, kept: str | bytes, given: str | bytes) -> bool:  # type: ignore[override]
            with lock:
                running[0] += 1
                tried[0] += 1
                most[0] = max(most[0], running[0])
            try:
                return bool(verify(kept, given))
            finally:
                with lock:
                    running[0] -= 1

    monkeypatch.setattr(mots_de_passe, "HACHEUR", Counting(1, 8, 1))
    with ThreadPoolExecutor(50) as pool:
        codes = list(
            pool.map(lambda _: code_of(enter, atelier, cadence, "h@v.example", "faux"), range(50))
        )
    assert most[0] <= 2
    # Ten are counted for one account from one address; of those, some may find the queue full.
    assert codes.count("REQ-332") == 40
    assert tried[0] == codes.count("REQ-330") <= 10
    assert set(codes) <= {"REQ-330", "REQ-332", "REQ-333"}
    with pytest.raises(Refus) as refused:
        enter(atelier, cadence)
    assert "Réessayez dans" in refused.value.remede
    elsewhere = Provenance("198.51.100.1", "")
    assert connexion.sign_in(atelier, cadence, Essai("h@v.example", MOT), elsewhere)


def test_a_session_ends_by_itself(
    atelier: Atelier, cadence: Cadence, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(atelier)
    jeton = enter(atelier, cadence).jeton
    start = clock.now()

    def at(minutes: int) -> bool:
        monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=minutes))
        return acteur_of(atelier, jeton) is not None

    assert at(29)
    assert at(57)
    assert [at(minutes) for minutes in range(80, 720, 25)] == [True] * 26
    assert not at(721)
    assert not at(29 + 721)


def test_an_idle_session_ends(
    atelier: Atelier, cadence: Cadence, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(atelier)
    jeton = enter(atelier, cadence).jeton
    later = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert acteur_of(atelier, jeton) is None


def test_signing_in_again_ends_what_the_browser_had(atelier: Atelier, cadence: Cadence) -> None:
    make(atelier)
    first = enter(atelier, cadence).jeton
    second = connexion.sign_in(atelier, cadence, Essai("h@v.example", MOT), ICI, first).jeton
    other = enter(atelier, cadence).jeton
    assert first != second
    assert acteur_of(atelier, first) is None
    visite = sessions.recognise(atelier.store, second)
    assert visite is not None
    assert len(sessions.list_mine(atelier.store, visite)) == 2
    sessions.close_mine(atelier.store, visite, "")
    assert acteur_of(atelier, other) is None
    sessions.sign_out(atelier.store, second)
    assert acteur_of(atelier, second) is None
    assert acteur_of(atelier, "invente") is None


def test_a_profile_that_demands_it_does_nothing_without_its_second_factor(
    atelier: Atelier, cadence: Cadence
) -> None:
    make(atelier, profil=3)
    jeton = enter(atelier, cadence).jeton
    refused = code_of(sessions.admit, atelier.store, LIBRE, jeton, lambda: None)
    assert refused == "REQ-340"
    assert code_of(sessions.admit, atelier.store, LIBRE, "", lambda: None) == "REQ-335"


def test_a_dossier_lowers_the_profile_and_a_change_holds_at_once(
    atelier: Atelier, cadence: Cadence
) -> None:
    who = make(atelier, codes=frozenset({"CL0001"}), baisses={"CL0001": 1})
    jeton = enter(atelier, cadence).jeton
    judge = droits.FIXES["import.valider"]
    lire = droits.FIXES["import.lire"]

    def asked(droit: droits.Droit, code: str) -> str:
        return code_of(sessions.admit, atelier.store, droit, jeton, lambda: code)

    assert asked(lire, "CL0002") == "REQ-004"
    assert asked(judge, "CL0001") == "REQ-013"
    acteur = acteur_of(atelier, jeton)
    assert acteur is not None
    assert acteur.profil_pour(Perimetre(1, 1)) == 1
    personnes.settle(atelier.store, personnes.operator(1), who, Reglage("H", 0))
    assert sessions.admit(atelier.store, lire, jeton, lambda: "CL0002").acteur.profil == 0
