"""Assauts: hostile values in every field of every page, and names that are markup: none is obeyed,
none breaks a page, on either database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from boucle.console.cadre import render
from boucle.operations.acces import mots_de_passe, personnes
from boucle.schema.curseur import write_curseur
from boucle.values import bad_character
from rigs.gens import Dit, Entrant, ask
from rigs.matrice import PAGES, Matrice, matrice_console
from rigs.scene_console import SceneConsole

_NOMMES = re.compile(
    r"(?:<(?:input|button|select|textarea)[^>]* name=|c\.(?:field|check|select)\()\"(\w+)\""
)
FOLDER = Path(render.__file__).parents[1] / "templates"
LISTE = ("statut", "partenaire", "format", "periode", "a471", "erreurs", "q", "apres", "import")
LIGNES = ("op1", "m1", "op2", "m2", "q", "sur", "a471", "apres", "avant", "fin", "rang", "page")
REGLAGE = ("email", "nom", "profil", "dossiers", "tous")
_D = "/dossiers/{code}"
CHAMPS: dict[str, tuple[str, ...]] = {
    "GET /dossiers": ("q", "apres", "attente", "erreurs"),
    "GET /aller": ("q", "dossier"), "GET /aller/liste": ("q", "dossier"),
    f"GET {_D}/imports": LISTE, f"GET {_D}/historique": LISTE,
    f"GET {_D}/imports/{{demande}}": LIGNES,
    f"GET {_D}/imports/{{demande}}/anomalies": ("regle",),
    f"GET {_D}/imports/{{demande}}/impact": ("vue", "exercice"),
    f"GET {_D}/imports/{{demande}}/differences": ("contre",),
    f"GET {_D}/imports/{{demande}}/source": ("ligne",),
    **{f"{methode} {_D}/imports/{quoi}": ("import", "retour") for methode, quoi in (
        ("GET", "selection"), ("GET", "vifs"), ("GET", "visualiser"), ("GET", "valider"),
        ("GET", "rejeter"), ("POST", "valider"), ("POST", "rejeter"), ("POST", "annuler"),
    )},
    f"GET {_D}/imports/pris-en-compte/{{quoi}}": ("retour", "statut"),
    "GET /evenements": ("depuis", "qui"), "GET /notifications": ("avant",),
    "POST /notifications/lues": ("curseur", "numero", "suite"),
    "GET /personnes": ("qui",), "POST /personnes": REGLAGE, "POST /personnes/{qui}": REGLAGE,
    "POST /personnes/{qui}/acces": ("actif",), "POST /personnes/{qui}/lien": ("facteur",),
    "POST /moi/sessions": ("numero",), "POST /facteur": ("code",),
    "GET /connexion": ("suite", "email", "cabinet"),
    "POST /connexion": ("suite", "email", "cabinet", "mot_de_passe"),
    "GET /connexion/code": ("suite",), "POST /connexion/code": ("suite", "code"),
    "POST /invitation/{jeton}": ("mot_de_passe", "email", "nom", "code_cabinet", "nom_cabinet"),
    "POST /preferences": ("retour", "langue", "theme", "density"),
}  # fmt: skip
"""The fields that each page reads."""
PARTOUT: tuple[Any, ...] = (
    "\0",
    "<i id=pris>{{ 7777 * 7777 }}",
    "9" * 30,
    b"\xff\xed\xa0\x80",
    "//pris.example",
)
TOUR: tuple[Any, ...] = (
    "\x1b[2J",
    "a\r\nSet-Cookie: pris=1",
    "\u202egnp.exe",
    "\ufeff",
    "' OR 1=1 --",
    "%_\\",
    "-1",
    "٣",
    "1e5",
    "A" * 5_000,
    "漢字",
    "https://pris.example",
    "/\\pris.example",
)
"""Of these each field has three, one field after the other."""
PLACES = tuple(
    write_curseur(tri, values)
    for tri in ("import:desc", "code")
    for values in (["x"], [], [1, 2], [True], [2**63 - 1], [None])
)


@pytest.fixture
def matrice(scene: SceneConsole) -> Iterator[Matrice]:
    with matrice_console(scene) as made:
        yield made


def someone(matrice: Matrice, ouverture: str, profil: int) -> Entrant:
    return next(one for one in matrice.gens if (one.ouverture, one.profil) == (ouverture, profil))


def faults(dit: Dit) -> list[str]:
    """Say what no answer may be, whatever was sent."""
    found = []
    if dit.statut >= 500:
        found.append(f"{dit.statut} {dit.code}")
    if "pris" in dit.entetes.get("set-cookie", ""):
        found.append("sets a cookie")
    where = dit.entetes.get("location", "/")
    if not re.fullmatch(r"/(?![/\\])[\x21-\x7e]*|/", where):
        found.append(f"leads to {where!r}")
    if "<i id=pris>" in dit.corps or "60481729" in dit.corps or "\u202e" in dit.corps:
        found.append("obeys")
    return found


def send(matrice: Matrice, appel: str, jeton: str, champ: str, value: Any) -> Dit:
    """Ask for a page with one field of this value."""
    methode, path = appel.split(" ")
    noms = {"code": "D1", "demande": matrice.noms["long"], "quoi": "valider",
            "qui": someone(matrice, "D1", 1).qui, "jeton": matrice.noms["lien"]}  # fmt: skip
    for nom in noms:
        if champ == f"{{{nom}}}":
            noms[nom] = value.decode("latin-1") if isinstance(value, bytes) else value
    # A field that is read alone tells nothing of those that come after it.
    given = dict.fromkeys(CHAMPS.get(appel, ()), "") | {"profil": "1", "nom": "N"}
    if appel == "POST /preferences":
        given = {}
    given = {} if champ.startswith("{") else given | {champ: value}
    query, form = (given, {}) if methode == "GET" or "import" in given else ({}, given)
    return matrice.loop.run_until_complete(
        ask(matrice.app, methode, path.format(**noms), jeton=jeton, query=query, form=form)
    )


def test_no_value_of_any_field_breaks_a_page_or_is_obeyed(
    matrice: Matrice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mots_de_passe, "HACHEUR", PasswordHasher(1, 8, 1))
    ici = matrice.scene.perimetre.cabinet_id
    matrice.noms["lien"] = personnes.administrator_link(matrice.scene.atelier.store, "demo")
    who, waiting = someone(matrice, "tous", 5), someone(matrice, "tous", 4)
    jeton, attente = who.jeton(), waiting.jeton(ouverte=False)
    wrong, turn = [], 0
    for appel in sorted({page.appel for page in PAGES} | CHAMPS.keys()):
        for champ in (*CHAMPS.get(appel, ()), *re.findall(r"\{\w+\}", appel)):
            values = [*PARTOUT, *(PLACES if champ == "apres" else ())]
            values += [TOUR[(turn + n) % len(TOUR)] for n in range(3)]
            turn += 3
            for value in values:
                shown = "" if appel.endswith("/connexion") else jeton
                shown = attente if "/code" in appel else shown
                dit = send(matrice, appel, shown, champ, value)
                wrong += [f"{appel} {champ}={value!r:.60}: {said}" for said in faults(dit)]
        if appel.startswith("POST"):
            # It may have closed this one.
            jeton = who.jeton()
    assert wrong == [], "\n".join(wrong[:60])
    # Nor did a name come in that none of ours may bear.
    names = [
        one.nom + one.email
        for one in personnes.list_all(matrice.scene.atelier.store, personnes.operator(ici))
    ]
    assert [one for one in names if bad_character(one) is not None] == []


def test_every_field_of_every_form_is_tried() -> None:
    named = {
        found
        for template in FOLDER.glob("*.html")
        for found in _NOMMES.findall(template.read_text("utf-8"))
    }
    tried = {champ for champs in CHAMPS.values() for champ in champs}
    assert len(named) > 25
    # That one is for the browser's own list of passwords.
    assert named - tried == {"identifiant"}
