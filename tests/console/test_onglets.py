"""Onglets: what an import that is opened says of its file, by the server's own pages."""

from __future__ import annotations

import html
import json
import re

import pytest

from boucle.formats.registre import TRA
from boucle.operations.examen import anomalies
from formats.petit_tra import ACHAT as ACHAT_TRA
from formats.petit_tra import FICHES, fichier
from operations.conftest import fec, ligne
from rigs.pages_console import IMPORTS
from rigs.scene_console import SceneConsole

SALE = fec(
    ligne("1", "606400", "1.00", "0,00"),
    ligne("1", "512000", "0,00", "1,0x", libelle="<b>Café</b>"),
    ligne("2", "606400", "3,00", "0,00"),
    ligne("2", "512000", "0,00", "3,00"),
)


@pytest.fixture
def sale(scene: SceneConsole) -> str:
    demande = scene.ask(SALE, "732829320FEC20241231_sale.txt")
    scene.work()
    return demande


def read(scene: SceneConsole, demande: str, tab: str, statut: int = 200) -> str:
    answer = scene.client().get(f"{IMPORTS}/{demande}{tab}")
    assert answer.status_code == statut, answer.text
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", answer.text)).split())


def raws(scene: SceneConsole, demande: str, tab: str) -> list[str]:
    """Give the lines of the file that a tab shows, the cell at fault between brackets."""
    page = scene.client().get(f"{IMPORTS}/{demande}{tab}").text
    found = []
    for block in re.findall(r"<pre class=\"raw\"[^>]*>(.*?)</pre>", page, re.DOTALL):
        text = block.replace("<mark>", "[").replace("</mark>", "]")
        found += html.unescape(re.sub(r"<[^>]+>", "", text)).split("\n")
    return found


def test_each_rule_is_counted_and_the_gravest_comes_first(scene: SceneConsole, sale: str) -> None:
    page = read(scene, sale, "/anomalies")
    assert page.index("LIG-020") < page.index("LIG-021") < page.index("FIC-035")
    assert "Bloquantes1" in page
    assert "Credit contient « 1,0x », qui n'est pas un montant." in page
    assert "Écrivez un montant en chiffres" in page


def test_a_cell_at_fault_is_framed_in_its_line_beside_its_neighbours(
    scene: SceneConsole, sale: str
) -> None:
    before, here, after = raws(scene, sale, "/anomalies?regle=LIG-020")
    assert here.startswith("3AC")
    assert "│[1,0x]│" in here
    # What a file holds is text, whatever it looks like.
    assert "<b>Café</b>" in here
    assert (before[:1], after[:1]) == ("2", "4")
    assert "[" not in before + after
    # The line of the titles is nobody's neighbour.
    assert raws(scene, sale, "/anomalies?regle=LIG-021")[0].startswith("2AC")


def test_an_ecriture_that_does_not_balance_shows_all_its_lines(scene: SceneConsole) -> None:
    shown = raws(scene, scene.demandes["erreur"], "/anomalies?regle=ECR-001")
    assert [one[:1] for one in shown] == ["2", "3"]


def test_a_rule_that_is_not_there_is_as_good_as_none(scene: SceneConsole, sale: str) -> None:
    assert "LIG-020" in read(scene, sale, "/anomalies?regle=XXX-999")
    assert "Paramètre" in read(scene, sale, "/anomalies?rang=x", 400)


def test_cases_come_by_pages(scene: SceneConsole) -> None:
    rows = [
        text
        for n in range(1, 24)
        for text in (
            ligne(str(n), "606400", "1.00", "0,00"),
            ligne(str(n), "512000", "0,00", "1,00"),
        )
    ]
    demande = scene.ask(fec(*rows), "732829320FEC20241231_pages.txt")
    scene.work()
    atelier = scene.atelier
    first = anomalies.open_anomalies(atelier, scene.acteur, demande, "LIG-021")
    rest = anomalies.open_anomalies(atelier, scene.acteur, demande, "LIG-021", len(first.cas))
    lines = [one.dit["ligne"] for one in (*first.cas, *rest.cas)]
    assert lines == [2 * n for n in range(1, 24)]
    assert (first.gardes, first.rang, rest.rang) == (23, 0, anomalies.PAGE)
    assert all(one.retrouve for one in (*first.cas, *rest.cas))


def test_a_fixed_width_file_is_framed_by_its_columns(scene: SceneConsole) -> None:
    content = fichier(*FICHES, *ACHAT_TRA).replace(b"15012024", b"15012O24", 1)
    demande = scene.ask(content, "MAI2024_sale.TRA", TRA)
    scene.work()
    [_, here, _] = raws(scene, demande, "/anomalies?regle=TRA-026")
    assert here.startswith("7ACH[15012O24]FF")
    page = read(scene, demande, "/lu")
    assert "DATECOMPTABLE" in page
    assert "notice du format" in page
    assert "Compte général" in page
    assert "Ces règles jugent un FEC" in read(scene, demande, "/conformite")


def test_a_json_says_that_it_has_no_lines(scene: SceneConsole) -> None:
    from rigs.salle import _ask_json

    demande = _ask_json(scene)
    scene.work()
    assert "il n’a pas de lignes de texte" in read(scene, demande, "/source")
    assert "Ce qui rassemble les lignes" in read(scene, demande, "/anomalies")


def test_the_file_is_shown_around_a_line_beside_its_ecriture(scene: SceneConsole) -> None:
    page = scene.client().get(f"{IMPORTS}/{scene.demandes['attente']}/source?ligne=3").text
    numbers = re.findall(r"<li[^>]*>\s*<a[^>]*>(\d+)</a>", page)
    assert numbers == ["1", "2", "3", "4", "5", "6"]
    assert re.findall(r"<li class=\"is-here\"[^>]*>\s*<a[^>]*>(\d+)", page) == ["3"]
    assert re.findall(r"<li class=\"is-same\"[^>]*>\s*<a[^>]*>(\d+)", page) == ["2", "4"]
    assert re.findall(r"<li class=\"is-bad\"[^>]*>\s*<a[^>]*>(\d+)", page) == ["5"]
    said = read(scene, scene.demandes["attente"], "/source?ligne=3")
    assert "Total120,00120,00" in said.replace(" ", "")
    assert "n’a pas de ligne 99" in read(scene, scene.demandes["attente"], "/source?ligne=99")
    # In error, there is a file and no écriture.
    assert "n’est pas devenue" in read(scene, scene.demandes["erreur"], "/source?ligne=2")


def test_a_file_not_read_yet_says_so(scene: SceneConsole) -> None:
    for tab in ("/anomalies", "/lu", "/conformite"):
        assert "n’a pas encore été lu" in read(scene, scene.demandes["cours"], tab)


def test_what_was_kept_is_given_back_byte_for_byte(scene: SceneConsole, sale: str) -> None:
    client = scene.client()
    answer = client.get(f"{IMPORTS}/{sale}/anomalies/fichier")
    assert answer.content == SALE
    assert "732829320FEC20241231_sale.txt" in answer.headers["content-disposition"]
    rapport = json.loads(client.get(f"{IMPORTS}/{sale}/anomalies/rapport.json").content)
    assert {one["code"] for one in rapport["anomalies"]} >= {"LIG-020", "LIG-021"}


def test_a_source_that_is_gone_is_said(scene: SceneConsole, sale: str) -> None:
    with scene.atelier.store.lecture(None) as conn:
        from boucle.store.travaux import imports

        row = imports.find(conn, scene.perimetre.cabinet_id, sale)
    assert row is not None
    scene.atelier.depot.delete_source(scene.perimetre, row["import_id"])
    page = read(scene, sale, "/anomalies?regle=LIG-020")
    assert "n’est plus gardé" in page
    assert "1,0x" in page


def test_the_verdict_is_said_level_by_level_with_the_checks_that_passed(
    scene: SceneConsole,
) -> None:
    page = read(scene, scene.demandes["attente"], "/conformite")
    assert "Forme" in page
    assert re.search(r"Droit.*?Non conforme.*?2 points", page)
    assert "Compte d'attente non soldé" in page
    passed = page[page.index("Contrôles passés") :]
    assert "LIG-020" in passed
    # What was broken, or brought about by what was, passed nothing.
    assert "ECR-010" not in passed
    sale = read(scene, scene.demandes["erreur"], "/conformite")
    assert "ECR-007" not in sale[sale.index("Contrôles passés") :]


def test_a_file_whose_lines_were_not_read_is_judged_of_nothing(scene: SceneConsole) -> None:
    demande = scene.ask(b"Journal;Date\r\nx;y\r\n", "732829320FEC20241231_rien.txt")
    scene.work()
    page = read(scene, demande, "/conformite")
    assert "Conforme " not in page
    assert "La liste n’est pas sûre" in page


def test_the_log_says_who_did_what_in_order(scene: SceneConsole) -> None:
    page = read(scene, scene.demandes["valide"], "/journal")
    order = ["Import demandé", "Lecture commencée", "En attente de validation", "Validé :"]
    places = [page.index(one) for one in order]
    assert places == sorted(places)
    assert "caisse-production, profil 3" in page
    fault = read(scene, scene.demandes["erreur"], "/journal")
    assert "Terminé avec erreur" in fault
    assert "Écriture déséquilibrée (ECR-001)" in fault
