"""Fixtures of the console: a server with the pages of trial, and windows on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from litestar.types import ASGIApp
from playwright.sync_api import Browser

from boucle.config import Config
from boucle.operations.atelier import Atelier
from rigs.composants import make_console
from rigs.navigateur import Fenetre, fenetre
from rigs.postgres import Cluster
from rigs.salle import Parcours, Salle, parcours_ouvert, salle_ouverte
from rigs.scene_console import SceneConsole
from rigs.scene_modele import Modele, make_postgresql, make_sqlite, scene_copiee
from rigs.serveur_http import listening

Preparer = Callable[[str, Path], AbstractContextManager[SceneConsole]]


@pytest.fixture(scope="session")
def preparer(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    run_folder: Path,
    sqlite_template: Callable[[], Path],
) -> Preparer:
    """Give what makes a scene of one's own, on one of the two databases, in a folder."""
    made: dict[str, Modele] = {}

    def cluster() -> Cluster:
        found: Cluster = request.getfixturevalue("cluster")
        return found

    def prepare(dialecte: str, folder: Path) -> AbstractContextManager[SceneConsole]:
        if dialecte not in made:
            made[dialecte] = (
                make_sqlite(tmp_path_factory.mktemp("scene"), sqlite_template())
                if dialecte == "sqlite"
                else make_postgresql(run_folder / "scene", cluster())
            )
        return scene_copiee(made[dialecte], folder, cluster)

    return prepare


@pytest.fixture
def scene(dialecte: str, preparer: Preparer, tmp_path: Path) -> Iterator[SceneConsole]:
    """Give a cabinet whose imports are in every state, on each of the two databases."""
    with preparer(dialecte, tmp_path) as made:
        yield made


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def salle(
    request: pytest.FixtureRequest, preparer: Preparer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Salle]:
    """Serve a cabinet to all the journeys, on each of the two databases."""
    with (
        preparer(request.param, tmp_path_factory.mktemp("salle")) as made,
        salle_ouverte(made) as opened,
    ):
        yield opened


@pytest.fixture(params=["souris", "clavier"])
def parcours(
    request: pytest.FixtureRequest, navigateur: Browser, salle: Salle
) -> Iterator[Parcours]:
    """Put a person before a window, with the mouse, then with the keyboard alone."""
    with parcours_ouvert(navigateur, salle, request.param) as opened:
        yield opened


@pytest.fixture(scope="session")
def console(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Callable[[], Path]
) -> Iterator[ASGIApp]:
    """Give the console with the pages of trial; these read no database."""
    config = Config(donnees=tmp_path_factory.mktemp("console"))
    shutil.copyfile(sqlite_template(), config.donnees / "boucle.sqlite")
    atelier = Atelier.open(config)
    yield make_console(config, atelier)
    atelier.close()


@pytest.fixture(scope="session")
def adresse(console: ASGIApp, navigateur: Browser) -> Iterator[str]:
    """Give the address of that console, really listening."""
    with listening(console) as url:
        yield url


@pytest.fixture
def vue(navigateur: Browser, adresse: str) -> Iterator[Fenetre]:
    """Open a window on the console; nothing may have gone wrong in it when the test ends."""
    with fenetre(navigateur, adresse) as opened:
        yield opened
    assert opened.fautes == []


@pytest.fixture
def vue_sans_script(navigateur: Browser, adresse: str) -> Iterator[Fenetre]:
    """Open a window whose browser runs no script."""
    with fenetre(navigateur, adresse, java_script_enabled=False) as opened:
        yield opened
    assert opened.fautes == []
