"""The same books say the same, flat or as XML, plain or in an archive, in each of the regimes."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from boucle.compta.contexte import Contexte
from boucle.errors import Niveau
from boucle.formats.fec.xml.valeurs import ECRITURE, SCHEMAS
from boucle.formats.lecture import Lecture
from formats.deux_lecteurs import entailed, read_both
from formats.petit_fec import PetitFec, ecrire
from formats.schema_officiel import find_ecarts

SOCLE = "732829320FEC20241231"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
DATES = {"EcritureDate", "PieceDate", "DateLet", "ValidDate", "DateRglt"}
LIGNE = ("CompteNum", "CompteLib", "CompteAuxNum", "CompteAuxLib", "Montantdevise", "Idevise")
Change = Callable[[list[dict[str, str]]], Any]


def books(regime: str, change: Change | None = None) -> PetitFec:
    """Give the small books of a regime, with one change."""
    fec = PetitFec(regime)
    if "DateRglt" in fec.noms:
        for ligne in fec.lignes:
            ligne.update(DateRglt="20240120", ModeRglt="VIR", NatOp="Vente")
    if "IdClient" in fec.noms:
        for ligne in fec.lignes:
            ligne["IdClient"] = "Dupré"
    if change is not None:
        change(fec.lignes)
    return fec


def as_xml(fec: PetitFec, regime: str) -> bytes:
    """Write the same books as the schema of their regime asks."""
    schema = next(nom for nom, known in SCHEMAS.items() if known == regime)
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<comptabilite xmlns:xsi="{XSI}" xsi:noNamespaceSchemaLocation="{schema}">',
        "<exercice><DateCloture>2024-12-31</DateCloture>",
    ]
    for _, lines in groupby(fec.lignes, lambda line: (line["JournalCode"], line["EcritureNum"])):
        lignes = list(lines)
        head = lignes[0] | {
            nom: next((line[nom] for line in lignes if line[nom]), "")
            for nom in ("EcritureLet", "DateLet")
        }
        out += [
            "<journal>",
            tag("JournalCode", head["JournalCode"]),
            tag("JournalLib", head["JournalLib"]),
            "<ecriture>",
        ]
        out += [tag(nom, head[nom]) for nom in ECRITURE if head.get(nom)]
        out += [part for line in lignes for part in _ligne(line)]
        out.append("</ecriture></journal>")
    return "\n".join([*out, "</exercice></comptabilite>", ""]).encode()


def _ligne(line: dict[str, str]) -> list[str]:
    values = line | {
        "CompteAuxNum": line["CompAuxNum"],
        "CompteAuxLib": line["CompAuxLib"],
        "Montantdevise": line["Montantdevise"].replace(",", "."),
    }
    sides = [nom for nom in ("Debit", "Credit") if line[nom] != "0,00"] or ["Debit"]
    return [
        "<ligne>",
        *(tag(nom, values[nom]) for nom in LIGNE if values[nom]),
        *(tag(nom, line[nom].replace(",", ".")) for nom in sides),
        "</ligne>",
    ]


def tag(nom: str, texte: str) -> str:
    day = f"{texte[:4]}-{texte[4:6]}-{texte[6:]}"
    return f"<{nom}>{day if nom in DATES else texte}</{nom}>"


def zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"{SOCLE}.xml", content)
    return out.getvalue()


def read_pair(folder: Path, regime: str, change: Change | None = None) -> tuple[Lecture, Lecture]:
    fec, contexte = books(regime, change), Contexte(regime=regime)
    flat = read_both(fec.ecrire(folder), contexte)
    return flat, read_both(ecrire(folder, as_xml(fec, regime), f"{SOCLE}.xml"), contexte)


@pytest.mark.parametrize("regime", SCHEMAS.values())
@pytest.mark.parametrize("archive", ["", "gz", "zip"])
def test_right_books_conform_in_each_shape(tmp_path: Path, regime: str, archive: str) -> None:
    content = as_xml(books(regime), regime)
    assert find_ecarts(content) == []
    packed = {"": content, "gz": gzip.compress(content), "zip": zipped(content)}[archive]
    nom = {"": f"{SOCLE}.xml", "gz": f"{SOCLE}.xml.gz", "zip": f"{SOCLE}.zip"}[archive]
    lecture = read_both(ecrire(tmp_path, packed, nom))
    flat = read_both(books(regime).ecrire(tmp_path), Contexte(regime=regime))
    assert lecture.bilan.regime == regime
    assert (lecture.bilan.soldes, lecture.rapport.comptes) == (
        flat.bilan.soldes,
        flat.rapport.comptes,
    )
    assert all(lecture.rapport.verdict(niveau) for niveau in Niveau)


def cell(ligne: int, **values: str) -> Change:
    return lambda lignes: lignes[ligne].update(values)


FAUTES: dict[str, tuple[Change, str]] = {
    "déséquilibre": (cell(2, Debit="130,00"), "ECR-001"),
    "deux côtés": (cell(2, Debit="130,00", Credit="10,00"), "LIG-041"),
    "ligne à zéro": (
        lambda lignes: lignes.insert(3, {**lignes[4], "Credit": "0,00", "CompteNum": "445710"}),
        "LIG-042",
    ),
    "montant négatif": (
        lambda lignes: [lignes[3].update(Credit="-100,00"), lignes[4].update(Credit="220,00")],
        "LIG-043",
    ),
    "une seule ligne": (
        lambda lignes: lignes.append(
            {**lignes[1], "JournalCode": "OD", "JournalLib": "OD", "EcritureNum": "4"}
        ),
        "ECR-001",
    ),
    "deux libellés d'un compte": (cell(5, CompteLib="Crédit"), "ECR-021"),
    "deux libellés d'un tiers": (cell(6, CompAuxLib="Durand"), "ECR-023"),
    "tiers sans libellé": (cell(6, CompAuxLib=""), "LIG-046"),
    "devise sans montant": (cell(5, Idevise="USD"), "LIG-048"),
    "montant sans devise": (cell(5, Montantdevise="108,00"), "LIG-049"),
    "lettrage sans date": (cell(2, DateLet=""), "LIG-044"),
    "lettrage déséquilibré": (
        lambda lignes: [lignes[5].update(Debit="100,00"), lignes[6].update(Credit="100,00")],
        "ECR-030",
    ),
    "attente ouverte": (cell(5, CompteNum="471000", CompteLib="Attente"), "ECR-040"),
    "montant illisible": (cell(2, Debit="abc"), "LIG-020"),
}


@pytest.mark.parametrize("faute", FAUTES)
def test_the_same_books_have_the_same_faults_of_accounting(tmp_path: Path, faute: str) -> None:
    change, code = FAUTES[faute]
    flat, xml = read_pair(tmp_path, "BIC", change)
    assert code in flat.rapport.comptes
    assert accounting(xml) == accounting(flat)
    assert xml.bilan.soldes == flat.bilan.soldes
    # The schema alone, at the level forme, wants two lines in an écriture.
    for niveau in (Niveau.DROIT, Niveau.COMPTABILITE):
        assert xml.rapport.verdict(niveau) == flat.rapport.verdict(niveau)


def accounting(lecture: Lecture) -> list[tuple[Any, ...]]:
    """Give what is wrong in the lines, but for where it stands."""
    return sorted(
        (a.kind.code, a.colonne or "", a.lu or "", str(a.slots.get("ecart")), *entailed(a))
        for a in lecture.rapport.anomalies
        if a.kind.code[:3] in ("LIG", "ECR")
    )
