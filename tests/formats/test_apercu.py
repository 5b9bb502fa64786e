"""Apercu: what a reader says that it read, bounded, and the same in every rendering."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
from rich.console import Console

from boucle.compta.bilan import Bilan
from boucle.errors import Rapport
from boucle.errors.rapport import rendu_html, rendu_json, rendu_texte
from boucle.formats.apercu import (
    COLONNES_MAX,
    LAISSEES_MAX,
    PAR_DEFAUT,
    PAR_TITRE,
    PREMIERES_MAX,
    TEXTE_MAX,
    Apercu,
    ColonneLue,
)

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/reference/rapport.schema.json").read_text("utf-8")
)
BILAN = Bilan(lignes=4, ecritures=2, debit=15_000, credit=15_000, cle_ecriture="reference")


def small() -> Apercu:
    """Give what was read of a file of two columns under a line of presentation."""
    apercu = Apercu("CSV", titres=2, encodage="utf-8", encodage_par="reconnu")
    apercu.colonnes += [
        ColonneLue(1, "Compte", "compte", PAR_TITRE),
        ColonneLue(2, "Agence", "", ""),
        ColonneLue(0, "", "journal", PAR_DEFAUT),
    ]
    apercu.leave(1, "Export du <b>31/01</b>", "avant les titres")
    apercu.show(3, ["60700000", "Nord\x1b[2J", "OD"])
    return apercu


def rapport_of(apercu: Apercu) -> Rapport:
    rapport = Rapport()
    rapport.faits = {"apercu": apercu.facts(BILAN)}
    return rapport


def test_it_says_titles_columns_lines_left_out_and_totals() -> None:
    facts: dict[str, Any] = small().facts(BILAN)
    assert (facts["ligne_titres"], facts["nombre_colonnes"], facts["nombre_laissees"]) == (2, 3, 1)
    assert [(c["place"], c["champ"], c["par"]) for c in facts["colonnes"]] == [
        (1, "compte", "titre"),
        (2, "", ""),
        (0, "journal", "valeur par défaut"),
    ]
    assert facts["laissees"] == [
        {"ligne": 1, "texte": "Export du <b>31/01</b>", "raison": "avant les titres"}
    ]
    assert (facts["lignes"], facts["ecritures"], facts["debit_centimes"]) == (4, 2, 15_000)
    assert facts["cle_ecriture"] == "reference"


def test_it_weighs_the_same_for_any_file() -> None:
    apercu = Apercu("CSV")
    apercu.colonnes += [ColonneLue(at, "x" * 500, "", "") for at in range(1, 1_001)]
    for n in range(1, 10_001):
        apercu.leave(n, "y" * 1_000, "vide")
        apercu.show(n, ["z" * 1_000] * 1_000)
    facts: dict[str, Any] = apercu.facts(BILAN)
    assert (len(facts["colonnes"]), facts["nombre_colonnes"]) == (COLONNES_MAX, 1_000)
    assert (len(facts["laissees"]), facts["nombre_laissees"]) == (LAISSEES_MAX, 10_000)
    assert len(facts["premieres"]) == PREMIERES_MAX
    assert facts["laissees"][0]["texte"] == "y" * (TEXTE_MAX - 1) + "…"
    assert len(json.dumps(facts)) < 150_000


def test_it_follows_the_published_schema() -> None:
    jsonschema_rs.validate(SCHEMA, json.loads(rendu_json.render(rapport_of(small()))))


def test_a_terminal_shows_it_and_runs_nothing_of_it() -> None:
    out = io.StringIO()
    rendu_texte.render(rapport_of(small()), Console(file=out, width=120))
    text = out.getvalue()
    assert "Ce que j'ai lu" in text
    assert "CSV, codage utf-8 (reconnu), titres à la ligne 2." in text
    assert "4 lignes, 2 écritures par reference, débit 150,00, crédit 150,00." in text
    assert "1  Compte → compte  titre" in text
    assert "2  Agence → laissée de côté" in text
    assert "laissée, ligne 1 (avant les titres) : Export du <b>31/01</b>" in text
    assert "lue, ligne 3 : 60700000 │ Nord␛[2J │ OD" in text
    assert "\x1b" not in text


def test_a_page_shows_it_escaped() -> None:
    text = rendu_html.render(
        rapport_of(small()), etabli=datetime(2026, 11, 20, 9, 52, 18, tzinfo=UTC)
    )
    assert "Ce que j&#39;ai lu" in text
    assert "Export du &lt;b&gt;31/01&lt;/b&gt;" in text
    assert "<td>60700000</td><td>Nord␛[2J</td><td>OD</td>" in text
