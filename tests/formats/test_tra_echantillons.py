"""TraEchantillons: public samples and generated files are imported, or refused with a reason.

The samples are beside the project, never in it: real fragments, the vendor's own examples, the
dialects of several exporters, and files of a generator whose manifest says what they add up to
and which faults they hold.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from boucle.compta.contexte import Contexte
from formats.petit_tra import Lu

RACINE = Path(__file__).parents[2]
PARTAGE = next(
    (path for path in (RACINE / "../shared", RACINE / "../../shared") if path.is_dir()),
    RACINE / "../shared",
)
ECHANTILLONS = PARTAGE / "data/tra/samples"
NOMS = sorted(path.name for path in ECHANTILLONS.glob("*.TRA"))

if not NOMS:
    pytest.skip("the shared samples are not beside the project", allow_module_level=True)

CAS = Path(__file__).parent / "cas/tra"
GOLDEN_MAX = 60
FAITS = (
    "produit",
    "origine",
    "contenu",
    "longueur",
    "version",
    "logiciel",
    "encodage",
    "fin_de_ligne",
    "lignes",
    "cle_ecriture",
)

# Blocking kinds of each sample, reviewed by eye; the rest is imported.
REFUSES = {
    "A1_real_header_cegid_expert_v008.TRA": {"TRA-003"},
    "A2_real_parameter_block_2011.TRA": {"TRA-003"},
    "B3_vendor_example_agricultural.TRA": {"TRA-003"},
    "D6_dialect_expensya_header_v011.TRA": {"TRA-003"},
    "E3_make_tra_faults.TRA": {
        "ECR-001",
        "ECR-050",
        "TRA-020",
        "TRA-026",
        "TRA-028",
        "TRA-029",
        "TRA-032",
        "TRA-034",
        "TRA-045",
        "TRA-052",
    },
}
# What tells each fault of the generator; None: it is read without a word, or elsewhere.
DIT = {
    "unbalanced": "ECR-001",
    "bad_date": "TRA-026",
    "out_of_year": "TRA-049",
    "bad_amount": "TRA-029",
    "dot_decimal": "TRA-030",
    "negative_amount": "TRA-031",
    "zero_amount": "LIG-042",
    "bad_side": "TRA-028",
    "bad_nature": "TRA-036",
    "unknown_journal": "TRA-043",
    "unknown_account": "TRA-043",
    "unknown_third": "TRA-043",
    "x_not_control": "TRA-035",
    "missing_third": "TRA-034",
    "short_line": "TRA-051",
    "long_line": "TRA-012",
    "shifted": "TRA-020",
    "utf8_label": "TRA-022",
    "tab_in_label": "TRA-023",
    "blank_line": "TRA-024",
    "lone_lf": "TRA-014",
    "late_param": "TRA-011",
    "unknown_record": "TRA-005",
    "duplicate_piece": "TRA-052",
    "analytic_gap": "ECR-050",
    "analytic_no_axis": "TRA-045",
    "bad_lettering": "TRA-041",
    "bad_coding": "TRA-032",
}


def read(folder: Path, path: Path) -> Lu:
    return Lu(folder, path.read_bytes(), Contexte(), nom=path.name)


@pytest.mark.parametrize("nom", NOMS)
def test_a_sample_is_imported_or_refused_with_what_to_do(tmp_path: Path, nom: str) -> None:
    lu = read(tmp_path, ECHANTILLONS / nom)
    blocking = {a.kind.code for a in lu.rapport.anomalies if a.kind.gravite == "bloquant"}
    assert blocking == REFUSES.get(nom, set())
    assert all(a.remede and a.message for a in lu.rapport.anomalies)
    if not blocking:
        assert lu.bilan.lignes == sum(lot.height for lot in lu.lots) > 0
        assert lu.bilan.debit == lu.bilan.credit > 0


def golden(lu: Lu) -> str:
    """Write what is read of a sample: its facts, its écritures, what is told of it."""
    faits = lu.rapport.faits
    head = [f"{nom} {faits[nom]}" for nom in FAITS if faits.get(nom) not in (None, "")]
    told = [
        " ".join(
            filter(None, (a.kind.code, f"ligne {a.ligne}" if a.ligne else "", a.colonne, a.lu))
        )
        for a in lu.rapport.anomalies[:GOLDEN_MAX]
    ]
    fiches = Counter(fiche.enregistrement for fiche in lu.bilan.fiches)
    described = [f"***{code} {nombre}" for code, nombre in sorted(fiches.items())]
    return "\n".join([*head, *described, *told, "", *lu.notation[:GOLDEN_MAX], ""])


@pytest.mark.parametrize("nom", NOMS)
def test_a_sample_reads_as_its_reviewed_golden(tmp_path: Path, nom: str) -> None:
    """Written anew by BOUCLE_REECRIRE=1, and read over before it is kept."""
    path = CAS / f"{Path(nom).stem}.attendu"
    told = golden(read(tmp_path, ECHANTILLONS / nom))
    if os.environ.get("BOUCLE_REECRIRE"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(told, "utf-8")
    assert told == path.read_text("utf-8")


def hold(lu: Lu, totals: dict[str, Any]) -> None:
    """Compare what was read with what the generator wrote."""
    rows = lu.all(lu.lots)
    journaux, comptes = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    axes = Counter[tuple[str, str]]()
    for row in rows:
        for side in ("debit", "credit"):
            journaux[row["journal"], side] += row[side]
            comptes[row["compte"], side] += row[side]
    for part in lu.all(lu.ventilations):
        for side in ("debit", "credit"):
            axes[part["axe"], side] += part[side]
    for found, told in ((journaux, "journals"), (comptes, "accounts"), (axes, "axes")):
        assert {key: (found[key, "debit"], found[key, "credit"]) for key, _ in found} == {
            key: tuple(sums[:2]) for key, sums in totals[told].items()
        }
    assert (lu.bilan.debit, lu.bilan.credit) == (totals["debit"], totals["credit"])
    assert (len(rows), lu.bilan.ecritures) == (totals["movement_lines"], totals["pieces"])


@pytest.mark.parametrize(
    "nom", ["E1_make_tra_std_60.TRA", "E2_make_tra_ete_analytic_currency_60.TRA"]
)
def test_a_sample_adds_up_to_what_its_manifest_says(tmp_path: Path, nom: str) -> None:
    lu = read(tmp_path, ECHANTILLONS / nom)
    # The documents that it names are not beside it.
    assert {code for code, *_ in lu.dites} <= {"TRA-068"}
    hold(lu, json.loads((ECHANTILLONS / f"{nom}.json").read_text("utf-8"))["totals"])


def missed(faults: list[dict[str, Any]], lu: Lu) -> list[str]:
    """Name the faults that nothing tells at their line, or in a run of lines that holds it."""
    told = {
        (found.kind.code, n)
        for found in lu.rapport.anomalies
        for first, last in [found.lignes or (found.ligne or 0, found.ligne or 0)]
        for n in range(first, last + 1)
    }
    return [fault["fault"] for fault in faults if (DIT[fault["fault"]], fault["line"]) not in told]


def test_each_fault_of_a_sample_is_told_at_its_line(tmp_path: Path) -> None:
    path = ECHANTILLONS / "E3_make_tra_faults.TRA"
    manifest = json.loads(path.with_suffix(".TRA.json").read_text("utf-8"))
    lu = read(tmp_path, path)
    assert missed(manifest["faults"], lu) == []


@pytest.fixture(scope="module")
def atelier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generator beside its layout, as it wants to be."""
    folder = tmp_path_factory.mktemp("generateur")
    layout = PARTAGE / "reference/tra-layout.json"
    if not layout.exists():
        pytest.skip("the layout of the generator is not beside the project")
    shutil.copyfile(PARTAGE / "data/tra/make_tra.py", folder / "make_tra.py")
    shutil.copyfile(layout, folder / "layout.json")
    return folder


def make(atelier: Path, nom: str, *options: str) -> tuple[Path, dict[str, Any]]:
    """Generate a file; give it with its manifest."""
    path = atelier / nom
    command = [sys.executable, "make_tra.py", "--out", str(path), *options]
    subprocess.run(command, cwd=atelier, check=True, capture_output=True)
    return path, json.loads(Path(f"{path}.json").read_text("utf-8"))


@pytest.mark.parametrize(
    "options",
    [
        ("--seed", "2", "--trim", "--eol", "lf"),
        ("--seed", "3", "--kind", "DOS", "--format", "ETE", "--analytic", "--documents"),
        ("--seed", "4", "--format", "ETE", "--version", "007", "--trim", "--analytic"),
        ("--seed", "5", "--format", "ETE", "--analytic", "--new-analytic", "--currency"),
        ("--seed", "6", "--encoding", "utf-8", "--version", "008"),
    ],
)
def test_a_generated_file_adds_up(tmp_path: Path, atelier: Path, options: tuple[str, ...]) -> None:
    path, manifest = make(atelier, f"juste_{options[1]}.TRA", "--lines", "400", *options)
    lu = read(tmp_path, path)
    assert {code for code, *_ in lu.dites} <= {"TRA-008", "TRA-068"}
    hold(lu, manifest["totals"])


@pytest.mark.parametrize("fault", sorted(DIT))
def test_a_fault_alone_is_told_at_its_line(tmp_path: Path, atelier: Path, fault: str) -> None:
    path, manifest = make(
        atelier,
        f"{fault}.TRA",
        "--lines",
        "80",
        "--format",
        "ETE",
        "--analytic",
        "--seed",
        "7",
        "--faults",
        fault,
    )
    assert missed(manifest["faults"], read(tmp_path, path)) == []
