"""Contract: what any format owes, over the registry: one more format is one more sample here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Any, NamedTuple

import polars as pl
import pytest

from boucle.compta.contexte import Contexte
from boucle.formats.lecture import Lecture
from boucle.formats.registre import FEC, FORMATS, JSON, PERSO, TRA
from formats import petit_tra
from formats.petit_fec import NOM_FICHIER, PetitFec
from formats.petit_perso import SIMPLE

GRAINES = range(12)
"""Files of random octets, and as many spoiled samples, of each format."""
Cellule = tuple[str, str]
"""What is spoiled: a day, an amount; and what is written there."""
ABIMEES: tuple[Cellule, ...] = (("jour", "31/31/2024"), ("jour", "hier"), ("montant", "12,O0"))
RANG = 3
"""The line spoiled, of the data, from 1."""


class Essai(NamedTuple):
    """A small right file of a format. make: writes it, with a cell of one line spoiled or not.

    ligne: the number that a rapport gives to the line RANG; lignes: how many are booked.
    """

    nom: str
    make: Callable[[Cellule | None], bytes]
    ligne: int
    lignes: int
    parametres: Mapping[str, Any] = MappingProxyType({})


def fec(abimee: Cellule | None) -> bytes:
    made = PetitFec()
    if abimee is not None:
        place = "EcritureDate" if abimee[0] == "jour" else "Debit"
        made.lignes[RANG - 1][place] = abimee[1]
    return made.texte().encode()


def perso(abimee: Cellule | None) -> bytes:
    rows = [
        ["15/01/2024", "AC", "606400", "100,00", "", "Achat"],
        ["15/01/2024", "AC", "401000", "", "100,00", "Achat"],
        ["16/01/2024", "AC", "606400", "50,00", "", "Achat"],
        ["16/01/2024", "AC", "401000", "", "50,00", "Achat"],
    ]
    if abimee is not None:
        rows[RANG - 1][0 if abimee[0] == "jour" else 3] = abimee[1]
    titres = ["Date", "Journal", "Compte", "Débit", "Crédit", "Libellé"]
    return "".join(";".join(row) + "\n" for row in (titres, *rows)).encode()


def tra(abimee: Cellule | None) -> bytes:
    lines = [
        petit_tra.ligne(montant="100,00", sens="D"),
        petit_tra.ligne(montant="100,00", sens="C", compte="40100000", type="X", code="DUPONT"),
        petit_tra.ligne(montant="50,00", sens="D", date="16012024"),
        petit_tra.ligne(
            montant="50,00", sens="C", date="16012024", compte="40100000", type="X", code="DUPONT"
        ),
    ]
    if abimee is not None:
        zone = {"date" if abimee[0] == "jour" else "montant": abimee[1][:8]}
        lines[RANG - 1] = petit_tra.ligne(**{"montant": "50,00", "date": "16012024", **zone})
    return "\r\n".join((petit_tra.entete(), *lines, "")).encode("cp1252")


def saisie(abimee: Cellule | None) -> bytes:
    rows: list[dict[str, Any]] = [
        {"date": "2024-01-15", "journal": "AC", "compte": compte, cote: {"amount": 100}}
        for compte, cote in (("606400", "debit"), ("401000", "credit")) * 2
    ]
    if abimee is not None and abimee[0] == "jour":
        rows[RANG - 1]["date"] = abimee[1]
    elif abimee is not None:
        rows[RANG - 1]["debit"] = {"amount": abimee[1]}
    data = {"ecritures": rows, "options": {"multiPeriode": True, "createNewJournaux": True}}
    return json.dumps({"codeIbs": "D1", "data": data}).encode()


ESSAIS = {
    FEC: Essai(NOM_FICHIER, fec, RANG + 1, 7),
    TRA: Essai("essai.tra", tra, RANG + 1, 4),
    PERSO: Essai("essai.csv", perso, RANG + 1, 4, {"modele": SIMPLE}),
    JSON: Essai("import-json.txt", saisie, RANG, 4),
}


def read(format_: str, folder: Path, octets: bytes, nom: str) -> tuple[Lecture, int]:
    """Read octets as a format; give how many lines would be booked."""
    path = folder / nom
    path.write_bytes(octets)
    lots: list[pl.DataFrame] = []
    given = ESSAIS[format_].parametres
    found = FORMATS[format_].read(path, Contexte(), given, on_lot=lots.append)
    return found, sum(lot.height for lot in lots)


def test_every_format_has_its_sample() -> None:
    assert ESSAIS.keys() == FORMATS.keys()


@pytest.mark.parametrize("format_", ESSAIS)
def test_a_right_file_is_read_whole(tmp_path: Path, format_: str) -> None:
    essai = ESSAIS[format_]
    lecture, lignes = read(format_, tmp_path, essai.make(None), essai.nom)
    assert (lecture.rapport.bloquant, lignes) == (False, essai.lignes)
    assert lecture.bilan.debit == lecture.bilan.credit > 0


@pytest.mark.parametrize("autre", ESSAIS)
@pytest.mark.parametrize("format_", ESSAIS)
def test_the_file_of_another_format_is_declined(tmp_path: Path, format_: str, autre: str) -> None:
    if format_ == autre:
        return
    octets = ESSAIS[autre].make(None)
    lecture, lignes = read(format_, tmp_path, octets, ESSAIS[autre].nom)
    assert lecture.rapport.bloquant
    assert lignes == 0


@pytest.mark.parametrize("graine", GRAINES)
@pytest.mark.parametrize("format_", ESSAIS)
def test_octets_at_random_are_refused_and_never_raise(
    tmp_path: Path, format_: str, graine: int
) -> None:
    octets = Random(graine).randbytes(1 << graine)
    lecture, lignes = read(format_, tmp_path, octets, ESSAIS[format_].nom)
    assert lecture.rapport.bloquant
    assert lignes == 0


@pytest.mark.parametrize("graine", GRAINES)
@pytest.mark.parametrize("format_", ESSAIS)
def test_a_spoiled_file_never_raises_and_says_what_it_loses(
    tmp_path: Path, format_: str, graine: int
) -> None:
    rnd, essai = Random(graine), ESSAIS[format_]
    octets = bytearray(essai.make(None))
    for _ in range(1 + graine):
        octets[rnd.randrange(len(octets))] = rnd.randrange(256)
    lecture, lignes = read(format_, tmp_path, bytes(octets), essai.nom)
    assert lecture.rapport.bloquant or lignes == lecture.bilan.lignes
    assert lignes == essai.lignes or lecture.rapport.anomalies


@pytest.mark.parametrize("abimee", ABIMEES, ids="{0[0]} {0[1]}".format)
@pytest.mark.parametrize("format_", ESSAIS)
def test_a_bad_cell_is_named_with_its_line_and_what_was_read(
    tmp_path: Path, format_: str, abimee: Cellule
) -> None:
    essai = ESSAIS[format_]
    lecture, lignes = read(format_, tmp_path, essai.make(abimee), essai.nom)
    assert lignes < essai.lignes
    told = [a for a in lecture.rapport.anomalies if a.kind.gravite == "bloquant"]
    (anomalie,) = [a for a in told if a.colonne]
    assert anomalie.ligne == essai.ligne
    assert (anomalie.lu or "") in abimee[1]
    assert anomalie.lu or abimee[1] in anomalie.message
