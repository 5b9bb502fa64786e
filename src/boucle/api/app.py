"""App: the HTTP door, put together.

The ASGI side is only the door: handlers are plain functions run in threads.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from litestar import Litestar
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.middleware import DefineMiddleware
from litestar.types import ASGIApp

from boucle.api import wire
from boucle.api.document.openapi import openapi_handlers
from boucle.api.document.parametres import Parametres
from boucle.api.entree.cadence import CadenceAdresse, CadenceCle, handle_http
from boucle.api.entree.cors import cors
from boucle.api.entree.gate import PUBLISHED, Gate, check_rights, fold_path
from boucle.api.routes.archives import archive_handlers
from boucle.api.routes.collaboratif import collaborative_handlers
from boucle.api.routes.depot import depot_handlers
from boucle.api.routes.documents import document_handlers
from boucle.api.routes.ecritures import ecriture_handlers
from boucle.api.routes.import_json import import_json
from boucle.api.routes.imports import import_handlers
from boucle.api.routes.livre import livre_handlers
from boucle.api.routes.ressources import resource_handlers
from boucle.api.routes.sante import sante
from boucle.api.routes.verifications import verification_handlers
from boucle.attelage import furnish
from boucle.comptoir import Comptoir
from boucle.config import Config
from boucle.errors import Refus
from boucle.operations.acces import droits
from boucle.operations.atelier import Atelier
from boucle.schema.resource import Resource

# Every path of the API begins so, and no page does.
_PREFIXES = ("/depot/", "/openapi.", "/sante", "/v1/", PUBLISHED)


def owns(path: str) -> bool:
    """Tell whether a path is the API's, whatever its case."""
    return path.lower().startswith(_PREFIXES)


def create_app(
    config: Config,
    atelier: Atelier | None = None,
    declared: Iterable[Resource] | None = None,
    comptoir: Comptoir | None = None,
) -> ASGIApp:
    """Build the application on a database that is already migrated.

    declared: the resources that it serves, all of the house when none are named. comptoir: the one
    that counts addresses before this door.
    """
    atelier = atelier or Atelier.open(config)
    # Chosen resources are those of one moment: only the house whole is kept put together.
    built = (
        _build_whole(config.cors_origins)
        if declared is None
        else _build(tuple(declared), config.cors_origins)
    )
    return fold_path(
        furnish(
            built,
            {
                "atelier": atelier,
                "store": atelier.store,
                "config": config,
                "comptoir": comptoir or Comptoir(config, atelier.store),
            },
        )
    )


@lru_cache(4)
def _build_whole(origines: str) -> Litestar:
    return _build(None, origines)


def _build(declared: tuple[Resource, ...] | None, origines: str) -> Litestar:
    """Put the routes together, without a room behind them."""
    app = Litestar(
        route_handlers=handlers(declared),
        middleware=[
            CadenceAdresse,
            DefineMiddleware(Gate),
            CadenceCle,
            DefineMiddleware(Parametres, declared=declared),
        ],
        exception_handlers={
            Refus: wire.handle_refus,
            HTTPException: handle_http,
            Exception: wire.handle_crash,
        },
        state=State({"droits": droits.table(declared)}),
        openapi_config=None,
        cors_config=cors(origines),
        request_max_body_size=wire.CORPS_OCTETS_MAX,
        on_shutdown=[_close],
    )
    check_rights(app)
    return app


def _close(app: Litestar) -> None:
    app.state.comptoir.cadence.close()
    app.state.atelier.close()


def handlers(declared: Iterable[Resource] | None = None) -> list[Any]:
    """List every handler, of these resources or of all those of the house."""
    return [
        sante,
        *archive_handlers(),
        *collaborative_handlers(),
        *depot_handlers(),
        *document_handlers(),
        *ecriture_handlers(),
        *import_handlers(),
        import_json,
        *livre_handlers(),
        *openapi_handlers(),
        *resource_handlers(declared),
        *verification_handlers(),
    ]
