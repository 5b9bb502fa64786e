"""App: the console, put together."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp

from boucle.config import Config
from boucle.console import decisions, detail, portefeuille, refusals, suivi
from boucle.console.acces import Qui, nobody
from boucle.console.accueil import accueil
from boucle.console.assets import Assets, asset
from boucle.console.headers import secured
from boucle.console.origin import guard_origin
from boucle.console.preferences import choose
from boucle.console.render import make_environment
from boucle.errors import Refus
from boucle.operations.atelier import Atelier


def handlers() -> list[Any]:
    """List every page and action of the console."""
    return [
        accueil, asset, choose, *portefeuille.PAGES, *suivi.PAGES, *decisions.PAGES, *detail.PAGES,
    ]


def create_console(
    config: Config, atelier: Atelier, *, more: Iterable[Any] = (), folders: tuple[Path, ...] = (),
    qui: Qui = nobody,
) -> ASGIApp:
    """Build the console on the rooms that the API uses too; whoever opened them closes them.

    more, folders: handlers and templates besides our own, for a page of trial. qui: who sends
    a request.
    """
    app = Litestar(
        route_handlers=[*handlers(), *more],
        guards=[guard_origin],
        exception_handlers={
            Refus: refusals.answer_refus,
            HTTPException: refusals.answer_http,
            Exception: refusals.answer_crash,
        },
        state=State({
            "atelier": atelier, "store": atelier.store, "config": config,
            "assets": Assets.read(), "qui": qui, "templates": make_environment(folders),
        }),
        openapi_config=None,
        request_max_body_size=refusals.CORPS_OCTETS_MAX,
        # Assets are compressed once; a stream of events must not wait in a compressor.
        compression_config=CompressionConfig(
            backend="gzip", gzip_compress_level=6, exclude=["^/statique/", "^/evenements"]
        ),
    )
    return secured(app)
