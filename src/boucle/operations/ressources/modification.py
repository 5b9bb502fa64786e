"""Modification: changing records that were read before, each under its own revision."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from boucle.errors.demandes import ressource as r
from boucle.errors.francais import jour
from boucle.operations.ressources.creation import (
    refuse_outside,
    refuse_overlaps,
    refuse_reserved,
)
from boucle.operations.ressources.verdict import Verdict, render, resolve_references
from boucle.schema.champs.champ import Usage
from boucle.schema.champs.champ_lien import Lien
from boucle.schema.fiche import Faute, Fiche, Lecteur, lecteur
from boucle.schema.resource import Resource, write_revision
from boucle.store.fiches import dossiers, fiches, usages
from boucle.values import Perimetre

Rows = dict[str, dict[str, Any]]


def change(
    conn: Connection, perimetre: Perimetre, resource: Resource, usage: Usage, items: list[Any]
) -> Verdict:
    """Change the records that are known, current and sound; the others say why not."""
    verdict, doubtful = Verdict(), list[Fiche]()
    reader = lecteur(resource, usage)
    candidates, verdict.fautes = reader.read_changes(items, doubtful)
    candidates = sorted((*candidates, *doubtful), key=lambda fiche: fiche.index)
    if not candidates:
        return verdict
    # Taking the dossier's counters first: of two writers, the second sees the first's revision.
    dossiers.next_revisions(conn, perimetre, 0)
    current = read_current(conn, perimetre, resource, usage, candidates)
    # A record is told all of its faults: one that has some already goes on, but is not written.
    known = keep_known(candidates, current, verdict)
    resolve_references(conn, perimetre, resource, known, verdict)
    for fiche in known:
        refuse_reserved(resource, fiche, current[fiche.object_id], usage, verdict)
    if resource.base.acces is not None and resource.base.acces.dossier != resource.base.cle:
        refuse_outside(conn, perimetre, resource, known, verdict)
    _merge(resource, reader, known, current, verdict)
    if resource.nommee:
        _refuse_taken_keys(conn, perimetre, resource, known, current, verdict)
    once = refuse_repeated(known, verdict)
    if resource.nommee:
        key = resource.champ_cle
        renamed = _renamed(resource, once, current)
        verdict.refuse_doubles(renamed, key.nom, lambda fiche: fiche.valeurs[key.column])
    candidates = verdict.sound(known)
    if resource.intervalle is not None:
        own = {fiche.index: fiche.valeurs["id"] for fiche in candidates}
        refuse_overlaps(conn, perimetre, resource, candidates, own, verdict)
        _refuse_orphans(conn, perimetre, resource, candidates, current, verdict)
        candidates = verdict.sound(candidates)
    verdict.rows = [fiche.valeurs for fiche in candidates]
    revisions = dossiers.next_revisions(conn, perimetre, len(verdict.rows))
    for row, revision in zip(verdict.rows, revisions, strict=True):
        row["revision"] = revision
    fiches.update(conn, perimetre, resource, verdict.rows)
    verdict.success = render(conn, perimetre, resource, verdict.rows)
    return verdict


def _merge(
    resource: Resource, reader: Lecteur, known: list[Fiche], current: Rows, verdict: Verdict
) -> None:
    """Put what is sent over what is kept, and judge each record so made."""
    told: dict[int, list[Faute]] = {}
    for faute in verdict.fautes:
        told.setdefault(faute.index, []).append(faute)
    for fiche in known:
        row = current[fiche.object_id]
        # A reference that leads nowhere was told: the record is judged without it.
        sent = {nom: value for nom, value in fiche.valeurs.items() if not isinstance(value, Lien)}
        fiche.valeurs = sent
        _refuse_fixed(resource, fiche, row, verdict)
        fiche.valeurs = {**row, **sent}
        found = told.get(fiche.index, [])
        before = len(found)
        reader.check(fiche.index, fiche.valeurs, found)
        for faute in found[before:]:
            faute.object_id = fiche.object_id
        verdict.fautes += found[before:]


def read_current(
    conn: Connection,
    perimetre: Perimetre,
    resource: Resource,
    usage: Usage,
    candidates: list[Fiche],
) -> Rows:
    """Give the kept rows of the records sent, by objectId, of those that may be seen."""
    found = fiches.by_object_id(conn, perimetre, resource, (f.object_id for f in candidates))
    if usage.seul is None:
        return found
    nom, value = usage.seul
    column = resource.base.par_nom[nom].column
    return {object_id: row for object_id, row in found.items() if row[column] == value}


def keep_known(candidates: list[Fiche], current: Rows, verdict: Verdict) -> list[Fiche]:
    """Keep the records that exist; those sent under another revision are told so, and kept."""
    for fiche in candidates:
        row = current.get(fiche.object_id)
        if row is None:
            verdict.refuse(fiche, "objectId", r.FICHE_INCONNUE, fiche.object_id)
        elif row["revision"] != fiche.revision:
            actuelle = write_revision(row["revision"])
            verdict.refuse(
                fiche, "revisionId", r.REVISION_PERIMEE, fiche.revision_lue, actuelle=actuelle
            )
            verdict.fautes[-1].details["revisionId"] = actuelle
    return [fiche for fiche in candidates if fiche.object_id in current]


def refuse_repeated(known: list[Fiche], verdict: Verdict) -> list[Fiche]:
    """Keep each record once, and refuse the rest: to be called when all else was judged."""
    return verdict.refuse_doubles(known, "objectId", lambda fiche: fiche.object_id)


def _renamed(resource: Resource, known: list[Fiche], current: Rows) -> list[Fiche]:
    column = resource.champ_cle.column
    return [f for f in known if f.valeurs[column] != current[f.object_id][column]]


def _refuse_fixed(resource: Resource, fiche: Fiche, row: dict[str, Any], verdict: Verdict) -> None:
    for leaf in resource.feuilles:
        if leaf.champ.fige and fiche.valeurs.get(leaf.column, row[leaf.column]) != row[leaf.column]:
            verdict.refuse(fiche, leaf.chemin, r.CHAMP_FIGE, fiche.valeurs[leaf.column])


def _refuse_taken_keys(
    conn: Connection,
    perimetre: Perimetre,
    resource: Resource,
    candidates: list[Fiche],
    current: Rows,
    verdict: Verdict,
) -> None:
    """Refuse a new key that is another's, or that lines of the books still name otherwise."""
    champ = resource.champ_cle
    renamed = _renamed(resource, candidates, current)
    if not renamed:
        return
    keys = [fiche.valeurs[champ.column] for fiche in renamed]
    taken = fiches.ids_of(conn, perimetre, resource, champ.column, keys)
    old = {fiche.valeurs["id"]: current[fiche.object_id][champ.column] for fiche in renamed}
    booked = usages.in_books(conn, perimetre, resource, old)
    for fiche, key in zip(renamed, keys, strict=True):
        ident = fiche.valeurs["id"]
        if key in resource.reserve:
            verdict.refuse(fiche, champ.nom, r.CODE_RESERVE, key, usage=resource.reserve[key])
        elif key in taken:
            verdict.refuse(fiche, champ.nom, r.FICHE_EXISTE, key, ressource=resource.article)
        elif ident in booked:
            verdict.refuse(
                fiche,
                champ.nom,
                r.FICHE_UTILISEE,
                old[ident],
                ressource=resource.article,
                usages=booked[ident].titre,
            )


def _refuse_orphans(
    conn: Connection,
    perimetre: Perimetre,
    resource: Resource,
    candidates: list[Fiche],
    current: Rows,
    verdict: Verdict,
) -> None:
    """Refuse to shorten a period whose lines would then be of none."""
    assert resource.intervalle is not None
    noms = resource.intervalle
    debut, fin = (resource.base.par_nom[nom].column for nom in noms)
    for fiche in candidates:
        row, day = current[fiche.object_id], timedelta(days=1)
        lost = (
            (noms[0], row[debut], min(row[fin], fiche.valeurs[debut] - day)),
            (noms[1], max(row[debut], fiche.valeurs[fin] + day), row[fin]),
        )
        for nom, first, last in lost:
            if first > last:
                continue
            key = fiche.valeurs[resource.champ_cle.column]
            if usages.is_reading(conn, perimetre):
                verdict.refuse(
                    fiche,
                    nom,
                    r.FICHE_UTILISEE,
                    key,
                    ressource=resource.article,
                    usages=usages.EN_COURS.titre,
                )
            elif days := usages.days_with_lines(conn, perimetre, first, last):
                verdict.refuse(
                    fiche,
                    nom,
                    r.LIGNES_HORS_PERIODE,
                    key,
                    ressource=resource.article,
                    debut=jour(days[0]),
                    fin=jour(days[1]),
                )
