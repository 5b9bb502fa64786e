"""The truth says what was measured on the official checker, probe by probe."""

from __future__ import annotations

import pytest

from formats import test_fec_controle as mesures
from formats.petit_fec import NOM_FICHIER, NOMS, PetitFec
from formats.test_fec_controle import NON, OUI
from verite_fec.regles import Regle
from verite_fec.verdict import judge


def expect(octets: bytes, attendu: str, nom: str = NOM_FICHIER, regime: str = "BIC") -> None:
    """Hold the answer on a file to what was measured: no report is no conformity."""
    verdict = judge(octets, nom, regime)
    assert verdict.conforme is (attendu == OUI), verdict.regles


@pytest.mark.parametrize(("colonne", "texte", "attendu"), mesures.CELLULES)
def test_one_cell(colonne: str, texte: str, attendu: str) -> None:
    fec = PetitFec()
    fec.lignes[2][colonne] = texte
    expect(fec.texte().encode(), attendu)


@pytest.mark.parametrize("regime", ["BIC", "COM", "BAT", "BNCT"])
@pytest.mark.parametrize("colonne", NOMS)
def test_blank_by_regime(regime: str, colonne: str) -> None:
    fec = PetitFec(regime)
    fec.lignes[2][colonne] = ""
    partout = (
        "EcritureNum",
        "EcritureDate",
        "CompteNum",
        "CompteLib",
        "PieceRef",
        "PieceDate",
        "EcritureLib",
    )
    commerce = ("JournalCode", "JournalLib", "ValidDate")
    manque = colonne in partout or (colonne in commerce and regime in ("BIC", "COM"))
    expect(fec.texte().encode(), NON if manque else OUI, regime=regime)


@pytest.mark.parametrize(("texte", "attendu"), mesures.SENS)
def test_sens(texte: str, attendu: str) -> None:
    fec = PetitFec(notation="Montant/Sens")
    fec.lignes[2]["Sens"] = texte
    expect(fec.texte().encode(), attendu)


@pytest.mark.parametrize("nom", mesures.ENTETES)
def test_header_names(nom: str) -> None:
    change, attendu = mesures.ENTETES[nom]
    fec = PetitFec()
    change(fec)
    expect(fec.texte().encode(), attendu)


@pytest.mark.parametrize("absente", NOMS)
def test_absent_column(absente: str) -> None:
    fec = PetitFec()
    fec.noms.remove(absente)
    fec.titres.remove(absente)
    expect(fec.texte().encode(), NON)


@pytest.mark.parametrize(
    ("colonnes", "declare", "attendu"),
    [
        ("BIC", "BIC", OUI),
        ("BIC", "COM", OUI),
        ("BIC", "BAT", NON),
        ("BIC", "BNCT", NON),
        ("BAT", "BAT", OUI),
        ("BAT", "BNCT", NON),
        ("BNCT", "BNCT", OUI),
        ("BNCT", "BAT", OUI),
        ("BAT", "BIC", OUI),
    ],
)
def test_declared_regime(colonnes: str, declare: str, attendu: str) -> None:
    expect(PetitFec(colonnes).texte().encode(), attendu, regime=declare)


@pytest.mark.parametrize(("sep", "eol", "encoding", "attendu"), mesures.ECRITURES)
def test_notations(sep: str, eol: str, encoding: str, attendu: str) -> None:
    expect(PetitFec().texte(sep, eol).encode(encoding), attendu)


@pytest.mark.parametrize("nom", mesures._octets())
def test_bytes(nom: str) -> None:
    octets, attendu = mesures._octets()[nom]
    expect(octets, attendu)


@pytest.mark.parametrize(("nom", "attendu"), mesures.NOMS_FICHIERS)
def test_file_name(nom: str, attendu: str) -> None:
    expect(PetitFec().texte().encode(), attendu, nom)


def test_before_2013_errors_alone_count() -> None:
    fec = PetitFec()
    fec.lignes[2].update(PieceRef="", ValidDate="")
    for nom, attendu in (("732829320FEC20121231", OUI), ("732829320FEC20131231", NON)):
        expect(fec.texte().encode(), attendu, nom)
        expect(fec.texte(";").replace(",", "").encode(), attendu, nom)
    fec.lignes[2]["EcritureLib"] = ""
    expect(fec.texte().encode(), NON, "732829320FEC20121231")


@pytest.mark.parametrize(
    ("texte", "regle"),
    [
        ("1 000,00", Regle.MONTANT_MILLIERS),
        ("1.000,00", Regle.MONTANT_POINT),
        ("1.000,00", Regle.MONTANT_MILLIERS),
        ("abc", Regle.MONTANT_FORMAT),
        ("1e5,", Regle.MONTANT_FORMAT),
        ("", Regle.MONTANT_VIDE),
    ],
)
def test_each_fault_of_an_amount_is_told_by_its_rule(texte: str, regle: Regle) -> None:
    fec = PetitFec()
    fec.lignes[2]["Debit"] = texte
    assert regle in judge(fec.texte().encode(), NOM_FICHIER, "BIC").regles


@pytest.mark.parametrize(
    ("texte", "regle"),
    [
        ("20241301", Regle.DATE_CALENDRIER),
        ("18991231", Regle.DATE_PERIODE),
        ("abc", Regle.DATE_FORMAT),
        ("00000000", Regle.DATE_EXIGEE),
    ],
)
def test_each_fault_of_a_date_is_told_by_its_rule(texte: str, regle: Regle) -> None:
    fec = PetitFec()
    fec.lignes[2]["EcritureDate"] = texte
    assert regle in judge(fec.texte().encode(), NOM_FICHIER, "BIC").regles
