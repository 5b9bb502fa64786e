"""Lot: the Parquet file of an import answers every filter as the database does, to the centime."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from boucle.compta.detail import build_detail
from boucle.compta.lot import build_lot
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers
from boucle.store.livre import feuillets, lignes, lot_lu
from boucle.store.livre.feuillets import COLONNES, OPERATEURS, Filtre, Totaux
from boucle.store.livre.lot_ecrit import SCHEMA, LotEcrit
from boucle.store.livre.ventilations import ligne_detail
from boucle.store.travaux import imports
from boucle.values import Perimetre

# Letters whose case the two databases do not know alike, and the marks of a LIKE.
LETTRES = "aAbBzZ éÉèÈœŒßẞıİſσΣς%_/\\'\"0147[^"
MOTS = st.text(LETTRES, max_size=6)
MONTANTS = st.integers(-300, 300) | st.sampled_from([10**13, -(10**13)])
COMPTES = st.sampled_from(["47", "471", "4710", "472", "606400", "471A", "4 71", "É471"])
LIGNES = st.lists(
    st.fixed_dictionaries(
        {
            "journal": st.sampled_from(["AC", "ac", "É"]),
            "num": MOTS,
            "piece_ref": MOTS,
            "compte": COMPTES,
            "tiers": MOTS,
            "reference": MOTS,
            "libelle": MOTS,
            "lettrage": MOTS,
            "debit": MONTANTS,
            "credit": MONTANTS,
        }
    ),
    min_size=1,
    max_size=12,
)
FILTRES = st.builds(
    Filtre,
    st.lists(st.tuples(st.sampled_from(OPERATEURS), MONTANTS), max_size=2).map(tuple),
    st.text(LETTRES, max_size=3).map(str.strip),
    st.sampled_from(["", *COLONNES]),
    st.booleans(),
)


@dataclass
class Ici:
    """A dossier, and what makes imports in it."""

    store: Store
    perimetre: Perimetre
    folder: Path
    numeros: Any

    def load(self, rows: list[dict[str, Any]]) -> tuple[int, Path]:
        """Put lines in the database, and the same in a lot; give the import and the file."""
        rang = next(self.numeros)
        here = self.perimetre
        path = self.folder / f"{rang}.parquet"
        # Lines of a file that has others: their numbers have gaps.
        numbers = [3 * at + 2 for at in range(len(rows))]
        lot = build_lot(
            {
                "n": numbers,
                **{
                    name: [row[name] for row in rows]
                    for name in SCHEMA
                    if name not in ("n", "reference")
                },
            }
        )
        said = [
            (n, row["reference"]) for n, row in zip(numbers, rows, strict=True) if row["reference"]
        ]
        details = build_detail({"n": [n for n, _ in said], "reference": [t for _, t in said]})
        with self.store.transaction(here) as conn:
            import_id = dossiers.allocate_ids(conn, here, 1)[0]
            now = self.store.maintenant(conn)
            imports.create(
                conn,
                here,
                import_id,
                now,
                {
                    "demande": f"essai-{rang}",
                    "format": "FEC",
                    "nom_fichier": "",
                    "partenaire": "",
                    "auteur": "",
                    "limite": now,
                },
            )
            key = {
                "cabinet_id": here.cabinet_id,
                "dossier_id": here.dossier_id,
                "import_id": import_id,
                "tentative": 1,
            }
            lignes.add_ligne_rows(
                conn, [{**row, **key, "date": date(2024, 1, 1)} for row in lot.rows(named=True)]
            )
            for detail in details.rows(named=True):
                conn.execute(ligne_detail.insert().values(**key, **detail))
        ecrit = LotEcrit(path, lignes_min=0)
        half = len(rows) // 2
        for part in (lot[:half], lot[half:]):
            ecrit.add(part)
            ecrit.add_detail(details.filter(pl.col("n").is_in(part["n"].implode())))
        assert ecrit.close(), ecrit.failure
        return import_id, path


@pytest.fixture
def ici(store: Store, tmp_path: Path) -> Iterator[Ici]:
    with store.transaction(None) as conn:
        cabinet_id = dossiers.create_cabinet(conn, "demo", "Cabinet")
        perimetre = Perimetre(cabinet_id, dossiers.create(conn, cabinet_id, "D1"))
    yield Ici(store, perimetre, tmp_path, count())


def test_the_three_readers_say_the_same(ici: Ici) -> None:
    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate],
    )
    @given(LIGNES, st.lists(FILTRES, min_size=1, max_size=8))
    def check(rows: list[dict[str, Any]], filtres: list[Filtre]) -> None:
        import_id, path = ici.load(rows)
        total = Totaux(
            len(rows), sum(row["debit"] for row in rows), sum(row["credit"] for row in rows)
        )
        assert lot_lu.sound(path, total)
        tableau = lot_lu.hold(path)
        with ici.store.lecture(ici.perimetre) as conn:
            here = (conn, ici.perimetre, import_id, 1)
            assert feuillets.columns(*here, apres=0, take=99) == pl.read_parquet(path).rows()
            for filtre in filtres:
                sums = feuillets.totals(*here, filtre)
                for found in (lot_lu.scan(path, filtre), lot_lu.look(tableau, filtre)):
                    assert found.totaux == sums, filtre
                    for borne, recule in ((0, False), (8, False), (14, True), (2**62, True)):
                        page = feuillets.page(*here, filtre, borne=borne, take=3, recule=recule)
                        numbers = found.page(borne=borne, take=3, recule=recule)
                        assert numbers == [row["n"] for row in page], filtre
                        assert feuillets.named(*here, numbers) == page
        path.unlink()

    check()


def test_a_case_that_only_one_database_knows_is_known_by_neither(ici: Ici) -> None:
    row = dict.fromkeys(("journal", "num", "piece_ref", "tiers", "reference", "lettrage"), "")
    texts = ["CAFÉ Noir", "café noir", "Élan", "ÉLan", "straße"]
    import_id, path = ici.load(
        [{**row, "compte": "6", "libelle": text, "debit": 1, "credit": 0} for text in texts]
    )
    answers = {"café": [2, 5], "CAFÉ": [2, 5], "élan": [8, 11], "strasse": [], "STRASSE": []}
    with ici.store.lecture(ici.perimetre) as conn:
        for said, numbers in answers.items():
            filtre = Filtre(q=said)
            page = feuillets.page(conn, ici.perimetre, import_id, 1, filtre, borne=0, take=9)
            assert [one["n"] for one in page] == numbers, said
            assert lot_lu.scan(path, filtre).lignes.tolist() == numbers


def test_a_short_import_has_no_lot(tmp_path: Path) -> None:
    path = tmp_path / "lot.parquet"
    lot = build_lot({"n": [2, 3], "date": [0, 0]})
    ecrit = LotEcrit(path, lignes_min=2)
    ecrit.add(lot)
    assert (ecrit.close(), path.exists()) == (False, False)
    ecrit = LotEcrit(path, lignes_min=1)
    ecrit.add(lot)
    assert ecrit.close()
    assert pl.read_parquet(path)["n"].to_list() == [2, 3]


def test_a_disk_that_refuses_stops_no_reader(tmp_path: Path) -> None:
    ecrit = LotEcrit(tmp_path / "nowhere" / "lot.parquet", lignes_min=0)
    for at in range(20):
        ecrit.add(build_lot({"n": [at], "date": [0]}))
    assert (ecrit.close(), type(ecrit.failure)) == (False, FileNotFoundError)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"n": [2, 2]},
        {"n": [3, 2]},
        {"debit": [100, 1]},
        {"libelle": None},
        {"n": [2]},
    ],
)
def test_what_is_not_the_lot_of_its_lines_is_not_taken(
    tmp_path: Path, spoilt: dict[str, Any]
) -> None:
    path = tmp_path / "lot.parquet"
    size = len(spoilt.get("n", "xx"))
    good = {
        name: [2, 3] if name == "n" else [100, 0] if kind == pl.Int64() else ["", ""]
        for name, kind in SCHEMA.items()
    }
    given = {name: values[:size] for name, values in good.items()} | spoilt
    schema = {name: kind for name, kind in SCHEMA.items() if given[name] is not None}
    frame = pl.DataFrame({name: given[name] for name in schema}, schema=schema)
    frame.write_parquet(path)
    assert not lot_lu.sound(path, Totaux(2, 100, 100))
