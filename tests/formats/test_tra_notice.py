"""TraNotice: the layout is data, one row a zone, and nothing of it is left without a fate."""

from __future__ import annotations

import json
from itertools import pairwise, product
from pathlib import Path

import pytest

from boucle.formats.tra.texte.enregistrements import (
    CREE,
    ENREGISTREMENTS,
    LAISSE,
    LIGNES,
    SORTS,
    TABLE,
    Enregistrement,
    record_zones,
)
from boucle.formats.tra.texte.zones import (
    GENRES,
    LARGEURS,
    MOUVEMENT,
    SUITE,
    read_notice,
    zones_of,
)
from formats.petit_tra import ACHAT, FICHES, Lu, entete, fichier, ligne

RACINE = Path(__file__).parents[2]
LAYOUT = next(
    (
        path
        for path in (RACINE / up / "shared/reference/tra-layout.json" for up in ("..", "../.."))
        if path.is_file()
    ),
    None,
)
# The notice's own names of what is not a record of three letters.
AUTRES = {
    "ENT": "HDR",
    "SUITE": "ET1",
    "SUITE_A": "ET2",
    "G": "GED",
    "V": "VT",
    "P": "BAP",
    "B": "BUD",
}


def test_the_zones_of_a_record_follow_each_other() -> None:
    for enregistrement, zones in read_notice().items():
        holes = [
            (enregistrement, one.nom)
            for one, other in pairwise(zones.values())
            if one.fin + 1 != other.debut
        ]
        # One zone of SDC stands inside the one before, in the notice itself.
        assert holes == ([("SDC", "ICS")] if enregistrement == "SDC" else [])
        assert {zone.genre for zone in zones.values()} <= GENRES


def test_records_begin_after_their_name_and_lines_at_their_beginning() -> None:
    lines = {"ENT": 1, "MVT": 1, "G": 1, "V": 1, "P": 1, "B": 1, "SUITE": 223, "SUITE_A": 223}
    found = {nom: next(iter(zones.values())).debut for nom, zones in read_notice().items()}
    assert found == {nom: lines.get(nom, 7) for nom in found}
    assert LARGEURS == {"STD": 222, "ETE": 1407}
    assert MOUVEMENT[-1].fin + 1 == SUITE[0].debut


def test_everything_of_the_notice_has_its_row() -> None:
    held = {row.zones or row.code for row in (*TABLE, *LIGNES)}
    assert held | {"ENT", "SUITE", "SUITE_A"} == set(read_notice())
    assert len(ENREGISTREMENTS) == len(TABLE)
    for row in (*TABLE, *LIGNES):
        assert row.sort in SORTS
        assert bool(row.pourquoi) == (row.sort == LAISSE), row.code
        assert bool(row.ressource) == (row.sort == CREE), row.code


@pytest.mark.skipif(LAYOUT is None, reason="the layout of reference is not beside the project")
def test_the_zones_are_those_of_the_layout_of_reference() -> None:
    assert LAYOUT is not None
    layout = json.loads(LAYOUT.read_text("utf-8"))
    assert len(layout) == len(read_notice())
    for nom, zones in read_notice().items():
        known = [
            (zone["pos"], zone["len"], zone["mandatory"] == "Y")
            for zone in layout[AUTRES.get(nom, nom)]
            if zone["pos"] > 6 or nom in {"ENT", "MVT", *"GVPB"}
        ]
        found = [(zone.debut, zone.longueur, zone.obligatoire) for zone in zones.values()]
        assert found == known, nom


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.code)
def test_a_record_of_each_sort_is_read_or_named(tmp_path: Path, row: Enregistrement) -> None:
    """Whatever it holds, the écritures beside it are read all the same."""
    code = row.code
    text = list(f"***{code}".ljust(max(zone.fin for zone in record_zones(code).values())))
    for zone in record_zones(code).values():
        value = {"date": "01012024", "montant": "1,00", "taux": "1", "nombre": "1"}.get(zone.genre)
        text[zone.debut - 1 : zone.fin] = (value or "A1")[: zone.longueur].ljust(zone.longueur)
    lu = Lu(tmp_path, fichier(*FICHES, "".join(text), *ACHAT))
    named = [a for a in lu.rapport.anomalies if a.slots.get("enregistrement") == code]
    blocking = [a.kind.code for a in lu.rapport.anomalies if a.kind.gravite == "bloquant"]
    assert blocking == (["TRA-009"] if code == "PS5" else [])
    assert lu.bilan.lignes == 3
    assert [a.kind.code for a in named if a.kind.code in ("TRA-004", "TRA-005")] == (
        ["TRA-004"] if ENREGISTREMENTS[code].sort == LAISSE else []
    )


@pytest.mark.parametrize("contenu", ["JRL", "BAL", "DOS", "EXO", "SYN"])
@pytest.mark.parametrize("longueur", ["STD", "ETE"])
def test_every_content_and_layout_is_read(tmp_path: Path, contenu: str, longueur: str) -> None:
    content = fichier(*FICHES, *ACHAT, longueur=longueur).replace(b"JRL", contenu.encode(), 1)
    lu = Lu(tmp_path, content)
    assert (lu.dites, lu.bilan.lignes) == ([], 3)
    assert lu.rapport.faits["contenu"] == contenu


@pytest.mark.parametrize(
    "version, fin",
    list(
        product(
            [f"{n:03d}" for n in range(1, 12)],
            [127, 147, 165, 222],
        )
    ),
)
def test_every_version_is_read(tmp_path: Path, version: str, fin: int) -> None:
    """Old writers stop their header where their version does."""
    head = entete()[:33] + version + entete()[36:]
    compte = "CGE" if version == "001" else "CGN"
    lines = [line.replace("***CGN", f"***{compte}") for line in (*FICHES, *ACHAT)]
    content = "\r\n".join([head.ljust(fin)[:fin], *lines]).encode("cp1252")
    lu = Lu(tmp_path, content)
    assert (lu.dites, lu.rapport.faits["version"]) == ([], version)
    assert lu.bilan.comptes["60640000"] == "Fournitures"


def test_the_old_letters_of_a_third_party_are_read(tmp_path: Path) -> None:
    for letter in "EL":
        lines = [line.replace("40100000         X", f"40100000         {letter}") for line in ACHAT]
        lu = Lu(tmp_path, fichier(*FICHES, *lines))
        assert (lu.dites, lu.all(lu.lots)[2]["tiers"]) == ([], "DUPONT")


def test_the_zones_of_a_document_line_are_those_of_a_movement(tmp_path: Path) -> None:
    common = {zone.nom: zone for zone in MOUVEMENT}
    for nom, zone in zones_of("G").items():
        if nom != "DOCUMENT":
            assert (zone.debut, zone.longueur) == (common[nom].debut, common[nom].longueur)
    assert ligne()[30] == " "
