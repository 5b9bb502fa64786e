"""Attelage: one door put together once a process, and given rooms of its own each time it opens.

Reading the signatures of some hundred handlers takes a third of a second. A server pays it once;
a process that opens many (a sandbox put back to its start, a suite of tests) must not pay it again.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from litestar import Litestar
from litestar.datastructures import State


def furnish(built: Litestar, rooms: dict[str, Any]) -> Litestar:
    """Give an application with the routes of `built`, and these rooms besides its state.

    Nothing that was put together with the routes may hold a room: it is found in the state of the
    application that the call came by (`scope["litestar_app"].state`).
    """
    app = copy(built)
    app.state = State({**built.state.dict(), **rooms})
    # The life of the server is led by the router: its ends are those of this one.
    app.asgi_router = copy(built.asgi_router)
    app.asgi_router.app = app
    return app
