"""Application: two doors behind one address, each with its own key."""

from __future__ import annotations

from litestar.testing import TestClient

from boucle.api.app import create_app, owns
from boucle.application import create_application
from boucle.config import Config
from boucle.console.app import create_console, handlers
from boucle.operations.atelier import Atelier


def test_each_door_keeps_its_own_lock(config: Config) -> None:
    with TestClient(create_application(config)) as client:
        page = client.get("/", headers={"x-apikey": "faux:faux"})
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")
        refused = client.get(
            "/LOOP-api-publiques/getImportStatus", headers={"cookie": "session=vraie"}
        )
        assert refused.status_code == 401
        assert refused.headers["content-type"] == "application/json"
        assert client.get("/openapi.json").status_code == 200
        assert client.get("/sante").status_code == 200


def test_no_path_belongs_to_both(config: Config) -> None:
    atelier = Atelier.open(config)
    programs = _paths(create_app(config, atelier))
    assert [path for path in programs if not owns(path)] == []
    pages = [path for handler in handlers() for path in handler.paths]
    assert [path for path in pages if owns(path)] == []
    assert create_console(config, atelier)
    atelier.close()


def _paths(app: object) -> list[str]:
    inner = app.__closure__[0].cell_contents  # type: ignore[attr-defined]
    return [route.path for route in inner.routes]
