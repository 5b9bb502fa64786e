"""Jouet: one declaration in a test gives a table, routes, a document and a reference page.

Its behaviour is tried by the generated tests, which take it like any other.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import inspect, text

from boucle import resources
from boucle.api.document.openapi import document
from boucle.api.document.pages import reference
from boucle.schema import registre
from boucle.schema.resource import Resource
from boucle.store.base.metadata import METADATA
from resources.jouets import JOUET, JOUETS, TOUTES, declared
from resources.porte import Porte

each = pytest.mark.parametrize("resource", JOUETS, ids=lambda r: r.nom)


@pytest.fixture
def known() -> Iterator[None]:
    with declared():
        yield


@each
def test_its_table_is_made_and_held_to_its_cabinet(porte: Porte, resource: Resource) -> None:
    with porte.atelier.store.lecture(None) as conn:
        assert resource.table_nom in inspect(conn).get_table_names()
        if conn.dialect.name == "postgresql":
            closed = text("SELECT relrowsecurity FROM pg_class WHERE relname = :nom")
            assert conn.execute(closed, {"nom": resource.table_nom}).scalar() is True


@each
def test_it_answers_like_any_other(porte: Porte, resource: Resource) -> None:
    created = porte.create(resource)
    query = f"objectId=='{created['objectId']}'"
    assert porte.read(resource, filter=query, sort=f"{resource.champs[0].nom}:desc") == [created]


@pytest.mark.usefixtures("known")
def test_it_is_documented() -> None:
    told = document(JOUETS)
    assert set(told["paths"]["/loop-api-publiques/jouetPur"]) == {"get", "post", "put", "delete"}
    schemas = {f"jouetPur{suite}" for suite in ("", "Creation", "Modification")}
    assert schemas <= told["components"]["schemas"].keys()
    assert "### jouetPur" in reference(JOUETS)
    assert "| `age` | Âge | entier de 0 à 150. |  |" in reference(JOUETS)


def test_it_is_unknown_to_the_other_tests() -> None:
    assert JOUET not in registre.every()
    assert set(TOUTES) - set(JOUETS) == set(resources.load())
    assert not {jouet.table_nom for jouet in JOUETS} & METADATA.tables.keys()
