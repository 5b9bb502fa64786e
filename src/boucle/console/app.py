"""App: the console, put together."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from litestar import Litestar, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp

from boucle.attelage import furnish
from boucle.comptoir import Comptoir
from boucle.config import Config
from boucle.console.cadre import refusals
from boucle.console.cadre.assets import Assets, asset
from boucle.console.cadre.debit import guard_address, guard_person
from boucle.console.cadre.door import check_rights, guard_session
from boucle.console.cadre.headers import secured
from boucle.console.cadre.lisible import guard_text
from boucle.console.cadre.origin import guard_origin
from boucle.console.cadre.preferences import choose
from boucle.console.cadre.render import make_environment
from boucle.console.onglets import differences, impact, rapport
from boucle.console.pages import (
    aller,
    decisions,
    detail,
    flux,
    notifications,
    portefeuille,
    suivi,
)
from boucle.console.pages.connexion import connexion_handlers
from boucle.console.pages.moi import moi_handlers
from boucle.console.pages.personnes import personne_handlers
from boucle.errors import Refus
from boucle.operations.acces import droits
from boucle.operations.atelier import Atelier


def handlers() -> list[Any]:
    """List every page and action of the console."""
    return [
        asset,
        choose,
        *connexion_handlers(),
        *moi_handlers(),
        *personne_handlers(),
        *aller.PAGES,
        *portefeuille.PAGES,
        *suivi.PAGES,
        *decisions.PAGES,
        *detail.PAGES,
        *rapport.PAGES,
        *impact.PAGES,
        *differences.PAGES,
        *flux.FLUX,
        *notifications.PAGES,
    ]


def create_console(
    config: Config,
    atelier: Atelier,
    comptoir: Comptoir | None = None,
    *,
    more: Iterable[Any] = (),
    folders: tuple[Path, ...] = (),
) -> ASGIApp:
    """Build the console on the rooms that the API uses too; whoever opened them closes them.

    comptoir: the one that counts addresses before this door. more, folders: handlers and templates
    besides our own, for a page of trial.
    """
    # Pages of trial are asked for once: only our own are kept put together.
    built = _build_own() if not more else _build(more)
    return secured(
        furnish(
            built,
            {
                "atelier": atelier,
                "store": atelier.store,
                "config": config,
                "comptoir": comptoir or Comptoir(config, atelier.store),
                "assets": Assets.read(),
                "guet": flux.Guet(atelier),
                "templates": make_environment(folders),
            },
        ),
        config,
    )


@cache
def _build_own() -> Litestar:
    return _build(())


def _build(more: Iterable[Any]) -> Litestar:
    """Put the routes together, without a room behind them."""
    app = Litestar(
        # A router takes copies: the toolkit would wrap a handler once more for each application.
        route_handlers=[Router("/", route_handlers=[*handlers(), *more])],
        guards=[guard_origin, guard_address, guard_session, guard_person, guard_text],
        exception_handlers={
            Refus: refusals.answer_refus,
            HTTPException: refusals.answer_http,
            Exception: refusals.answer_crash,
        },
        state=State({"droits": droits.table()}),
        openapi_config=None,
        request_max_body_size=refusals.CORPS_OCTETS_MAX,
        # Assets are compressed once; a stream of events must not wait in a compressor.
        compression_config=CompressionConfig(
            backend="gzip", gzip_compress_level=6, exclude=["^/statique/", "^/evenements"]
        ),
    )
    check_rights(app)
    return app
