"""One bad element of an XML FEC is one anomaly, at its line, however many lines it stands for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from boucle.errors import ANOMALIES_MAX, Anomalie, Gravite, Niveau
from boucle.formats.fec.xml.valeurs import SCHEMAS
from boucle.formats.lecture import Lecture
from boucle.operations.controle.verifier import verifier
from formats.deux_lecteurs import entailed, read_both, told
from formats.petit_fec import ecrire
from formats.test_fec_xml_plat import SOCLE, as_xml, books

ABSENT = None
# Element, what it becomes, the code that says so and where: the element itself, or what holds it.
FAUTES: list[tuple[str, str | None, str, str]] = [
    ("JournalCode", ABSENT, "LIG-010", "journal"),
    ("JournalCode", "", "LIG-010", "journal"),
    ("JournalLib", ABSENT, "LIG-011", "journal"),
    ("JournalLib", "", "LIG-011", "journal"),
    ("EcritureNum", ABSENT, "LIG-010", "ecriture"),
    ("EcritureNum", " ", "LIG-010", "ecriture"),
    ("EcritureDate", ABSENT, "LIG-010", "ecriture"),
    ("EcritureDate", "", "LIG-010", "ecriture"),
    ("EcritureDate", "abc", "LIG-030", ""),
    ("EcritureDate", "2024-13-45", "LIG-031", ""),
    ("EcritureDate", "2024-02-31", "LIG-036", ""),
    ("EcritureDate", "20240115", "FIC-044", ""),
    ("EcritureDate", "15/01/2024", "FIC-044", ""),
    ("EcritureDate", "2031-01-01", "LIG-051", ""),
    ("EcritureDate", "0000-00-00", "LIG-010", ""),
    ("EcritureLib", ABSENT, "LIG-011", "ecriture"),
    ("EcritureLib", "", "LIG-011", "ecriture"),
    ("PieceRef", ABSENT, "LIG-011", "ecriture"),
    ("PieceRef", "&#160;", "LIG-011", "ecriture"),
    ("PieceDate", ABSENT, "LIG-011", "ecriture"),
    ("PieceDate", "", "LIG-011", "ecriture"),
    ("PieceDate", "2024-02-31", "LIG-036", ""),
    ("PieceDate", "1850-01-01", "LIG-034", ""),
    ("PieceDate", "0000-00-00", "LIG-011", ""),
    ("EcritureLet", ABSENT, "LIG-045", "ecriture"),
    ("DateLet", ABSENT, "LIG-044", "ecriture"),
    ("DateLet", "", "LIG-037", ""),
    ("DateLet", "abc", "LIG-030", ""),
    ("DateLet", "0000-00-00", "LIG-037", ""),
    ("ValidDate", ABSENT, "LIG-011", "ecriture"),
    ("ValidDate", "", "LIG-011", "ecriture"),
    ("ValidDate", "abc", "LIG-030", ""),
    ("ValidDate", "2024-02-31", "LIG-036", ""),
    ("ValidDate", "2024-01-31T10:11", "LIG-039", ""),
]
COMPTANT: list[tuple[str, str | None, str, str]] = [
    ("JournalCode", ABSENT, "FIC-044", "journal"),
    ("JournalLib", ABSENT, "FIC-044", "journal"),
    ("ValidDate", ABSENT, "LIG-011", "ecriture"),
    ("ValidDate", "", "LIG-011", "ecriture"),
    ("DateRglt", ABSENT, "FIC-044", "ecriture"),
    ("DateRglt", "", "FIC-044", ""),
    ("DateRglt", "abc", "LIG-030", ""),
    ("DateRglt", "0000-00-00", "LIG-037", ""),
    ("ModeRglt", ABSENT, "FIC-044", "ecriture"),
    ("PieceDate", "2024-02-31", "LIG-036", ""),
]
CAS = [
    (regime, *faute)
    for regime in SCHEMAS.values()
    for faute in (FAUTES if regime in ("BIC", "COM") else COMPTANT)
]


def document(regime: str = "BIC") -> str:
    """Write the small books of a regime, an element a line."""
    return re.sub(r"><(?=[A-Za-z/])", ">\n<", as_xml(books(regime), regime).decode())


def read(folder: Path, texte: str) -> Lecture:
    return read_both(ecrire(folder, texte.encode(), f"{SOCLE}.xml"))


def faults(lecture: Lecture) -> list[Anomalie]:
    return [a for a in lecture.rapport.anomalies if a.kind.gravite is not Gravite.INFORMATION]


def spoil(texte: str, nom: str, valeur: str | None) -> tuple[str, int]:
    """Change the last element of this name, whose écriture has several lines; give its line."""
    last = list(re.finditer(rf"<{nom}>.*</{nom}>\n", texte))[-1]
    new = f"<{nom}>{valeur}</{nom}>\n" if valeur is not None else ""
    ligne = texte.count("\n", 0, last.start()) + 1
    return texte[: last.start()] + new + texte[last.end() :], ligne


def holder(texte: str, nom: str, ligne: int) -> int:
    """Number the last line at or before this one that opens such an element."""
    lines = texte.split("\n")[:ligne]
    return len(lines) - lines[::-1].index(f"<{nom}>")


@pytest.mark.parametrize(("regime", "nom", "valeur", "code", "place"), CAS)
def test_one_bad_element(
    tmp_path: Path, regime: str, nom: str, valeur: str | None, code: str, place: str
) -> None:
    texte, ligne = spoil(document(regime), nom, valeur)
    lecture = read(tmp_path, texte)
    found = [(a.kind.code, a.ligne) for a in faults(lecture)]
    assert found == [(code, holder(texte, place, ligne) if place else ligne)]
    assert lecture.rapport.comptes[code] == 1


LIGNES = [
    ("<Debit>120.00</Debit>\n", "", "FIC-042"),
    ("<Debit>120.00</Debit>", "<Montant>120.00</Montant>", "FIC-042"),
    ("<Debit>120.00</Debit>", "<Montant>120.00</Montant><Sens>X</Sens>", "LIG-020"),
    ("<Debit>120.00</Debit>", "<Debit></Debit>", "LIG-038"),
    ("<Debit>120.00</Debit>", "<Debit>120,00</Debit>", "FIC-044"),
    ("<Debit>120.00</Debit>", "<Debit>abc</Debit>", "LIG-020"),
    (">411000<", ">CLI411<", "LIG-018"),
    (">411000<", ">411-00<", "FIC-044"),
    (
        "<JournalCode>VE</JournalCode>\n<JournalLib>Ventes</JournalLib>",
        "<JournalLib>Ventes</JournalLib>\n<JournalCode>VE</JournalCode>",
        "FIC-044",
    ),
    (
        "<DateCloture>2024-12-31</DateCloture>",
        "<DateCloture>2024-12-31</DateCloture>" * 2,
        "FIC-044",
    ),
]


@pytest.mark.parametrize(("avant", "apres", "code"), LIGNES)
def test_one_bad_cell_of_a_line(tmp_path: Path, avant: str, apres: str, code: str) -> None:
    assert avant in document()
    lecture = read(tmp_path, document().replace(avant, apres, 1))
    assert [a.kind.code for a in faults(lecture)] == [code]
    assert lecture.rapport.comptes[code] == 1


def test_a_line_without_amount_says_what_it_entails(tmp_path: Path) -> None:
    lecture = read(tmp_path, document().replace("<Debit>120.00</Debit>\n", "", 1))
    assert entailed(told(lecture, "FIC-042")[0]) == ["ECR-001 VE 2", "ECR-007", "ECR-005 VE"]


def test_an_empty_amount_is_told_as_the_amount_that_is_missing(tmp_path: Path) -> None:
    lecture = read(tmp_path, document().replace("<Debit>120.00</Debit>", "<Debit></Debit>", 1))
    (found,) = told(lecture, "LIG-038")
    assert entailed(found) == [
        "ECR-001 VE 2",
        "ECR-007",
        "ECR-005 VE",
        "ECR-006 2024-01-15",
        "FIC-044",
    ]
    assert [lecture.rapport.verdict(niveau) for niveau in Niveau] == [False, True, False]


def test_an_empty_amount_that_nothing_lacks_is_told_as_such(tmp_path: Path) -> None:
    ligne = (
        "<ligne>\n<CompteNum>411000</CompteNum>\n<CompteLib>Clients</CompteLib>\n"
        "<Debit></Debit>\n</ligne>\n"
    )
    texte = document()
    at = texte.rindex("</ecriture>")
    (found,) = faults(read(tmp_path, texte[:at] + ligne + texte[at:]))
    assert (found.kind.code, entailed(found)) == ("FIC-044", ["LIG-042"])


def test_a_bad_date_says_what_its_second_line_entails(tmp_path: Path) -> None:
    texte = document().replace(">101000<", ">471000<").replace("2024-01-01<", "abc<", 1)
    lecture = read(tmp_path, texte.replace(">706000<", ">471000<"))
    assert [(a.kind.code, entailed(a)) for a in told(lecture, "LIG-030", "ECR-040")] == [
        ("LIG-030", ["ECR-040 471000"])
    ]


def test_a_bad_journal_says_what_its_second_ecriture_entails(tmp_path: Path) -> None:
    texte = document().replace("<JournalCode>AN</JournalCode>\n", "", 1)
    journal = texte[texte.index("<ecriture>") : texte.index("</journal>")]
    other = journal.replace("<EcritureNum>1<", "<EcritureNum>9<").replace(">101000<", ">471000<")
    texte = texte.replace("</journal>", f"{other}</journal>", 1).replace(">706000<", ">471000<")
    found = told(read(tmp_path, texte), "LIG-010", "ECR-040")
    assert [(a.kind.code, a.ligne, entailed(a)) for a in found] == [
        ("LIG-010", 5, ["ECR-040 471000"])
    ]


def test_a_code_put_after_its_first_ecriture_holds_for_the_next_ones(tmp_path: Path) -> None:
    code = "<JournalCode>AN</JournalCode>\n"
    texte = document().replace(code, "", 1)
    journal = texte[texte.index("<ecriture>") : texte.index("</journal>")]
    other = journal.replace("<EcritureNum>1<", "<EcritureNum>9<")
    lecture = read(tmp_path, texte.replace("</journal>", f"{code}{other}</journal>", 1))
    assert lecture.bilan.journaux["AN"] == "À nouveaux"
    assert {(a.kind.code, a.ligne) for a in told(lecture, "LIG-010", "FIC-044")} == {
        ("LIG-010", 5),
        ("FIC-044", holder(texte, "/ecriture", 30) + 1),
    }


def many(ecritures: int, lignes: int, **textes: str) -> str:
    """Write écritures of so many pairs of lines, all with the same elements."""
    own = {
        "EcritureDate": "2024-01-15",
        "EcritureLib": "x",
        "PieceRef": "P",
        "PieceDate": "2024-01-15",
        "EcritureLet": "A",
        "DateLet": "2024-01-20",
        "ValidDate": "2024-01-31",
    } | textes
    head = "\n".join(f"<{nom}>{texte}</{nom}>" for nom, texte in own.items())
    pair = "".join(
        f"<ligne><CompteNum>{compte}</CompteNum><CompteLib>x</CompteLib>"
        f"<CompteAuxNum>C1</CompteAuxNum><CompteAuxLib>x</CompteAuxLib><{cote}>1.00</{cote}>"
        "</ligne>\n"
        for compte, cote in (("411000", "Debit"), ("411000", "Credit"))
    )
    rows = "".join(
        f"<ecriture>\n<EcritureNum>{n}</EcritureNum>\n{head}\n{pair * lignes}</ecriture>\n"
        for n in range(1, ecritures + 1)
    )
    top = document()[: document().index("<journal>")]
    return (
        f"{top}<journal>\n<JournalCode>AN</JournalCode>\n<JournalLib></JournalLib>\n{rows}"
        "</journal>\n</exercice>\n</comptabilite>\n"
    )


@pytest.mark.parametrize("lignes", [1, 3])
def test_counts_are_exact_beyond_what_a_rapport_keeps(tmp_path: Path, lignes: int) -> None:
    nombre = ANOMALIES_MAX + 200
    texte = many(
        nombre,
        lignes,
        DateLet="abc",
        PieceRef="",
        PieceDate="20240115",
        ValidDate="2024-02-31",
    )
    lecture = read(tmp_path, texte)
    comptes = lecture.rapport.comptes
    assert [comptes[code] for code in ("LIG-030", "LIG-011", "FIC-044", "LIG-036")] == [
        nombre,
        nombre + 1,
        nombre,
        nombre,
    ]
    assert len(lecture.rapport.anomalies) == ANOMALIES_MAX


def test_counts_of_the_schema_are_exact_where_the_document_is_cut(tmp_path: Path) -> None:
    texte = many(ANOMALIES_MAX + 200, 1, PieceDate="20240115")
    comptes = read(tmp_path, texte[:-40]).rapport.comptes
    assert (comptes["FIC-044"], comptes["FIC-040"]) == (ANOMALIES_MAX + 200, 1)


def test_parts_place_their_own_elements(tmp_path: Path) -> None:
    first = document()
    second, ligne = spoil(first.replace("<EcritureNum>", "<EcritureNum>1"), "DateLet", "abc")
    parts = [
        ecrire(tmp_path, texte.encode(), f"{SOCLE}_{n}.xml")
        for n, texte in enumerate((first, second), 1)
    ]
    rapport = verifier(parts)
    assert [a.ligne for a in rapport.anomalies if a.kind.code == "LIG-030"] == [
        first.count("\n") + ligne
    ]
    assert rapport.comptes["LIG-030"] == 1


def test_another_line_that_is_named_is_one_of_the_xml(tmp_path: Path) -> None:
    texte = document()
    ventes = texte[texte.index("<JournalCode>VE") : texte.index("<JournalCode>BQ")]
    ventes = "<journal>\n" + ventes.removesuffix("<journal>\n")
    texte = texte.replace("</exercice>", f"{ventes}</exercice>")
    found = told(read(tmp_path, texte), "ECR-011")
    lines = [n for n, line in enumerate(texte.split("\n"), 1) if ">2</EcritureNum>" in line]
    assert [(a.slots["autre_ligne"], a.ligne) for a in found] == [tuple(lines)]
