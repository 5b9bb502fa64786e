"""A line without a journal, in the cash regimes, goes with the écriture it stands in."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest

from boucle.compta.contexte import Contexte
from boucle.formats import fec
from boucle.formats.fec.ecrire.plat import FormeFec, write_fec
from formats.deux_lecteurs import read_both, told
from formats.petit_fec import PetitFec
from formats.test_fec_aller_retour import label

# One line a block, two or three, the whole file: where blocks are cut changes nothing.
BLOCS = [1, 200, 350, 1 << 20]
Place = tuple[int | None, str | None]


def make(*codes: str, regime: str = "BAT", **cells: str) -> PetitFec:
    """Make one écriture more, of as many lines as codes of journal, the first one cancelled by the
    others, and give its cells to each of its lines; ' ' is a blank code too."""
    fec = PetitFec(regime)
    model = {**fec.lignes[3], "EcritureNum": "4", "EcritureDate": "20240131"}
    for rang, code in enumerate(codes):
        sides = (
            {"Debit": f"{len(codes) - 1},00", "Credit": "0,00"}
            if not rang
            else {"Debit": "0,00", "Credit": "1,00"}
        )
        fec.lignes.append({**model, "JournalCode": code, "JournalLib": "Caisse", **sides, **cells})
    return fec


def deduced(path: Path, block_octets: int) -> list[Place]:
    """Give the line and the journal of each anomaly of this kind."""
    lecture = read_both(path, block_octets=block_octets)
    return [(a.ligne, a.corrige) for a in told(lecture, "LIG-009")]


@pytest.mark.parametrize("octets", BLOCS)
@pytest.mark.parametrize("regime", ["BAT", "BNCT"])
@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (("CA", "CA", ""), [(11, "CA")]),
        (("CA", "", "CA"), [(10, "CA")]),
        (("", "CA", "CA"), [(9, "CA")]),
        (("", " ", "CA"), [(9, "CA"), (10, "CA")]),
        (("CA", "\u00a0", ""), [(10, "CA"), (11, "CA")]),
        (("", "CA", ""), [(9, "CA"), (11, "CA")]),
        # The nearest before, else the nearest after.
        (("", "CA", "", "CB", ""), [(9, "CA"), (11, "CA"), (13, "CB")]),
        # A whole écriture without a journal goes to the default one.
        (("", "", ""), []),
    ],
)
def test_a_line_takes_the_journal_of_its_écriture(
    tmp_path: Path, octets: int, regime: str, codes: tuple[str, ...], expected: list[Place]
) -> None:
    path = make(*codes, regime=regime).ecrire(tmp_path)
    assert deduced(path, octets) == expected
    kinds = read_both(path, block_octets=octets).rapport.comptes
    assert ("FIC-034" in kinds) == (not expected)


@pytest.mark.parametrize("octets", BLOCS)
@pytest.mark.parametrize(
    ("nom", "texte"),
    [
        ("EcritureNum", "5"),
        ("EcritureNum", ""),
        ("EcritureDate", "20240130"),
        ("EcritureDate", ""),
        ("JournalLib", "Autre"),
        ("JournalLib", ""),
    ],
)
def test_a_line_of_another_number_date_or_label_takes_none(
    tmp_path: Path, octets: int, nom: str, texte: str
) -> None:
    fec = make("CA", "CA", "")
    fec.lignes[-1][nom] = texte
    assert deduced(fec.ecrire(tmp_path), octets) == []


@pytest.mark.parametrize("octets", BLOCS)
@pytest.mark.parametrize("between", ["", "oops\toops"])
def test_nothing_stands_between_a_line_and_its_écriture(
    tmp_path: Path, octets: int, between: str
) -> None:
    lines = make("CA", "CA", "").texte().splitlines(keepends=True)
    path = tmp_path / "732829320FEC20241231.txt"
    path.write_text("".join([*lines[:-1], between + "\r\n", lines[-1]]), "utf-8", newline="")
    assert deduced(path, octets) == []


@pytest.mark.parametrize("octets", BLOCS)
def test_pieces_gather_lines_where_there_are_no_numbers(tmp_path: Path, octets: int) -> None:
    fec = make("CA", "", "CA", PieceRef="T9")
    for ligne in fec.lignes:
        ligne["EcritureNum"] = ""
    assert deduced(fec.ecrire(tmp_path), octets) == [(10, "CA")]
    for ligne in fec.lignes:
        ligne["PieceRef"] = ""
    assert deduced(fec.ecrire(tmp_path), octets) == []


@pytest.mark.parametrize("octets", BLOCS)
def test_a_file_without_labels_or_codes_is_read_the_same(tmp_path: Path, octets: int) -> None:
    fec = make("CA", "", "CA")
    fec.noms.remove("JournalLib")
    fec.titres.remove("JournalLib")
    assert deduced(fec.ecrire(tmp_path), octets) == [(10, "CA")]
    for ligne in fec.lignes:
        ligne["JournalCode"] = ""
    assert deduced(fec.ecrire(tmp_path), octets) == []


@pytest.mark.parametrize("octets", BLOCS)
def test_a_journal_is_waited_for_so_many_lines_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, octets: int
) -> None:
    for room in ("boucle.formats.fec.lecture.journaux", "oracle_fec.journaux"):
        monkeypatch.setattr(f"{room}.TETE_MAX", 2)
    assert len(deduced(make("", "", "CA", "").ecrire(tmp_path), octets)) == 3
    assert deduced(make("", "", "", "CA", "").ecrire(tmp_path), octets) == [(13, "CA")]


@pytest.mark.parametrize("octets", BLOCS)
def test_columns_of_many_values_give_the_same_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, octets: int
) -> None:
    monkeypatch.setattr("boucle.formats.fec.lecture.lexique.DISTINCTS_MAX", 1)
    assert deduced(make("", "CA", "").ecrire(tmp_path), octets) == [(9, "CA"), (11, "CA")]


@pytest.mark.parametrize("octets", BLOCS)
def test_opening_entries_are_told_late_by_the_journal_deduced(tmp_path: Path, octets: int) -> None:
    fec = make("", "AN", "AN", JournalLib="À nouveaux")
    lecture = read_both(fec.ecrire(tmp_path), block_octets=octets)
    assert [(a.ligne, a.lu, a.slots["journal"]) for a in told(lecture, "ECR-013")] == [
        (9, "", "AN")
    ]


def test_a_wrong_amount_beside_it_is_told_of_the_journal_deduced(tmp_path: Path) -> None:
    fec = make("", "CA", "CA")
    fec.lignes[-1]["Credit"] = "2,00"
    lecture = read_both(fec.ecrire(tmp_path))
    assert [(a.ligne, a.slots["journal"]) for a in told(lecture, "ECR-001")] == [(9, "CA")]


def test_in_the_other_regimes_the_line_has_no_journal(tmp_path: Path) -> None:
    fec = make("CA", "", "CA", regime="BIC")
    lecture = read_both(fec.ecrire(tmp_path))
    assert [a.ligne for a in told(lecture, "LIG-010", "LIG-009")] == [10]
    assert told(lecture, "LIG-009") == []


def test_it_goes_out_with_its_journal_and_comes_back_without_a_word(tmp_path: Path) -> None:
    lots: list[pl.DataFrame] = []
    source = make("", "CA", "CA").ecrire(tmp_path)
    lecture = fec.read(source, Contexte(), on_lot=lots.append)
    lines = label(pl.concat(lots), lecture.bilan)
    assert lines["journal"].to_list()[-3:] == ["CA"] * 3
    target = io.BytesIO()
    extras = tuple(lecture.bilan.colonnes_extra)
    write_fec([lines], target, FormeFec(regime="BAT", colonnes_extra=extras))
    source.write_bytes(target.getvalue())
    back = read_both(source)
    assert told(back, "LIG-009") == []
    assert back.bilan.soldes == lecture.bilan.soldes
    assert back.bilan.journaux == lecture.bilan.journaux
