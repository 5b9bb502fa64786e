"""XML FEC: read through the same rules as a flat one, hardened, and written."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from boucle.compta.contexte import Contexte
from boucle.errors import Niveau
from boucle.formats.fec import read_exact
from boucle.formats.fec.ecrire_xml import write_xml
from boucle.formats.fec.lecture import Lecture
from formats.lignes_essai import ecriture

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
<EcritureLib>Vente | février</EcritureLib>
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
    ("<Debit>120.5</Debit>", "", {"FIC-042", "LIG-042"}, 18),
    ("<Sens>C</Sens>", "<Sens>X</Sens>", {"LIG-020"}, 25),
    ("2024-01-15<", "20240115<", {"FIC-044"}, 11),
    ("2024-01-15<", "2024-02-31<", {"FIC-044", "LIG-032"}, 11),
    ("<CompteNum>411000", "<CompteNum>41-1", {"FIC-044", "LIG-013"}, 18),
    ("<PieceRef>FA1</PieceRef>\n", "", {"LIG-011"}, 17),
    ("<EcritureLib>Vente | février</EcritureLib>\n<PieceRef>FA1</PieceRef>",
     "<PieceRef>FA1</PieceRef>\n<EcritureLib>Vente</EcritureLib>", {"FIC-044"}, 13),
    ("</Sens>", "</Sens><Analytique>A1</Analytique>", {"FIC-045"}, None),
    ("<DateCloture>2024-12-31</DateCloture>\n", "", {"FIC-044"}, None),
    ("formatA47A-I-VII-1.xsd", "autre.xsd", {"FIC-041"}, 1),
    ("<JournalCode>VE</JournalCode>", "<Inconnu>VE</Inconnu>", {"FIC-042"}, 7),
    ("</ecriture>", "", {"FIC-040"}, None),
    ("<comptabilite", "<!DOCTYPE c [<!ENTITY a 'b'>]><comptabilite", {"FIC-043"}, 2),
    ("Vente |", "Vente &bombe;", {"FIC-040"}, 12),
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
    ("VII-1", "BIC"), ("VIII-3", "COM"), ("VIII-5", "BAT"), ("VIII-7", "BNCT"),
]


@pytest.mark.parametrize(("schema", "regime"), REGIMES)
def test_schema_gives_the_regime(tmp_path: Path, schema: str, regime: str) -> None:
    texte = XML.replace("formatA47A-I-VII-1.xsd", f"formatA47A-I-{schema}.xsd")
    if regime in ("BAT", "BNCT"):
        extra = "<DateRglt>2024-01-15</DateRglt>\n<ModeRglt>VIR</ModeRglt>\n<ligne>"
        texte = texte.replace("<ligne>", extra, 1)
    lecture = read(tmp_path, texte)
    assert (lecture.bilan.regime, codes(lecture)) == (regime, set())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "iso-8859-15", "windows-1252"])
def test_charset_is_the_declared_one(tmp_path: Path, encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    octets = XML.replace("UTF-8", declared).encode(encoding)
    assert read(tmp_path, octets).bilan.tiers["C1"].libelle == "Dupré"


HOSTILES = {
    "profond": "<?xml version='1.0'?>" + "<comptabilite>" * 5000,
    "texte sans fin": XML.replace("FA1", "x" * 3_000_000, 1),
    "milliard de rires": "<!DOCTYPE l [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><l>&b;</l>",
    "fichier du système": "<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><l>&a;</l>",
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
