"""Creation: adding records of a resource, each judged by itself, in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection

from boucle.errors.demandes import ressource as r
from boucle.operations.ressources.verdict import Verdict, render, resolve_references
from boucle.schema import registre
from boucle.schema.champs.champ import Usage
from boucle.schema.champs.champ_lien import Lien
from boucle.schema.fiche import Fiche, lecteur
from boucle.schema.resource import Compagne, Resource
from boucle.store.fiches import dossiers, fiches
from boucle.values import Perimetre


def create(
    conn: Connection, perimetre: Perimetre, resource: Resource, usage: Usage, items: list[Any]
) -> Verdict:
    """Add the sound records among those sent; the others are refused with all their faults."""
    verdict, doubtful = Verdict(), list[Fiche]()
    read, verdict.fautes = lecteur(resource, usage).read_new(items, doubtful)
    if not read and not doubtful:
        return verdict
    for fiche in (*read, *doubtful):
        refuse_reserved(resource, fiche, None, usage, verdict)
    # Taking the dossier's counters first: what is read next cannot be overtaken.
    dossiers.next_revisions(conn, perimetre, 0)
    _refuse_taken_keys(conn, perimetre, resource, read, verdict)
    _refuse_known_keys(conn, perimetre, resource, doubtful, verdict)
    refuse_outside(conn, perimetre, resource, [*read, *doubtful], verdict)
    if resource.nommee:
        key = resource.champ_cle
        named = [f for f in (*read, *doubtful) if f.valeurs[key.column] not in ("", None)]
        verdict.refuse_doubles(named, key.nom, lambda fiche: fiche.valeurs[key.column])
    candidates = verdict.sound(read)
    if resource.intervalle is not None:
        refuse_overlaps(conn, perimetre, resource, candidates, {}, verdict)
        candidates = verdict.sound(candidates)
    kept = {fiche.index for fiche in candidates}
    doubtful += [fiche for fiche in read if fiche.index not in kept]
    candidates = _resolved(conn, perimetre, resource, candidates, verdict)
    verdict.rows = _insert(conn, perimetre, resource, candidates)
    if resource.compagne is not None:
        _accompany(conn, perimetre, resource, resource.compagne, verdict.rows)
    verdict.success = render(conn, perimetre, resource, verdict.rows)
    # Last, since those of the call that are written are there to be pointed to.
    resolve_references(conn, perimetre, resource, doubtful, verdict)
    return verdict


def refuse_reserved(
    resource: Resource, fiche: Fiche, row: dict[str, Any] | None, usage: Usage, verdict: Verdict
) -> None:
    """Refuse to change what asks for a higher profile; row: the record as it is kept, if it is."""
    acces = resource.base.acces
    for nom, requis in ({} if acces is None else acces.champs).items():
        champ = resource.base.par_nom[nom]
        before = champ.absent if row is None else row[champ.column]
        value = fiche.valeurs.get(champ.column, before)
        if usage.profil < requis and value != before:
            verdict.refuse(fiche, nom, r.CHAMP_RESERVE, value, requis=requis, profil=usage.profil)


def refuse_outside(
    conn: Connection,
    perimetre: Perimetre,
    resource: Resource,
    several: list[Fiche],
    verdict: Verdict,
) -> None:
    """Refuse what would belong to no opened dossier, where only some are opened.

    A reference is not looked up here: it finds nothing but records that may be seen.
    """
    acces = resource.base.acces
    if perimetre.ouverts is None or acces is None or not acces.dossier:
        return
    champ = resource.base.par_nom[acces.dossier]
    blamed = {faute.index for faute in verdict.fautes if faute.champ == champ.nom}
    sent = [f for f in several if champ.column in f.valeurs and f.index not in blamed]
    seen: Collection[str] = ()
    if acces.par:
        wanted = {fiche.valeurs[champ.column] for fiche in sent}
        seen = fiches.ids_of(
            conn, perimetre, registre.find(acces.par), "object_id", wanted, seen=True
        )
    for fiche in sent:
        value = fiche.valeurs[champ.column]
        if value in ("", None):
            verdict.refuse(fiche, champ.nom, r.CHAMP_OBLIGATOIRE, value)
        elif acces.par and value not in seen:
            verdict.refuse(fiche, champ.nom, r.REFERENCE_INCONNUE, value, cible=acces.par)
        elif champ is resource.champ_cle:
            # A dossier that exists with no record of the firm's is somebody's all the same.
            found = dossiers.find(conn, perimetre.cabinet_id, value)
            if found is not None and found not in perimetre.ouverts:
                verdict.refuse(fiche, champ.nom, r.FICHE_EXISTE, value, ressource=resource.article)


def _refuse_known_keys(
    conn: Connection,
    perimetre: Perimetre,
    resource: Resource,
    doubtful: list[Fiche],
    verdict: Verdict,
) -> None:
    """Tell a record that has a fault already that its key would not do either."""
    champ = resource.champ_cle
    if not doubtful or not resource.nommee:
        return
    named = [fiche for fiche in doubtful if fiche.valeurs[champ.column] not in ("", None)]
    taken = fiches.ids_of(
        conn, perimetre, resource, champ.column, [f.valeurs[champ.column] for f in named]
    )
    for fiche in named:
        key = fiche.valeurs[champ.column]
        if key in resource.reserve:
            verdict.refuse(fiche, champ.nom, r.CODE_RESERVE, key, usage=resource.reserve[key])
        elif key in taken:
            verdict.refuse(fiche, champ.nom, r.FICHE_EXISTE, key, ressource=resource.article)


def _refuse_taken_keys(
    conn: Connection,
    perimetre: Perimetre,
    resource: Resource,
    candidates: list[Fiche],
    verdict: Verdict,
) -> None:
    champ = resource.champ_cle
    if not (resource.nommee or resource.seule):
        return
    if resource.seule:
        first_one = 0 if fiches.any_row(conn, perimetre, resource) else 1
        for fiche in candidates[first_one:]:
            verdict.refuse(fiche, "", r.FICHE_SEULE, None, ressource=resource.article)
        return
    keys = [fiche.valeurs[champ.column] for fiche in candidates]
    taken = fiches.ids_of(conn, perimetre, resource, champ.column, keys)
    for fiche, key in zip(candidates, keys, strict=True):
        if key in resource.reserve:
            verdict.refuse(fiche, champ.nom, r.CODE_RESERVE, key, usage=resource.reserve[key])
        elif key in taken:
            verdict.refuse(fiche, champ.nom, r.FICHE_EXISTE, key, ressource=resource.article)


def refuse_overlaps(
    conn: Connection,
    perimetre: Perimetre,
    resource: Resource,
    candidates: list[Fiche],
    own_ids: dict[int, int],
    verdict: Verdict,
) -> None:
    """Refuse each record whose interval shares a day with another; own_ids: index → its id."""
    assert resource.intervalle is not None
    start, end = (resource.base.par_nom[nom].column for nom in resource.intervalle)
    key = resource.champ_cle.column
    kept = {ident: row for ident, *row in fiches.periods(conn, perimetre, resource)}
    for fiche in candidates:
        debut, fin = fiche.valeurs[start], fiche.valeurs[end]
        own = own_ids.get(fiche.index, -1 - fiche.index)
        others = [
            row[0]
            for ident, row in kept.items()
            if ident != own and row[1] <= fin and debut <= row[2]
        ]
        if others:
            verdict.refuse(
                fiche,
                resource.intervalle[0],
                r.CHEVAUCHEMENT,
                debut.isoformat(),
                ressource=resource.article,
                autre=", ".join(map(str, sorted(others)[:3])),
            )
        else:
            kept[own] = [fiche.valeurs[key], debut, fin]


def _resolved(
    conn: Connection,
    perimetre: Perimetre,
    resource: Resource,
    candidates: list[Fiche],
    verdict: Verdict,
) -> list[Fiche]:
    """Resolve references until none points to a record of the call that was itself refused."""
    while True:
        before = len(verdict.fautes)
        resolve_references(conn, perimetre, resource, candidates, verdict, together=True)
        if len(verdict.fautes) == before:
            return candidates
        candidates = verdict.sound(candidates)


def _insert(
    conn: Connection, perimetre: Perimetre, resource: Resource, candidates: list[Fiche]
) -> list[dict[str, Any]]:
    rows = [fiche.valeurs for fiche in candidates]
    if not rows:
        return rows
    ids = dossiers.allocate_ids(conn, perimetre, len(rows))
    revisions = dossiers.next_revisions(conn, perimetre, len(rows))
    key = resource.champ_cle.column
    for row, ident, revision in zip(rows, ids, revisions, strict=True):
        row.update(id=ident, object_id=str(uuid.uuid4()), revision=revision, origine_import=None)
    by_code = {row.get(key): row["id"] for row in rows}
    # A reference within the call is written once all of its records are there.
    late: list[tuple[dict[str, Any], str, int]] = []
    for leaf in resource.references:
        for row in rows:
            lien = row[leaf.column]
            if isinstance(lien, Lien):
                late.append((row, leaf.column, by_code[lien.valeur]))
                row[leaf.column] = None
    fiches.insert(conn, perimetre, resource, rows)
    for row, column, ident in late:
        row[column] = ident
    if late:
        changed = {row["id"]: row for row, _, _ in late}
        fiches.update(conn, perimetre, resource, list(changed.values()))
    return rows


def _accompany(
    conn: Connection,
    perimetre: Perimetre,
    resource: Resource,
    compagne: Compagne,
    rows: list[dict[str, Any]],
) -> None:
    other = registre.find(compagne.resource)
    companions = []
    for row in rows:
        cle = row[resource.champ_cle.column]
        texts = {column: text.format(cle=cle) for column, text in compagne.valeurs.items()}
        companions.append(
            {
                other.champ_cle.column: compagne.cle.format(cle=cle),
                compagne.reference: row["id"],
                **texts,
            }
        )
    fiches.insert_missing(conn, perimetre, other, companions, None)
