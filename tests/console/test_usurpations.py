"""Usurpations: other people's ids, forged origins, sessions that are no more, names that are
markup: what is refused shows nothing and changes nothing."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from markupsafe import escape
from sqlalchemy import select, update

from boucle import clock
from boucle.operations.acces import personnes, sessions
from boucle.store.acces.personnes import utilisateur
from boucle.store.acces.sessions import session
from boucle.store.base.metadata import METADATA
from boucle.store.fiches import dossiers
from boucle.store.fiches.dossiers import cabinet
from boucle.store.travaux.notifications import notification_lue
from operations.conftest import ACHAT, fec, ligne
from rigs.gens import Dit, ask
from rigs.matrice import PAGES, SECRETS, Matrice, matrice_console
from rigs.scene_console import SceneConsole

FORGERIES: tuple[dict[str, str], ...] = (
    {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"sec-fetch-site": "none"},
    {"sec-fetch-site": "", "origin": "https://pris.example"}, {"sec-fetch-site": "same-origin, x"},
)  # fmt: skip
MARQUE = "<i id=pris>\"'>&amp;{{ 7777 * 7777 }}"


@pytest.fixture
def matrice(scene: SceneConsole) -> Iterator[Matrice]:
    with matrice_console(scene) as made:
        yield made


def direct(matrice: Matrice, methode: str, path: str, jeton: str, **given: Any) -> Dit:
    """Ask for any address."""
    return matrice.loop.run_until_complete(ask(matrice.app, methode, path, jeton=jeton, **given))


def test_what_is_not_ones_own_is_neither_seen_nor_changed(matrice: Matrice) -> None:
    gone = spent(matrice)
    before = matrice.empreinte()
    wrong = [*by_another_dossier(matrice), *from_elsewhere(matrice), *signed_out(matrice, gone)]
    assert wrong == [], "\n".join(wrong[:40])
    assert matrice.empreinte() == before


def by_another_dossier(matrice: Matrice) -> Iterator[str]:
    """Name what is of D1 below D2, which is open to who asks."""
    who = [one for one in matrice.gens
           if one.ouverture in ("D2", "voisin") and one.profil in (0, 3, 5)]  # fmt: skip
    for page in (one for one in PAGES if one.nomme):
        for one in who:
            dit = matrice.ask(page, matrice.jetons[one.qui], code="D2")
            said = html.unescape(dit.corps)
            shown = [secret for secret in SECRETS if secret in said]
            done = page.appel.startswith("POST") and dit.statut < 400
            if (
                dit.statut >= 500
                or shown
                or done
                or ("{demande}" in page.appel and dit.code != "REQ-250")
            ):
                yield f"{page.appel} {one.ouverture} {one.profil}: {dit.statut} {shown}"


def from_elsewhere(matrice: Matrice) -> Iterator[str]:
    """Send each form as a page of somebody else's would, in the browser of who may do all."""
    jeton = matrice.jeton("tous", 5)
    for page in (one for one in PAGES if one.appel.startswith("POST")):
        for forged in FORGERIES:
            dit = matrice.ask(page, jeton, entetes=forged)
            if (dit.statut, dit.code) != (403, "REQ-321"):
                yield f"{page.appel} {forged}: {dit.statut} {dit.code}"


def spent(matrice: Matrice) -> dict[str, str]:
    """Give secrets that open nothing, or nothing any more."""
    store = matrice.scene.atelier.store
    who = [one for one in matrice.gens if one.ouverture == "tous"]
    found = {nom: one.jeton() for nom, one in zip(
        ("closed", "idle", "old", "disabled", "of a link"), who, strict=False
    )}  # fmt: skip
    found |= {
        "none": "",
        "never": "x" * 43,
        "waiting": who[5].jeton(ouverte=False),
        "twice": f"{who[5].jeton()}; boucle=x",
        "key": "cle:secret",
    }
    sessions.sign_out(store, found["closed"])
    now = clock.now()
    with store.transaction(None) as conn:
        for nom, values in (
            ("idle", {"vue_le": now - timedelta(minutes=31)}),
            ("old", {"expire_le": now - timedelta(seconds=1)}),
        ):
            here = session.c.empreinte == sessions.digest(store, found[nom])
            conn.execute(update(session).where(here).values(**values))
    patron = personnes.operator(matrice.scene.perimetre.cabinet_id)
    personnes.enable(store, patron, who[3].qui, actif=False)
    personnes.reset(store, patron, who[4].qui)
    return found


def signed_out(matrice: Matrice, gone: dict[str, str]) -> Iterator[str]:
    """Ask for everything with each of them: a page leads to the sign-in, an action is refused."""
    for page in PAGES:
        for nom, jeton in gone.items():
            dit = matrice.ask(page, jeton)
            led = (dit.statut, dit.vers) == (303, "/connexion")
            if not led and (dit.statut, dit.code) != (401, "REQ-335"):
                yield f"{page.appel} {nom}: {dit.statut} {dit.code}"


def test_a_session_calls_no_api_and_touches_only_what_is_its_persons(matrice: Matrice) -> None:
    store = matrice.scene.atelier.store
    jeton = matrice.jeton("D2", 0)
    for path in ("/v1/imports", "/loop-api-publiques/compte"):
        dit = direct(matrice, "GET", path, jeton, query={"codeDossier": "D2"})
        assert dit.statut == 401, path
    # Another's session by its number, another's news by theirs, another's stream.
    with store.lecture(None) as conn:
        numeros = conn.execute(select(session.c.numero)).scalars().all()
        marks = conn.execute(select(notification_lue)).all()
        events = conn.execute(select(METADATA.tables["evenement"].c.numero)).scalars().all()
    for numero in numeros:
        mine = sessions.recognise(store, jeton)
        assert mine is not None
        if numero not in {one.numero for one in sessions.list_mine(store, mine)}:
            direct(matrice, "POST", "/moi/sessions", jeton, form={"numero": numero})
    assert len(events) > 5
    for numero in events:
        direct(matrice, "POST", "/notifications/lues", jeton, form={"numero": str(numero)})
    with store.lecture(None) as conn:
        assert sorted(conn.execute(select(session.c.numero)).scalars()) == sorted(numeros)
        assert sorted(conn.execute(select(notification_lue)).all()) == sorted(marks)
    other = matrice.person("tous", 0).qui
    dit = direct(
        matrice,
        "GET",
        "/evenements",
        jeton,
        query={"qui": other},
        entetes={"accept": "text/event-stream"},
    )
    assert (dit.statut, dit.code) == (401, "REQ-335")


def test_a_dossier_that_was_deleted_is_nobodys_any_more(matrice: Matrice) -> None:
    jeton = matrice.jeton("tous", 5)
    with matrice.scene.atelier.store.transaction(None) as conn:
        dossiers.delete(conn, matrice.scene.perimetre)
    before = matrice.empreinte()
    for page in (one for one in PAGES if one.nomme):
        here, elsewhere = (matrice.ask(page, jeton, code=code) for code in ("D1", "D2"))
        assert (here.statut, here.code) == (404, "REQ-004"), page.appel
        for dit in (here, elsewhere):
            assert [one for one in SECRETS if one in html.unescape(dit.corps)] == [], page.appel
    for page in (one for one in PAGES if one.appel.startswith("GET") and not one.nomme):
        said = html.unescape(matrice.ask(page, jeton).corps)
        # What was told while it lived is told for 90 days, and leads nowhere.
        kept = SECRETS if page.appel == "GET /notifications" else ()
        assert [one for one in SECRETS if one in said and one not in kept] == [], page.appel
        assert "/dossiers/D1" not in said, page.appel
    assert matrice.empreinte() == before


def test_nobody_is_led_elsewhere_by_what_a_browser_says(matrice: Matrice) -> None:
    for given in (
        "https://pris.example//pris.example/x",
        "//pris.example",
        "javascript:pris()",
        "https://pris.example/\\pris.example",
        "/a\r\nb",
        "\\\\pris.example",
    ):
        for entetes in ({"referer": given}, {"hx-request": "true", "hx-current-url": given}):
            if "\r" in given:
                continue
            dit = direct(matrice, "POST", "/personnes", "", entetes=entetes)
            assert dit.statut == 401
            led = [one for one in html.unescape(dit.corps).split('"') if "suite=" in one]
            assert [one for one in led if "pris" in one.partition("suite=")[2][:2]] == []
            assert "suite=//" not in dit.corps
            assert "suite=/%5C" not in dit.corps


def test_a_link_serves_once_and_only_the_last_one(matrice: Matrice) -> None:
    store = matrice.scene.atelier.store
    patron = personnes.operator(matrice.scene.perimetre.cabinet_id)
    who = matrice.person("tous", 1)
    first = personnes.reset(store, patron, who.qui)
    last = personnes.reset(store, patron, who.qui)
    given = {"mot_de_passe": "girafe tambour lichen"}

    def follow(lien: str) -> tuple[int, str]:
        dit = direct(matrice, "POST", f"/invitation/{lien}", "", form=given)
        return dit.statut, dit.code

    assert follow(first) == (404, "REQ-336")
    weak = direct(matrice, "POST", f"/invitation/{last}", "", form={"mot_de_passe": "court"})
    assert (weak.statut, weak.code) == (400, "REQ-334")
    assert follow(last) == (303, "")
    assert [follow(last) for _ in range(2)] == [(404, "REQ-336")] * 2
    assert direct(matrice, "GET", f"/invitation/{last}", "").statut == 404
    again = personnes.reset(store, patron, who.qui)
    personnes.enable(store, patron, who.qui, actif=False)
    assert follow(again) == (404, "REQ-336")


def test_names_that_are_markup_are_shown_and_never_obeyed(matrice: Matrice) -> None:
    scene, store = matrice.scene, matrice.scene.atelier.store
    piege = fec(*ACHAT, ligne("7", "606400", "1,00", "0,00", libelle=MARQUE),
                ligne("7", "401000", "0,00", "1,00", tiers="PRIS", tiers_lib=MARQUE))  # fmt: skip
    matrice.noms["attente"] = scene.ask(piege, "732829320FEC20241231_p1.txt")
    scene.ask(piege.replace(b"1,00", b"2,00", 1), "732829320FEC20241231_p2.txt")
    scene.work()
    imported, client = METADATA.tables["import_comptable"], METADATA.tables["dossier_client"]
    event = METADATA.tables["evenement"]
    with store.transaction(None) as conn:
        conn.execute(
            update(imported).values(partenaire=MARQUE, exercice=MARQUE, nom_fichier=MARQUE)
        )
        conn.execute(update(client).values(raison_sociale=MARQUE, nom_usuel=MARQUE))
        conn.execute(update(utilisateur).values(nom=MARQUE))
        conn.execute(update(cabinet).values(nom=MARQUE))
        conn.execute(update(session).values(navigateur=MARQUE))
        conn.execute(update(event).values(auteur=MARQUE))
    escaped, shown, wrong = str(escape(MARQUE)), [], []
    for page in (one for one in PAGES if one.appel.startswith("GET")):
        for more in ({}, {"hx-request": "true"}):
            dit = matrice.ask(page, matrice.jeton("tous", 5), entetes=more)
            # The bytes of a source are saved as they were sent, and never shown.
            saved = dit.entetes.get("content-disposition", "").startswith("attachment")
            if ("<i id" in dit.corps and not saved) or "60481729" in dit.corps or dit.statut >= 500:
                wrong.append(f"{page.appel} {more}: {dit.statut}")
            if escaped in dit.corps:
                shown.append(page.appel)
    assert wrong == []
    # They are there to be read.
    assert len(set(shown)) >= 12, shown
