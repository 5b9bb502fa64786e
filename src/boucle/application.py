"""Application: the doors of one server, behind one address.

The API and the console know nothing of each other: a path belongs to one of them. So a key never
opens a page, and a session never calls the API.
"""

from __future__ import annotations

from typing import Any

from litestar.types import ASGIApp

from boucle.api import app as api
from boucle.config import Config
from boucle.console.app import create_console
from boucle.operations.atelier import Atelier


def create_application(config: Config, atelier: Atelier | None = None) -> ASGIApp:
    """Build every door on a database that is already migrated."""
    atelier = atelier or Atelier.open(config)
    programs = api.create_app(config, atelier)
    people = create_console(config, atelier)

    async def application(scope: Any, receive: Any, send: Any) -> None:
        # The life of the server is the API's: it closes what both share.
        ours = scope["type"] == "http" and not api.owns(scope["path"])
        await (people if ours else programs)(scope, receive, send)

    return application
