"""Rejeu: the same write sent twice gives the first answer, and is done once."""

from __future__ import annotations

from sqlalchemy import Connection

from boucle.errors import Refus
from boucle.errors import ressource as r
from boucle.schema.champ import shown
from boucle.store import idempotence
from boucle.values import Perimetre

_CLE_MAX = 200


def known_answer(
    conn: Connection, perimetre: Perimetre, cle: str, empreinte: str
) -> bytes | None:
    """Give the answer that this very request already got, without taking its key."""
    earlier = idempotence.find(conn, perimetre, cle)
    return earlier.corps if earlier is not None and earlier.empreinte == empreinte else None


def first_answer(
    conn: Connection, perimetre: Perimetre, cle: str, empreinte: str
) -> bytes | None:
    """Take an idempotency key; give the answer it already got for this very request.

    Refuses IDEMPOTENCE_INVALIDE and IDEMPOTENCE_AUTRE.
    """
    if not (0 < len(cle) <= _CLE_MAX and all("!" <= char <= "~" for char in cle)):
        raise Refus(r.IDEMPOTENCE_INVALIDE, lu=shown(cle))
    earlier = idempotence.take(conn, perimetre, cle, empreinte)
    if earlier is None:
        return None
    if earlier.empreinte != empreinte:
        raise Refus(r.IDEMPOTENCE_AUTRE, cle=shown(cle))
    return earlier.corps
