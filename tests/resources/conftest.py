"""Fixtures of the generated tests: one application a database, shared by all of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from boucle.config import Config
from boucle.store.base.engine import Store
from boucle.store.base.schema import create_schema
from resources.jouets import JOUETS, TOUTES, declared
from resources.porte import Porte, close_porte, open_porte
from rigs.postgres import Cluster
from rigs.reglages import make_config


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def porte_maison(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Porte]:
    """Give the application on one of the two databases, with two cabinets in it."""
    config = make_config(tmp_path_factory.mktemp("ressources"))
    if request.param == "sqlite":
        template: Callable[[], Path] = request.getfixturevalue("sqlite_template")
        shutil.copyfile(template(), config.donnees / "boucle.sqlite")
    else:
        config = _on_postgresql(config, request)
    opened = open_porte(config)
    yield opened
    close_porte(opened)


@pytest.fixture(scope="session")
def porte_jouets(
    porte_maison: Porte, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Porte]:
    """Give the same application on a database of its own, made while the toys were declared."""
    config = make_config(tmp_path_factory.mktemp("jouets"))
    if porte_maison.config.database:
        config = _on_postgresql(config, request)
    else:
        _make_schema(config)
    opened = open_porte(config, TOUTES)
    yield opened
    close_porte(opened)


@pytest.fixture
def porte(porte_maison: Porte, request: pytest.FixtureRequest) -> Iterator[Porte]:
    """Give the application that serves the `resource` of the test, a toy or one of the house."""
    called = getattr(request.node, "callspec", None)
    if called is None or called.params.get("resource") not in JOUETS:
        yield porte_maison
        return
    with declared():
        yield request.getfixturevalue("porte_jouets")


def _on_postgresql(config: Config, request: pytest.FixtureRequest) -> Config:
    server: Cluster = request.getfixturevalue("cluster")
    config = replace(config, **server.adresses(server.create_base()))
    _make_schema(config)
    return config


def _make_schema(config: Config) -> None:
    store = Store(config)
    create_schema(store)
    store.close()
