"""Conftest: the fixtures shared by all tests, above all a database of each of the two kinds.

A test that takes `store`, `config` or `base_url` runs twice, on SQLite and on PostgreSQL. Each
test gets a database of its own, copied from a template that holds the schema. Where PostgreSQL
cannot be had the test is skipped with the reason, unless BOUCLE_EXIGER_POSTGRESQL=1.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from boucle import incidents
from boucle.config import Config
from rigs.azurite import Azurite, AzuriteAbsent, azurite_running
from rigs.bassin import Bassin, make_bassin
from rigs.postgres import Cluster, PostgresAbsent, shared_cluster
from rigs.reglages import make_config

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from boucle.store.base.engine import Store

# What a test takes says how busy the machine is.
settings.register_profile("maison", deadline=None)
settings.load_profile("maison")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder shared by every worker of this test run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def cluster(run_folder: Path) -> Iterator[Cluster]:
    """Give the private PostgreSQL cluster of this test run."""
    try:
        with shared_cluster(run_folder / "postgres") as found:
            yield found
    except PostgresAbsent as absent:
        if os.environ.get("BOUCLE_EXIGER_POSTGRESQL") == "1":
            pytest.fail(f"PostgreSQL is demanded here: {absent}")
        pytest.skip(str(absent))


@pytest.fixture(scope="session")
def azurite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Azurite]:
    """Give a private Azurite, Azure's blob storage on loopback."""
    try:
        with azurite_running(tmp_path_factory.mktemp("azurite")) as found:
            yield found
    except AzuriteAbsent as absent:
        if os.environ.get("BOUCLE_EXIGER_AZURITE") == "1":
            pytest.fail(f"Azurite is demanded here: {absent}")
        pytest.skip(str(absent))


@pytest.fixture(scope="session")
def navigateur() -> Iterator[Browser]:
    """Give a real Chromium, and pages that are built from the sources as they are."""
    from rigs.navigateur import NavigateurAbsent, build_pages, navigateur_ouvert

    try:
        build_pages()
        with navigateur_ouvert() as found:
            yield found
    except NavigateurAbsent as absent:
        if os.environ.get("BOUCLE_EXIGER_CHROMIUM") == "1":
            pytest.fail(f"Chromium is demanded here: {absent}")
        pytest.skip(str(absent))


@pytest.fixture(autouse=True)
def incidents_neufs() -> None:
    """Let each test hear of an incident that the one before had too."""
    incidents.forget()


@pytest.fixture(params=["sqlite", "postgresql"])
def dialecte(request: pytest.FixtureRequest) -> str:
    """Name one of the two databases; a test that takes it runs once for each."""
    return str(request.param)


def _create_schema(config: Config) -> None:
    """Create the schema in an empty database."""
    from boucle.store.base.engine import Store
    from boucle.store.base.schema import create_schema

    store = Store(config)
    try:
        create_schema(store)
    finally:
        store.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Give the SQLite file that holds the schema, made once per worker when first wanted."""
    made: list[Path] = []

    def template() -> Path:
        if not made:
            folder = tmp_path_factory.mktemp("modele")
            _create_schema(Config(donnees=folder))
            made.append(folder / "boucle.sqlite")
        return made[0]

    return template


@pytest.fixture
def config_vide(dialecte: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Config]:
    """Settings of a server whose database exists and is empty: no schema yet."""
    config = Config(donnees=tmp_path / "donnees")
    config.donnees.mkdir()
    if dialecte == "sqlite":
        yield config
        return
    server: Cluster = request.getfixturevalue("cluster")
    base = server.create_base()
    yield replace(config, **server.adresses(base))
    server.drop_base(base)


@pytest.fixture(scope="session")
def bassin(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Bassin:
    """Lend PostgreSQL databases that hold the schema."""
    folder = tmp_path_factory.mktemp("modele")
    return make_bassin(cluster, lambda dsn: _create_schema(Config(donnees=folder, database=dsn)))


@pytest.fixture
def config(dialecte: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Config]:
    """Settings of a server whose database is fresh and holds the schema."""
    config = make_config(tmp_path / "donnees")
    config.donnees.mkdir()
    if dialecte == "sqlite":
        template: Callable[[], Path] = request.getfixturevalue("sqlite_template")
        shutil.copyfile(template(), config.donnees / "boucle.sqlite")
        yield config
        return
    server: Cluster = request.getfixturevalue("cluster")
    lent: Bassin = request.getfixturevalue("bassin")
    base = lent.borrow()
    yield replace(config, **server.adresses(base))
    lent.give_back(base)


@pytest.fixture
def base_url(config: Config) -> str:
    """Address, as SQLAlchemy reads it, of a fresh database that holds the schema."""
    return config.url_base


@pytest.fixture
def store(config: Config) -> Iterator[Store]:
    """Open the store on a fresh database that holds the schema."""
    from boucle.store.base.engine import Store

    opened: Any = Store(config)
    yield opened
    opened.close()
