"""XML FEC: read through the same rules as a flat one, hardened, and written."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from boucle.compta.contexte import Contexte
from boucle.errors import Niveau
from boucle.formats.fec.ecrire.xml import write_xml
from boucle.formats.lecture import Lecture
from formats.lignes_essai import ecriture
from oracle_fec.lire import read_exact

NOM = "732829320FEC20241231.xml"
XML = """<?xml version="1.0" encoding="UTF-8"?>
<comptabilite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:noNamespaceSchemaLocation="formatA47A-I-VII-1.xsd">
<exercice>
<DateCloture>2024-12-31</DateCloture>
<journal>
<JournalCode>VE</JournalCode>
<JournalLib>Ventes &amp; prestations</JournalLib>
<ecriture>
<EcritureNum>1</EcritureNum>
<EcritureDate>2024-01-15</EcritureDate>
<EcritureLib>Vente, février</EcritureLib>
<PieceRef>FA1</PieceRef>
<PieceDate>2024-01-15T10:11:12</PieceDate>
<EcritureLet>A</EcritureLet>
<DateLet>2024-02-01</DateLet>
<ValidDate>2024-01-31</ValidDate>
<ligne>
<CompteNum>411000</CompteNum>
<CompteLib>Clients</CompteLib>
<CompteAuxNum>C1</CompteAuxNum>
<CompteAuxLib>Dupré</CompteAuxLib>
<Debit>120.5</Debit>
</ligne>
<ligne>
<CompteNum>706000</CompteNum>
<CompteLib>Prestations</CompteLib>
<Montant>120.50</Montant>
<Sens>C</Sens>
</ligne>
</ecriture>
</journal>
</exercice>
</comptabilite>
"""


def read(tmp_path: Path, texte: str | bytes, nom: str = NOM) -> Lecture:
    path = tmp_path / nom
    path.write_bytes(texte.encode() if isinstance(texte, str) else texte)
    return read_exact(path, Contexte())


def codes(lecture: Lecture) -> set[str]:
    return {code for code in lecture.rapport.comptes if code not in ("FIC-035", "ECR-031")}


def test_right_file_conforms_and_adds_up(tmp_path: Path) -> None:
    lecture = read(tmp_path, XML)
    assert codes(lecture) == set()
    assert lecture.bilan.debit == lecture.bilan.credit == 12050
    assert lecture.bilan.journaux == {"VE": "Ventes & prestations"}
    assert lecture.bilan.tiers["C1"].libelle == "Dupré"
    assert lecture.rapport.faits["format"] == "FEC XML"


FAUTES = [
    ("<Debit>120.5</Debit>", "<Debit>120,50</Debit>", {"FIC-044"}, 23),
    ("<Debit>120.5</Debit>", "<Debit>abc</Debit>", {"LIG-020"}, 18),
    ("<Debit>120.5</Debit>", "<Debit>120.60</Debit>", {"ECR-001"}, 18),
    ("<Debit>120.5</Debit>", "", {"FIC-042"}, 18),
    ("<Sens>C</Sens>", "<Sens>X</Sens>", {"LIG-020"}, 25),
    ("2024-01-15<", "20240115<", {"FIC-044"}, 11),
    ("2024-01-15<", "2024-02-31<", {"LIG-036"}, 11),
    ("<CompteNum>411000", "<CompteNum>41-1", {"LIG-018"}, 18),
    ("<PieceRef>FA1</PieceRef>\n", "", {"LIG-011"}, 9),
    (
        "<EcritureLib>Vente, février</EcritureLib>\n<PieceRef>FA1</PieceRef>",
        "<PieceRef>FA1</PieceRef>\n<EcritureLib>Vente</EcritureLib>",
        {"FIC-044"},
        13,
    ),
    ("</Sens>", "</Sens><Analytique>A1</Analytique>", {"FIC-045"}, 29),
    ("<DateCloture>2024-12-31</DateCloture>\n", "", {"FIC-044"}, None),
    ("<Debit>120.5</Debit>", "<Debit></Debit>", {"LIG-038"}, 18),
    ("2024-12-31", "31/12/2024", {"FIC-044"}, 5),
    ("2024-12-31", "2023-12-31", {"FIC-048"}, 5),
    ("formatA47A-I-VII-1.xsd", "autre.xsd", {"FIC-041"}, 1),
    ("<JournalCode>VE</JournalCode>", "<Inconnu>VE</Inconnu>", {"FIC-042"}, 7),
    ("</ecriture>", "", {"FIC-040"}, None),
    ("<comptabilite", "<!DOCTYPE c [<!ENTITY a 'b'>]><comptabilite", {"FIC-043"}, 2),
    ("Vente,", "Vente &bombe;", {"FIC-040"}, 12),
]


@pytest.mark.parametrize(("avant", "apres", "attendus", "ligne"), FAUTES)
def test_fault(
    tmp_path: Path, avant: str, apres: str, attendus: set[str], ligne: int | None
) -> None:
    assert avant in XML
    lecture = read(tmp_path, XML.replace(avant, apres, 1))
    assert codes(lecture) - {"ECR-001"} == attendus - {"ECR-001"}
    first = next(a for a in lecture.rapport.anomalies if a.kind.code in attendus)
    assert ligne is None or first.ligne == ligne


REGIMES = [
    ("VII-1", "BIC"),
    ("VIII-3", "COM"),
    ("VIII-5", "BAT"),
    ("VIII-7", "BNCT"),
]


@pytest.mark.parametrize(("schema", "regime"), REGIMES)
def test_schema_gives_the_regime(tmp_path: Path, schema: str, regime: str) -> None:
    texte = XML.replace("formatA47A-I-VII-1.xsd", f"formatA47A-I-{schema}.xsd")
    if regime in ("BAT", "BNCT"):
        extra = "<DateRglt>2024-01-15</DateRglt>\n<ModeRglt>VIR</ModeRglt>\n"
        sans = texte.replace("<ligne>", f"{extra}<ligne>", 1)
        assert codes(read(tmp_path, sans)) == {"FIC-063"}
        extra += "<NatOp>Vente</NatOp>\n" + "<IdClient>C1</IdClient>\n" * (regime == "BNCT")
        texte = texte.replace("<ligne>", f"{extra}<ligne>", 1)
    lecture = read(tmp_path, texte)
    assert (lecture.bilan.regime, codes(lecture)) == (regime, set())


@pytest.mark.parametrize(
    ("avant", "apres", "ligne"),
    [
        ("Vente,", "Vente |", 12),
        ("Vente,", "Vente\n", 13),
        ("Clients", "Sœur", 24),
        ("Clients", "d’achat", 24),
        ("Clients", "2 € et 3 €", 24),
        ("Clients", "2 €", None),
        ("Clients", "½", None),
        ("120.5<", "1.205E2<", 23),
        ("120.50<", "1.205E2<", None),
    ],
)
def test_what_the_checker_loses_when_it_makes_xml_flat(
    tmp_path: Path, avant: str, apres: str, ligne: int | None
) -> None:
    """It joins texts by `|`, in ISO-8859-15, and leaves the point of a number with an exponent."""
    lecture = read(tmp_path, XML.replace(avant, apres, 1))
    found = [a.ligne for a in lecture.rapport.anomalies if a.kind.code == "FIC-063"]
    assert found == ([] if ligne is None else [ligne])
    assert lecture.rapport.verdict(Niveau.FORME) is (ligne is None)


def test_a_document_without_declaration_is_no_xml_for_the_checker(tmp_path: Path) -> None:
    assert codes(read(tmp_path, XML.partition("\n")[2])) == {"FIC-049"}


@pytest.mark.parametrize(
    ("nom", "attendus"),
    [
        ('"file:formatA47A-I-VII-1.xsd"', set()),
        ("'formatA47A-I-VII-1.xsd'", {"FIC-041"}),
        ('"http://impots.gouv.fr/formatA47A-I-VII-1.xsd"', {"FIC-041"}),
    ],
)
def test_the_schema_is_looked_for_as_the_checker_does(
    tmp_path: Path, nom: str, attendus: set[str]
) -> None:
    texte = XML.replace('"formatA47A-I-VII-1.xsd"', nom)
    assert codes(read(tmp_path, texte)) == attendus


@pytest.mark.parametrize("encoding", ["utf-8-sig", "iso-8859-15", "windows-1252"])
def test_charset_is_the_declared_one(tmp_path: Path, encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    octets = XML.replace("UTF-8", declared).encode(encoding)
    assert read(tmp_path, octets).bilan.tiers["C1"].libelle == "Dupré"


MAL_ECRITS = [
    ("Prestations<", "Dupont & fils<", "ligne 27 : au caractère 20, un signe interdit"),
    ("Clients<", "Cli\x07ents<", "ligne 20 : au caractère 15, un signe interdit"),
    ("Clients<", "Cli&#7;ents<", "ligne 20 : au caractère 15, un numéro de signe interdit"),
    ('encoding="UTF-8"', 'encoding="US-ASCII"', "étranger au codage annoncé (US-ASCII)"),
    ('encoding="UTF-8"', 'encoding="hex"', "le codage annoncé (HEX) ne peut pas être lu"),
    ('encoding="UTF-8"', 'encoding="cp037"', "le codage annoncé (CP037) est inconnu"),
    ("<?xml", "\n<?xml", "ligne 2 : quelque chose précède la déclaration <?xml"),
]


@pytest.mark.parametrize(("avant", "apres", "phrase"), MAL_ECRITS)
def test_what_cannot_be_parsed_is_said_in_words(
    tmp_path: Path, avant: str, apres: str, phrase: str
) -> None:
    assert avant in XML
    lecture = read(tmp_path, XML.replace(avant, apres, 1))
    assert phrase in next(a.message for a in lecture.rapport.anomalies if a.kind.code == "FIC-040")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named_whether_it_says_so_or_not(tmp_path: Path, encoding: str) -> None:
    for declared in ("UTF-8", "UTF-16"):
        lecture = read(tmp_path, XML.replace("UTF-8", declared).encode(encoding))
        assert codes(lecture) == {"FIC-010"}
        assert lecture.bilan.lignes == 0


def test_a_schema_that_is_not_official_is_quoted(tmp_path: Path) -> None:
    lecture = read(tmp_path, XML.replace("VII-1", "IX-1"))
    assert [a.lu for a in lecture.rapport.anomalies if a.kind.code == "FIC-041"] == [
        "formatA47A-I-IX-1.xsd"
    ]


def test_what_a_document_says_of_its_charset_is_cut_in_the_rapport(tmp_path: Path) -> None:
    lecture = read(tmp_path, XML.replace("UTF-8", "A" * 100_000))
    assert len(lecture.rapport.faits["encodage"]) < 1000


HOSTILES = {
    "profond": "<?xml version='1.0'?>" + "<comptabilite>" * 5000,
    "texte sans fin": XML.replace("FA1", "x" * 3_000_000, 1),
    "milliard de rires": "<!DOCTYPE l [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><l>&b;</l>",
    "fichier du système": "<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><l>&a;</l>",
    "dtd lointaine": "<?xml version='1.0'?><!DOCTYPE c SYSTEM 'http://127.0.0.1:9/x'><c/>",
    "entité paramètre": "<!DOCTYPE c [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/x'>%p;]><c/>",
    "inclusion": XML.replace("<ligne>", "<xi:include xmlns:xi='urn:x' href='/etc/passwd'/>", 1),
    "nom sans fin": XML.replace("<exercice>", f"<{'x' * 3_000_000}>", 1),
    "texte hors de tout": XML.replace("<exercice>", "x" * 3_000_000, 1),
    "racine en capitales": XML.replace("comptabilite", "Comptabilite"),
    "deux exercices": XML.replace("</exercice>", "</exercice><exercice></exercice>"),
    "journal vide": XML[: XML.index("<ecriture>")] + XML[XML.index("</journal>") :],
    "sans exercice": XML[: XML.index("<exercice>")] + "</comptabilite>",
    "codage inconnu": "<?xml version='1.0' encoding='nul-8'?><comptabilite/>",
    "html": "<html><body>bonjour</body></html>",
    "coupé": XML[:700],
    "vide": "<",
}


@pytest.mark.parametrize("nom", HOSTILES)
def test_hostile_document_is_refused_with_a_reason(tmp_path: Path, nom: str) -> None:
    lecture = read(tmp_path, HOSTILES[nom])
    assert lecture.rapport.bloquant and not lecture.rapport.verdict(Niveau.FORME)
    assert lecture.bilan.lignes == 0


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    target = io.BytesIO()
    writer = write_xml([ecriture()], target, date(2024, 12, 31))
    assert (writer.lignes, writer.rapport.total) == (2, 0)
    lecture = read(tmp_path, target.getvalue())
    assert codes(lecture) == set()
    assert lecture.bilan.debit == lecture.bilan.credit == 12_005
    assert lecture.bilan.comptes == {"411000": "Clients", "707000": "Ventes"}
