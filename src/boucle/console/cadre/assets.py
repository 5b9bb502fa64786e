"""Assets: the style sheet, the icons and the script, under names that carry their hash.

They are built from web/ and never kept in git. Without the script every page still works.
"""

from __future__ import annotations

import gzip
import json
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from boucle.console.cadre.door import under
from boucle.errors import Refus
from boucle.errors.demandes.req_console import PAGE_INCONNUE
from boucle.values import shown

FOLDER = Path(__file__).parent.parent / "statique"
PREFIX = "/statique/"
# A name is never given again to other bytes.
FOR_EVER = "public, max-age=31536000, immutable"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_LOG = logging.getLogger("boucle.console")


@dataclass(frozen=True)
class Assets:
    """Hold the built files in memory (about 80 kB), plain and compressed, by their public name."""

    names: dict[str, str] = field(default_factory=dict)
    plain: dict[str, bytes] = field(default_factory=dict)
    packed: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path = FOLDER) -> Assets:
        """Read what was built; say in the log, in one line, what is missing."""
        manifest = folder / "manifest.json"
        if not manifest.exists():
            _LOG.warning("pages: nothing was built, they are served bare; `make install` builds")
            return cls()
        names: dict[str, str] = json.loads(manifest.read_text("utf-8"))["files"]
        if "boucle.js" not in names:
            _LOG.warning("pages: built without npm, they are served without their script")
        plain = {name: (folder / name).read_bytes() for name in names.values()}
        packed = {name: gzip.compress(content, 9, mtime=0) for name, content in plain.items()}
        return cls(names, plain, packed)

    def address(self, name: str) -> str:
        """Give the address of `boucle.css`; empty when it was not built."""
        return PREFIX + self.names[name] if name in self.names else ""


@get(PREFIX + "{nom:str}", opt=under("console.statique"), sync_to_thread=False)
def asset(nom: FromPath[str], request: Request[Any, Any, Any]) -> Response[bytes]:
    """Serve one built file, for ever the same under its name."""
    assets: Assets = request.app.state.assets
    if nom not in assets.plain:
        raise Refus(PAGE_INCONNUE, chemin=shown(request.url.path))
    headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
    content = assets.plain[nom]
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        content = assets.packed[nom]
    return Response(content, media_type=_TYPES[Path(nom).suffix], headers=headers)
