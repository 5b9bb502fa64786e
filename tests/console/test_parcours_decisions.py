"""ParcoursDecisions: Visualiser, Rejeter and Valider, by the mouse and by the keyboard alone.

What each test holds of the published console is in parite.md, line by line; its messages are those
of the published pages, word for word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import select

from boucle.errors.francais import instant
from boucle.operations.acces import sessions
from boucle.operations.nouvelles import notifications
from boucle.store.travaux.imports import import_comptable
from rigs.gestes import Clavier
from rigs.pages_console import IMPORTS
from rigs.salle import Parcours, Salle, said

pytestmark = pytest.mark.navigateur
REJET = (
    "La demande de rejet de l'import a bien été prise en compte. "
    "Vous recevrez une notification avec le résultat"
)
VALIDATION = (
    "La validation a bien été prise en compte, voulez-vous ouvrir l'historique des imports ?"
)
DETAIL = [
    "n°", "Journal", "Date", "Pièce", "Compte", "Tiers", "Référence", "Libellé", "Débit",
    "Crédit", "Code Lettr.",
]  # fmt: skip


def lines(parcours: Parcours) -> Locator:
    return parcours.vue.page.locator("tbody tr")


def decide(parcours: Parcours, essai: str, bouton: str, key: str) -> str:
    """Choose an import and press a button of the bar; give its name."""
    nom = f"{parcours.geste.nom}_{essai}"
    parcours.vue.visit(f"{IMPORTS}?q={nom}.txt")
    expect(lines(parcours)).to_have_count(1)
    parcours.geste.pick(parcours.row(nom))
    parcours.geste.act(parcours.button(bouton), key)
    return nom


def test_the_detail_shows_the_lines_of_one_import(parcours: Parcours) -> None:
    page, geste = parcours.vue.page, parcours.geste
    parcours.vue.visit(IMPORTS)
    geste.pick(parcours.row("perso"))
    geste.act(parcours.button("Visualiser"), "Enter")
    titre = "Visualisation de l'import du fichier test_Modele.csv"
    expect(page).to_have_title(re.compile(titre.replace("'", ".")))
    assert titre in said(page.get_by_role("navigation", name="Fil d’Ariane"))
    heads = [" ".join(one.split()) for one in page.locator("thead th").all_inner_texts()]
    assert heads == DETAIL
    first = [
        " ".join(one.split()) for one in lines(parcours).first.locator("th, td").all_inner_texts()
    ]
    # Grouped by a space, with two decimals; the piece is the number that gathers the lines.
    assert first == [
        "2",
        "NF",
        "12/02/2024",
        "10017",
        "62510000",
        "",
        "",
        "Péage",
        "1 206,06",
        "0,00",
        "",
    ]
    cancel = page.get_by_role("link", name="Annuler")
    if isinstance(geste, Clavier):
        geste.reach(page.get_by_role("region", name="Écritures, tableau défilant"))
        page.keyboard.press("Escape")
    else:
        geste.press(cancel)
    expect(page).to_have_url(re.compile(IMPORTS + "$"))
    page.go_back()
    geste.press(cancel)
    expect(page).to_have_url(re.compile(IMPORTS + "$"))


def test_lines_are_looked_for_by_two_amounts_and_a_text(parcours: Parcours) -> None:
    page, geste = parcours.vue.page, parcours.geste
    here = f"{IMPORTS}/{parcours.salle.scene.demandes['long']}"
    parcours.vue.visit(here)
    sur = page.get_by_label("Rechercher sur :")
    assert sur.locator("option:checked").inner_text() == "Tous"
    assert sur.locator("option").all_inner_texts() == [
        "Tous",
        "Journal",
        "Pièce",
        "Compte",
        "Tiers",
        "Référence",
        "Libellé",
        "Code Lettr.",
    ]
    operators = [page.get_by_label(f"Opérateur du montant {n}") for n in (1, 2)]
    for one in operators:
        assert one.locator("option").all_inner_texts() == ["=", "≥", "≤", ">", "<", "≠"]
    geste.write(page.get_by_label("Valeur du montant 1"), "100")
    geste.write(page.get_by_label("Valeur du montant 2"), "110,00")
    geste.press(page.get_by_role("button", name="Filtrer"))
    expect(lines(parcours)).to_have_count(22)
    assert "Total du filtre 22 lignes 1 155,00 1 155,00" in said(page.locator("tfoot"))
    assert "Total de l'import 260 lignes, écart 0,00 8 515,00 8 515,00" in said(
        page.locator("tfoot")
    )
    geste.choose(sur, "Tiers")
    geste.write(page.get_by_label("Rechercher", exact=True), "dupont")
    geste.press(page.get_by_role("button", name="Filtrer"))
    expect(lines(parcours)).to_have_count(11)
    geste.press(page.get_by_role("link", name="Effacer"))
    expect(lines(parcours)).to_have_count(100)
    parcours.vue.visit(f"{here}?op1=%3D&m1=120")
    expect(lines(parcours)).to_have_count(2)


def test_a_rejection_is_asked_then_told(parcours: Parcours) -> None:
    scene, page, geste = parcours.salle.scene, parcours.vue.page, parcours.geste
    nom = decide(parcours, "rejete", "Rejeter", "r")
    asked = parcours.dialog("Rejeter l’import")
    assert "Les écritures de l'import sont supprimées." in said(asked)
    assert "les comptes, les tiers et les sections analytiques restent." in said(asked)
    # What cannot be taken back later is never what Enter does.
    expect(asked.get_by_role("button", name="Garder l’import")).to_be_focused()
    geste.press(asked.get_by_role("button", name="Rejeter l’import"))
    expect(page).to_have_url(re.compile("/pris-en-compte/rejeter"))
    assert REJET in said(asked)
    geste.press(asked.get_by_role("link", name="OK"))
    expect(asked).to_have_count(0)
    expect(parcours.row(nom)).to_contain_text("Rejet demandé")
    kept = accounts(parcours.salle)
    scene.settle()
    assert scene.etat(nom) == "rejete"
    # Its écritures are gone; what they brought to the books stays.
    parcours.vue.visit(f"{IMPORTS}/{scene.demandes[nom]}")
    expect(page.locator("main")).to_contain_text("Les écritures de cet import ne se lisent pas")
    assert accounts(parcours.salle) == kept
    assert kept
    parcours.vue.visit(f"{IMPORTS}?q={nom}.txt")
    expect(parcours.row(nom)).to_contain_text("Rejeté")
    told(parcours, nom, "Rejet de l'import", "Le rejet de l'import du {} à {} s'est terminé")


def accounts(salle: Salle) -> list[str]:
    """Give the accounts of the dossier."""
    client = salle.client(3)
    found = client.call(
        "GET", "/loop-api-publiques/compte", params={"codeDossier": "D1", "take": 100}
    )
    client.close()
    return sorted(str(one["numero"]) for one in found)


def told(parcours: Parcours, nom: str, titre: str, phrase: str) -> None:
    """Be told of what became of an import by the bell, then by its module's panel."""
    scene, page, geste = parcours.salle.scene, parcours.vue.page, parcours.geste
    visite = sessions.recognise(scene.atelier.store, scene.jeton())
    assert visite is not None
    boite = notifications.read(scene.atelier.store, visite.acteur)
    (compte,) = [one for one in boite.comptes if one.module == "comptabilite"]
    geste.press(page.get_by_role("link", name="Notifications, "))
    panel = page.get_by_role(
        "region", name=f"Comptabilité ({compte.non_lues} Non lu/{compte.toutes})"
    )
    expect(panel).to_be_visible()
    with scene.atelier.store.lecture(scene.perimetre) as conn:
        row = conn.execute(
            select(import_comptable.c.cree_le, import_comptable.c.modifie_le).where(
                import_comptable.c.demande == scene.demandes[nom]
            )
        ).one()
    sentence = f"{phrase.format(*instant(row.cree_le).split(' '))} avec succès."
    # Two imports of one second are told apart by when they were decided.
    item = (
        panel.get_by_role("listitem")
        .filter(has_text=sentence.replace("'", "’"))
        .filter(has_text=instant(row.modifie_le))
    )
    expect(item).to_have_count(1)
    assert said(item).startswith(f"{titre} Non lu {sentence} {instant(row.modifie_le)}")
    before = compte.non_lues
    geste.press(item.get_by_role("button", name="Marquer lu"))
    expect(page.get_by_role("heading", name=f"Comptabilité ({before - 1} Non lu/")).to_be_visible()


def test_a_validation_is_asked_then_told(parcours: Parcours) -> None:
    scene, page, geste = parcours.salle.scene, parcours.vue.page, parcours.geste
    nom = decide(parcours, "valide", "Valider", "v")
    asked = parcours.dialog("Validation de l’import")
    confirm = asked.get_by_role("button", name=re.compile(r"Valider \d écritures"))
    expect(confirm).to_be_focused()
    geste.press(confirm)
    expect(page).to_have_url(re.compile("/pris-en-compte/valider"))
    assert VALIDATION in said(asked)
    foot = asked.locator(".dialog-foot a").all_inner_texts()
    assert [one.strip() for one in foot] == ["Non", "Oui"]
    geste.press(asked.get_by_role("link", name="Non"))
    expect(page).to_have_url(re.compile(re.escape(f"{IMPORTS}?q={nom}.txt") + "$"))
    expect(parcours.row(nom)).to_contain_text("Validation demandée")
    page.go_back()
    geste.press(asked.get_by_role("link", name="Oui"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Historique des imports")
    scene.settle()
    page.reload()
    row = page.get_by_role("row", name=f"{nom}.txt")
    expect(row).to_contain_text("Terminé avec succès")
    expect(row).to_contain_text("API partenaire")
    expect(row).to_contain_text("Hélène Marchand, profil 4")
    parcours.vue.visit(f"{IMPORTS}?q={nom}.txt")
    expect(parcours.row(nom)).to_have_count(0)
    told(
        parcours,
        nom,
        "Validation de l'import",
        "La validation de l'import du {} à {} s'est terminée",
    )


@pytest.mark.parametrize(
    ("bouton", "key", "essai", "etat"),
    [
        ("Valider", "v", "annule_valide", "validation_demandee"),
        ("Rejeter", "r", "annule_rejete", "rejet_demande"),
    ],
)
def test_there_are_ten_seconds_to_take_it_back(
    parcours: Parcours, bouton: str, key: str, essai: str, etat: str
) -> None:
    scene, page, geste = parcours.salle.scene, parcours.vue.page, parcours.geste
    page.clock.install()
    nom = decide(parcours, essai, bouton, key)
    for undo_from in ("dialog", "main"):
        asked = page.get_by_role("dialog")
        geste.press(asked.get_by_role("button", name=re.compile(f"^{bouton} ")))
        expect(asked.get_by_role("timer")).to_have_text(re.compile(r"^([1-9]|10) s$"))
        assert scene.etat(nom) == etat
        if undo_from == "main":
            geste.press(asked.get_by_role("link").first)
        geste.press(page.locator(undo_from).get_by_role("button", name="Annuler la demande"))
        expect(asked).to_contain_text("La demande est annulée, rien n’a changé.")
        assert scene.etat(nom) == "a_valider"
        geste.press(asked.get_by_role("link", name="OK"))
        # The list is as it was filtered.
        expect(page).to_have_url(re.compile(re.escape(f"{IMPORTS}?q={nom}.txt") + "$"))
        geste.pick(parcours.row(nom))
        geste.act(parcours.button(bouton), key)
    geste.press(page.get_by_role("dialog").get_by_role("button", name=re.compile(f"^{bouton} ")))
    # Its ten seconds gone, the way back goes, and the server has done it.
    way_back = page.get_by_role("dialog").get_by_role("button", name="Annuler la demande")
    expect(way_back).to_be_visible()
    page.clock.fast_forward(11_000)
    expect(way_back).to_have_count(0)
    expect(page.get_by_role("dialog")).to_contain_text("Exécution en cours")
    scene.settle()
    assert scene.etat(nom) == ("valide" if bouton == "Valider" else "rejete")


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    """Wait longer than by default: the machine may be busy with something else."""
    expect.set_options(timeout=20_000)
    yield
