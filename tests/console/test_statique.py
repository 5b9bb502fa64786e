"""Statique: built files under hashed names, for ever; pages work when nothing was built."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from playwright.sync_api import Browser

from boucle.config import Config
from boucle.console.app import create_console
from boucle.console.cadre.assets import FOR_EVER, Assets
from boucle.operations.atelier import Atelier
from rigs.composants import make_console
from rigs.navigateur import ROOT

SCRIPT_OCTETS_MAX = 25_000


@pytest.fixture
def client(tmp_path: Path, navigateur: Browser) -> Any:
    """Give a client of a console whose pages are built."""
    config = Config(donnees=tmp_path)
    return TestClient(make_console(config, Atelier.open(config)))


def test_a_built_file_is_the_same_for_ever(client: Any) -> None:
    assets = Assets.read()
    for name in ("boucle.css", "boucle.js", "sprite.svg"):
        address = assets.address(name)
        assert f'"{address}' in client.get("/composants").text
        answer = client.get(address)
        assert answer.headers["cache-control"] == FOR_EVER
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["content-encoding"] == "gzip"
        plain = client.get(address, headers={"accept-encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert plain.content == answer.content


def test_all_script_is_small() -> None:
    assets = Assets.read()
    scripts = {name: len(packed) for name, packed in assets.packed.items() if name.endswith("js")}
    assert scripts.keys() == {assets.names[name] for name in ("boucle.js", "flux.js", "touche.js")}
    assert sum(scripts.values()) <= SCRIPT_OCTETS_MAX


def test_without_what_was_built_the_pages_are_bare_and_the_log_says_so(
    tmp_path: Path, caplog: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = Assets.read(tmp_path)
    assert caplog.messages == [
        "pages: nothing was built, they are served bare; `make install` builds"
    ]
    monkeypatch.setattr(Assets, "read", lambda: empty)
    config = Config(donnees=tmp_path)
    bare = TestClient(create_console(config, Atelier.open(config))).get("/")
    assert bare.status_code == 200
    assert '<svg class="i' not in bare.text
    assert "Se connecter" in bare.text
    assert "statique" not in bare.text


def test_where_no_npm_registry_answers_all_but_the_script_is_built(tmp_path: Path) -> None:
    shutil.copytree(
        ROOT / "web",
        tmp_path / "web",
        ignore=shutil.ignore_patterns("node_modules", "__pycache__"),
    )
    closed = {"npm_config_registry": "http://127.0.0.1:9", "npm_config_fetch_retries": "0"}
    cache = {"npm_config_cache": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, tmp_path / "web/build.py"],
        env={**os.environ, **closed, **cache},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "no script" in done.stdout
    assert len(done.stdout.splitlines()) == 1
    built = Assets.read(tmp_path / "src/boucle/console/statique")
    assert set(built.names) == {"boucle.css", "sprite.svg"}
    style = built.plain[built.names["boucle.css"]].decode()
    assert "@import" not in style
    assert style.count("{") == style.count("}") > 300


def test_without_npm_the_pages_have_their_look_and_no_script(tmp_path: Path, caplog: Any) -> None:
    files = {"boucle.css": "boucle-1.css", "sprite.svg": "sprite-1.svg"}
    for name in files.values():
        (tmp_path / name).write_text("x")
    (tmp_path / "manifest.json").write_text(json.dumps({"sources": "", "files": files}))
    assets = Assets.read(tmp_path)
    assert caplog.messages == ["pages: built without npm, they are served without their script"]
    assert assets.address("boucle.css") == "/statique/boucle-1.css"
    assert assets.address("boucle.js") == ""
    assert gzip.decompress(assets.packed["boucle-1.css"]) == b"x"
