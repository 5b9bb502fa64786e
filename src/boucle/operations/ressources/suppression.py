"""Suppression: removing records that nothing uses any more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from boucle.errors.demandes import ressource as r
from boucle.operations.ressources.modification import (
    keep_known,
    read_current,
    refuse_repeated,
)
from boucle.operations.ressources.tenue import refuse_held
from boucle.operations.ressources.verdict import Verdict
from boucle.schema import registre
from boucle.schema.champs.champ import Usage
from boucle.schema.fiche import Fiche, lecteur
from boucle.schema.resource import Resource
from boucle.store.fiches import dossiers, fiches, usages
from boucle.values import Perimetre

_NAMED_MAX = 3


def remove(
    conn: Connection, perimetre: Perimetre, resource: Resource, usage: Usage, items: list[Any]
) -> Verdict:
    """Remove the records that are known, current and unused; the others say why not."""
    verdict = Verdict()
    candidates, verdict.fautes = lecteur(resource, usage).read_deletions(items)
    if not candidates:
        return verdict
    dossiers.next_revisions(conn, perimetre, 0)
    current = read_current(conn, perimetre, resource, usage, candidates)
    known = keep_known(candidates, current, verdict)
    if resource.base.nom == "dossierClient":
        refuse_held(conn, perimetre, known, current, verdict)
    _refuse_used(conn, perimetre, resource, known, current, verdict)
    candidates = verdict.sound(refuse_repeated(known, verdict))
    verdict.rows = [current[fiche.object_id] for fiche in candidates]
    if resource.compagne is not None:
        other = registre.find(resource.compagne.resource)
        names = _companions(resource, verdict.rows)
        gone = fiches.ids_of(conn, perimetre, other, other.champ_cle.column, names)
        fiches.delete(conn, perimetre, other, [ident for ident, _, _ in gone.values()])
    fiches.delete(conn, perimetre, resource, [row["id"] for row in verdict.rows])
    verdict.success = [
        {
            "status": "deleted",
            "objectId": current[fiche.object_id]["object_id"],
            "revisionId": fiche.revision_lue,
        }
        for fiche in candidates
    ]
    return verdict


def _refuse_used(
    conn: Connection,
    perimetre: Perimetre,
    resource: Resource,
    known: list[Fiche],
    current: dict[str, dict[str, Any]],
    verdict: Verdict,
) -> None:
    """Refuse what is used; a user that goes in the same call does not count, if it really goes.

    A record that has a fault already is told of its users too, but does not go.
    """
    key = resource.champ_cle.column
    ids = {fiche.index: current[fiche.object_id]["id"] for fiche in known}
    keys = {current[f.object_id]["id"]: current[f.object_id][key] for f in known}
    users = usages.users(conn, perimetre, resource, keys)
    if resource.compagne is not None:
        users = _without_companions(conn, perimetre, resource, known, current, users)
    going = {ids[fiche.index] for fiche in verdict.sound(known)}
    _hold(resource, users, going)
    for fiche in known:
        staying = _staying(resource, ids[fiche.index], users, going)
        if staying:
            verdict.refuse(
                fiche,
                key_name(resource),
                r.FICHE_UTILISEE,
                current[fiche.object_id][key],
                ressource=resource.article,
                usages=_named(staying),
            )


def _hold(resource: Resource, users: dict[int, list[usages.Usage]], going: set[int]) -> None:
    """Take out of `going` what a user holds, then what that one held in turn."""
    uses: dict[int, list[int]] = {}
    for ident, several in users.items():
        for user in several:
            if user.resource == resource.base.nom:
                uses.setdefault(user.ident, []).append(ident)
    held = [ident for ident in going if _staying(resource, ident, users, going)]
    while held:
        ident = held.pop()
        if ident in going:
            going.remove(ident)
            held += uses.get(ident, ())


def _staying(
    resource: Resource, ident: int, users: dict[int, list[usages.Usage]], going: set[int]
) -> list[usages.Usage]:
    """List the users of a record that stay when `going` goes; a record does not hold itself."""
    return [
        user
        for user in users.get(ident, ())
        if user.resource != resource.base.nom or (user.ident != ident and user.ident not in going)
    ]


def _companions(resource: Resource, rows: Iterable[dict[str, Any]]) -> list[str]:
    assert resource.compagne is not None
    key = resource.champ_cle.column
    return [resource.compagne.cle.format(cle=row[key]) for row in rows]


def _without_companions(
    conn: Connection,
    perimetre: Perimetre,
    resource: Resource,
    known: list[Fiche],
    current: dict[str, dict[str, Any]],
    users: dict[int, list[usages.Usage]],
) -> dict[int, list[usages.Usage]]:
    """Leave out the companions that go with the records, unless something uses them in turn."""
    assert resource.compagne is not None
    other = registre.find(resource.compagne.resource)
    names = set(_companions(resource, (current[f.object_id] for f in known)))
    own = {
        user.ident: user.nom
        for several in users.values()
        for user in several
        if user.resource == other.nom and user.nom in names
    }
    needed = usages.users(conn, perimetre, other, own) if own else {}
    return {
        ident: [user for user in several if user.ident not in own or user.ident in needed]
        for ident, several in users.items()
    }


def key_name(resource: Resource) -> str:
    """Name the field that a refusal of a whole record points to."""
    return resource.champ_cle.nom


def _named(users: list[usages.Usage]) -> str:
    by_title: dict[str, list[str]] = {}
    for user in users:
        by_title.setdefault(user.titre, []).append(user.nom)
    parts = []
    for titre, noms in sorted(by_title.items()):
        shown = ", ".join(sorted(filter(None, noms))[:_NAMED_MAX])
        more = f" et {len(noms) - _NAMED_MAX} de plus" if len(noms) > _NAMED_MAX else ""
        parts.append(f"{titre} {shown}{more}".strip())
    return " ; ".join(parts)
