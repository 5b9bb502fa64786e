"""Cors: which pages of other sites may call the API from a browser; none unless the settings say.

The toolkit answers the questions that browsers ask first, keys or not. No cookie ever goes along:
the API knows keys alone.
"""

from __future__ import annotations

import re

from litestar.config.cors import CORSConfig

from boucle.errors import Refus
from boucle.errors.demandes.req_debit import ORIGINE_INVALIDE

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?|\*", re.ASCII)
_MONTRES = [
    "Link",
    "Retry-After",
    "RateLimit",
    "RateLimit-Policy",
    "requestid",
    "x-request-id",
    "Content-Disposition",
    "X-Lignes",
    "X-Description",
]
_ENTETES = [
    "ocp-apim-subscription-key",
    "x-apikey",
    "idempotency-key",
    "content-type",
    "x-ms-blob-type",
]
_JOUR_S = 86_400


def cors(origines: str) -> CORSConfig | None:
    """Give the toolkit's settings for origins parted by commas, None when there are none.

    Refuses ORIGINE_INVALIDE.
    """
    origins = [part.strip() for part in origines.split(",") if part.strip()]
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise Refus(ORIGINE_INVALIDE, lu=origin[:60])
    if not origins:
        return None
    return CORSConfig(
        allow_origins=origins,
        allow_methods=["GET", "POST", "PUT", "DELETE"],
        allow_headers=_ENTETES,
        expose_headers=_MONTRES,
        max_age=_JOUR_S,
    )
