"""VerifierCommande: what the command prints, where, and the code a script sees."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from boucle.cli import app
from boucle.commandes.verifier import expand
from boucle.errors.exemples.exemple import NOM, Exemple, build
from boucle.errors.exemples.exemples import EXEMPLES


def run(*args: str | Path, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args], input=stdin)


def put(folder: Path, code: str = "", nom: str = "") -> Path:
    exemple = EXEMPLES[code] if code else Exemple()
    folder.mkdir(exist_ok=True)
    path = folder / (nom or exemple.nom)
    path.write_bytes(build(exemple))
    return path


@pytest.mark.parametrize(("code", "exit_code"), [("", 0), ("LIG-021", 1), ("FIC-011", 2)])
def test_exit_code(tmp_path: Path, code: str, exit_code: int) -> None:
    assert run("verifier", put(tmp_path, code)).exit_code == exit_code


def test_exit_code_of_one_level(tmp_path: Path) -> None:
    path = put(tmp_path, "ECR-001")
    assert run("verifier", path, "--niveau", "forme").exit_code == 0
    assert run("verifier", path, "--niveau", "comptabilite").exit_code == 1


def test_exit_code_of_several_files_is_the_worst(tmp_path: Path) -> None:
    paths = [put(tmp_path / name, code) for name, code in (("a", ""), ("b", "LIG-021"))]
    assert run("verifier", *paths).exit_code == 1
    assert run("verifier", *paths, tmp_path / "absent.txt").exit_code == 2


def test_terminal_says_verdict_line_and_remedy(tmp_path: Path) -> None:
    said = run("verifier", put(tmp_path, "LIG-031")).stdout
    assert "✘ Forme         non conforme" in said
    assert "ligne 4, colonne EcritureDate" in said
    assert "^^^^^^^^" in said


def test_an_absent_file_is_said_on_the_error_output_and_others_are_checked(
    tmp_path: Path,
) -> None:
    done = run("verifier", tmp_path / "absent.txt", put(tmp_path))
    assert "REQ-300" in done.stderr
    assert "Aucune anomalie." in done.stdout


def test_json_of_one_file_and_of_two(tmp_path: Path) -> None:
    paths = [put(tmp_path / "a"), put(tmp_path / "b", "LIG-021")]
    assert json.loads(run("verifier", paths[0], "-f", "json").stdout)["total"] == 0
    both = json.loads(run("verifier", *paths, "-f", "json").stdout)
    assert [rapport["total"] for rapport in both] == [0, 1]


def test_csv_of_several_files_names_each(tmp_path: Path) -> None:
    paths = [put(tmp_path / "a", "LIG-021"), put(tmp_path / "b", "LIG-031", "autre.txt")]
    text = run("verifier", *paths, "-f", "csv").stdout.removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [(row["Fichier"], row["Code"]) for row in rows] == [
        (NOM, "LIG-021"),
        ("autre.txt", "FIC-004"),
        ("autre.txt", "LIG-031"),
    ]


def test_page_goes_to_a_file(tmp_path: Path) -> None:
    out = tmp_path / "rapport.html"
    assert run("verifier", put(tmp_path), "-f", "html", "-o", out).stdout == ""
    assert "Conforme aux trois niveaux" in out.read_text("utf-8")


def test_pages_of_several_files_go_to_a_folder_and_none_hides_another(tmp_path: Path) -> None:
    paths = [put(tmp_path / "a"), put(tmp_path / "b")]
    run("verifier", *paths, "-f", "html", "-o", tmp_path / "pages")
    assert sorted(file.name for file in (tmp_path / "pages").iterdir()) == [
        f"{NOM}-2.html",
        f"{NOM}.html",
    ]


def test_pages_of_several_files_need_a_folder(tmp_path: Path) -> None:
    paths = [put(tmp_path / "a"), put(tmp_path / "b")]
    done = run("verifier", *paths, "-f", "html")
    assert (done.exit_code, "REQ-301" in done.stderr) == (2, True)


def test_text_in_a_file_has_no_colour(tmp_path: Path) -> None:
    out = tmp_path / "rapport.txt"
    run("verifier", put(tmp_path, "LIG-021"), "-o", out)
    assert "\x1b" not in out.read_text("utf-8")
    assert "non conforme" in out.read_text("utf-8")


def test_standard_input_takes_a_legal_name(tmp_path: Path) -> None:
    content = build(Exemple())
    assert run("verifier", "-", "--nom", NOM, stdin=content).exit_code == 0
    assert "FIC-004" in run("verifier", "-", "--nom", "export.txt", stdin=content).stdout


def test_a_stream_without_a_name_is_not_reproached_for_its_name(tmp_path: Path) -> None:
    done = run("verifier", "-", stdin=build(Exemple()))
    assert (done.exit_code, "FIC-015" in done.stdout) == (0, True)
    assert not {"FIC-004", "FIC-005"} & set(done.stdout.split())
    bad = run("verifier", "-", stdin=build(EXEMPLES["LIG-021"]))
    assert (bad.exit_code, "LIG-021" in bad.stdout) == (1, True)


@pytest.mark.parametrize(("inner", "code"), [(NOM, 0), ("export.txt", 1)])
def test_a_zip_on_a_stream_gives_the_name_it_holds(inner: str, code: int) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr(inner, build(Exemple()))
    done = run("verifier", "-", stdin=archive.getvalue())
    assert (done.exit_code, "FIC-004" in done.stdout) == (code, bool(code))


def test_a_gzip_on_a_stream_has_no_name_either(tmp_path: Path) -> None:
    done = run("verifier", "-", stdin=gzip.compress(build(Exemple())))
    assert (done.exit_code, "FIC-015" in done.stdout) == (0, True)


def test_patterns_are_expanded_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.csv"):
        (tmp_path / name).touch()
    assert expand([str(tmp_path / "*.txt"), "-", str(tmp_path / "x*.txt")]) == [
        str(tmp_path / "a.txt"),
        str(tmp_path / "b.txt"),
        "-",
        str(tmp_path / "x*.txt"),
    ]


def test_parts_given_together_are_one_file(tmp_path: Path) -> None:
    content = build(Exemple())
    for n in (1, 2):
        (tmp_path / f"732829320FEC20241231_{n}.txt").write_bytes(content)
    said = json.loads(run("verifier", tmp_path / "*_?.txt", "-f", "json").stdout)
    assert said["faits"]["lignes"] == 14


def test_regime_is_asked_for(tmp_path: Path) -> None:
    said = run("verifier", put(tmp_path), "--regime", "BNCT", "-f", "json").stdout
    assert json.loads(said)["faits"]["regime"] == "BNCT"
    assert json.loads(said)["verdicts"]["forme"]["conforme"] is False


def test_repairs_are_offered_then_done(tmp_path: Path) -> None:
    path, out = put(tmp_path, "LIG-021"), tmp_path / "repare"
    out.mkdir()
    offered = run("reparer", path)
    assert "• virgule" in offered.stdout
    done = run("reparer", path, "-r", "virgule", "-o", out)
    assert done.exit_code == 0
    assert "Forme         non conforme → conforme" in done.stdout
    assert (out / NOM).read_bytes() == build(Exemple())


def test_commands_load_nothing_heavy_before_they_run() -> None:
    code = (
        "import sys, boucle.commandes.verifier, boucle.commandes.reparer;"
        "print([n for n in ('polars','numpy','rich.progress','jinja2','litestar') "
        "if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
    )
    assert done.stdout.strip() == "[]"
