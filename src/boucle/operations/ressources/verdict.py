"""Verdict: what became of each record of a call: done, or refused with every reason."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from decimal import Decimal
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection

from boucle.errors import Kind
from boucle.errors.demandes import ressource as r
from boucle.schema.champs.champ import shown
from boucle.schema.champs.champ_lien import Lien, Reference
from boucle.schema.fiche import Faute, Fiche
from boucle.schema.rendu import rendu
from boucle.schema.resource import Resource
from boucle.store.fiches import fiches
from boucle.values import Perimetre

_TEXTE_MAX = 200
_ENTIER_MAX = 2**63 - 1


@dataclass(slots=True)
class Verdict:
    """Collect what a write did, in the order of the call.

    rows: whole kept rows by column, of the records that were written.
    """

    fautes: list[Faute] = field(default_factory=list)
    success: list[dict[str, Any]] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, fiche: Fiche, champ: str, kind: Kind, lu: Any, **slots: Any) -> None:
        """Add one fault of one record."""
        self.fautes.append(Faute(fiche.index, champ, kind, lu, slots, fiche.object_id))

    def sound(self, candidates: list[Fiche]) -> list[Fiche]:
        """Keep the records that have no fault so far."""
        faulty = {faute.index for faute in self.fautes}
        return [fiche for fiche in candidates if fiche.index not in faulty]

    def refuse_doubles(
        self, several: list[Fiche], champ: str, key_of: Callable[[Fiche], Hashable]
    ) -> list[Fiche]:
        """Keep one record of each key, the first that has no fault so far; refuse the others.

        When all of one key have a fault the first counts: each is told what it would meet next.
        What already has a fault in this very field is not judged again, and is not kept.
        """
        blamed = {faute.index for faute in self.fautes if faute.champ == champ}
        faulty = {faute.index for faute in self.fautes}
        judged = [fiche for fiche in several if fiche.index not in blamed]
        kept: dict[Hashable, Fiche] = {}
        for fiche in sorted(judged, key=lambda fiche: (fiche.index in faulty, fiche.index)):
            key = key_of(fiche)
            first = kept.setdefault(key, fiche)
            if first is not fiche:
                self.refuse(fiche, champ, r.FICHE_EN_DOUBLE, key, autre=first.index)
        return sorted(kept.values(), key=lambda fiche: fiche.index)

    def envelope(self, *, alone: bool) -> dict[str, Any]:
        """Give the published shape; a single created record comes alone, not in a list."""
        self.fautes.sort(key=lambda faute: faute.index)
        success: Any = self.success
        if alone and len(self.success) == 1 and not self.fautes:
            success = self.success[0]
        return {"success": success, "errors": [_wire(faute) for faute in self.fautes]}


def _wire(faute: Faute) -> dict[str, Any]:
    told: dict[str, Any] = {"index": faute.index}
    if faute.object_id:
        told["objectId"] = plain(faute.object_id)
    return told | {
        "field": faute.champ,
        "code": faute.kind.code,
        "message": faute.message,
        "remede": faute.remede,
        "value": plain(faute.lu),
        **faute.details,
    }


def plain(value: Any) -> Any:
    """Give back a value as read, cut where it is long, so that any JSON writer takes it."""
    if value is None or isinstance(value, (bool, Decimal)):
        return value
    if isinstance(value, int):
        return value if abs(value) <= _ENTIER_MAX else str(value)[:_TEXTE_MAX]
    if isinstance(value, str):
        cut = value if len(value) <= _TEXTE_MAX else value[: _TEXTE_MAX - 1] + "…"
        return cut.encode("utf-8", "backslashreplace").decode()
    return shown(value)


def resolve_references(
    conn: Connection,
    perimetre: Perimetre,
    resource: Resource,
    candidates: list[Fiche],
    verdict: Verdict,
    *,
    together: bool = False,
) -> None:
    """Turn every reference read into the id of its target; the unknown ones are faults.

    together: a record may point by code to another one of the same call, which is then left as a
    `Lien` for the caller.
    """
    for leaf in resource.references:
        champ = leaf.champ
        assert isinstance(champ, Reference)
        wanted = {
            fiche.valeurs[leaf.column]
            for fiche in candidates
            if isinstance(fiche.valeurs.get(leaf.column), Lien)
        }
        if not wanted:
            continue
        found = fiches.resolve(conn, perimetre, champ, wanted)
        own = together and champ.cible == resource.base.nom
        key = resource.champ_cle.column
        fresh = {fiche.valeurs.get(key) for fiche in candidates} if own else set()
        for fiche in candidates:
            lien = fiche.valeurs.get(leaf.column)
            if not isinstance(lien, Lien):
                continue
            if lien in found:
                fiche.valeurs[leaf.column] = found[lien][0]
            elif not (lien.par == "code" and lien.valeur in fresh):
                verdict.refuse(
                    fiche, leaf.chemin, r.REFERENCE_INCONNUE, lien.valeur, cible=champ.cible
                )


def render(
    conn: Connection, perimetre: Perimetre, resource: Resource, rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Give written rows as the wire shows them."""
    compiled = rendu(resource)
    for leaf in resource.references:
        pairs = [source for source in compiled.sources if source.startswith(f"{leaf.column}>")]
        ids = {row[leaf.column] for row in rows if row[leaf.column] is not None}
        assert isinstance(leaf.champ, Reference)
        found = fiches.references_of(conn, perimetre, leaf.champ, ids) if ids else {}
        for row in rows:
            object_id, key = found.get(row[leaf.column], (None, None))
            for source in pairs:
                row[source] = object_id if source.endswith(">object_id") else key
    pick = itemgetter(*compiled.sources)
    return compiled.make(map(pick, rows))
