"""Import, export, import again: the identity, field by field, for whole files.

Files of every regime, notation and charset, made by seed, and the real ones that can be imported.
The export of a file whose form conforms says nothing that was not said of the file, and conforms at
every level where the file does.
"""

from __future__ import annotations

import importlib.util
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import polars as pl
import pytest

from boucle.compta.contexte import Contexte
from boucle.compta.lot import SCHEMA, SEPARATEUR_EXTRA
from boucle.errors import Niveau
from boucle.formats import fec
from boucle.formats.fec.ecrire.plat import FormeFec, write_fec
from boucle.formats.fec.forme.colonnes import REGIMES
from formats.fabrique import Forme, choose_forme, encode, join, make_rows, write
from formats.test_fec_aller_retour import label

GRAINES = int(os.environ.get("BOUCLE_FEC_RETOURS", "25"))
NOM = "732829320FEC20241231.txt"
DONNEES = Path(__file__).parents[2] / "../shared/data/fec"
ECHANTILLONS = sorted(path for path in (DONNEES / "samples").glob("*/*") if path.is_file())
FORMES = [
    ("UTF-8", "\t", "CRLF", "Debit/Credit"),
    ("UTF-8", "|", "LF", "Debit/Credit"),
    ("UTF-8", "\t", "LF", "Montant/Sens"),
]
# A line may change its number in the file, and a further column its place.
PROPRES = [
    *(name for name in SCHEMA if name not in ("n", "extra") and not name.startswith("lib_")),
    "journal_lib",
    "compte_lib",
    "tiers_lib",
]


def read(source: Path) -> tuple[fec.Lecture, pl.DataFrame]:
    lots: list[pl.DataFrame] = []
    lecture = fec.read(source, Contexte(nom_fichier=NOM), on_lot=lots.append)
    return lecture, label(pl.concat(lots or [pl.DataFrame(schema=SCHEMA)]), lecture.bilan)


def extras(lines: pl.DataFrame, lecture: fec.Lecture) -> dict[str, list[str]]:
    """Give the further columns by name, those that are all blank left out."""
    values = [text.split(SEPARATEUR_EXTRA) for text in lines["extra"].to_list()]
    columns = {
        name: [row[rank] if rank < len(row) else "" for row in values]
        for rank, name in enumerate(lecture.bilan.colonnes_extra)
    }
    return {name: column for name, column in columns.items() if any(column)}


def check(source: Path, folder: Path, forme: tuple[str, str, str, str]) -> bool:
    """Check one file; False when it cannot be imported, or not written without a word."""
    before, lines = read(source)
    if before.rapport.bloquant:
        return False
    target = io.BytesIO()
    writer = write_fec(
        [lines],
        target,
        FormeFec(
            *forme,
            regime=before.bilan.regime,
            colonnes_extra=tuple(before.bilan.colonnes_extra),
        ),
    )
    if writer.rapport.total:
        return False
    again = folder / NOM
    again.write_bytes(target.getvalue())
    after, back = read(again)
    assert back.select(PROPRES).rows() == lines.select(PROPRES).rows()
    assert extras(back, after) == extras(lines, before)
    assert after.bilan.soldes == before.bilan.soldes
    assert after.bilan.libelles == before.bilan.libelles
    if before.rapport.verdict(Niveau.FORME):
        assert set(after.rapport.comptes) <= set(before.rapport.comptes)
        assert all(
            after.rapport.verdict(niveau) for niveau in Niveau if before.rapport.verdict(niveau)
        )
    return True


@pytest.mark.parametrize("forme", FORMES)
def test_files_made_by_seed_come_back(tmp_path: Path, forme: tuple[str, str, str, str]) -> None:
    checked = 0
    for seed in range(GRAINES):
        rnd = Random(seed)
        own = choose_forme(rnd)
        source = tmp_path / "lu.txt"
        source.write_bytes(join(encode(write(make_rows(rnd, own, 30), own, rnd), own), own))
        checked += check(source, tmp_path, forme)
    assert checked > GRAINES // 2


def _generated(folder: Path) -> Iterator[Path]:
    spec = importlib.util.spec_from_file_location("make_fec", DONNEES / "make_fec.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(module)
    for regime in REGIMES:
        for encoding in ("utf-8", "iso-8859-15"):
            for variant in ("debit-credit", "montant-sens"):
                path = folder / "lu.txt"
                module.main(
                    [
                        "--lines",
                        "800",
                        "--regime",
                        regime.lower(),
                        "--encoding",
                        encoding,
                        "--variant",
                        variant,
                        "--out",
                        str(path),
                    ]
                )
                yield path


@pytest.mark.skipif(
    not (DONNEES / "make_fec.py").exists(),
    reason="the shared FEC generator is not beside the project",
)
@pytest.mark.parametrize("forme", FORMES)
def test_every_regime_notation_and_charset_comes_back(
    tmp_path: Path, forme: tuple[str, str, str, str]
) -> None:
    assert [check(path, tmp_path, forme) for path in _generated(tmp_path)] == [True] * 16


@pytest.mark.skipif(not ECHANTILLONS, reason="the shared samples are not beside the project")
def test_real_files_come_back(tmp_path: Path) -> None:
    checked = [path.name for path in ECHANTILLONS if check(path, tmp_path, FORMES[0])]
    assert len(checked) >= 11


def test_padding_quotes_and_blank_sides_come_back(tmp_path: Path) -> None:
    forme = Forme(separateur="|")
    rows = make_rows(Random(5), forme, 12)
    for row in rows[::3]:
        row.update({name: row[name].ljust(30) for name in ("CompteLib", "EcritureLib", "PieceRef")})
        row.update(EcritureLib='"Loyer" de l\'été', Debit=row["Debit"].rjust(14, "0"))
    for row in rows:
        row.update({name: "" for name in ("Debit", "Credit") if row[name] == "0,00"})
    source = tmp_path / "lu.txt"
    source.write_bytes(join(encode(write(rows, forme, Random(5)), forme), forme))
    assert check(source, tmp_path, FORMES[0])
