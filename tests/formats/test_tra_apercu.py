"""TraApercu: what was read of a file, by zones and by sorts, as its rapport tells it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import jsonschema_rs
from rich.console import Console

from boucle.errors.rapport import rendu_json, rendu_texte
from formats.petit_tra import ACHAT, FICHES, Lu, fichier, ligne
from formats.test_tra import ANALYTIQUE

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/reference/rapport.schema.json").read_text("utf-8")
)
SOUS = ("***SOUACH".ljust(60), "***ZZZ inconnu")
SEULE = ligne(type="O", code="NORD", axe="A1")


def test_records_and_lines_are_told_by_sort_with_what_became_of_them(tmp_path: Path) -> None:
    lu = Lu(tmp_path, fichier(*FICHES, *SOUS, *ANALYTIQUE, SEULE))
    sortes = lu.rapport.faits["apercu"]["sortes"]
    assert [(s["code"], s["nombre"], s["ligne"]) for s in sortes] == [
        ("JAL", 1, 2),
        ("CGN", 3, 3),
        ("CAE", 1, 6),
        ("SOU", 1, 7),
        ("ZZZ", 1, 8),
        ("", 1, 9),
        ("A", 3, 10),
        ("H", 1, 13),
        ("X", 1, 14),
        ("O", 1, 15),
    ]
    said = {s["code"]: s["sort"] for s in sortes}
    assert said["JAL"] == "créé s'il manque"
    assert said["SOU"] == "laissé de côté : le livre numérote à l'export"
    assert said["ZZZ"] == "laissé de côté"
    assert said["X"] == "lu"


def test_lines_left_aside_are_shown_with_their_text(tmp_path: Path) -> None:
    apercu = Lu(tmp_path, fichier(*SOUS, "", *ACHAT, SEULE)).rapport.faits["apercu"]
    assert [(a["ligne"], a["raison"], a["texte"][:10]) for a in apercu["laissees"]] == [
        (2, "Souche de numéros de pièces", "***SOUACH"),
        (3, "enregistrement inconnu", "***ZZZ inc"),
        (4, "ligne vide", ""),
        (8, "type O : écriture analytique seule", "ACH1501202"),
    ]


def test_zones_totals_key_and_first_lines(tmp_path: Path) -> None:
    content = fichier(*(line.ljust(1407) for line in ACHAT), longueur="ETE")
    apercu = Lu(tmp_path, content).rapport.faits["apercu"]
    assert (apercu["nature"], apercu["nombre_colonnes"]) == ("TRA", 22 + 86)
    zones = {c["titre"]: (c["place"], c["champ"], c["par"]) for c in apercu["colonnes"]}
    assert zones["GENERAL"] == (14, "compte", "notice du format")
    assert zones["ECHEANCE"] == (122, "echeance", "notice du format")
    assert zones["LIBRETEXTE0"] == (533, "", "")
    assert zones["LETTRAGE"] == (1014, "lettrage", "notice du format")
    first = dict(
        zip(
            [c["titre"] for c in apercu["colonnes"]],
            apercu["premieres"][0]["cellules"],
            strict=True,
        )
    )
    assert (first["GENERAL"], first["MONTANT1"]) == ("60640000", "100,00")
    assert [p["ligne"] for p in apercu["premieres"]] == [2, 3, 4]
    assert (apercu["lignes"], apercu["ecritures"], apercu["debit_centimes"]) == (3, 1, 12_000)
    assert apercu["cle_ecriture"] == "journal et NUMEROPIECE"


def test_what_gathers_the_lines_is_said(tmp_path: Path) -> None:
    sans = [line[:151] + " " * 8 + line[159:] for line in ACHAT]
    for lines, cle in (
        (sans, "journal, jour et nature jusqu'à l'équilibre"),
        (
            [*ACHAT, *sans],
            "journal et NUMEROPIECE, à défaut journal, jour et nature jusqu'à l'équilibre",
        ),
    ):
        assert Lu(tmp_path, fichier(*lines)).rapport.faits["cle_ecriture"] == cle


def test_it_follows_the_published_schema_and_shows_in_a_terminal(tmp_path: Path) -> None:
    lu = Lu(tmp_path, fichier(*FICHES, *SOUS, *ANALYTIQUE))
    jsonschema_rs.validate(SCHEMA, json.loads(rendu_json.render(lu.rapport)))
    out = io.StringIO()
    rendu_texte.render(lu.rapport, Console(file=out, width=200))
    assert "CGN · Compte général : 3, dès la ligne 3  créé s'il manque" in out.getvalue()
