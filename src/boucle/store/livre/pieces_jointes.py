"""PiecesJointes: which kept document is behind the address that lines of an import say.

A row is written before its file is, and bears the attempt, as lines do: what a dead attempt kept is
found by its rows, and swept. The `document` of a row is there once its import is published.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Column, Connection, delete, select

from boucle.store.base.metadata import METADATA, perimetre_columns, table
from boucle.store.base.types import Entier, Texte
from boucle.store.livre.lignes import import_key
from boucle.values import Perimetre

piece_jointe = table(
    "piece_jointe",
    *perimetre_columns(),
    Column("import_id", Entier, primary_key=True, autoincrement=False),
    Column("tentative", Entier, primary_key=True, autoincrement=False),
    # What `ligne_detail.piece_jointe` says.
    Column("adresse", Texte, primary_key=True),
    Column("document", Texte, nullable=False),
    import_key(),
    distribution="dossier",
    sqlite_with_rowid=False,
)
_C = piece_jointe.c
_CHUNK = 500


def announce(
    conn: Connection,
    perimetre: Perimetre,
    import_id: int,
    tentative: int,
    documents: Sequence[tuple[str, str]],
) -> None:
    """Say which documents (address, objectId) this attempt is about to keep."""
    key = {
        "cabinet_id": perimetre.cabinet_id,
        "dossier_id": perimetre.dossier_id,
        "import_id": import_id,
        "tentative": tentative,
    }
    if documents:
        conn.execute(
            piece_jointe.insert(),
            [{**key, "adresse": adresse, "document": ident} for adresse, ident in documents],
        )


def documents_of(
    conn: Connection,
    perimetre: Perimetre,
    import_id: int,
    tentative: int,
    adresses: Collection[str],
) -> dict[str, str]:
    """Give the objectId of the document behind each address; those not kept are left out."""
    found: dict[str, str] = {}
    wanted = sorted(set(adresses) - {""})
    for start in range(0, len(wanted), _CHUNK):
        query = select(_C.adresse, _C.document).where(
            *_attempts(perimetre, import_id),
            _C.tentative == tentative,
            _C.adresse.in_(wanted[start : start + _CHUNK]),
        )
        found.update((row.adresse, row.document) for row in conn.execute(query))
    return found


def doomed(
    conn: Connection, perimetre: Perimetre, import_id: int, sauf: int, take: int
) -> list[str]:
    """List some documents kept by the attempts at an import, that of `sauf` excepted."""
    query = (
        select(_C.document)
        .where(*_attempts(perimetre, import_id), _C.tentative != sauf)
        .order_by(_C.tentative, _C.adresse)
        .limit(take)
    )
    return list(conn.execute(query).scalars())


def forget(
    conn: Connection, perimetre: Perimetre, import_id: int, documents: Collection[str]
) -> None:
    """Delete documents of an import, and what ties lines to them; their files are gone already."""
    document = METADATA.tables["document"]
    here = (
        document.c.cabinet_id == perimetre.cabinet_id,
        document.c.dossier_id == perimetre.dossier_id,
    )
    conn.execute(delete(document).where(*here, document.c.object_id.in_(documents)))
    conn.execute(
        delete(piece_jointe).where(*_attempts(perimetre, import_id), _C.document.in_(documents))
    )


def _attempts(perimetre: Perimetre, import_id: int) -> tuple[Any, ...]:
    return (
        _C.cabinet_id == perimetre.cabinet_id,
        _C.dossier_id == perimetre.dossier_id,
        _C.import_id == import_id,
    )
