"""TemoinApi: the list of comptes as a hand would write it for this one resource.

The same toolkit, server, gate (keys checked on every call) and SQL; the driver called directly, the
objects written out, msgspec for the JSON. `python -m bench.temoin_api DOSSIER_DES_DONNEES PORT`.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
from pathlib import Path
from typing import Any

import msgspec
import uvicorn
from litestar import Litestar, Request, Response, get
from litestar.datastructures import State
from litestar.middleware import DefineMiddleware

from boucle.api.entree.gate import Gate, fold_path
from boucle.commandes.outils import settle
from boucle.config import Config
from boucle.operations.atelier import Atelier

_DOSSIER = "SELECT dossier_id FROM dossier WHERE cabinet_id = ? AND code = ?"
_JOINTURE = (
    " LEFT OUTER JOIN {table} AS {alias} ON {alias}.cabinet_id = compte.cabinet_id"
    " AND {alias}.dossier_id = compte.dossier_id AND {alias}.id = compte.{colonne}"
)
_COMPTES = (
    "SELECT compte.object_id, compte.revision, compte.numero, compte.libelle, compte.type,"
    " compte.collectif, compte.lettrable, compte.pointable, compte.centralisable,"
    " compte.analytique, compte.ferme, p.numero, p.object_id, b.code, b.object_id, t.code,"
    " t.object_id FROM compte"
    + _JOINTURE.format(table="compte", alias="p", colonne="compte_contrepartie_id")
    + _JOINTURE.format(table="compte_bancaire", alias="b", colonne="compte_banque_id")
    + _JOINTURE.format(table="tva", alias="t", colonne="tva_id")
    + " WHERE compte.cabinet_id = ? AND compte.dossier_id = ?"
    " ORDER BY compte.numero, compte.id LIMIT ? OFFSET ?"
)
_local = threading.local()


@get("/loop-api-publiques/compte", sync_to_thread=True)
def list_comptes(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Give the comptes of a dossier."""
    params = request.query_params
    conn = _connection(request.app.state.config)
    cabinet_id = request.state.acteur.cabinet_id
    dossier_id = conn.execute(_DOSSIER, (cabinet_id, params["codeDossier"])).fetchone()[0]
    take = int(params["take"])
    rows = conn.execute(_COMPTES, (cabinet_id, dossier_id, take + 1, 0)).fetchall()
    return Response(msgspec.json.encode(_objects(rows[:take])), media_type="application/json")


def _connection(config: Config) -> sqlite3.Connection:
    if not hasattr(_local, "conn"):
        _local.conn = sqlite3.connect(config.donnees / "boucle.sqlite", isolation_level=None)
    conn: sqlite3.Connection = _local.conn
    return conn


def _objects(rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [
        {
            "objectId": object_id,
            "revisionId": f"0x{revision:016X}",
            "description": [numero],
            "numero": numero,
            "libelle": libelle,
            "type": classe,
            "collectif": bool(collectif),
            "lettrable": bool(lettrable),
            "pointable": bool(pointable),
            "centralisable": bool(centralisable),
            "analytique": bool(analytique),
            "ferme": bool(ferme),
            "compteContrepartie": {"objectId": p_id, "description": [p_code or ""]},
            "compteBanque": {"objectId": b_id, "description": [b_code or ""]},
            "tva": {"objectId": t_id, "description": [t_code or ""]},
        }
        for (
            object_id,
            revision,
            numero,
            libelle,
            classe,
            collectif,
            lettrable,
            pointable,
            centralisable,
            analytique,
            ferme,
            p_code,
            p_id,
            b_code,
            b_id,
            t_code,
            t_id,
        ) in rows
    ]


def main() -> None:
    """Serve."""
    config = Config(donnees=Path(sys.argv[1]))
    atelier = Atelier.open(config)
    app = Litestar(
        route_handlers=[list_comptes],
        middleware=[DefineMiddleware(Gate)],
        openapi_config=None,
        state=State({"atelier": atelier, "store": atelier.store, "config": config}),
    )
    settle()
    uvicorn.run(
        fold_path(app),
        host="127.0.0.1",
        port=int(sys.argv[2]),
        access_log=False,
        server_header=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
