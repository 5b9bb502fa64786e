"""What we write as XML is what the official schemas take, and comes back as it was."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boucle.compta.contexte import Contexte
from boucle.errors import Niveau
from boucle.formats import fec
from boucle.formats.fec.ecrire.xml import EcrivainXml, write_xml
from boucle.formats.fec.xml.valeurs import SCHEMAS
from formats.lignes_essai import JOUR, ecriture, frame
from formats.schema_officiel import find_ecarts
from formats.test_fec_aller_retour import ecritures, label
from formats.test_fec_xml import XML

CLOTURE = date(2024, 12, 31)
NOM = "732829320FEC20241231.xml"
EXTRAS = {
    "BIC": (),
    "COM": (),
    "BAT": ("DateRglt", "ModeRglt", "NatOp"),
    "BNCT": ("DateRglt", "ModeRglt", "NatOp", "IdClient"),
}


def written(lines: pl.DataFrame, regime: str = "BIC") -> tuple[bytes, EcrivainXml]:
    target = io.BytesIO()
    writer = write_xml([lines], target, CLOTURE, regime, EXTRAS[regime])
    return target.getvalue(), writer


def read(content: bytes, folder: Path) -> tuple[fec.Lecture, pl.DataFrame]:
    path = folder / NOM
    path.write_bytes(content)
    lots: list[pl.DataFrame] = []
    lecture = fec.read(path, Contexte(), on_lot=lots.append)
    return lecture, label(pl.concat(lots), lecture.bilan)


def paid(lines: pl.DataFrame, regime: str) -> pl.DataFrame:
    """Put a payment on every line, as the cash regimes want."""
    values = ("20240115", "CHQ", "Vente", "Dupré")[: len(EXTRAS[regime])]
    return lines.with_columns(pl.lit("\x1f".join(values)).alias("extra"))


@pytest.mark.parametrize(("schema", "regime"), SCHEMAS.items())
def test_each_schema_takes_what_we_write(schema: str, regime: str) -> None:
    content, writer = written(paid(ecriture(), regime), regime)
    assert schema.encode() in content
    assert find_ecarts(content) == []
    assert writer.rapport.comptes == {}


@settings(max_examples=80, deadline=None)
@given(lines=ecritures(), regime=st.sampled_from(sorted(EXTRAS)))
def test_whatever_the_books_hold_the_schema_takes_it(lines: pl.DataFrame, regime: str) -> None:
    content, writer = written(paid(lines, regime), regime)
    assert find_ecarts(content) == []
    assert set(writer.rapport.comptes) <= {"FIC-046"}


@settings(max_examples=80, deadline=None)
@given(lines=ecritures(), regime=st.sampled_from(sorted(EXTRAS)))
def test_xml_comes_back_field_by_field(
    tmp_path_factory: pytest.TempPathFactory, lines: pl.DataFrame, regime: str
) -> None:
    lines = paid(lines, regime)
    content, _ = written(lines, regime)
    lecture, back = read(content, tmp_path_factory.mktemp("xml"))
    assert lecture.bilan.regime == regime
    # The official checker loses of a text what is not among its first 256 characters.
    assert lecture.rapport.verdict(Niveau.FORME) is ("FIC-063" not in lecture.rapport.comptes)
    # What belongs to the écriture is that of its first line; a lettrage goes to its tiers.
    first = pl.col("libelle", "piece_ref", "piece_date", "valid_date").first()
    lines = lines.with_columns(first.over("journal", "num"))
    kept = [
        "journal",
        "journal_lib",
        "num",
        "date",
        "compte",
        "compte_lib",
        "tiers",
        "tiers_lib",
        "piece_ref",
        "piece_date",
        "libelle",
        "debit",
        "credit",
        "valid_date",
        "montant_devise",
        "devise",
        "extra",
    ]
    assert back.select(kept).rows() == lines.select(kept).rows()
    again, _ = written(back, regime)
    assert again == content


def test_what_the_schema_refuses_is_said() -> None:
    def lone(num: str, compte: str = "512000", jour: int | None = JOUR) -> pl.DataFrame:
        return frame(
            journal=["OD"] * 2,
            num=[num] * 2,
            compte=[compte, "707000"],
            piece_ref=["P", "P"],
            libelle=["x", "x"],
            debit=[5, 0],
            credit=[0, 5],
            valid_date=[jour] * 2,
        )

    lines = pl.concat(
        [
            lone("1"),
            lone("2", "CLI"),
            lone("3", jour=None),
            lone("4").head(1),
        ]
    )
    content, writer = written(lines)
    assert len(find_ecarts(content)) == 3
    found = writer.rapport.anomalies[0]
    assert (found.kind.code, found.slots) == ("FIC-047", {"nombre": 3, "journal": "OD", "num": "2"})
    assert written(paid(lone("1"), "BAT"), "BAT")[1].rapport.comptes == {}
    assert written(lone("1"), "BAT")[1].rapport.comptes == {"FIC-047": 1}


def test_a_blank_date_of_piece_is_that_of_the_ecriture() -> None:
    content, _ = written(ecriture().with_columns(pl.lit(None, pl.Int32).alias("piece_date")))
    assert b"<PieceDate>2024-01-15</PieceDate>" in content
    assert find_ecarts(content) == []


def test_the_schema_here_refuses_what_the_official_one_refuses() -> None:
    sound = XML.replace("<Montant>120.50</Montant>\n<Sens>C</Sens>", "<Credit>120.5</Credit>")
    assert find_ecarts(sound.encode()) == []
    for before, after in (
        ("<ValidDate>2024-01-31</ValidDate>\n", ""),
        ("2024-01-31<", "20240131<"),
        ("2024-01-31<", "<"),
        ("<Debit>120.5<", "<Debit>120,5<"),
        ("411000<", "41A<"),
        ("CompteAuxNum", "CompAuxNum"),
        ("<PieceRef>FA1</PieceRef>\n", ""),
        ("formatA47A-I-VII-1", "formatA47A-I-VIII-5"),
        ("<Credit>120.5</Credit>", ""),
        ("2024-01-15<", "2024-02-31<"),
    ):
        assert before in sound
        assert find_ecarts(sound.replace(before, after).encode()), (before, after)
