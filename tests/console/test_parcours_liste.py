"""ParcoursListe: from the dossiers to the list of imports, by the mouse and by the keyboard alone.

What each test holds of the published console is in parite.md, line by line.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from boucle.commandes.client import ApiError
from boucle.compta.etat import Etat
from boucle.operations.imports import decision
from rigs.gestes import Clavier
from rigs.pages_console import IMPORTS
from rigs.salle import NOM_LONG, Parcours, Salle, enter, said

pytestmark = pytest.mark.navigateur
QUESTION = "Des données partenaires sont en attente de validation, voulez-vous les visualiser ?"
COLONNES = [
    "Nom du fichier", "Statut", "Erreur", "Détail", "Date de création", "Date de mise à jour",
    "Partenaire", "Date premier mouvement", "Date dernier mouvement", "Période de référence",
    "Format",
]  # fmt: skip
INSTANT = r"\d\d/\d\d/\d{4} \d\d:\d\d:\d\d"
PROFIL = "demande le profil 3, vous avez le profil 2"


def cells(row: Locator) -> list[str]:
    """Give the cells of a row, the box of its choice left out."""
    return [" ".join(one.split()) for one in row.locator("th, td").all_inner_texts()][1:]


def test_opening_a_dossier_asks_whether_to_see_what_waits(parcours: Parcours) -> None:
    page, geste = parcours.vue.page, parcours.geste
    parcours.vue.visit("/dossiers")
    geste.press(page.get_by_role("link", name="Brasserie des Quais"))
    asked = parcours.dialog("Validation des imports")
    expect(asked).to_be_visible()
    assert QUESTION in said(asked)
    assert asked.locator(".dialog-foot").locator("button, a").all_inner_texts() == ["Non", "Oui"]
    geste.press(asked.get_by_role("button", name="Non"))
    expect(asked).to_have_count(0)
    assert page.url.endswith("/dossiers/D1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Brasserie des Quais")
    page.reload()
    geste.press(asked.get_by_role("link", name="Oui"))
    expect(page).to_have_url(re.compile(IMPORTS + "$"))
    # All of the dossier but those that were validated, which the history has.
    listed = page.locator("tbody input[name=import]").evaluate_all("all => all.map(o => o.value)")
    assert sorted(listed) == sorted(console(parcours))
    page.goto(f"{parcours.vue.base}/dossiers/D2")
    expect(page.get_by_role("heading", level=1)).to_have_text("École des Rives")
    expect(asked).to_have_count(0)


def console(parcours: Parcours) -> list[str]:
    scene = parcours.salle.scene
    return [one for nom, one in scene.demandes.items() if scene.etat(nom) != "valide"]


def test_the_list_is_reached_by_its_published_path(parcours: Parcours) -> None:
    page, geste = parcours.vue.page, parcours.geste
    parcours.vue.visit("/dossiers/D1")
    geste.press(parcours.dialog("Validation des imports").get_by_role("button", name="Non"))
    geste.press(page.get_by_role("navigation", name="Modules").get_by_text("Comptabilité"))
    path = page.get_by_role("navigation", name="Fil d’Ariane")
    expect(path.get_by_role("listitem")).to_contain_text(
        ["Comptabilité", "Imports", "Imports partenaires"]
    )
    here = path.locator("[aria-current=page]")
    expect(here).to_have_text("Imports partenaires")
    # The path is a way too: to a page beside, and back.
    for nom in ("Historique des imports", "Imports partenaires"):
        geste.press(path.locator("summary", has_text="Imports"))
        geste.press(path.get_by_role("link", name=nom, exact=True))
        expect(here).to_have_text(nom)
    geste.press(path.get_by_role("link", name="Fermer"))
    expect(page).to_have_url(re.compile("/dossiers/D1$"))


def test_the_bar_and_the_columns_are_the_published_ones(parcours: Parcours) -> None:
    page, geste = parcours.vue.page, parcours.geste
    parcours.vue.visit(IMPORTS)
    bar = page.get_by_role("toolbar", name="Actions sur la sélection")
    buttons = [one.split()[0] for one in bar.locator("button.btn").all_inner_texts()]
    assert buttons == ["Valider", "Rejeter", "Visualiser"]
    heads = page.locator("thead th").all_inner_texts()
    assert [" ".join(one.split()) for one in heads] == ["Choix", *COLONNES]
    # On the right: the settings and the refresh.
    right = bar.locator(".right")
    geste.press(right.locator("summary[title^='Réglages de la liste']"))
    with page.expect_response("**/preferences"):
        geste.press(right.get_by_role("button", name="Ample"))
    expect(page.locator("html")).to_have_attribute("data-density", "airy")
    fresh = parcours.salle.scene.demandes["cours"]
    with page.expect_navigation():
        geste.press(right.get_by_role("link", name="Actualiser", exact=True))
    expect(page.locator(f"tbody input[value='{fresh}']")).to_have_count(1)
    expect(page.locator("html")).to_have_attribute("data-density", "airy")


def test_a_row_says_what_the_published_one_says(parcours: Parcours) -> None:
    parcours.vue.visit(IMPORTS)
    shown: dict[str, Any] = {
        "json": (
            "Import JSON",
            "En attente de validation",
            r"2 écriture\(s\)",
            "02/06/2024",
            "03/06/2024",
            "EXERCICE 2024",
            "JSON",
        ),
        "tra": (
            "MAI2024.TRA",
            "En attente de validation",
            r"1 écriture\(s\)",
            "15/01/2024",
            "15/01/2024",
            "EXERCICE 2024",
            "TRA",
        ),
        "perso": (
            "test_Modele.csv",
            "En attente de validation",
            r"1 écriture\(s\)",
            "12/02/2024",
            "12/02/2024",
            "EXERCICE 2024",
            "Personnalisé",
        ),
        "long": (
            "732829320FEC2024123 1_05_reprise.txt",
            "En attente de validation",
            r"130 écriture\(s\)",
            "15/01/2024",
            "15/01/2024",
            "EXERCICE 2024",
            "FEC",
        ),
        # Nothing of it was written: no écriture, and no day either.
        "erreur": (None, "Terminé avec erreur", r"\d élément\(s\)", "", "", None, "FEC"),
        "rejete": (None, "Rejeté", None, None, None, None, "FEC"),
        # Neither Statut nor Période in the published list: said here.
        "cours": (None, "En cours de traitement", "—", "", "", "", "FEC"),
    }
    for nom, expected in shown.items():
        got = cells(parcours.row(nom))
        assert len(got) == len(COLONNES), nom
        file, state, count, first, last, period, kind = expected
        assert file is None or got[0].replace(" ", "") == file.replace(" ", ""), nom
        assert got[1] == state, nom
        assert count is None or re.fullmatch(count, got[3]), (nom, got)
        assert re.fullmatch(INSTANT, got[4]), got
        assert re.fullmatch(INSTANT, got[5]), got
        assert got[6] == "Caisse Alizé"
        for value, column in ((first, 7), (last, 8), (period, 9)):
            assert value is None or got[column] == value, (nom, got)
        assert got[10] == kind


def test_a_name_too_long_is_cut_and_kept_whole(parcours: Parcours) -> None:
    parcours.vue.visit(IMPORTS)
    row = parcours.row("nom_long")
    cut = row.locator(".cut")
    assert cut.get_attribute("title") == NOM_LONG
    assert cut.locator("span").nth(1).inner_text() == NOM_LONG[-12:]
    start = cut.locator("span").first
    assert start.evaluate("one => one.scrollWidth > one.clientWidth")
    # Whole for who does not see it: in the link, and in the label of its box.
    assert cut.text_content() == NOM_LONG
    assert NOM_LONG in str(row.get_by_role("checkbox").get_attribute("aria-label"))
    parcours.geste.press(row.get_by_role("link"))
    expect(parcours.vue.page.get_by_role("heading", level=1)).to_have_text(NOM_LONG)


def test_one_row_is_chosen_or_several(parcours: Parcours) -> None:
    page, geste = parcours.vue.page, parcours.geste
    parcours.vue.visit(IMPORTS)
    geste.pick(parcours.row("long"))
    chosen = page.locator(".selbar")
    expect(chosen).to_contain_text("1 import")
    expect(parcours.row("long")).to_have_attribute("aria-selected", "true")
    geste.act(parcours.button("Visualiser"), "Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("05_reprise.txt")
    page.go_back()
    page.reload()
    geste.pick(parcours.row("long"))
    geste.pick(parcours.row("attente"))
    # Together, with what they come to.
    expect(chosen).to_contain_text("2 imports")
    for total in ("132", "265", "8 647,39", "1 ligne, solde 12,39"):
        assert total in said(chosen), total
    # One is seen at a time: the button says so, and nothing chosen is lost.
    geste.press(parcours.button("Visualiser"))
    expect(page.locator("main")).to_contain_text("Visualiser ouvre un import : 2 sont choisis.")


def test_below_profile_three_one_sees_and_decides_nothing(parcours: Parcours) -> None:
    page, geste = parcours.vue.page, parcours.geste
    low = parcours.salle.scene.someone()
    low.become(profil=2)
    enter(parcours.vue, low.jeton())
    parcours.vue.visit(IMPORTS)
    geste.pick(parcours.row("long"))
    for nom, key in (("Valider", "v"), ("Rejeter", "r")):
        button = parcours.button(nom)
        expect(button).to_be_visible()
        expect(button).to_have_attribute("aria-disabled", "true")
        expect(button).to_have_attribute("title", PROFIL)
        expect(button.locator("xpath=following-sibling::*[1]")).to_have_text(PROFIL)
        geste.act(button, key)
    expect(page.get_by_role("dialog")).to_have_count(0)
    geste.act(parcours.button("Visualiser"), "Enter")
    expect(page.locator("tbody tr")).to_have_count(100)
    # Nor by the API, nor by an address typed by hand.
    demande = parcours.salle.scene.demandes["long"]
    client = parcours.salle.client(2)
    for path in ("valider", "rejeter"):
        with pytest.raises(ApiError) as refused:
            client.call("POST", f"/v1/imports/{demande}/{path}")
        body = refused.value.body
        assert (refused.value.status, body["error"]["code"]) == (403, "REQ-013")
        parcours.vue.visit(f"{IMPORTS}/{path}?import={demande}")
        expect(page.locator("main")).to_contain_text("REQ-013")
    client.close()
    assert parcours.salle.scene.etat("long") == "a_valider"


def test_a_validated_import_goes_to_the_history_and_a_rejected_one_stays(
    parcours: Parcours, salle: Salle
) -> None:
    scene, page, geste = salle.scene, parcours.vue.page, parcours.geste
    nom = f"{geste.nom}_etats"
    decision.decide(scene.atelier, scene.acteur, scene.demandes[nom], Etat.VALIDE)
    parcours.vue.visit(IMPORTS)
    expect(parcours.row(nom)).to_have_count(0)
    assert cells(parcours.row("rejete"))[1] == "Rejeté"
    choices = page.get_by_label("Statut").locator("option").all_inner_texts()
    for state in ("En attente de validation", "Rejeté", "Terminé avec erreur"):
        assert state in choices
    assert "Terminé avec succès" not in choices
    geste.choose(page.get_by_label("Statut"), "Rejeté")
    geste.press(page.get_by_role("button", name="Filtrer"))
    expect(page).to_have_url(re.compile("statut=rejete"))
    states = page.locator("tbody tr td:nth-child(3)").all_inner_texts()
    assert {one.strip() for one in states} == {"Rejeté"}
    parcours.vue.visit("/dossiers/D1/historique")
    row = page.get_by_role("row", name=f"{nom}.txt")
    heads = [" ".join(one.split()) for one in page.locator("thead th").all_inner_texts()]
    shown = dict(zip(heads[1:], cells(row), strict=True))
    assert shown["Statut"] == "Terminé avec succès"
    assert shown["Origine"] == "API partenaire"
    assert shown["Décidé par"] == "caisse-production, profil 3"
    if isinstance(geste, Clavier):
        geste.open(row)
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"{nom}.txt")
