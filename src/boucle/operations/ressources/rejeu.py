"""Rejeu: the same write sent twice gives the first answer, and is done once.

An idempotency key belongs to the acteur who chose it: two of them may choose the same.
"""

from __future__ import annotations

from sqlalchemy import Connection

from boucle.errors import Refus
from boucle.errors.demandes import ressource as r
from boucle.operations.acces.acteur import Acteur
from boucle.schema.champs.champ import shown
from boucle.store.acces import idempotence
from boucle.values import Perimetre

_CLE_MAX = 200


def first_answer(
    conn: Connection, perimetre: Perimetre, acteur: Acteur, cle: str, empreinte: str
) -> bytes | None:
    """Take an idempotency key; give the answer it already got for this very request.

    Refuses IDEMPOTENCE_INVALIDE and IDEMPOTENCE_AUTRE.
    """
    _check(cle)
    return _same(idempotence.take(conn, perimetre, _own(acteur, cle), empreinte), cle, empreinte)


def earlier_answer(
    conn: Connection, perimetre: Perimetre, acteur: Acteur, rejeu: tuple[str, str] | None
) -> bytes | None:
    """Give the answer that a key and its fingerprint already got, without taking the key.

    For a write that reads what may have changed since: it asks this before it judges anything.
    Refuses as `first_answer`.
    """
    if rejeu is None:
        return None
    _check(rejeu[0])
    return _same(idempotence.find(conn, perimetre, _own(acteur, rejeu[0])), *rejeu)


def keep_answer(
    conn: Connection, perimetre: Perimetre, acteur: Acteur, cle: str, corps: bytes
) -> None:
    """Keep the answer of the write that took the key by `first_answer`."""
    idempotence.keep(conn, perimetre, _own(acteur, cle), 200, corps)


def _own(acteur: Acteur, cle: str) -> str:
    return f"{acteur.identite} {cle}"


def _check(cle: str) -> None:
    if not (0 < len(cle) <= _CLE_MAX and all("!" <= char <= "~" for char in cle)):
        raise Refus(r.IDEMPOTENCE_INVALIDE, lu=shown(cle))


def _same(earlier: idempotence.Reponse | None, cle: str, empreinte: str) -> bytes | None:
    if earlier is None:
        return None
    if earlier.empreinte != empreinte:
        raise Refus(r.IDEMPOTENCE_AUTRE, cle=shown(cle))
    return earlier.corps
