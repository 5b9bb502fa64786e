"""Operations: each operation of the published document is really done once, on both databases.

One application a database, and a table of scenes; an operation that has none fails, and so does a
scene that is answered with nothing.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from resources.porte import close_porte, open_porte
from rigs.contrat import find, operations
from rigs.postgres import Cluster
from rigs.reglages import make_config
from rigs.scenes_api import SCENES, Maison

CALLS = {told["operationId"]: (path, told) for path, _, told in operations()}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def maison(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Maison]:
    """Serve one application on one of the two databases, for every scene."""
    folder = tmp_path_factory.mktemp("scenes")
    config = make_config(folder)
    if request.param == "sqlite":
        template: Callable[[], Path] = request.getfixturevalue("sqlite_template")
        shutil.copyfile(template(), folder / "boucle.sqlite")
        lent = None
    else:
        server: Cluster = request.getfixturevalue("cluster")
        bassin = request.getfixturevalue("bassin")
        lent = bassin.borrow()
        config = replace(config, **server.adresses(lent))
    porte = open_porte(replace(config, sources_permises="http://127.0.0.1:*"))
    yield Maison(porte, folder)
    porte.atelier.children.close()
    close_porte(porte)
    if lent is not None:
        bassin.give_back(lent)


def test_every_operation_has_its_scene_and_no_scene_is_of_nothing() -> None:
    assert SCENES.keys() == CALLS.keys()
    assert len(CALLS) > 150


@pytest.mark.parametrize("operation", sorted(CALLS))
def test_an_operation_is_done(maison: Maison, operation: str) -> None:
    path, _ = CALLS[operation]
    answer = SCENES[operation](maison, path)
    asked = find(answer.request.method, answer.request.url.path)
    assert asked is not None
    assert asked["operationId"] == operation
    is_done(answer)


ALIAS = [
    (operation, alias.partition(" ")[2])
    for operation, (_, told) in CALLS.items()
    for alias in told.get("x-alias", ())
]


@pytest.mark.parametrize(("operation", "path"), ALIAS)
def test_an_operation_is_done_by_its_other_path_too(
    maison: Maison, operation: str, path: str
) -> None:
    answer = SCENES[operation](maison, path)
    assert answer.request.url.path == path
    is_done(answer)


def is_done(answer: httpx.Response) -> None:
    """Hold an answer to be one of something done: 2xx, nothing refused, nothing empty."""
    assert answer.is_success, answer.text
    assert answer.content
    if not answer.headers["content-type"].startswith("application/json"):
        return
    told = json.loads(answer.content)
    assert told
    if isinstance(told, dict) and "success" in told:
        assert told["errors"] == []
        assert told["success"]
    # What an import by JSON refuses comes with 200, as published.
    assert not isinstance(told, dict) or told.get("error") is None
