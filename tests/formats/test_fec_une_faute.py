"""One bad cell is one anomaly, at its line and column, whatever else it upsets."""

from __future__ import annotations

from pathlib import Path

import pytest

from boucle.errors import Gravite, Niveau
from formats.deux_lecteurs import read_both
from formats.petit_fec import PetitFec

# What begins by `+` is added to the cell instead of replacing it.
FAUTES: dict[str, tuple[str, ...]] = {
    "JournalCode": ("",),
    "JournalLib": ("", "+\x07", "Autre"),
    "EcritureNum": ("",),
    "EcritureDate": ("", "abc", "20241332", "20240231", "2O240115", "١٢٣٤٠١٠١"),
    "CompteNum": ("", "12", "4I1000", "CLI411", "990000"),
    "CompteLib": ("", "+\x00"),
    "PieceRef": ("", "   "),
    "PieceDate": ("", "abc", "00000000", "20240231", "2024-01-15"),
    "EcritureLib": ("", "+\x00", "+\x01"),
    "Debit": ("abc", "1.000", "0,005", "99999999999999,00", "--5", "1e5,", "١٢,٣٤"),
    "Credit": ("abc", "1.000", "0,005", "--5"),
    "DateLet": ("abc", "20241332", "00000000", "20240231"),
    "ValidDate": ("", "abc", "00000000", "20240231", "2024-01-31"),
    "Montantdevise": ("abc", "1.000", "5,00"),
    "Idevise": ("usd", "USD", "dollars"),
}
CAS = [(ligne, nom, texte) for ligne in (2, 3, 6) for nom in FAUTES for texte in FAUTES[nom]]
# A pair of columns is told on the one that is blank.
COMPAGNE = {
    ("Montantdevise", "5,00"): "Idevise",
    ("Idevise", "USD"): "Montantdevise",
}
# A label that differs is told where the second one is read.
PLUS_LOIN = {("JournalLib", "Autre")}


@pytest.mark.parametrize(("at", "nom", "texte"), CAS)
def test_one_bad_cell(tmp_path: Path, at: int, nom: str, texte: str) -> None:
    fec = PetitFec()
    fec.lignes[at][nom] = fec.lignes[at][nom] + texte[1:] if texte[:1] == "+" else texte
    lecture = read_both(fec.ecrire(tmp_path))
    found = [a for a in lecture.rapport.anomalies if a.kind.gravite is not Gravite.INFORMATION]
    assert len(found) == 1, [(a.kind.code, a.ligne, a.colonne) for a in found]
    assert found[0].colonne == COMPAGNE.get((nom, texte), nom)
    assert found[0].ligne == at + 2 or (nom, texte) in PLUS_LOIN


@pytest.mark.parametrize("regime", ["BAT", "BNCT"])
@pytest.mark.parametrize("at", range(7))
@pytest.mark.parametrize("texte", ["", " ", "\u00a0"])
def test_a_journal_left_out_in_cash_regimes(
    tmp_path: Path, regime: str, at: int, texte: str
) -> None:
    """The first, a middle or the last line of an écriture; the official checker says nothing."""
    fec = PetitFec(regime)
    journal = fec.lignes[at]["JournalCode"]
    fec.lignes[at]["JournalCode"] = texte
    rapport = read_both(fec.ecrire(tmp_path)).rapport
    found = [a for a in rapport.anomalies if a.kind.gravite is not Gravite.INFORMATION]
    assert [(a.kind.code, a.ligne, a.colonne, a.corrige) for a in found] == [
        ("LIG-009", at + 2, "JournalCode", journal)
    ]
    assert found[0].consequences == []
    assert [niveau.value for niveau in Niveau if not rapport.verdict(niveau)] == ["comptabilite"]


def test_two_bad_cells_of_a_line_are_two_anomalies(tmp_path: Path) -> None:
    fec = PetitFec()
    fec.lignes[2].update(Debit="abc", EcritureDate="20241332")
    found = read_both(fec.ecrire(tmp_path)).rapport.anomalies
    assert [(a.kind.code, a.colonne) for a in found if a.kind.gravite == "bloquant"] == [
        ("LIG-031", "EcritureDate"),
        ("LIG-020", "Debit"),
    ]


def test_a_date_of_1970_is_a_date(tmp_path: Path) -> None:
    fec = PetitFec()
    fec.lignes[3]["DateLet"] = "19700101"
    found = read_both(fec.ecrire(tmp_path)).rapport.anomalies
    assert [(a.kind.code, a.ligne, a.colonne) for a in found] == [("LIG-045", 5, "EcritureLet")]
