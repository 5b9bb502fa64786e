"""Droits: every page and action × profile × dossiers opened, asked of the application itself.

What must be answered is worked out here from the row of the table and from the person; an action
that `rigs/matrice.py` does not know how to ask fails. A refusal is a page with its sentence, shows
nothing of what it refuses, and leaves every table as it was.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest

from boucle.errors.familles import kind_of
from boucle.operations.acces.droits import Portee
from rigs.gens import Dit, Entrant
from rigs.matrice import GESTES, PAGES, SECRETS, Matrice, Page, matrice_console
from rigs.scene_console import SceneConsole

ENTIERS, OUVRENT = {"tous", "abaisse", "sans facteur", "voisin"}, {"D2", "aucun", "voisin"}
DOOR = {"REQ-004", "REQ-013", "REQ-019", "REQ-250", "REQ-335", "REQ-337", "REQ-340"}
_SLOT = re.compile(r"\{[^}]*\}")


@pytest.fixture
def matrice(scene: SceneConsole) -> Iterator[Matrice]:
    with matrice_console(scene) as made:
        yield made


def expected(page: Page, who: Entrant) -> str:
    """Say the refusal; '' when the page opens, whatever is then said in it."""
    droit = page.droit
    if who.ouverture == "sans facteur" and who.profil >= 3 and not page.opt["sans_facteur"]:
        return "REQ-340"
    if who.profil < droit.profil:
        return "REQ-013"
    if droit.portee is Portee.CABINET and who.ouverture not in ENTIERS:
        return "REQ-019"
    if page.nomme and who.ouverture in OUVRENT:
        return "REQ-004"
    if page.nomme and who.ouverture == "abaisse" and droit.profil > 0:
        return "REQ-013"
    return "REQ-337" if page.personne and who.ouverture == "voisin" else ""


def outcome(page: Page, dit: Dit) -> str:
    """Give the refusal of the door that was answered, or where one was led for it."""
    led = {"/connexion": "REQ-335", "/facteur": "REQ-340"}.get(dit.vers, "")
    return led or (dit.code if dit.code in DOOR else "")


def faults(page: Page, who: Entrant, dit: Dit, wanted: str, ici: int) -> Iterator[str]:
    """Say what is wrong of one answer."""
    got = outcome(page, dit)
    if got != wanted or dit.statut >= 500:
        yield f"{dit.statut} {dit.code}, expected {wanted or 'an open door'}"
    if wanted and not dit.vers:
        kind, said = kind_of(wanted), html.unescape(dit.corps)
        sentence = (kind.titre, *_SLOT.split(kind.message), *_SLOT.split(kind.remede))
        if dit.statut != kind.statut or any(part not in said for part in sentence):
            yield f"{wanted} is no page with its sentence"
    hidden = SECRETS if who.ouverture in OUVRENT else ()
    if who.ouverture == "voisin":
        hidden = (*SECRETS, "Vauquelin", "Hélène", f".{ici}@gens.example")
    yield from (f"shows {one}" for one in hidden if one in html.unescape(dit.corps))


def test_the_matrix(matrice: Matrice) -> None:
    before, wrong = matrice.empreinte(), []
    ici = matrice.scene.perimetre.cabinet_id

    def judge(page: Page, who: Entrant, dit: Dit, wanted: str) -> None:
        wrong.extend(
            f"{page.appel} {who.ouverture} {who.profil}: {said}"
            for said in faults(page, who, dit, wanted, ici)
        )

    done = []
    for page in PAGES:
        for who in matrice.gens:
            wanted = expected(page, who)
            if wanted or (page.appel.startswith("GET") and page.appel != "GET /facteur"):
                judge(page, who, matrice.ask(page, matrice.jetons[who.qui]), wanted)
            else:
                done.append((page, who))
    assert wrong == [], "\n".join(wrong[:40])
    # What was refused changed nothing, nor did what was only read.
    assert matrice.empreinte() == before
    for page, who in done:
        # An action may close the session of whoever comes next.
        judge(page, who, matrice.ask(page, who.jeton(), en_vrai=False), "")
    assert wrong == []


def test_each_action_is_told_how_to_be_asked() -> None:
    actions = {page.appel for page in PAGES if page.appel.startswith("POST")}
    assert actions - GESTES.keys() == set()
    assert GESTES.keys() - {page.appel for page in PAGES} == set()


def test_each_page_below_a_dossier_has_its_door_judge_that_dossier() -> None:
    assert [page.appel for page in PAGES if page.nomme != (page.opt["dossier"] == "code")] == []
    # Those of the partner imports are the ones that an operator may close to a cabinet.
    partner = re.compile(r"/(imports|historique)(/|$)")
    assert [
        page.appel
        for page in PAGES
        if bool(partner.search(page.appel)) != bool(page.opt.get("imports"))
    ] == []


def test_each_action_asks_for_the_profile_that_was_decided() -> None:
    """Written by hand: the rows that the pages name are what the matrix believes."""
    asked: dict[int, set[str]] = {}
    for page in PAGES:
        if page.appel.startswith("POST") or page.droit.profil:
            asked.setdefault(page.droit.profil, set()).add(page.appel)
    dossier, personne = "/dossiers/{code}/imports", "/personnes/{qui}"
    assert asked == {
        0: {"POST /facteur", "POST /moi/sessions", "POST /notifications/lues"},
        3: {
            f"GET {dossier}/valider", f"POST {dossier}/valider", f"GET {dossier}/rejeter",
            f"POST {dossier}/rejeter", f"POST {dossier}/annuler",
        },
        5: {
            "GET /personnes", "POST /personnes", f"POST {personne}", f"POST {personne}/acces",
            f"POST {personne}/lien", f"POST {personne}/sessions", "POST /personnes/sessions",
        },
    }  # fmt: skip
