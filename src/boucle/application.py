"""Application: the doors of one server, behind one address.

The API and the console know nothing of each other: a path belongs to one of them. So a key never
opens a page, and a session never calls the API. What they share is how often one may ask.
"""

from __future__ import annotations

from typing import Any

from litestar.types import ASGIApp

from boucle.api import app as api
from boucle.comptoir import Comptoir
from boucle.config import Config
from boucle.console.app import create_console
from boucle.operations.atelier import Atelier


def create_application(config: Config, atelier: Atelier | None = None) -> ASGIApp:
    """Build every door on a database that is already migrated."""
    atelier = atelier or Atelier.open(config)
    comptoir = Comptoir(config, atelier.store)
    programs = api.create_app(config, atelier, comptoir=comptoir)
    people = create_console(config, atelier, comptoir)

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await comptoir.count_address(scope)
        # The life of the server is the API's: it closes what both share.
        ours = scope["type"] == "http" and not api.owns(scope["path"])
        await (people if ours else programs)(scope, receive, send)

    return application
