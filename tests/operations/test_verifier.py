"""Verifier: a file in, a rapport and an exit code out; and its twin over the network."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import jsonschema_rs
import pytest

import boucle
from boucle.errors import Niveau, Refus
from boucle.errors.exemples.exemple import NOM, Exemple, build
from boucle.errors.exemples.exemples import EXEMPLES
from boucle.errors.rapport import rendu_json
from boucle.errors.rapport.vue import verdicts
from boucle.operations.controle.verification import (
    Demande,
    render_page,
    reserve,
    verify_apart,
)
from boucle.operations.controle.verifier import exit_code, lignes_montrees, verifier

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/reference/rapport.schema.json").read_text("utf-8")
)


def write(folder: Path, exemple: Exemple) -> Path:
    path = folder / exemple.nom
    path.write_bytes(build(exemple))
    return path


def test_a_right_file_conforms(tmp_path: Path) -> None:
    rapport = verifier(write(tmp_path, Exemple()))
    assert rapport.comptes == {}
    assert exit_code(rapport) == 0


@pytest.mark.parametrize("code", [c for c, exemple in EXEMPLES.items() if exemple.makes_file])
def test_each_example_of_the_catalogue_brings_its_kind_about(tmp_path: Path, code: str) -> None:
    exemple = EXEMPLES[code]
    rapport = verifier(write(tmp_path, exemple), regime=exemple.regime)
    # Some kinds are only ever the consequence of another one, and written on it.
    found = [
        anomalie
        for anomalie in rapport.anomalies
        if code in (anomalie.kind.code, *(found.kind.code for found in anomalie.consequences))
    ]
    assert found, rapport.comptes
    if exemple.montre is not None and found[0].ligne is not None:
        assert found[0].ligne == exemple.montre
    assert all(anomalie.message and anomalie.remede for anomalie in rapport.anomalies)


def test_facts_add_up(tmp_path: Path) -> None:
    faits = verifier(write(tmp_path, Exemple())).faits
    assert {
        name: faits[name]
        for name in (
            "nom_fichier",
            "lignes",
            "ecritures",
            "debit_centimes",
            "credit_centimes",
            "date_min",
            "date_max",
            "nombre_comptes",
            "nombre_tiers",
            "resultat_centimes",
            "lisible",
        )
    } == {
        "nom_fichier": NOM,
        "lignes": 7,
        "ecritures": 3,
        "debit_centimes": 124_000,
        "credit_centimes": 124_000,
        "date_min": "2024-01-01",
        "date_max": "2024-01-31",
        "nombre_comptes": 5,
        "nombre_tiers": 1,
        "resultat_centimes": 10_000,
        "lisible": True,
    }
    assert [(j["code"], j["lignes"], j["debit_centimes"]) for j in faits["journaux"]] == [
        ("AN", 2, 100_000),
        ("BQ", 2, 12_000),
        ("VE", 3, 12_000),
    ]


@pytest.mark.parametrize(
    ("code", "levels"),
    [
        ("LIG-021", (1, 1, 0, 0)),  # decimal point: the checker refuses it
        ("LIG-033", (1, 0, 1, 0)),  # ISO date: only the law minds
        ("ECR-001", (1, 0, 0, 1)),  # unbalanced: only accounting minds
        ("LIG-020", (1, 1, 0, 1)),  # an amount that cannot be read leaves the books out of balance
        ("FIC-011", (2, 2, 2, 2)),  # a PDF cannot be read at any level
        ("ECR-021", (0, 0, 0, 0)),  # two labels for one compte: to look at, no more
    ],
)
def test_exit_code_speaks_of_all_levels_or_of_one(
    tmp_path: Path, code: str, levels: tuple[int, ...]
) -> None:
    rapport = verifier(write(tmp_path, EXEMPLES[code]))
    asked = (None, Niveau.FORME, Niveau.DROIT, Niveau.COMPTABILITE)
    assert tuple(exit_code(rapport, niveau) for niveau in asked) == levels


def test_an_absent_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Refus, match=r"REQ-300 .*absent\.txt ne s'ouvre pas : il n'existe pas\."):
        verifier(tmp_path / "absent.txt")
    with pytest.raises(Refus, match=r"REQ-300 .* c'est un dossier"):
        verifier(tmp_path)


def test_books_out_of_balance_conform_to_nothing_whatever_the_cause(tmp_path: Path) -> None:
    rapport = verifier(write(tmp_path, EXEMPLES["LIG-020"]))
    assert not rapport.verdict(Niveau.FORME)
    assert not rapport.verdict(Niveau.COMPTABILITE)
    said = {v.niveau: (v.conforme, v.non_conformes, v.entraine) for v in verdicts(rapport)}
    assert said[Niveau.COMPTABILITE] == (False, 0, True)
    assert said[Niveau.DROIT] == (True, 0, False)


def test_a_level_of_which_nothing_was_read_is_not_judged(tmp_path: Path) -> None:
    rapport = verifier(write(tmp_path, EXEMPLES["FIC-002"]))
    assert [(v.mot, v.conforme) for v in verdicts(rapport)] == [
        ("non conforme", False),
        ("non vérifié", False),
        ("non vérifié", False),
    ]


def test_the_lines_shown_are_those_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, EXEMPLES["LIG-031"])
    shown = lignes_montrees(verifier(path), path, 3)
    assert list(shown) == [4]
    assert b"\t20241332\t" in shown[4]


def test_the_lines_shown_of_an_archive_are_those_inside(tmp_path: Path) -> None:
    path = tmp_path / f"{NOM}.gz"
    path.write_bytes(gzip.compress(build(EXEMPLES["LIG-031"])))
    rapport = verifier(path)
    assert list(rapport.flat("code", "ligne")) == [("LIG-031", 4)]
    assert b"\t20241332\t" in lignes_montrees(rapport, path, 3)[4]


def test_xml_is_checked_and_shown(tmp_path: Path) -> None:
    path = tmp_path / "732829320FEC20241231.xml"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<comptabilite xmlns:xsi='
        '"http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:noNamespaceSchemaLocation="formatA47A-I-VII-1.xsd">\n</comptabilite>\n',
        "utf-8",
    )
    rapport = verifier(path)
    jsonschema_rs.validate(SCHEMA, json.loads(rendu_json.render(rapport)))
    assert exit_code(rapport) == 2
    assert render_page(rapport, path).startswith(b"<!doctype html>")


def test_parts_are_one_file_and_their_lines_are_found_again(tmp_path: Path) -> None:
    lines = build(EXEMPLES["LIG-050"]).splitlines(keepends=True)
    paths = [tmp_path / f"732829320FEC20241231_{n}.txt" for n in (1, 2)]
    paths[0].write_bytes(b"".join(lines[:3]))
    paths[1].write_bytes(b"".join([lines[0], *lines[3:]]))
    rapport = verifier(paths)
    assert list(rapport.flat("code", "ligne")) == [("ECR-012", 5)]
    assert [found.texte for found in rapport.anomalies[0].consequences] == ["LIG-050"]
    assert rapport.faits["lignes"] == 7
    assert lignes_montrees(rapport, paths, 3) == {5: lines[4].rstrip(b"\r\n")}
    assert b"732829320FEC20241231" in render_page(rapport, paths)


def test_python_gives_it_under_one_name(tmp_path: Path) -> None:
    assert boucle.verifier(write(tmp_path, Exemple())).total == 0


def test_a_process_of_its_own_says_the_same(tmp_path: Path) -> None:
    path = write(tmp_path, EXEMPLES["LIG-031"])
    said = json.loads(verify_apart(Demande(str(path), NOM, "", "json")))
    assert said["verdicts"]["forme"]["conforme"] is False
    assert [a["code"] for a in said["anomalies"]] == ["LIG-031"]


def test_a_check_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    path = write(tmp_path, Exemple())
    with pytest.raises(Refus, match=r"REQ-307 .*plus de 0 secondes"):
        verify_apart(Demande(str(path), NOM, "", "json"), delai_s=0)


def test_a_check_that_dies_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(Refus, match=r"REQ-307 .*code 1"):
        verify_apart(Demande(str(tmp_path / "absent"), NOM, "", "json"))


def test_a_third_check_at_once_is_asked_to_come_back() -> None:
    with reserve(), reserve(), pytest.raises(Refus, match="REQ-308"), reserve():
        pass
    with reserve():
        pass


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file here that fails as read")
def test_a_file_that_fails_while_it_is_read_is_refused_in_a_sentence() -> None:
    with pytest.raises(Refus, match="le disque ne répond pas"):
        verifier("/proc/self/mem")


def test_what_is_no_file_is_refused_in_a_sentence() -> None:
    read, write = os.pipe()
    try:
        with pytest.raises(Refus, match="entrée standard"):
            verifier(f"/dev/fd/{read}")
    finally:
        os.close(read)
        os.close(write)
