"""Reparer: each repair mends its fault, changes nothing else, and says all that it changed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boucle.errors import Refus
from boucle.errors.exemples.exemple import COLONNES, Exemple, build
from boucle.errors.exemples.exemples import EXEMPLES
from boucle.formats.fec.remedes import OPTIONS, REMEDES
from boucle.formats.fec.reparations import Changement, repair
from boucle.operations.controle.reparer import Reparation, proposals, reparer
from boucle.operations.controle.verifier import verifier

MENDED = {
    code: option
    for code, option in REMEDES.items()
    if EXEMPLES[code].makes_file and code not in ("FIC-010",)
} | {"LIG-012": "piece-date"}


def write(folder: Path, exemple: Exemple) -> Path:
    path = folder / exemple.nom
    path.write_bytes(build(exemple))
    return path


def changed(path: Path, *options: str, **more: int) -> tuple[bytes, list[Changement]]:
    target, changes = io.BytesIO(), []
    repair(path, target, options, on_change=changes.append, **more)
    return target.getvalue(), changes


def mend(folder: Path, exemple: Exemple, option: str) -> Reparation:
    sortie = folder / "repare"
    sortie.mkdir()
    return reparer(write(folder, exemple), [option], sortie, regime=exemple.regime)


@pytest.mark.parametrize(("code", "option"), sorted(MENDED.items()))
def test_each_repair_mends_its_kind(tmp_path: Path, code: str, option: str) -> None:
    done = mend(tmp_path, EXEMPLES[code], option)
    assert code in done.avant.comptes
    assert code not in done.apres.comptes
    assert sum(done.bilan.changements.values()) >= 1


@pytest.mark.parametrize("code", [c for c, e in EXEMPLES.items() if e.makes_file])
def test_without_a_repair_every_byte_is_kept(tmp_path: Path, code: str) -> None:
    exemple = EXEMPLES[code]
    path = write(tmp_path, exemple)
    try:
        content, changes = changed(path)
    except Refus as refus:
        assert refus.kind.code == "REQ-304"
        return
    assert (content, changes) == (build(exemple), [])


@pytest.mark.parametrize("option", sorted(OPTIONS))
def test_a_right_file_is_not_changed(tmp_path: Path, option: str) -> None:
    content, changes = changed(write(tmp_path, Exemple()), option, longueur_compte=6)
    assert (content, changes) == (build(Exemple()), [])


def test_decimal_point_becomes_a_comma_and_the_change_is_listed(tmp_path: Path) -> None:
    content, changes = changed(write(tmp_path, EXEMPLES["LIG-021"]), "virgule")
    assert content == build(Exemple())
    assert changes == [Changement("virgule", 4, "Debit", "120.00", "120,00")]


def test_an_ambiguous_amount_is_left_alone(tmp_path: Path) -> None:
    content, changes = changed(write(tmp_path, EXEMPLES["LIG-023"]), "virgule")
    assert (content, changes) == (build(EXEMPLES["LIG-023"]), [])


def test_accounts_are_padded_to_the_length_asked(tmp_path: Path) -> None:
    _, changes = changed(write(tmp_path, Exemple()), "compte", longueur_compte=8)
    assert changes[0] == Changement("compte", 2, "CompteNum", "512000", "51200000")
    assert len(changes) == 7


def test_a_negative_amount_goes_to_the_other_side(tmp_path: Path) -> None:
    _, changes = changed(write(tmp_path, EXEMPLES["LIG-043"]), "sens")
    assert changes == [
        Changement("sens", 5, "Debit", "0,00", "20,00"),
        Changement("sens", 5, "Credit", "-20,00", "0,00"),
    ]


def test_a_blank_valid_date_takes_the_date_of_the_ecriture(tmp_path: Path) -> None:
    exemple = Exemple(cellules={(4, "ValidDate"): "", (4, "EcritureDate"): "2024-01-15"})
    _, changes = changed(write(tmp_path, exemple), "validation")
    assert changes == [Changement("validation", 4, "ValidDate", "", "20240115")]


def test_columns_come_back_to_the_order_of_the_law(tmp_path: Path) -> None:
    content, changes = changed(write(tmp_path, EXEMPLES["FIC-024"]), "ordre")
    assert content == build(Exemple())
    assert [change.option for change in changes] == ["ordre"]


def test_utf16_becomes_utf8(tmp_path: Path) -> None:
    content, changes = changed(write(tmp_path, EXEMPLES["FIC-010"]), "encodage")
    assert content == build(Exemple())
    assert changes == [Changement("encodage", None, "", "utf-16", "utf-8")]


def test_a_ragged_line_is_left_and_counted(tmp_path: Path) -> None:
    done = mend(tmp_path, EXEMPLES["LIG-002"], "virgule")
    assert done.bilan.intouchees == 1
    assert done.sortie.read_bytes() == build(EXEMPLES["LIG-002"])


def test_the_list_of_changes_stands_beside_the_copy(tmp_path: Path) -> None:
    exemple = Exemple(cellules={(4, "Debit"): "120.00", (6, "Credit"): "20.00"})
    done = mend(tmp_path, exemple, "virgule")
    assert done.liste.name == f"{exemple.nom}.changements.csv"
    rows = list(csv.reader(io.StringIO(done.liste.read_text("utf-8-sig")), delimiter=";"))
    assert rows[1:] == [
        ["virgule", "4", "Debit", "120.00", "120,00"],
        ["virgule", "6", "Credit", "20.00", "20,00"],
    ]


def test_the_file_received_is_never_the_one_written(tmp_path: Path) -> None:
    path = write(tmp_path, EXEMPLES["LIG-021"])
    with pytest.raises(Refus, match="REQ-303"):
        reparer(path, ["virgule"], path)
    assert path.read_bytes() == build(EXEMPLES["LIG-021"])


def test_an_unknown_repair_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    path = write(tmp_path, Exemple())
    with pytest.raises(Refus, match=r"REQ-302 .*« tout »"):
        reparer(path, ["tout"], tmp_path / "copie.txt")
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_pdf_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refus, match="REQ-304"):
        changed(write(tmp_path, EXEMPLES["FIC-011"]), "encodage")


def test_repairs_are_proposed_for_what_was_found(tmp_path: Path) -> None:
    exemple = Exemple(
        ordre=(*COLONNES[:11], "Credit", "Debit", *COLONNES[13:]),
        cellules={(4, "Debit"): "120.00", (5, "ValidDate"): "", (6, "Credit"): "20.00"},
    )
    assert proposals(verifier(write(tmp_path, exemple))) == {
        "virgule": 2,
        "ordre": 1,
        "validation": 1,
    }


ALL = sorted(OPTIONS)
CELL = st.sampled_from(
    (
        "",
        "1.50",
        "1 000,00",
        "-5,00",
        "abc",
        "2024-02-01",
        "00000000",
        "31/01/2024",
        "a\x00b",
        "12,00 €",
        "1,5E+2",
        "D",
        "x" * 40,
        "é",
        "'",
        "0,00",
    )
)


@settings(max_examples=80, deadline=None)
@given(
    cells=st.dictionaries(
        st.tuples(st.integers(2, 8), st.sampled_from(COLONNES)), CELL, max_size=12
    ),
    options=st.lists(st.sampled_from(ALL), unique=True),
    eol=st.sampled_from(("\r\n", "\n")),
    separateur=st.sampled_from("\t|;"),
)
def test_repairing_twice_changes_nothing_more(
    tmp_path_factory: pytest.TempPathFactory,
    cells: dict[tuple[int, str], str],
    options: list[str],
    eol: str,
    separateur: str,
) -> None:
    folder = tmp_path_factory.mktemp("fec")
    path = write(folder, Exemple(cellules=cells, eol=eol, separateur=separateur))
    first, _ = changed(path, *options)
    path.write_bytes(first)
    second, changes = changed(path, *options)
    assert (second, changes) == (first, [])


def test_comptes_that_would_become_one_are_refused_unless_told(tmp_path: Path) -> None:
    path = write(tmp_path, Exemple(cellules={(4, "CompteNum"): "411"}))
    with pytest.raises(Refus) as refus:
        reparer(path, ["compte"], tmp_path / "copie.txt")
    assert refus.value.kind.code == "REQ-319"
    assert "411 et 411000 deviendraient un seul compte, 41100000" in str(refus.value)
    assert not (tmp_path / "copie.txt").exists()
    assert list(tmp_path.glob("*.changements.csv")) == []
    done = reparer(path, ["compte"], tmp_path / "copie.txt", reunir=True)
    assert done.bilan.changements == {"compte": 7}


def test_a_line_all_in_quotes_loses_them_and_no_other_does(tmp_path: Path) -> None:
    exemple = EXEMPLES["FIC-066"]
    cellules = {**exemple.cellules, (4, "EcritureLib"): '"Vente dite ""forte"""'}
    cellules |= {(5, "JournalLib"): "Ventes"}
    path = write(tmp_path, Exemple(cellules=cellules))
    content, changes = changed(path, "guillemets")
    lines = content.decode().split("\r\n")
    assert 'Vente dite "forte"' in lines[3]
    assert lines[4].count('"') > 10, "a line with a bare text is left as it is"
    assert {change.option for change in changes} == {"guillemets"}


def test_quotes_are_told_once_with_their_repair(tmp_path: Path) -> None:
    path = write(tmp_path, EXEMPLES["FIC-066"])
    rapport = verifier(path)
    assert [a.kind.code for a in rapport.anomalies if a.kind.gravite == "bloquant"] == ["FIC-066"]
    assert {"guillemets"} <= proposals(rapport).keys()
    assert not {code for code in rapport.comptes if code.startswith("LIG")}


@pytest.mark.parametrize(
    ("colonne", "option"), [("ValidDate", "validation"), ("PieceDate", "piece-date")]
)
def test_a_column_always_blank_keeps_its_repair(tmp_path: Path, colonne: str, option: str) -> None:
    path = write(tmp_path, Exemple(cellules={(n, colonne): "" for n in range(2, 9)}))
    rapport = verifier(path)
    assert rapport.comptes == {"FIC-068": 1}
    assert proposals(rapport)[option] == 7
    done = reparer(path, [option], tmp_path / "copie.txt")
    assert "FIC-068" not in done.apres.comptes
