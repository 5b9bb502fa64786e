"""FecEcrire: each cell as plain Python writes it, each change reported at its very place."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from random import Random

import pytest

from boucle.formats.fec.ecrire.plat import FormeFec, write_fec
from formats.lignes_essai import JOUR, ecriture, frame
from formats.test_fec_ecrire import cells, written

SENS = {"notation": "Montant/Sens"}
AMOUNTS = [
    *range(-120, 121),
    *(sign * 10**power + near for sign in (-1, 1) for power in range(2, 15) for near in (-1, 0, 1)),
]


def decimals(units: int, per_unit: int) -> str:
    """Write an amount of hundredths or ten-thousandths: two decimals, more where needed."""
    text = f"{Decimal(units) / per_unit:.{len(str(per_unit)) - 1}f}"
    while len(text.partition(".")[2]) > 2 and text.endswith("0"):
        text = text[:-1]
    return text.replace(".", ",")


def test_every_amount_is_written_to_the_last_centime() -> None:
    lines = frame(journal=["VE"] * len(AMOUNTS), debit=AMOUNTS, credit=AMOUNTS[::-1])
    assert cells(lines, "Debit") == [decimals(amount, 100) for amount in AMOUNTS]
    assert cells(lines, "Credit") == [decimals(amount, 100) for amount in AMOUNTS[::-1]]


def test_every_amount_of_a_currency_is_written_to_the_last_digit() -> None:
    rnd = Random(3)
    amounts = [
        *AMOUNTS,
        *range(9_880, 10_130),
        *(rnd.randrange(-(10**9), 10**9) for _ in range(300)),
    ]
    lines = frame(journal=["VE"] * len(amounts), montant_devise=amounts)
    assert cells(lines, "Montantdevise") == [decimals(amount, 10_000) for amount in amounts]


def test_a_line_goes_to_the_side_that_it_bears() -> None:
    """Both sides are reported: the amount is then what is left of them."""
    pairs = [(debit, credit) for debit in (-1, 0, 1, 5) for credit in (-1, 0, 1, 5)]
    lines = frame(
        journal=["VE"] * len(pairs),
        debit=[pair[0] for pair in pairs],
        credit=[pair[1] for pair in pairs],
    )
    on_credit = [debit == 0 and credit != 0 for debit, credit in pairs]
    assert cells(lines, "Sens", **SENS) == ["C" if one else "D" for one in on_credit]
    assert cells(lines, "Montant", **SENS) == [
        decimals(credit if one else debit - credit, 100)
        for one, (debit, credit) in zip(on_credit, pairs, strict=True)
    ]
    both = [
        (rank, debit, credit) for rank, (debit, credit) in enumerate(pairs, 2) if debit and credit
    ]
    target = BytesIO()
    writer = write_fec([ecriture(), lines], target, FormeFec(**SENS))
    assert list(writer.rapport.flat("code", "ligne", "colonne", "champ", "lu", "corrige")) == [
        (
            "LIG-902",
            rank + 2,
            "Montant",
            12,
            f"{decimals(debit, 100)} et {decimals(credit, 100)}",
            decimals(debit - credit, 100),
        )
        for rank, debit, credit in both
    ]


def test_the_longest_value_of_each_column_is_known() -> None:
    blank = {"EcritureLet": 0, "DateLet": 0, "Montantdevise": 0, "Idevise": 0}
    short = frame(journal=["V"], journal_lib=["V"], libelle=["é"])
    target = BytesIO()
    writer = write_fec([ecriture(), short], target)
    assert writer.longueurs == {
        "JournalCode": 2,
        "JournalLib": 6,
        "EcritureNum": 1,
        "EcritureDate": 8,
        "CompteNum": 6,
        "CompteLib": 7,
        "CompAuxNum": 4,
        "CompAuxLib": 5,
        "PieceRef": 3,
        "PieceDate": 8,
        "EcritureLib": 7,
        "Debit": 6,
        "Credit": 6,
        "ValidDate": 8,
        **blank,
    }
    assert set(written(ecriture().clear())[1].longueurs.values()) == {0}


def test_every_character_of_a_charset_is_kept() -> None:
    for encodage, codec in (("ISO-8859-15", "iso8859-15"), ("cp1252", "cp1252")):
        known = bytes(range(0x21, 0x100)).decode(codec, "ignore")
        text = "".join(char for char in known if char != "|" and not 0x7F <= ord(char) < 0xA0)
        content, writer = written(frame(journal=["VE"], libelle=[f"a{text}b"]), encodage=encodage)
        assert writer.rapport.total == 0
        assert f"\ta{text}b\t".encode(codec) in content


@pytest.mark.parametrize(("char", "nearest"), [
    ("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-"), ("…", "..."),
    ("\u202f", " "), ("ł", "l"), ("Ł", "L"), ("đ", "d"), ("Đ", "D"), ("ı", "i"), ("ﬁ", "fi"),
    ("ź", "z"), ("Å", "Å"), ("Ω", "?"), ("日", "?"),
])  # fmt: skip
def test_a_character_that_is_not_there_gives_way_to_the_nearest(char: str, nearest: str) -> None:
    lines = frame(journal=["VE"], libelle=[f"a{char}b"])
    assert cells(lines, "EcritureLib", encodage="ISO-8859-15") == [f"a{nearest}b"]


def test_what_is_changed_in_several_columns_is_told_in_the_order_of_the_file() -> None:
    """Whatever the fault, and whatever the slices; the columns beyond the law too."""
    forme = {
        "regime": "BNCT",
        "colonnes_extra": ("Site", "DateRglt", "ModeRglt"),
        "encodage": "ISO-8859-15",
    }
    lines = frame(
        journal=["VE"] * 3,
        journal_lib=["", "日", "c|d"],
        libelle=["", "a|b", "Ω"],
        extra=["", "Pa|ris\x1f2024\t0131\x1fC|Q", ""],
    )
    target = BytesIO()
    writer = write_fec([ecriture(), lines], target, FormeFec(**forme))
    assert list(writer.rapport.flat("code", "ligne", "champ", "colonne", "lu", "corrige")) == [
        ("LIG-900", 5, 2, "JournalLib", "日", "?"),
        ("LIG-901", 5, 11, "EcritureLib", "a|b", "a b"),
        ("LIG-901", 5, 19, "DateRglt", "2024\t0131", "2024 0131"),
        ("LIG-901", 5, 20, "ModeRglt", "C|Q", "C Q"),
        ("LIG-901", 5, 23, "Site", "Pa|ris", "Pa ris"),
        ("LIG-901", 6, 2, "JournalLib", "c|d", "c d"),
        ("LIG-900", 6, 11, "EcritureLib", "Ω", "?"),
    ]
    assert [one.slots.get("caracteres") for one in writer.rapport.anomalies] == [
        "日",
        None,
        None,
        None,
        None,
        None,
        "Ω",
    ]


def test_reports_are_bounded_over_columns_and_frames_and_counts_are_exact() -> None:
    lines = frame(journal=["VE"] * 600, libelle=["a|b"] * 600, piece_ref=["c|d"] * 600)
    sound = frame(journal=["VE"], debit=[1], date=[JOUR])
    target = BytesIO()
    writer = write_fec([lines, sound], target, FormeFec(**SENS))
    assert len(writer.rapport.anomalies) == 1_000
    assert writer.rapport.comptes == {"LIG-901": 1_200}
