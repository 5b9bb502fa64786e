"""Fixtures of the console: a server with the pages of trial, and windows on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from litestar.types import ASGIApp
from playwright.sync_api import Browser

from boucle.config import Config
from boucle.operations.atelier import Atelier
from rigs.composants import make_console
from rigs.navigateur import Fenetre, fenetre
from rigs.serveur_http import listening


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
