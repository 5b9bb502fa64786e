"""Rendus: the four renderings say the same, and nothing that was read can act through them."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import jsonschema_rs
from rich.console import Console

from boucle.errors import Anomalie, Rapport
from boucle.errors.donnees import ecr, fic, lig
from boucle.errors.rapport import rendu_csv, rendu_html, rendu_json, rendu_texte
from boucle.errors.rapport.extrait import read_lignes
from boucle.errors.rapport.vue import lines_shown, regles, verdicts
from errors.rapport_essai import LIGNES, faulty

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/reference/rapport.schema.json").read_text("utf-8")
)
ETABLI = datetime(2026, 11, 20, 9, 52, 18, tzinfo=UTC)


def extraits(rapport: Rapport) -> dict[int, bytes]:
    return read_lignes(io.BytesIO(LIGNES), lines_shown(rapport), "CRLF")


def texte(rapport: Rapport) -> str:
    out = io.StringIO()
    rendu_texte.render(rapport, Console(file=out, width=100), extraits(rapport))
    return out.getvalue()


def page(rapport: Rapport) -> str:
    return rendu_html.render(rapport, etabli=ETABLI, extraits=extraits(rapport))


def test_verdicts_are_never_mixed() -> None:
    assert [(v.niveau, v.conforme, v.anomalies) for v in verdicts(faulty())] == [
        ("forme", False, 2),
        ("droit", False, 1),
        ("comptabilite", False, 12_346),
    ]


def test_rules_come_gravest_first() -> None:
    assert [regle.kind.code for regle in regles(faulty())] == [
        "LIG-031",
        "ECR-001",
        "LIG-021",
        "FIC-006",
        "LIG-042",
    ]


def test_what_to_do_depends_on_the_column_and_is_said_once() -> None:
    rapport = Rapport()
    for ligne, colonne in ((2, "ValidDate"), (3, "ValidDate"), (3, "JournalLib")):
        rapport.add(Anomalie(lig.VALEUR_ABSENTE, ligne=ligne, colonne=colonne))
    text = page(rapport)
    assert text.count("Validez l&#39;écriture dans le logiciel d&#39;origine") == 1
    assert text.count("Renseignez JournalLib sur cette ligne.") == 1


def test_the_lines_of_an_écriture_are_one_under_the_other() -> None:
    rapport = Rapport(
        faits={
            "encodage": "UTF-8",
            "separateur": "|",
            "colonnes": ["EcritureNum", "Debit", "Credit"],
        }
    )
    slots = {"num": "1", "journal": "VE", "ecart": 100}
    rapport.add(Anomalie(ecr.DESEQUILIBRE, ligne=2, lignes=(2, 3), slots=slots))
    lines = {2: b"1|12,00|0,00", 3: b"1|0,00|11,00"}
    text = rendu_html.render(rapport, etabli=ETABLI, extraits=lines)
    assert re.search(r"<pre><span[^>]*>2</span>  1  12,00  0,00<br><span[^>]*>3</span>  1", text)
    out = io.StringIO()
    rendu_texte.render(rapport, Console(file=out, width=100), lines)
    assert "    2 │ 1  12,00  0,00\n    3 │ 1  0,00  11,00\n" in out.getvalue()


def test_json_follows_its_published_schema() -> None:
    jsonschema_rs.validate(SCHEMA, json.loads(rendu_json.render(faulty())))
    jsonschema_rs.validate(SCHEMA, json.loads(rendu_json.render(Rapport())))


def test_json_gives_one_verdict_per_level_and_exact_counts() -> None:
    document = json.loads(rendu_json.render(faulty()))
    assert document["verdicts"]["droit"] == {
        "verifie": True,
        "conforme": False,
        "anomalies": 1,
        "non_conformes": 1,
    }
    assert (document["total"], document["gardees"]) == (12_349, 4)
    assert document["anomalies"][1]["consequences"] == ["ECR-001 VE 2"]


def test_json_of_one_file_is_the_same_bytes_twice() -> None:
    assert rendu_json.render(faulty()) == rendu_json.render(faulty())


def test_json_of_several_files_is_a_list() -> None:
    assert len(json.loads(rendu_json.render(faulty(), Rapport()))) == 2


def test_csv_holds_one_line_per_anomaly_and_no_formula() -> None:
    text = rendu_csv.render(faulty()).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["Code"] for row in rows] == ["FIC-006", "LIG-031", "LIG-021", "ECR-001"]
    assert rows[2]["Valeur lue"] == "'=1+1.50"
    assert "\x1b" not in text


def test_csv_disarms_a_formula_behind_blanks_and_a_negative_amount() -> None:
    assert rendu_csv.safe("  =1+1") == "'  =1+1"
    assert rendu_csv.safe("-12,00") == "'-12,00"
    assert rendu_csv.safe("12,00") == "12,00"


def test_terminal_puts_the_caret_under_the_cell() -> None:
    lines = texte(faulty()).splitlines()
    at = next(i for i, line in enumerate(lines) if "20241332" in line)
    assert lines[at].index("20241332") == lines[at + 1].index("^^^^^^^^")


def test_terminal_says_what_a_fault_entails() -> None:
    assert "entraîne : écriture déséquilibrée (VE 2)" in texte(faulty())


def test_terminal_runs_no_escape_sequence_of_the_file() -> None:
    assert "\x1b" not in texte(faulty())
    assert "VE␛[2J" in texte(faulty())


def test_informations_are_counted_apart() -> None:
    rapport = Rapport()
    rapport.count(ecr.LETTRAGE_OUVERT, 309)
    comptabilite = verdicts(rapport)[-1]
    assert (comptabilite.conforme, comptabilite.denombre) == (True, "309 informations")
    assert "309 informations, dont" in texte(rapport)
    assert "309 informations, sans effet sur ce verdict." in page(rapport)
    assert "309 informations, sans effet sur ce verdict" in texte(rapport)
    rapport.count(ecr.DESEQUILIBRE, 1)
    assert verdicts(rapport)[-1].denombre == "1 anomalie et 309 informations"


def test_page_needs_nothing_else_and_runs_nothing() -> None:
    html = page(faulty())
    assert re.search(r"<script|\bsrc=|url\(|@import|<iframe|\son\w+=|https?://", html) is None
    assert "default-src 'none'" in html


def test_page_escapes_what_was_read() -> None:
    html = page(faulty())
    assert "&lt;script&gt;alert(1)" in html
    assert "<i>Ventes</i>" not in html
    assert "\x1b" not in html


def test_page_says_verdict_place_and_remedy() -> None:
    html = page(faulty())
    assert "l’outil de l’administration jugerait ce fichier non conforme" in html
    assert "Ligne 3, colonne EcritureDate." in html
    assert "<mark>20241332</mark>" in html
    assert "écart 2,00" in html
    assert "Établi le 20/11/2026 à 09:52:18" in html
    assert "une suite par journal" in html
    assert "1, la première le 17/01/2024" in html


def test_page_adds_up_each_journal_and_each_of_its_months() -> None:
    rapport = faulty()
    mois = {"debit_centimes": 1_200, "credit_centimes": 700, "lignes": 2}
    rapport.faits["journaux"][0]["mois"] = [
        {"mois": "2024-01", **mois},
        {"mois": "2024-02", "debit_centimes": 0, "credit_centimes": 300, "lignes": 1},
    ]
    rows = [
        re.sub(r"<[^>]+>", " ", row).split()
        for row in re.findall(
            r"<tr.*?</tr>", page(rapport).partition("par mois</h2>")[2], re.DOTALL
        )
    ]
    assert rows[1] == ["VE", "&lt;i&gt;Ventes&lt;/i&gt;", "3", "12,00", "10,00", "2,00"]
    assert rows[2] == ["01/2024", "2", "12,00", "7,00", "5,00"]
    assert rows[3] == ["02/2024", "1", "0,00", "3,00", "−3,00"]
    assert rows[4] == ["Total", "du", "fichier", "3", "12,00", "10,00", "2,00"]


def test_page_says_of_each_check_passed_its_source_and_on_how_much() -> None:
    html = page(faulty())
    row = re.search(r"<td class=\"mono\">LIG-050</td>.*?</tr>", html, re.DOTALL)
    assert row is not None
    assert "A47 A-1" in row[0] or "usage" in row[0].lower() or "Plan comptable" in row[0]
    assert "3 lignes" in row[0]
    assert re.search(r"FIC-001</td>.*?le fichier</span>", html, re.DOTALL)


def test_page_names_the_company_and_who_hands_it_out() -> None:
    html = rendu_html.render(
        Rapport(), etabli=ETABLI, cabinet="Cabinet Vauquelin", entreprise="Brasserie <Quais>"
    )
    assert "<b>Brasserie &lt;Quais&gt;</b>" in html
    assert "Cabinet Vauquelin<br>" in html


def test_what_is_proposed_is_called_so() -> None:
    rapport = Rapport()
    rapport.add(Anomalie(lig.VALEUR_ABSENTE, ligne=3, colonne="PieceRef", corrige="FA-12"))
    assert "proposition : FA-12" in texte(rapport)
    assert "Proposition : " in page(rapport)
    assert "orrigée" not in page(rapport) + texte(rapport)


def test_the_same_excerpt_is_shown_once() -> None:
    rapport = Rapport(faits={"encodage": "UTF-8", "separateur": "tabulation"})
    for colonne in ("PieceRef", "PieceDate", "ValidDate"):
        slots = {"regime": "BIC"}
        rapport.add(Anomalie(fic.COLONNE_ABSENTE, ligne=1, colonne=colonne, slots=slots))
    assert page(rapport).count("<pre>") == 1
    assert texte(rapport).count("│ JournalCode") == 1


def test_bars_are_drawn_only_where_they_tell_something() -> None:
    rapport = faulty()
    assert "Anomalies par règle" in page(rapport)
    rapport.comptes[lig.LIGNE_A_ZERO.code] = 2
    assert "Anomalies par règle" not in page(rapport)


def test_csv_says_consequences_in_words() -> None:
    text = rendu_csv.render(faulty()).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert rows[1]["Conséquences"] == "ECR-001 écriture déséquilibrée (VE 2)"


def test_page_of_a_file_without_fault_says_so() -> None:
    assert "Conforme aux trois niveaux" in page(Rapport())


def test_page_of_an_empty_rapport_still_renders() -> None:
    assert page(Rapport()).endswith("</html>\n") or page(Rapport()).endswith("</html>")


def test_a_level_that_could_not_be_judged_does_not_conform() -> None:
    rapport = Rapport(faits={"lisible": False})
    rapport.add(Anomalie(fic.FICHIER_VIDE))
    assert [verdict.mot for verdict in verdicts(rapport)] == [
        "non conforme",
        "non vérifié",
        "non vérifié",
    ]
    assert "Contrôles sans anomalie" not in page(rapport)
