"""Ressources: reading and writing the records of any resource; one call, one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from boucle.bornes import BORNES
from boucle.errors import Refus
from boucle.errors.demandes import ressource as r
from boucle.operations.acces.acteur import Acteur
from boucle.operations.ressources import dossier_client
from boucle.operations.ressources.creation import create
from boucle.operations.ressources.modification import change
from boucle.operations.ressources.rejeu import first_answer, keep_answer
from boucle.operations.ressources.suppression import remove
from boucle.operations.ressources.tenue import demand_open
from boucle.operations.ressources.verdict import Verdict
from boucle.schema.acces import PROFIL_CABINET
from boucle.schema.champs.champ import Usage, shown
from boucle.schema.curseur import write_curseur
from boucle.schema.demande import Demande, read_demande
from boucle.schema.filtre import Comparaison, Et
from boucle.schema.rendu import encode, rendu
from boucle.schema.resource import Feuille, Niveau, Resource, Verbe
from boucle.store.acces import audit
from boucle.store.base.delai import bounded
from boucle.store.base.engine import Store
from boucle.store.fiches import liste
from boucle.store.fiches.dossiers import CODE_CABINET
from boucle.store.fiches.reglages import read_reglages
from boucle.values import Perimetre

FILTRE_DELAI_S = 5
_NOTES_MAX = 20
Act = Callable[[Connection, Perimetre, Resource, Usage, list[Any]], Verdict]
_ACTS: Mapping[str, Act] = {
    "POST": create,
    "PUT": change,
    "DELETE": remove,
}
# What else happens when records of these resources come and go, in the same transaction.
_FOLLOWS: Mapping[tuple[str, str], Callable[[Connection, Acteur, Verdict], None]] = {
    ("POST", "dossierClient"): dossier_client.open_dossiers,
    ("DELETE", "dossierClient"): dossier_client.close_dossiers,
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of records as JSON; suite: where the next page begins, '' on the last."""

    corps: bytes
    suite: str


@dataclass(frozen=True, slots=True)
class Envoi:
    """One write as received: what it asks, and what tells it from another one."""

    verbe: Verbe
    code_dossier: str
    items: list[Any]
    corps: bytes
    cle: str | None = None

    def empreinte(self, acteur: Acteur, resource: Resource) -> str:
        """Give the fingerprint of the request: who, where, what."""
        head = "\n".join((acteur.porteur, self.verbe, resource.nom, self.code_dossier))
        return hashlib.sha256(head.encode() + b"\n" + self.corps).hexdigest()


def list_records(
    store: Store,
    acteur: Acteur,
    resource: Resource,
    code_dossier: str,
    parametres: Mapping[str, str],
    *,
    archives: bool = False,
) -> Page:
    """Give one page of the records of a dossier; of client dossiers, not those in the archives.

    archives: those in the archives, and no other. One that the filter names by its code or its
    objectId is given wherever it is.

    Refuses DOSSIER_INCONNU, CABINET_ATTENDU, DOSSIER_ATTENDU, CLE_STANDARD, and what is wrong in
    the filter, the sort, the page or the selection.
    """
    with store.lecture(_at_cabinet(acteur)) as conn:
        perimetre = locate(conn, acteur, resource, code_dossier)
        demande = anchored(resource, code_dossier, read_demande(resource, parametres))
        demande = _put_apart(resource, code_dossier, demande, archives)
        compiled = rendu(resource, demande.selection)
        delai_s = FILTRE_DELAI_S if demande.arbre is not None or demande.tris else None
        with bounded(conn, delai_s):
            rows = liste.page(conn, perimetre, resource, compiled.sources, demande)
        suite = ""
        if len(rows) > demande.take:
            rows = rows[: demande.take]
            # The first place of a row is always its objectId.
            last = liste.place_of(conn, perimetre, resource, demande, rows[-1][0])
            suite = write_curseur(demande.tri, last)
    return Page(compiled.encode(rows), suite)


def write(
    store: Store,
    acteur: Acteur,
    resource: Resource,
    envoi: Envoi,
    *,
    act: Act | None = None,
    action: str = "",
) -> bytes:
    """Create, change or remove records; give the envelope with one verdict per record.

    act: what is done instead, for records that have no table of their own; action: its name in
    the audit, the verb when none is given.

    With an idempotency key the same envoi gives the first answer again, and another one is
    refused IDEMPOTENCE_AUTRE. Refuses as `list_records`, TROP_DE_FICHES and DOSSIER_ARCHIVE.
    """
    if len(envoi.items) > BORNES.elements:
        raise Refus(r.TROP_DE_FICHES, nombre=len(envoi.items), nombre_max=BORNES.elements)
    with store.transaction(_at_cabinet(acteur)) as conn:
        perimetre = locate(conn, acteur, resource, envoi.code_dossier)
        empreinte = ""
        if envoi.cle is not None:
            empreinte = envoi.empreinte(acteur, resource)
            earlier = first_answer(conn, perimetre, acteur, envoi.cle, empreinte)
            if earlier is not None:
                return earlier
        _demand_open(conn, acteur, perimetre, resource, envoi.code_dossier)
        usage = Usage(profil=acteur.profil_pour(perimetre))
        if resource.niveau is Niveau.DOSSIER:
            longueur = read_reglages(conn, perimetre).longueur_compte
            usage = replace(usage, longueur_compte=longueur)
        if resource.ancre and envoi.code_dossier != CODE_CABINET:
            usage = replace(usage, seul=(resource.ancre, envoi.code_dossier))
        verdict = (act or _ACTS[envoi.verbe])(conn, perimetre, resource, usage, envoi.items)
        follow = _FOLLOWS.get((envoi.verbe, resource.base.nom))
        if follow is not None and act is None and verdict.rows:
            follow(conn, acteur, verdict)
        corps = encode(verdict.envelope(alone=envoi.verbe == "POST" and len(envoi.items) == 1))
        if verdict.rows:
            done = action or envoi.verbe.lower()
            _note(conn, store, perimetre, acteur, resource, done, envoi, verdict)
        if envoi.cle is not None:
            keep_answer(conn, perimetre, acteur, envoi.cle, corps)
    return corps


def locate(conn: Connection, acteur: Acteur, resource: Resource, code_dossier: str) -> Perimetre:
    """Give where the records of a resource live for this code; refuses the wrong level."""
    at_cabinet = code_dossier == CODE_CABINET
    if resource.ancre and not at_cabinet:
        acteur.perimetre(conn, code_dossier)
        return acteur.perimetre(conn, CODE_CABINET)
    if resource.niveau is Niveau.CABINET and not at_cabinet:
        raise Refus(r.CABINET_ATTENDU, ressource=resource.titre, lu=shown(code_dossier))
    perimetre = acteur.perimetre(conn, code_dossier)
    if resource.niveau is Niveau.DOSSIER and at_cabinet:
        raise Refus(r.DOSSIER_ATTENDU, ressource=resource.titre, lu=shown(code_dossier))
    return perimetre


def anchored(resource: Resource, code_dossier: str, demande: Demande) -> Demande:
    """Keep a demande of a firm's view to the one dossier it was asked for."""
    if not resource.ancre or code_dossier == CODE_CABINET:
        return demande
    champ = resource.base.par_nom[resource.ancre]
    only = Comparaison(Feuille(champ.nom, champ, champ.column), "", "==", code_dossier)
    arbre = only if demande.arbre is None else Et((only, demande.arbre))
    return replace(demande, arbre=arbre)


def _put_apart(resource: Resource, code_dossier: str, demande: Demande, archives: bool) -> Demande:
    if archives:
        return replace(demande, archives=True)
    if resource.base.nom != "dossierClient" or code_dossier != CODE_CABINET:
        return demande
    return demande if _names_one(resource, demande.arbre) else replace(demande, archives=False)


def _names_one(resource: Resource, arbre: Any) -> bool:
    """True for a filter that holds for one record at most, named by its key or its objectId."""
    if isinstance(arbre, Et):
        return any(_names_one(resource, membre) for membre in arbre.membres)
    names = ("object_id", resource.champ_cle.column)
    return isinstance(arbre, Comparaison) and arbre.op == "==" and arbre.feuille.column in names


def _demand_open(
    conn: Connection, acteur: Acteur, perimetre: Perimetre, resource: Resource, code_dossier: str
) -> None:
    if resource.ancre and code_dossier != CODE_CABINET:
        perimetre = acteur.perimetre(conn, code_dossier)
    if perimetre.dossier_id:
        demand_open(conn, perimetre)


def _at_cabinet(acteur: Acteur) -> Perimetre:
    return Perimetre(acteur.cabinet_id, 0)


def _note(
    conn: Connection,
    store: Store,
    perimetre: Perimetre,
    acteur: Acteur,
    resource: Resource,
    action: str,
    envoi: Envoi,
    verdict: Verdict,
) -> None:
    contenu: dict[str, Any] = {
        "nombre": len(verdict.rows),
        "refuses": len({f.index for f in verdict.fautes}),
        "partenaire": acteur.partenaire,
        "sha256": hashlib.sha256(envoi.corps).hexdigest(),
    }
    acces = resource.base.acces
    if action == "delete":
        key = resource.champ_cle.column
        contenu["supprimes"] = [row[key] for row in verdict.rows[:_NOTES_MAX]]
    elif acces is not None and acces.ecrire >= PROFIL_CABINET:
        contenu["valeurs"] = verdict.success[:_NOTES_MAX]
    audit.note(
        conn,
        perimetre,
        store.config,
        auteur=acteur.nom,
        acteur=acteur.identite,
        action=f"{resource.base.nom}.{action}",
        objet=resource.nom,
        contenu=contenu,
    )
