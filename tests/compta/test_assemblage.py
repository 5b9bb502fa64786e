"""Assemblage: lines of any file become écritures, wherever the blocks are cut."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl
import pytest

from boucle.compta.bilan import (
    CLE_JOUR,
    CLE_NUM,
    CLE_PIECE,
    CLE_REFERENCE,
    Bilan,
    Section,
    Solde,
    Tiers,
    Variante,
)
from boucle.compta.contexte import COMPTE_ATTENTE, Contexte, Exercice
from boucle.compta.detail import build_detail, without_blanks
from boucle.compta.ecritures.assemblage import Assemblage
from boucle.compta.ecritures.equilibre import balancing_lot
from boucle.compta.lot import SCHEMA as LOT
from boucle.compta.regles.collecte import Collecte
from boucle.compta.saisie import SCHEMA, build_saisie
from boucle.compta.ventilation import build_ventilation
from boucle.errors import Anomalie
from boucle.errors.donnees import lig
from boucle.values import days_of
from formats.deux_lecteurs import entailed

J1, J2 = days_of(date(2024, 1, 15)), days_of(date(2024, 2, 1))
NOMS = {"date": "Date", "compte": "Compte", "journal": "Journal", "tiers_lib": "Nom du tiers"}
ACHAT: tuple[dict[str, Any], ...] = (
    {"compte": "606400", "debit": 100_00, "num": "7", "libelle": "Fournitures"},
    {"compte": "445660", "debit": 20_00, "num": "7"},
    {"compte": "401", "credit": 120_00, "num": "7", "tiers": "DUPONT", "tiers_lib": "Dupont SA"},
)


def saisie(*lines: dict[str, Any], first: int = 1) -> pl.DataFrame:
    """Build a saisie of lines on the journal AC of 15 January 2024, numbered from `first`."""
    base = {"journal": "AC", "journal_lib": "Achats", "date": J1}
    rows = [{"n": first + rank, **base, **line} for rank, line in enumerate(lines)]
    names = dict.fromkeys(name for row in rows for name in row)
    blank = {"debit": 0, "credit": 0}
    return build_saisie(
        {
            name: [
                row.get(name, blank.get(name, "" if SCHEMA[name] == pl.String() else None))
                for row in rows
            ]
            for name in names
        }
    )


class Essai:
    """One file assembled; what came out of it."""

    def __init__(
        self,
        *blocks: pl.DataFrame,
        contexte: Contexte | None = None,
        ventilation: pl.DataFrame | None = None,
        detail: pl.DataFrame | None = None,
        told: tuple[Anomalie, ...] = (),
    ) -> None:
        self.lots: list[pl.DataFrame] = []
        self.parts: list[pl.DataFrame] = []
        self.details: list[pl.DataFrame] = []
        collecte = Collecte()
        for anomalie in told:
            collecte.add(anomalie)
        assemblage = Assemblage(
            contexte or Contexte(),
            collecte,
            self.lots.append,
            noms=NOMS,
            on_ventilation=self.parts.append,
            on_detail=self.details.append,
        )
        for block in blocks:
            assemblage.add(block, ventilation, detail)
        self.bilan: Bilan = assemblage.finish()
        self.rapport = collecte.finish()

    @property
    def lot(self) -> pl.DataFrame:
        return pl.concat(self.lots)

    @property
    def codes(self) -> list[tuple[str, int | None]]:
        return [(found.kind.code, found.ligne) for found in self.rapport.anomalies]


def test_a_balanced_piece_becomes_a_lot_and_a_bilan() -> None:
    essai = Essai(saisie(*ACHAT), contexte=Contexte(longueur_compte=6))
    assert essai.codes == []
    assert essai.lot.schema == LOT
    assert essai.lot["compte"].to_list() == ["606400", "445660", "401000"]
    bilan = essai.bilan
    assert (bilan.lignes, bilan.ecritures, bilan.debit, bilan.credit) == (3, 1, 12000, 12000)
    assert (bilan.date_min, bilan.date_max) == (date(2024, 1, 15), date(2024, 1, 15))
    assert bilan.journaux == {"AC": "Achats"}
    assert bilan.tiers == {"DUPONT": Tiers("Dupont SA", "401000")}
    assert Solde("401000", "AC", "2024-01", 0, 12000, 1) in bilan.soldes
    assert bilan.cle_ecriture == CLE_NUM


@pytest.mark.parametrize("cut", [1, 2, 4])
def test_where_blocks_are_cut_changes_nothing(cut: int) -> None:
    lines = [
        *ACHAT,
        {"compte": "512000", "debit": 7, "num": "8"},
        {"compte": "471000", "credit": 7, "num": "9", "journal": "BQ"},
        {"compte": "580000", "credit": 7, "num": "8", "tiers": "DUPONT", "tiers_lib": "Autre"},
    ]
    whole = saisie(*lines)
    bounds = [*range(0, whole.height, cut), whole.height]
    pieces = Essai(*(whole[a:b] for a, b in pairwise(bounds)))
    once = Essai(whole)
    assert pieces.bilan == once.bilan
    assert pieces.rapport == once.rapport
    assert pieces.lot.equals(once.lot)


@pytest.mark.parametrize(
    ("line", "cle", "num"),
    [
        ({"num": "7", "piece_ref": "FA1"}, CLE_NUM, "7"),
        ({"num": "7", "reference": "R1"}, CLE_NUM, "7"),
        ({"piece_ref": "FA1", "reference": "R1"}, CLE_PIECE, "FA1"),
        ({"reference": "R1"}, CLE_REFERENCE, "R1"),
        ({}, CLE_JOUR, "20240115"),
    ],
)
def test_lines_are_gathered_by_number_then_piece_then_reference_then_day(
    line: dict[str, Any], cle: str, num: str
) -> None:
    essai = Essai(
        saisie({**line, "compte": "606400", "debit": 5}, {**line, "compte": "401000", "credit": 5})
    )
    assert essai.bilan.cle_ecriture == cle
    assert essai.bilan.ecritures == 1
    assert essai.lot["num"].to_list() == [num, num]


def test_a_gap_is_refused_with_its_place_or_closed_on_the_waiting_account() -> None:
    lines = saisie(*ACHAT[:2], {**ACHAT[2], "credit": 110_00})
    refused = Essai(lines)
    (anomalie,) = refused.rapport.anomalies
    assert (anomalie.kind.code, anomalie.lignes) == ("ECR-001", (1, 3))
    assert anomalie.message == (
        "L'écriture 7 du journal AC est déséquilibrée : débit moins crédit, 10,00."
    )
    contexte = Contexte(desequilibre=COMPTE_ATTENTE)
    closed = Essai(lines, contexte=contexte)
    assert closed.codes == [("ECR-002", 1)]
    added = balancing_lot(closed.bilan, contexte, 3).row(0, named=True)
    assert (added["n"], added["journal"], added["num"]) == (4, "AC", "7")
    assert (added["compte"], added["credit"]) == ("47100000", 10_00)


def test_an_unreadable_line_is_the_cause_and_not_the_gap_it_leaves() -> None:
    told = Anomalie(lig.MONTANT_ILLISIBLE, ligne=2, colonne="Débit", lu="20,O0")
    lines = saisie(ACHAT[0], {**ACHAT[1], "debit": None}, ACHAT[2])
    essai = Essai(lines, told=(told,))
    assert essai.codes == [("LIG-020", 2)]
    assert entailed(told) == ["ECR-001 AC 7"]
    assert essai.lot["n"].to_list() == [1, 3]


def test_a_line_lost_without_a_word_is_a_fault_of_the_reader() -> None:
    with pytest.raises(AssertionError):
        Essai(saisie(ACHAT[0], {**ACHAT[1], "debit": None}, ACHAT[2]))


def test_lines_out_of_the_exercices_are_told_under_the_file_s_own_column_name() -> None:
    years = (
        Exercice("2023", date(2023, 1, 1), date(2023, 12, 31), clos=True),
        Exercice("2024", date(2024, 1, 1), date(2024, 1, 31)),
    )
    lines = [{**line, "date": day} for day in (J2, J1 - 365) for line in ACHAT]
    essai = Essai(saisie(*lines), contexte=Contexte(exercices=years))
    found = {a.kind.code: a for a in essai.rapport.anomalies if a.ligne in (1, 4)}
    assert found["LIG-053"].message == "Date (2024-02-01) ne tombe dans aucun exercice du dossier."
    assert found["LIG-054"].message == "Date (2023-01-15) tombe dans l'exercice 2023, qui est clos."
    assert essai.rapport.comptes["LIG-053"] == essai.rapport.comptes["LIG-054"] == 3


def test_blank_codes_odd_roots_and_odd_sides_are_told() -> None:
    essai = Essai(
        saisie(
            {"compte": "", "debit": 5, "num": "1"},
            {"compte": "401000", "credit": 5, "journal": "", "num": "1"},
            {"compte": "190000", "num": "2"},
            {"compte": "XYZ", "num": "2"},
            {"compte": "606400", "debit": 8, "credit": 8, "num": "2"},
        )
    )
    assert set(essai.codes) == {
        ("LIG-010", 1),
        ("LIG-010", 2),
        ("LIG-014", 3),
        ("LIG-042", 3),
        ("LIG-082", 4),
        ("LIG-042", 4),
        ("LIG-041", 5),
    }
    assert [a.colonne for a in essai.rapport.anomalies if a.kind is lig.INDISPENSABLE_ABSENTE] == [
        "Compte",
        "Journal",
    ]


def test_labels_that_drift_are_variants_and_warnings() -> None:
    essai = Essai(
        saisie(
            *ACHAT,
            *(
                {**line, "num": "8", "tiers_lib": "Dupond" if "tiers" in line else ""}
                for line in ACHAT
            ),
        )
    )
    assert essai.bilan.libelles == [Variante("tiers", "DUPONT", 1, "Dupond")]
    assert essai.lot["lib_tiers"].to_list() == [0, 0, 0, 0, 0, 1]
    (anomalie,) = essai.rapport.anomalies
    assert (anomalie.kind.code, anomalie.ligne, anomalie.colonne) == ("ECR-023", 6, "Nom du tiers")


def test_lettrages_that_do_not_balance_are_told() -> None:
    lines = [
        {"compte": "401000", "credit": 12, "num": "1", "lettrage": "A", "tiers": "D"},
        {"compte": "606400", "debit": 12, "num": "1"},
        {"compte": "401000", "debit": 10, "num": "2", "lettrage": "A", "tiers": "D"},
        {"compte": "512000", "credit": 10, "num": "2"},
        {"compte": "401000", "debit": 9, "num": "3", "lettrage": "B"},
        {"compte": "512000", "credit": 9, "num": "3"},
    ]
    essai = Essai(saisie(*lines))
    assert essai.codes == [("ECR-030", 1), ("ECR-031", 5)]


def test_one_line_and_mixed_dates_are_warnings() -> None:
    essai = Essai(
        saisie(
            {"compte": "606400", "num": "1"},
            {"compte": "606400", "debit": 4, "num": "2"},
            {"compte": "401000", "credit": 4, "num": "2", "date": J2},
        )
    )
    assert essai.codes == [("ECR-003", 1), ("LIG-042", 1), ("ECR-004", 3)]


def test_the_line_of_an_ecriture_is_the_file_s_even_when_others_stand_between() -> None:
    block = saisie(*ACHAT).with_columns(pl.Series("n", [10, 14, 15], pl.Int64))
    essai = Essai(block.with_columns(pl.Series("credit", [0, 0, 1], pl.Int64)))
    assert [anomalie.lignes for anomalie in essai.rapport.anomalies] == [(10, 15)]


def test_the_parts_of_a_line_make_the_line_on_each_axe() -> None:
    parts = build_ventilation(
        {
            "n": [1, 1, 1, 3],
            "axe": ["CHANTIER", "CHANTIER", "AGENCE", "AGENCE"],
            "section": ["NORD", "SUD", "LYON", "LYON"],
            "section_lib": ["Nord", "", "Lyon", ""],
            "debit": [60_00, 40_00, 99_00, 0],
            "credit": [0, 0, 0, 120_00],
            "quantite": [None, 2_5000, None, None],
        }
    )
    essai = Essai(saisie(*ACHAT), ventilation=parts)
    assert essai.codes == [("ECR-050", 1)]
    assert essai.rapport.anomalies[0].message.endswith("sur l'axe AGENCE 99,00.")
    assert essai.bilan.sections == [
        Section("CHANTIER", "NORD", "Nord", 1),
        Section("CHANTIER", "SUD", "", 1),
        Section("AGENCE", "LYON", "Lyon", 1),
    ]
    assert essai.bilan.comptes_ventiles == {"606400": 1, "401": 3}
    (loaded,) = essai.parts
    assert loaded.select("n", "axe", "rang", "section").rows() == [
        (1, "CHANTIER", 1, "NORD"),
        (1, "CHANTIER", 2, "SUD"),
        (1, "AGENCE", 1, "LYON"),
        (3, "AGENCE", 1, "LYON"),
    ]


def test_details_follow_the_lines_that_are_kept() -> None:
    detail = build_detail({"n": [1, 2, 99], "reference": ["R1", "", "R99"]})
    essai = Essai(saisie(*ACHAT), detail=without_blanks(detail))
    assert [frame["n"].to_list() for frame in essai.details] == [[1]]


def test_too_many_codes_stop_the_reading() -> None:
    block = build_saisie(
        {
            "n": range(1, 5_002),
            "journal": [f"J{rank}" for rank in range(5_001)],
            "num": ["1"] * 5_001,
            "date": [J1] * 5_001,
            "compte": ["471000"] * 5_001,
        }
    )
    essai = Essai(block)
    assert essai.codes == [("FIC-014", 5001)]
    assert essai.rapport.bloquant
