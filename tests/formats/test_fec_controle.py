"""The official checker's verdict on *forme*: 1.00.10b measured probe by probe, as a table.

A probe that the checker refuses to run on, without a report, is not conforming here and a FIC
anomaly or a LIG-029 or LIG-040 says why.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from boucle.compta.contexte import Contexte
from boucle.errors import Niveau
from boucle.formats.fec import read
from formats.petit_fec import NOM_FICHIER, NOMS, PetitFec, ecrire
from oracle_fec.lire import read_exact

CHAMPS = ("code", "ligne", "colonne", "champ", "lu", "corrige", "lignes", "consequences", "slots")
OUI, NON, SANS_RAPPORT = "conforme", "non conforme", "sans rapport"


def verdict(path: Path, regime: str = "") -> tuple[str, set[str]]:
    contexte = Contexte(regime=regime)
    exact, fast = read_exact(path, contexte), read(path, contexte, block_octets=2048)
    assert exact.bilan == fast.bilan
    assert list(exact.rapport.flat(*CHAMPS)) == list(fast.rapport.flat(*CHAMPS))
    rapport = exact.rapport
    return OUI if rapport.verdict(Niveau.FORME) else NON, set(rapport.comptes)


def expect(path: Path, attendu: str, regime: str = "") -> None:
    lu, codes = verdict(path, regime)
    assert lu == (NON if attendu == SANS_RAPPORT else attendu), codes
    if attendu == SANS_RAPPORT:
        assert any(code.startswith("FIC") or code in ("LIG-029", "LIG-040") for code in codes)


# One cell of the third line of data changed: column, text, verdict.
CELLULES = [
    *[
        ("Debit", t, OUI)
        for t in (
            "100",
            "100,5",
            "100,123",
            "-100,00",
            "100,00-",
            "+100,00",
            " 100,00 ",
            ",50",
            "100,",
            "1E2",
            "1,5E+2",
            "0100,00",
            "",
        )
    ],
    *[
        ("Debit", t, NON)
        for t in (
            "100.00",
            "1 000,00",
            "1\u00a0000,00",
            "1.000,00",
            "1,000.00",
            "100,00 EUR",
            "--1",
            "1-2",
            "100,00,",
            "-",
            "abc",
            "1 234,56",
            "12,5,3",
            "1.234,56",
            "12€",
            "--5",
            "1e5,",
        )
    ],
    ("Debit", "١٢,٣٤", SANS_RAPPORT),
    *[
        ("EcritureDate", t, OUI)
        for t in (
            "2024-01-15",
            "2024/01/15",
            "15/01/2024",
            "15012024",
            "31022024",
            "20240231",
            "2024-01-15T10:11:12",
            "2024-01-15 10:11:12",
            "18991231",
            "21000101",
            "31/02/2024",
        )
    ],
    *[
        ("EcritureDate", t, NON)
        for t in (
            "",
            "0",
            "00000000",
            "20241301",
            "20240132",
            "2024011",
            "202401",
            "20241332",
            "2O240115",
            "abc",
        )
    ],
    ("PieceDate", "00000000", OUI),
    ("ValidDate", "00000000", OUI),
    ("CompteNum", "411 000", OUI),
    ("CompteNum", "999000", OUI),
    ("CompteNum", "4I1000", OUI),
    ("CompteNum", "CLI411", OUI),
    ("CompteNum", "12", OUI),
    *[("DateLet", t, OUI) for t in ("", "0", "00000000", "----")],
    ("DateLet", "abc", NON),
    ("Montantdevise", "abc", NON),
    ("Montantdevise", "1.5", NON),
    ("Montantdevise", "1,5", OUI),
    ("Idevise", "XX", OUI),
    ("EcritureLib", "a|b", OUI),
    ("EcritureLib", 'un " seul', OUI),
    ("EcritureLib", "nul \0 dedans", OUI),
    *[
        (nom, t, NON)
        for t in ("", "   ", "\u00a0")
        for nom in (
            "JournalCode",
            "JournalLib",
            "EcritureNum",
            "EcritureDate",
            "CompteNum",
            "CompteLib",
            "PieceRef",
            "PieceDate",
            "EcritureLib",
            "ValidDate",
        )
    ],
    *[(nom, "", OUI) for nom in ("CompAuxNum", "CompAuxLib", "EcritureLet", "Credit")],
]


@pytest.mark.parametrize(("colonne", "texte", "attendu"), CELLULES)
def test_one_cell(tmp_path: Path, colonne: str, texte: str, attendu: str) -> None:
    fec = PetitFec()
    fec.lignes[2][colonne] = texte
    expect(fec.ecrire(tmp_path), attendu)


@pytest.mark.parametrize("regime", ["BIC", "COM", "BAT", "BNCT"])
@pytest.mark.parametrize(
    ("colonne", "strict"),
    [
        ("JournalCode", False),
        ("JournalLib", False),
        ("ValidDate", False),
        ("CompteNum", True),
        ("EcritureNum", True),
        ("EcritureLib", True),
        ("CompteLib", True),
        ("PieceRef", True),
        ("PieceDate", True),
    ],
)
def test_blank_by_regime(tmp_path: Path, regime: str, colonne: str, strict: bool) -> None:
    fec = PetitFec(regime)
    fec.lignes[2][colonne] = ""
    attendu = NON if strict or regime in ("BIC", "COM") else OUI
    expect(fec.ecrire(tmp_path), attendu, regime)


@pytest.mark.parametrize("colonne", ["DateRglt", "ModeRglt", "NatOp", "IdClient"])
def test_blank_payment_passes(tmp_path: Path, colonne: str) -> None:
    fec = PetitFec("BNCT")
    for ligne in fec.lignes:
        ligne[colonne] = ""
    expect(fec.ecrire(tmp_path), OUI, "BNCT")


SENS = [
    *[(t, OUI) for t in ("D", "C", "d", "c", "+1", "-1", " D ")],
    *[(t, SANS_RAPPORT) for t in ("1", "X", "", "+ 1")],
]


@pytest.mark.parametrize(("texte", "attendu"), SENS)
def test_sens(tmp_path: Path, texte: str, attendu: str) -> None:
    fec = PetitFec(notation="Montant/Sens")
    fec.lignes[2]["Sens"] = texte
    expect(fec.ecrire(tmp_path), attendu)


def test_negative_montant(tmp_path: Path) -> None:
    fec = PetitFec(notation="Montant/Sens")
    fec.lignes[2]["Montant"] = "-120,00"
    expect(fec.ecrire(tmp_path), OUI)


def _titres(fec: PetitFec, old: str, new: str) -> None:
    fec.titres[fec.titres.index(old)] = new


ENTETES = {
    "minuscules": (lambda f: f.titres.__setitem__(slice(None), [t.lower() for t in NOMS]), OUI),
    "accents": (lambda f: _titres(f, "Debit", "Débit"), OUI),
    "blancs finaux": (lambda f: _titres(f, "CompteNum", "CompteNum  "), OUI),
    "MontantDevise": (lambda f: _titres(f, "Montantdevise", "MontantDevise"), OUI),
    "CompteAuxNum": (lambda f: _titres(f, "CompAuxNum", "CompteAuxNum"), NON),
    "CompteAuxLib": (lambda f: _titres(f, "CompAuxLib", "CompteAuxLib"), NON),
    "NumCompte": (lambda f: _titres(f, "CompteNum", "NumCompte"), NON),
    "IdDevise": (lambda f: _titres(f, "Idevise", "IdDevise"), NON),
}


@pytest.mark.parametrize("nom", ENTETES)
def test_header_names(tmp_path: Path, nom: str) -> None:
    change, attendu = ENTETES[nom]
    fec = PetitFec()
    change(fec)
    expect(fec.ecrire(tmp_path), attendu)


@pytest.mark.parametrize("absente", NOMS)
def test_absent_column(tmp_path: Path, absente: str) -> None:
    fec = PetitFec()
    fec.noms.remove(absente)
    fec.titres.remove(absente)
    expect(fec.ecrire(tmp_path), NON)


def test_permuted_columns(tmp_path: Path) -> None:
    fec = PetitFec()
    fec.noms.reverse()
    fec.titres.reverse()
    expect(fec.ecrire(tmp_path), OUI)


def test_extra_column(tmp_path: Path) -> None:
    fec = PetitFec()
    fec.noms.append("Analytique")
    fec.titres.append("Analytique")
    for ligne in fec.lignes:
        ligne["Analytique"] = "A1"
    expect(fec.ecrire(tmp_path), OUI)


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
        ("BAT", "", OUI),
        ("BNCT", "", OUI),
    ],
)
def test_declared_regime(tmp_path: Path, colonnes: str, declare: str, attendu: str) -> None:
    expect(PetitFec(colonnes).ecrire(tmp_path), attendu, declare)


ECRITURES = [
    ("\t", "\r\n", "utf-8", OUI),
    ("\t", "\n", "utf-8", OUI),
    ("\t", "\r", "utf-8", OUI),
    ("\t", "\r\r\n", "utf-8", NON),
    ("|", "\r\n", "utf-8", OUI),
    ("|", "\n", "utf-8", OUI),
    ("\t", "\r\n", "iso-8859-15", OUI),
    ("\t", "\r\n", "cp1252", OUI),
    ("\t", "\r\n", "utf-8-sig", OUI),
    ("|", "\r", "iso-8859-15", OUI),
    ("\t", "\r\n", "utf-16", NON),
    ("\t", "\r\n", "utf-16-le", NON),
    (";", "\r\n", "utf-8", SANS_RAPPORT),
    (",", "\r\n", "utf-8", SANS_RAPPORT),
]


@pytest.mark.parametrize(("sep", "eol", "encoding", "attendu"), ECRITURES)
def test_notations(tmp_path: Path, sep: str, eol: str, encoding: str, attendu: str) -> None:
    fec = PetitFec()
    path = fec.ecrire(tmp_path, sep=sep, eol=eol, encoding=encoding)
    expect(path, attendu)


def _octets() -> dict[str, tuple[bytes, str]]:
    texte = PetitFec().texte()
    lines = texte.split("\r\n")[:-1]
    quoted = "\r\n".join('"' + line.replace("\t", '"\t"') + '"' for line in lines)
    return {
        "sans fin de ligne": (texte.removesuffix("\r\n").encode(), OUI),
        "séparateur final partout": ("".join(x + "\t\r\n" for x in lines).encode(), OUI),
        "CRLF puis LF": (("\r\n".join(lines[:4]) + "\r\n" + "\n".join(lines[4:])).encode(), NON),
        "ligne vide finale": ((texte + "\r\n").encode(), NON),
        "ligne vide au milieu": (texte.replace("\r\nBQ", "\r\n\r\nBQ", 1).encode(), NON),
        "séparateur dans une valeur": (texte.replace("Facture", "Fact\ture", 1).encode(), NON),
        "zone en moins": (texte.replace("\t\t\r\n", "\t\r\n", 1).encode(), NON),
        "tout entre guillemets": (quoted.encode(), NON),
        "octets invalides": (texte.encode().replace(b"Facture", b"\xe9\x20\x80\xff", 1), OUI),
        "fichier vide": (b"", SANS_RAPPORT),
        "titres seuls": ((lines[0] + "\r\n").encode(), SANS_RAPPORT),
        "sans titres": ("\r\n".join(lines[1:]).encode(), SANS_RAPPORT),
        "un mot": (b"bonjour", SANS_RAPPORT),
        "image": (b"\x89PNG\r\n\x1a\n" + bytes(200), SANS_RAPPORT),
    }


@pytest.mark.parametrize("nom", _octets())
def test_bytes(tmp_path: Path, nom: str) -> None:
    octets, attendu = _octets()[nom]
    expect(ecrire(tmp_path, octets), attendu)


def test_tab_inside_a_pipe_file(tmp_path: Path) -> None:
    fec = PetitFec()
    fec.lignes[2]["EcritureLib"] = "a\tb"
    expect(fec.ecrire(tmp_path, sep="|"), OUI)


NOMS_FICHIERS = [
    (NOM_FICHIER, OUI),
    ("73282932FEC20241231.txt", OUI),
    ("ABCDEFGHIFEC20241231.txt", OUI),
    ("732829320FEC20241231_1.txt", OUI),
    ("732829320FEC20241331.txt", OUI),
    ("732829320fec20241231.TXT", OUI),
    ("copie de 732829320FEC20241231 (2).txt", OUI),
    ("732829321FEC20241231.txt", OUI),
    ("732829320FEC19991231.txt", SANS_RAPPORT),
    ("732829320FEC2024-12-31.txt", SANS_RAPPORT),
    ("export.txt", SANS_RAPPORT),
    ("732829320.txt", SANS_RAPPORT),
]


@pytest.mark.parametrize(("nom", "attendu"), NOMS_FICHIERS)
def test_file_name(tmp_path: Path, nom: str, attendu: str) -> None:
    expect(PetitFec().ecrire(tmp_path, nom), attendu)
