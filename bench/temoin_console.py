"""TemoinConsole: the page of an import's lines as a hand would write it, and nothing more.

The same toolkit, server, doors, SQL and template, and the same octets; the driver called directly.
`python -m bench.temoin_console DOSSIER_DES_DONNEES PORT`.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import uvicorn
from litestar import Litestar, Request, Response, get
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.params import FromPath

from boucle import resources
from boucle.commandes.outils import settle
from boucle.config import Config
from boucle.console.cadre.assets import Assets
from boucle.console.cadre.door import guard_session, under, visite_of
from boucle.console.cadre.headers import secured
from boucle.console.cadre.origin import guard_origin
from boucle.console.cadre.render import make_environment, page
from boucle.operations.acces import droits
from boucle.operations.atelier import Atelier

_IMPORT = (
    "SELECT i.dossier_id, i.import_id, i.tentative, i.etat, i.lignes FROM import_comptable i"
    " JOIN dossier d ON d.cabinet_id = i.cabinet_id AND d.dossier_id = i.dossier_id"
    " WHERE i.cabinet_id = ? AND i.demande = ? AND d.code = ?"
)
_LIGNES = (
    "SELECT l.n, l.journal, l.num, l.date, l.piece_ref, l.compte, l.tiers,"
    " coalesce(x.reference, '') AS reference, l.libelle, l.debit, l.credit, l.lettrage"
    " FROM ligne AS l LEFT OUTER JOIN ligne_detail AS x ON x.cabinet_id = l.cabinet_id"
    " AND x.dossier_id = l.dossier_id AND x.import_id = l.import_id"
    " AND x.tentative = l.tentative AND x.n = l.n"
    " WHERE l.cabinet_id = ? AND l.dossier_id = ? AND l.import_id = ? AND l.tentative = ?"
    " AND l.n {sens} ? ORDER BY l.n {ordre} LIMIT ?"
)
_PAGE, _FIN = 100, 2**62
_EPOCH = date(1970, 1, 1)
_local = threading.local()


@get(
    "/dossiers/{code:str}/imports/{demande:str}",
    sync_to_thread=True,
    opt=under("import.lignes", "code"),
)
def open_import(
    request: Request[Any, Any, Any], code: FromPath[str], demande: FromPath[str]
) -> Response[bytes]:
    """Give a page of the lines of an import: the first one, the last one, or the next."""
    query = request.query_params
    conn = _connection(request.app.state.config)
    cabinet_id = visite_of(request).acteur.cabinet_id
    found = conn.execute(_IMPORT, (cabinet_id, demande, code)).fetchone()
    assert found["etat"] in ("a_valider", "valide")
    here = (cabinet_id, found["dossier_id"], found["import_id"], found["tentative"])
    total = found["lignes"]
    if query.get("fin"):
        take = (total - 1) % _PAGE + 1
        rows = conn.execute(_LIGNES.format(sens="<", ordre="DESC"), (*here, _FIN, take)).fetchall()
        rows.reverse()
        rang = total - len(rows)
    else:
        after = int(query.get("apres", "0"))
        rows = conn.execute(_LIGNES.format(sens=">", ordre="ASC"), (*here, after, _PAGE)).fetchall()
        rang = int(query.get("rang", "0"))
    lignes = [{**dict(row), "date": _EPOCH + timedelta(row["date"])} for row in rows]
    root, links = f"/dossiers/{code}/imports/{demande}?", {"before": "", "after": ""}
    if rang:
        links["before"] = root + urlencode({"avant": lignes[0]["n"], "rang": rang, "page": 1})
    if rang + len(lignes) < total:
        links["after"] = root + urlencode(
            {"apres": lignes[-1]["n"], "rang": rang + len(lignes), "page": 1}
        )
    opened = SimpleNamespace(feuillet=SimpleNamespace(lignes=lignes, rang=rang))
    return page(request, "feuillet.html", opened=opened, links=links)


def _connection(config: Config) -> sqlite3.Connection:
    if not hasattr(_local, "conn"):
        _local.conn = sqlite3.connect(config.donnees / "boucle.sqlite", isolation_level=None)
        _local.conn.row_factory = sqlite3.Row
    conn: sqlite3.Connection = _local.conn
    return conn


def main() -> None:
    """Serve."""
    resources.load()
    config = Config(donnees=Path(sys.argv[1]))
    atelier = Atelier.open(config)
    app = Litestar(
        route_handlers=[open_import],
        guards=[guard_origin, guard_session],
        openapi_config=None,
        state=State(
            {
                "atelier": atelier,
                "store": atelier.store,
                "config": config,
                "droits": droits.table(),
                "assets": Assets.read(),
                "templates": make_environment(),
            }
        ),
        compression_config=CompressionConfig(backend="gzip", gzip_compress_level=6),
    )
    settle()
    uvicorn.run(
        secured(app),
        host="127.0.0.1",
        port=int(sys.argv[2]),
        access_log=False,
        server_header=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
