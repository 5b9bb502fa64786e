"""Audit: who did what, chained row to row, written in the transaction of the act itself.

One chain per dossier: each row carries the HMAC of its own content and of the row before, so that
a changed, missing or moved row shows. One row per operation, with a digest of what it carried.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, select

from boucle import clock
from boucle.config import Config
from boucle.store.base.metadata import dossier_key, perimetre_columns, table
from boucle.store.base.secret import derive
from boucle.store.base.types import Entier, Instant, Texte
from boucle.store.fiches.dossiers import dossier_etat
from boucle.values import Perimetre

audit = table(
    "audit",
    *perimetre_columns(),
    Column("seq", Entier, primary_key=True, autoincrement=False),
    Column("le", Instant, nullable=False),
    Column("auteur", Texte, nullable=False),
    Column("action", Texte, nullable=False),
    Column("objet", Texte, nullable=False),
    Column("contenu", Texte, nullable=False),
    Column("precedent", Texte, nullable=False),
    Column("empreinte", Texte, nullable=False),
    dossier_key(),
    distribution="dossier",
)


def note(
    conn: Connection,
    perimetre: Perimetre,
    config: Config,
    *,
    auteur: str,
    acteur: str,
    action: str,
    objet: str,
    contenu: dict[str, Any],
) -> None:
    """Add a row at the end of the dossier's chain.

    auteur: the name that people know; acteur: what tells it from any other (`cle:…`), kept with
    the content.
    """
    state = dossier_etat.c
    here = (state.cabinet_id == perimetre.cabinet_id, state.dossier_id == perimetre.dossier_id)
    # The update comes first: it takes the row, so that two writers cannot read the same end.
    seq = conn.execute(
        dossier_etat.update()
        .where(*here)
        .values(audit_seq=state.audit_seq + 1)
        .returning(state.audit_seq)
    ).scalar_one()
    precedent = conn.execute(select(state.audit_empreinte).where(*here)).scalar_one()
    row = {
        "seq": seq,
        "le": clock.now(),
        "auteur": auteur,
        "action": action,
        "objet": objet,
        "contenu": json.dumps(
            {**contenu, "acteur": acteur}, ensure_ascii=False, sort_keys=True, default=str
        ),
        "precedent": precedent,
    }
    empreinte = digest(config, perimetre, row)
    conn.execute(
        audit.insert().values(
            cabinet_id=perimetre.cabinet_id,
            dossier_id=perimetre.dossier_id,
            empreinte=empreinte,
            **row,
        )
    )
    conn.execute(dossier_etat.update().where(*here).values(audit_empreinte=empreinte))


def digest(config: Config, perimetre: Perimetre, row: dict[str, Any]) -> str:
    """Compute the HMAC a row must carry, from its content and the row before."""
    content = [
        perimetre.cabinet_id,
        perimetre.dossier_id,
        row["seq"],
        row["le"].isoformat(),
        row["auteur"],
        row["action"],
        row["objet"],
        row["contenu"],
        row["precedent"],
    ]
    canonical = json.dumps(content, ensure_ascii=False).encode()
    return hmac.new(derive(config, "audit"), canonical, hashlib.sha256).hexdigest()


def breaks(conn: Connection, perimetre: Perimetre, config: Config) -> Iterator[int]:
    """Give the number of each row where the chain of a dossier does not hold."""
    query = (
        select(audit)
        .where(
            audit.c.cabinet_id == perimetre.cabinet_id,
            audit.c.dossier_id == perimetre.dossier_id,
        )
        .order_by(audit.c.seq)
    )
    previous, expected = "", 1
    for row in conn.execute(query).mappings():
        right = digest(config, perimetre, dict(row))
        if row["seq"] != expected or row["precedent"] != previous or row["empreinte"] != right:
            yield row["seq"]
        previous, expected = row["empreinte"], row["seq"] + 1
