"""The books go out in every format, from both databases, and come back the same by an import."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from boucle.compta.etat import Etat
from boucle.errors import Refus
from boucle.formats.fec.ecrire.plat import FormeFec
from boucle.formats.registre import TRA
from boucle.formats.sortie.portes import Forme, Sort
from boucle.operations.livre import sorties
from boucle.operations.livre.export import export_fec
from boucle.operations.livre.sorties import ACCEPTEES, open_sortie
from boucle.store.travaux.imports import import_comptable
from operations.conftest import ACHAT, Scene, fec, ligne

VENTE = (
    ligne("2", "411000", "12,00", "0,00", tiers="C1", tiers_lib="Dupré", libelle="=1+1"),
    ligne("2", "707000", "0,00", "12,00", libelle="Vente;« é »"),
)
EXERCICE = {"exercice": "2024"}


def validated(scene: Scene, *lignes: str, nom: str = "732829320FEC20241231.txt") -> str:
    told = scene.run(fec(*lignes), nom)
    scene.decide(told["id"], Etat.VALIDE)
    return str(told["id"])


def exported(scene: Scene, forme: Forme, **demande: str) -> bytes:
    given = demande or EXERCICE
    made = open_sortie(scene.store, scene.acteur, "D1", forme, {"pertes": ACCEPTEES} | given)
    return b"".join(made.octets)


def table(content: bytes) -> list[list[str]]:
    """Give the cells of a CSV that our reader of a TRA brings back."""
    rows = list(csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=";"))
    lost = {"datePiece", "nature", "SIRET"}
    kept = [place for place, titre in enumerate(rows[0]) if titre not in lost]
    return [[row[place] for place in kept] for row in rows]


def lost(scene: Scene, forme: Forme, **demande: str) -> dict[str, tuple[Sort, int]]:
    found = sorties.count_pertes(scene.store, scene.acteur, "D1", forme, demande or EXERCICE)
    return {perte.champ: (perte.sort, perte.nombre) for perte in found}


def test_a_fec_of_one_import_is_the_legal_one(scene: Scene, tmp_path: Path) -> None:
    validated(scene, *ACHAT, *VENTE)
    legal = tmp_path / "fec.txt"
    with legal.open("wb") as file:
        export_fec(scene.store, scene.perimetre, "2024", file, FormeFec())
    assert exported(scene, Forme.FEC) == legal.read_bytes()
    assert lost(scene, Forme.FEC) == {}


@pytest.mark.parametrize(
    "choix", [{"debut": "2024-01-01", "fin": "2024-01-15"}, {"exercice": "EXERCICE 2024"}]
)
def test_lines_are_chosen_by_days(scene: Scene, choix: dict[str, str]) -> None:
    validated(
        scene,
        *ACHAT,
        ligne("3", "606400", "5,00", "0,00", date="20240116"),
        ligne("3", "512000", "0,00", "5,00", date="20240116"),
    )
    lines = exported(scene, Forme.CSV, **choix).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + (3 if "fin" in choix else 5)


def test_lines_are_chosen_by_import_and_by_filter(scene: Scene) -> None:
    first = validated(scene, *ACHAT)
    validated(scene, *VENTE, nom="732829320FEC20241130.txt")
    assert exported(scene, Forme.CSV, **{"import": first}).count(b"\r\n") == 4
    assert exported(scene, Forme.CSV, filter='compteNumero=="411000"').count(b"\r\n") == 2


def test_one_page_after_the_other_gives_every_line_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sorties, "PREMIER", 2)
    monkeypatch.setattr(sorties, "SUIVANTS", 3)
    validated(scene, *ACHAT, *VENTE)
    lines = exported(scene, Forme.CSV).decode("utf-8-sig").splitlines()
    assert [line.split(";")[1] for line in lines[1:]] == ["1", "1", "1", "2", "2"]


def test_what_may_not_be_asked_is_refused(scene: Scene) -> None:
    asked = {
        "REQ-314": {},
        "REQ-310": {"exercice": "2024"},
        "REQ-257": {"exercice": "1999"},
        "REQ-250": {"import": "77dc9a4a-3390-485b-b134-2913384a5563"},
        "REQ-024": {"debut": "31/01/2024"},
        "REQ-152": {"filter": "="},
    }
    for code, demande in asked.items():
        with pytest.raises(Refus) as refused:
            open_sortie(scene.store, scene.acteur, "D1", Forme.CSV, demande)
        assert refused.value.kind.code == code
    told = scene.run(fec(*ACHAT))
    with pytest.raises(Refus, match="REQ-256"):
        open_sortie(scene.store, scene.acteur, "D1", Forme.CSV, {"import": told["id"]})


def test_json_goes_back_in_unchanged_and_says_what_it_loses(scene: Scene) -> None:
    validated(scene, *ACHAT, *VENTE)
    with pytest.raises(
        Refus, match=r"REQ-311.*dateValidation, 5 lignes \(perdu, d'abord « 2024-01-31 »"
    ):
        open_sortie(scene.store, scene.acteur, "D1", Forme.JSON, EXERCICE)
    assert lost(scene, Forme.JSON) == {"dateValidation": (Sort.PERDU, 5)}
    body: Any = json.loads(exported(scene, Forme.JSON))
    assert body["codeIbs"] == "D1"
    first = body["data"]["ecritures"][0]
    assert first["debit"] == {"amount": 100, "currency": "EUR"}
    assert first["piece"] == "1"


def test_a_tra_is_read_back_with_its_labels(scene: Scene) -> None:
    validated(scene, *ACHAT, *VENTE)
    content = exported(scene, Forme.TRA)
    lines = content.decode("cp1252").splitlines()
    assert lines[0].startswith("***S5EXPJRLETE")
    assert {len(line) for line in lines if not line.startswith("***")} == {1407}
    before = exported(scene, Forme.CSV)
    told = scene.run(content, "livre.tra", format_fichier=TRA)
    scene.decide(told["id"], Etat.VALIDE)
    again = exported(scene, Forme.CSV, **{"import": told["id"]})
    assert table(again) == table(before)


def test_codes_that_a_tra_would_cut_stop_it(scene: Scene) -> None:
    named = [line.replace("AC\t", "ACHATS\t", 1) for line in ACHAT]
    validated(scene, *named)
    with pytest.raises(Refus, match=r"REQ-312.*journal, 3 lignes \(impossible, d'abord « ACHATS »"):
        exported(scene, Forme.TRA)


def test_scattered_lines_are_put_together_for_a_tra(scene: Scene) -> None:
    validated(scene, ACHAT[0], VENTE[0], *ACHAT[1:], VENTE[1])
    numbers = [
        line[151:159].strip()
        for line in exported(scene, Forme.TRA).decode("cp1252").splitlines()
        if line[:3] != "***"
    ]
    assert numbers == ["1", "1", "1", "2", "2"]


def test_labels_that_a_tra_cuts_are_counted(scene: Scene) -> None:
    validated(scene, *(line.replace("Facture 1", "F" * 40 + "Ω") for line in ACHAT))
    found = lost(scene, Forme.TRA_STD)
    assert found["libelle"] == (Sort.COUPE, 3)
    assert found["dateValidation"] == (Sort.PERDU, 3)
    pertes = sorties.count_pertes(scene.store, scene.acteur, "D1", Forme.TRA, EXERCICE)
    assert [(p.sort, p.nombre, p.ligne) for p in pertes if p.champ == "libelle"] == [
        (Sort.CHANGE, 3, 2),
        (Sort.COUPE, 3, 2),
    ]


def test_two_imports_that_use_one_number_are_kept_apart(scene: Scene) -> None:
    validated(scene, *ACHAT)
    validated(
        scene,
        *(line.replace("100,00", "200,00").replace("120,00", "220,00") for line in ACHAT),
        nom="732829320FEC20241130.txt",
    )
    lines = exported(scene, Forme.CSV).decode("utf-8-sig").splitlines()[1:]
    titles = exported(scene, Forme.CSV).decode("utf-8-sig").splitlines()[0].split(";")
    assert {line.split(";")[titles.index("piece")] for line in lines} == {"1-1", "2-1"}
    assert lost(scene, Forme.CSV) == {"piece": (Sort.CHANGE, 1)}
    tra = [
        line
        for line in exported(scene, Forme.TRA).decode("cp1252").splitlines()
        if line[:3] != "***"
    ]
    assert [line[151:159].strip() for line in tra] == ["1"] * 3 + ["2"] * 3


def test_a_file_stops_when_its_import_leaves_the_books(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sorties, "PREMIER", 2)
    validated(scene, *ACHAT, *VENTE)
    made = open_sortie(scene.store, scene.acteur, "D1", Forme.CSV, EXERCICE)
    next(made.octets)
    with scene.store.transaction(scene.perimetre) as conn:
        conn.execute(update(import_comptable).values(etat=Etat.REJETE))
    with pytest.raises(Refus, match="REQ-313"):
        list(made.octets)


def test_a_workbook_holds_typed_cells(scene: Scene, tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    validated(scene, *ACHAT, *VENTE)
    path = tmp_path / "livre.xlsx"
    path.write_bytes(exported(scene, Forme.XLSX))
    book = CalamineWorkbook.from_path(str(path))
    rows = book.get_sheet_by_name("Écritures").to_python()
    titles = [str(cell) for cell in rows[0]]
    assert (len(rows), rows[1][titles.index("debit")]) == (6, 100.0)
    assert rows[4][titles.index("libelle")] == "=1+1"
    assert str(rows[1][titles.index("date")]) == "2024-01-15"
