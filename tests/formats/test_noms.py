"""Noms: one table of nouns, of which every format's fields are a view."""

from __future__ import annotations

from collections import Counter

import pytest

from boucle.compta import detail, saisie
from boucle.formats.noms import JSON, NOMS, PERSO, TRA, Genre, of_genre
from boucle.formats.perso.modele import CHAMPS
from boucle.formats.saisie_json.champs import COTES, FICHIER, readers
from boucle.formats.tra.pieces.assembler import DETAIL
from boucle.formats.tra.pieces.assembler import NOMS as SAISIE
from boucle.formats.tra.texte.zones import ZONES, read_notice

COTES_PERSO = {"montant", "sens"}
"""Columns that are shared out between debit and credit before there is a saisie."""


def test_a_noun_is_a_column_of_a_saisie_or_of_a_detail() -> None:
    columns = saisie.SCHEMA.keys() | detail.SCHEMA.keys() | COTES_PERSO
    assert {nom.colonne for nom in NOMS} <= columns


@pytest.mark.parametrize("view", [PERSO, JSON, TRA], ids=["perso", "json", "tra"])
def test_a_format_says_a_column_once(view: dict[str, object]) -> None:
    columns = Counter(nom.colonne for nom in NOMS if nom in view.values())
    assert {colonne for colonne, n in columns.items() if n > 1} == set()


def test_a_noun_without_a_name_is_said_by_a_zone_alone() -> None:
    assert [nom.colonne for nom in NOMS if not nom.champ and (nom.perso or nom.json)] == []
    assert [nom.colonne for nom in NOMS if not (nom.zone or nom.perso or nom.json)] == []


def test_the_fields_of_a_model_are_those_of_the_table() -> None:
    assert CHAMPS.keys() - {"ignore"} == PERSO.keys()


def test_the_fields_of_a_json_line_are_those_of_the_table() -> None:
    read = readers(lambda value: value)
    assert {lecture.nom: lecture.column for lecture in read.values()} == {
        champ: nom.colonne for champ, nom in JSON.items()
    }
    assert {nom.champ for nom in of_genre(JSON, Genre.MONTANT)} == set(COTES)
    assert [nom.champ for nom in of_genre(JSON, Genre.ADRESSE)] == [FICHIER]


def test_the_zones_of_a_movement_are_those_of_the_notice() -> None:
    notice = read_notice()["MVT"].keys() | read_notice()["SUITE"].keys()
    assert {nom.zone for nom in TRA.values()} <= notice
    assert SAISIE.keys() | DETAIL.keys() == TRA.keys()
    assert {ZONES[zone].dit for zone in DETAIL.values()} & set(SAISIE.values()) == set()
