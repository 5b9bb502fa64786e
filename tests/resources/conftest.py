"""Fixtures of the generated tests: one application a database, shared by all of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from boucle.config import Config
from boucle.store.engine import Store
from boucle.store.schema import create_schema
from resources.porte import Porte, close_porte, open_porte
from rigs.postgres import Cluster


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def porte(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Porte]:
    """Give the application on one of the two databases, with two cabinets in it."""
    config = Config(donnees=tmp_path_factory.mktemp("ressources"))
    if request.param == "sqlite":
        template: Callable[[], Path] = request.getfixturevalue("sqlite_template")
        shutil.copyfile(template(), config.donnees / "boucle.sqlite")
    else:
        server: Cluster = request.getfixturevalue("cluster")
        config = replace(config, database=server.dsn(server.create_base()))
        store = Store(config)
        create_schema(store)
        store.close()
    opened = open_porte(config)
    yield opened
    close_porte(opened)
