"""Every fault that the shared generator injects is found at its line and column, and only it.

Clean files of every regime, notation and charset raise nothing above information.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from boucle.compta.contexte import Contexte
from boucle.errors import Anomalie, Gravite, Niveau, Portee
from boucle.formats import fec
from boucle.formats.lecture import Lecture
from oracle_fec.lire import read_exact

CHAMPS = ("code", "ligne", "colonne", "champ", "lu", "corrige", "lignes", "consequences", "slots")
GENERATEUR = Path(__file__).parents[2] / "../shared/data/fec/make_fec.py"
PROPRES = int(os.environ.get("BOUCLE_FEC_PROPRES", "3"))
"""Seeds of clean files, for each regime, charset and notation."""
PREMIERE = int(os.environ.get("BOUCLE_FEC_FIRST", "0"))
pytestmark = pytest.mark.skipif(
    not GENERATEUR.exists(), reason="the shared FEC generator is not beside the project"
)


@pytest.fixture(scope="module")
def fabrique(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, Any]]:
    """Call the shared generator with options; give its manifest."""
    spec = importlib.util.spec_from_file_location("make_fec", GENERATEUR)
    assert spec is not None and spec.loader is not None
    module = sys.modules["make_fec"] = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(module)
    dossier = tmp_path_factory.mktemp("fec")

    def make(*options: str) -> dict[str, Any]:
        manifest = dossier / "manifest.json"
        args = ["--lines", "1500", "--out-dir", str(dossier), "--manifest", str(manifest)]
        module.main([*args, *options])
        return json.loads(manifest.read_text("utf-8"))

    return make


def read(manifest: dict[str, Any]) -> Lecture:
    """Read with the oracle, after checking that the fast reader says the same."""
    path = Path(manifest["file"])
    exact, fast = read_exact(path, Contexte()), fec.read(path, Contexte(), block_octets=30_000)
    assert exact.bilan == fast.bilan
    assert list(exact.rapport.flat(*CHAMPS)) == list(fast.rapport.flat(*CHAMPS))
    return exact


def serious(lecture: Lecture) -> list[Anomalie]:
    found = lecture.rapport.anomalies
    return [a for a in found if a.kind.gravite is not Gravite.INFORMATION]


# Fault -> codes that may answer it, the level that then says no (None: no verdict changes).
FORME, DROIT, COMPTA = Niveau.FORME, Niveau.DROIT, Niveau.COMPTABILITE
FAUTES: dict[str, tuple[set[str], set[Niveau]]] = {
    "unbalanced": ({"ECR-001"}, {COMPTA}),
    "bad_date": ({"LIG-010", "LIG-030", "LIG-031", "LIG-032", "LIG-033"}, {FORME, DROIT}),
    "missing_mandatory": ({"LIG-010", "LIG-011"}, {FORME}),
    "bad_amount": ({"LIG-020", "LIG-022", "LIG-024"}, {FORME}),
    "missing_label": ({"LIG-011"}, {FORME}),
    "duplicate_num": ({"ECR-011"}, {DROIT}),
    "out_of_period": ({"LIG-051", "LIG-052"}, {DROIT}),
    "bad_siren": ({"FIC-006"}, {DROIT}),
    "ragged_row": ({"LIG-002"}, {FORME}),
    "nul_byte": ({"LIG-004"}, {DROIT}),
    "wrong_header": ({"FIC-022"}, {FORME}),
    "missing_column": ({"FIC-021"}, {FORME}),
    "bom": (set(), set()),
    "blank_line": ({"LIG-001"}, {FORME}),
    "num_gap": ({"ECR-010"}, {DROIT}),
    "bad_account": ({"LIG-013"}, {DROIT}),
    "both_sides": ({"LIG-041"}, {COMPTA}),
    "zero_line": ({"LIG-042"}, set()),
    "negative": ({"LIG-043"}, set()),
    "wrong_decimal": ({"LIG-021"}, {FORME}),
    "unordered": ({"ECR-012"}, {DROIT}),
    "let_without_date": ({"LIG-044"}, {COMPTA}),
    "aux_without_label": ({"LIG-046"}, {COMPTA}),
    "currency_without_amount": ({"LIG-048"}, {COMPTA}),
    "bad_bytes": ({"LIG-005"}, {DROIT}),
    "stray_quote": (set(), set()),
    "split_piece": ({"ECR-004"}, {COMPTA}),
}
# What a fault also breaks, truly: the number that a piece leaves behind; a validation that now
# precedes its écriture; an amount read in full, whose écriture does not balance all the same.
AUSSI = {
    "duplicate_num": {"ECR-010"},
    "unordered": {"LIG-050"},
    "split_piece": {"LIG-050"},
    "bad_amount": {"ECR-001"},
}


# Columns of the faults whose manifest names none.
COLONNES = {
    "num_gap": ["EcritureNum"],
    "bad_siren": [None],
    "ragged_row": [None],
    "blank_line": [None],
    "both_sides": [None],
    "zero_line": [None],
}
# A fault of the whole file is injected once, whatever is asked.
UNIQUES = {"bad_siren", "wrong_header", "missing_column", "bom"}
# No line can have two sides where each has one amount and one side.
IMPOSSIBLES = {("both_sides", "montant-sens")}


def expected_places(fault: dict[str, Any], columns: list[str]) -> list[tuple[int, str | None]]:
    """Name every line and column where this fault must be told."""
    faute, line = fault["fault"], fault["line"]
    if faute == "unbalanced":  # The écriture is told on its first line.
        return [(fault["lines"][0], None)]
    if faute == "out_of_period":  # Every line of the piece bears the date.
        first, last = fault["lines"]
        return [(n, "EcritureDate") for n in range(first, last + 1)]
    if faute == "num_gap":  # Seen on the line that follows the gap.
        return [(line + 1, "EcritureNum")]
    if faute in ("negative", "wrong_decimal"):
        names = [name for name in ("Debit", "Credit", "Montant") if name in columns]
        mark = "-" if faute == "negative" else "."
        return [
            (line, name)
            for name, value in zip(names, fault["value"], strict=False)
            if mark in value
        ]
    if "column" in fault:
        return [(line, fault["column"])]
    return [(line, name) for name in COLONNES[faute]]


@pytest.mark.parametrize("variante", ["debit-credit", "montant-sens"])
@pytest.mark.parametrize("faute", FAUTES)
def test_fault_is_found_where_it_is_and_nowhere_else(
    fabrique: Callable[..., dict[str, Any]], faute: str, variante: str
) -> None:
    codes, niveaux = FAUTES[faute]
    manifest = fabrique("--faults", f"{faute}:7", "--variant", variante)
    injected = manifest["faults"]
    wanted = 0 if (faute, variante) in IMPOSSIBLES else 1 if faute in UNIQUES else 7
    assert len(injected) == wanted
    lecture = read(manifest)
    found = [a for a in lecture.rapport.anomalies if a.kind.code in codes]
    expected = {
        place
        for fault in injected
        if codes
        for place in expected_places(fault, manifest["columns"])
    }
    assert {(a.ligne or 0, a.colonne) for a in found} == expected
    assert len(found) == len(expected)
    others = {a.kind.code for a in serious(lecture)} - codes
    assert others <= AUSSI.get(faute, set())
    refused = {niveau for niveau in Niveau if not lecture.rapport.verdict(niveau)}
    assert niveaux <= refused or not injected
    # The official checker's own yes or no, exactly.
    assert (FORME in refused) == (FORME in niveaux and bool(injected))


@pytest.mark.parametrize("seed", range(6))
def test_a_number_given_twice_is_told_in_its_own_journal_too(
    fabrique: Callable[..., dict[str, Any]], seed: int
) -> None:
    manifest = fabrique("--faults", "duplicate_num:7", "--seed", str(seed))
    lecture = read(manifest)
    told = [(a.ligne, a.colonne) for a in lecture.rapport.anomalies if a.kind.code == "ECR-011"]
    assert told == [(fault["line"], "EcritureNum") for fault in manifest["faults"]]
    assert {a.kind.code for a in serious(lecture)} == {"ECR-010", "ECR-011"}


@pytest.mark.parametrize("regime", ["bic", "com", "bat", "bnct"])
@pytest.mark.parametrize("seed", range(5))
def test_a_wrong_amount_is_told_once_lettered_or_not(
    fabrique: Callable[..., dict[str, Any]], regime: str, seed: int
) -> None:
    options = ("--faults", "unbalanced:5", "--lines", "500", "--regime", regime)
    manifest = fabrique(*options, "--seed", str(seed))
    told = [(a.kind.code, a.ligne) for a in serious(read(manifest))]
    assert told == [("ECR-001", fault["lines"][0]) for fault in manifest["faults"]]


def test_every_fault_that_can_be_injected_is_here(fabrique: Callable[..., dict[str, Any]]) -> None:
    assert set(FAUTES) == set(sys.modules["make_fec"].FAULTS)


def test_one_bad_cell_is_one_anomaly(fabrique: Callable[..., dict[str, Any]]) -> None:
    manifest = fabrique("--faults", "bad_amount:7,bad_date:6,missing_mandatory:7", "--seed", "5")
    lecture = read(manifest)
    assert len(manifest["faults"]) == 20
    cells = [a for a in serious(lecture) if a.kind.portee is Portee.CELLULE]
    assert len(cells) == 20
    # Three amounts are read with a warning, yet are not what they were: their écritures say so.
    others = {a.kind.code for a in serious(lecture)} - {a.kind.code for a in cells}
    assert others == {"ECR-001"}
    assert lecture.rapport.comptes["ECR-001"] == 3
    unreadable = [a for a in serious(lecture) if a.kind.code == "LIG-020"]
    assert all(a.consequences for a in unreadable)


def test_all_faults_at_once_do_not_crash(fabrique: Callable[..., dict[str, Any]]) -> None:
    lecture = read(fabrique("--faults", "all"))
    assert lecture.rapport.bloquant


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-15", "cp1252"])
@pytest.mark.parametrize("regime", ["bic", "com", "bat", "bnct"])
@pytest.mark.parametrize("variante", ["debit-credit", "montant-sens"])
def test_clean_file_raises_nothing(
    fabrique: Callable[..., dict[str, Any]], regime: str, encoding: str, variante: str
) -> None:
    for seed in range(PREMIERE, PREMIERE + PROPRES):
        manifest = fabrique(
            "--regime",
            regime,
            "--encoding",
            encoding,
            "--variant",
            variante,
            "--seed",
            str(seed),
            "--sep",
            ("tab", "pipe")[seed % 2],
            "--eol",
            ("lf", "crlf")[seed // 2 % 2],
            "--lines",
            str((400, 60, 1500)[seed % 3]),
        )
        judge_clean(manifest, encoding)


def judge_clean(manifest: dict[str, Any], encoding: str) -> None:
    lecture = read(manifest)
    cp1252 = {"FIC-012"} if encoding == "cp1252" else set()
    assert {a.kind.code for a in serious(lecture)} <= cp1252
    assert lecture.bilan.debit == lecture.bilan.credit == manifest["totals_clean"]["debit_cents"]
    assert lecture.bilan.lignes == manifest["data_lines"]
    assert lecture.bilan.ecritures == manifest["pieces"]
    assert {
        code: sum(s.debit for s in lecture.bilan.soldes if s.journal == code)
        for code in lecture.bilan.journaux
    } == {code: entry["debit_cents"] for code, entry in manifest["journals"].items()}
