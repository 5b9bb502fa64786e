"""FecAllerRetour: what comes in as a conforming FEC goes out the same, field by field."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boucle.compta.bilan import Bilan
from boucle.compta.contexte import Contexte
from boucle.compta.lot import COLONNES, SCHEMA
from boucle.errors import Niveau
from boucle.formats import fec
from boucle.formats.fec.ecrire.plat import FormeFec, write_fec
from boucle.values import days_of
from formats.lignes_essai import TEXTE, frame

NOM = "732829320FEC20241231.txt"
EXAMPLE = Path(__file__).parents[2] / "examples/fec/732829320FEC20251231.txt"
DEBUT = days_of(date(2024, 1, 1))
JOURNAUX = {"AN": "À nouveaux", "VE": "Ventes €", "BQ": 'Banque "1"', "ŒD": "Divers"}
COMPTES = {"512000": "Banque", "41100000": "Clients", "707A": "Ventes", "6010": "Achats"}
TIERS = {"C001": "Dupré", "é 2": "L'Hôte"}
# What a label may be, and what begins a cell without being a number, a quote or a blank.
LIBELLE = TEXTE.filter(bool)
MONTANT = st.integers(-(10**11), 10**11).filter(bool)


@st.composite
def ecritures(draw: st.DrawFn) -> pl.DataFrame:
    """Draw balanced écritures in order, numbered for the whole file."""
    rows: list[dict[str, Any]] = []
    jours = sorted(draw(st.lists(st.integers(0, 364), min_size=1, max_size=6)))
    for num, jour in enumerate(jours, 1):
        journal = draw(st.sampled_from(tuple(JOURNAUX)))
        piece, libelle = draw(LIBELLE), draw(LIBELLE)
        montants = draw(st.lists(MONTANT, min_size=1, max_size=4))
        total = sum(montants)
        for montant in [*montants, -total] if total else [*montants, 5, -5]:
            compte = draw(st.sampled_from(tuple(COMPTES)))
            tiers = draw(st.sampled_from(("", *TIERS)))
            devise = draw(st.one_of(st.none(), st.integers(-(10**12), 10**12).filter(bool)))
            lettre = draw(TEXTE)
            rows.append(
                {
                    "journal": journal,
                    "journal_lib": JOURNAUX[journal],
                    "num": str(num),
                    "date": DEBUT + jour,
                    "compte": compte,
                    "compte_lib": COMPTES[compte],
                    "tiers": tiers,
                    "tiers_lib": TIERS.get(tiers, ""),
                    "piece_ref": piece,
                    "piece_date": DEBUT + draw(st.integers(-900, 900)),
                    "libelle": libelle,
                    "debit": max(montant, 0),
                    "credit": max(-montant, 0),
                    "lettrage": lettre,
                    "date_let": DEBUT + jour if lettre else None,
                    "valid_date": DEBUT + jour,
                    "montant_devise": devise,
                    "devise": "USD" if devise else "",
                    "extra": draw(st.sampled_from(("", "a\x1f", "\x1fb c", "é\x1f20240101"))),
                }
            )
    return frame(**{name: [row[name] for row in rows] for name in rows[0]})


FORMES = st.builds(
    FormeFec,
    encodage=st.sampled_from(("UTF-8", "ISO-8859-15")),
    separateur=st.sampled_from("\t|"),
    fin_de_ligne=st.sampled_from(("CRLF", "LF")),
    notation=st.sampled_from(("Debit/Credit", "Montant/Sens")),
    colonnes_extra=st.just(("Site", "Code interne")),
)


def written(lines: pl.DataFrame, forme: FormeFec) -> bytes:
    target = io.BytesIO()
    assert write_fec([lines], target, forme).rapport.comptes == {}
    return target.getvalue()


def read(content: bytes, folder: Path, nom: str = NOM) -> tuple[fec.Lecture, pl.DataFrame]:
    path = folder / nom
    path.write_bytes(content)
    lots: list[pl.DataFrame] = []
    lecture = fec.read(path, Contexte(), on_lot=lots.append)
    lot = pl.concat(lots) if lots else pl.DataFrame(schema=SCHEMA)
    return lecture, label(lot, lecture.bilan)


def label(lot: pl.DataFrame, bilan: Bilan) -> pl.DataFrame:
    """Put the texts of the labels beside their codes."""
    known = {("journal", code, 0): text for code, text in bilan.journaux.items()}
    known |= {("compte", code, 0): text for code, text in bilan.comptes.items()}
    known |= {("tiers", code, 0): tiers.libelle for code, tiers in bilan.tiers.items()}
    known |= {tuple(v[:3]): v.libelle for v in bilan.libelles}  # type: ignore[misc]
    return lot.with_columns(
        pl.Series(
            f"{genre}_lib",
            [
                known.get((genre, code, variante), "")
                for code, variante in zip(lot[genre], lot[f"lib_{genre}"], strict=True)
            ],
            dtype=pl.String,
        )
        for genre in ("journal", "compte", "tiers")
    )


@settings(max_examples=120, deadline=None)
@given(lines=ecritures(), forme=FORMES)
def test_lines_come_back_field_by_field(
    tmp_path_factory: pytest.TempPathFactory, lines: pl.DataFrame, forme: FormeFec
) -> None:
    content = written(lines, forme)
    lecture, back = read(content, tmp_path_factory.mktemp("fec"))
    assert lecture.rapport.verdict(Niveau.FORME), lecture.rapport.comptes
    assert not lecture.rapport.bloquant
    kept = [name for name in COLONNES if not name.startswith("lib_")]
    kept += ["journal_lib", "compte_lib", "tiers_lib"]
    assert back.select(kept).rows() == lines.select(kept).rows()


@settings(max_examples=60, deadline=None)
@given(lines=ecritures(), forme=FORMES)
def test_what_was_read_is_written_again_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, lines: pl.DataFrame, forme: FormeFec
) -> None:
    content = written(lines, forme)
    _, back = read(content, tmp_path_factory.mktemp("fec"))
    assert written(back, forme) == content


def test_the_example_firm_comes_out_byte_for_byte(tmp_path: Path) -> None:
    content = EXAMPLE.read_bytes()
    _, back = read(content, tmp_path, EXAMPLE.name)
    assert written(back, FormeFec()) == content


@pytest.mark.parametrize("regime", ["BAT", "BNCT"])
def test_cash_columns_come_back(tmp_path: Path, regime: str) -> None:
    forme = FormeFec(regime=regime)
    extra = ["20240115", "CHQ", "Vente", "Dupré"][: len(forme.extras)]
    lines = frame(
        journal=["VE", "VE"],
        journal_lib=["Ventes"] * 2,
        num=["1", "1"],
        compte=["512000", "707000"],
        compte_lib=["Banque", "Ventes"],
        piece_ref=["F1", "F1"],
        piece_date=[DEBUT, DEBUT],
        libelle=["Vente", "Vente"],
        debit=[500, 0],
        credit=[0, 500],
        valid_date=[DEBUT, DEBUT],
        date=[DEBUT, DEBUT],
        extra=["\x1f".join(extra)] * 2,
    )
    forme = FormeFec(regime=regime, colonnes_extra=forme.extras)
    lecture, back = read(written(lines, forme), tmp_path)
    assert lecture.bilan.regime == regime
    assert lecture.rapport.verdict(Niveau.FORME)
    assert back["extra"].to_list() == lines["extra"].to_list()
