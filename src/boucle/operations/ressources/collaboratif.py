"""Collaboratif: opening and closing Hub offers on a dossier, for one contact or for all.

Each act is a few writes of the uniform resources (contact, offer) in one transaction; the faults
are theirs. An act that asks for what is already so changes nothing and says so by its answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from boucle.errors import Refus
from boucle.errors.demandes import ressource as r
from boucle.errors.demandes.req import CHAMP_MAL_TYPE
from boucle.operations.acces.acteur import Acteur
from boucle.operations.ressources.approvisionnement import provision
from boucle.operations.ressources.creation import create
from boucle.operations.ressources.modification import change
from boucle.operations.ressources.rejeu import first_answer, keep_answer
from boucle.operations.ressources.tenue import demand_open
from boucle.operations.ressources.verdict import Verdict, render
from boucle.schema import registre
from boucle.schema.champs.champ import Usage, shown
from boucle.schema.champs.champ_lien import Lien
from boucle.schema.demande import Demande
from boucle.schema.filtre import Comparaison, Et, Op
from boucle.schema.rendu import encode
from boucle.schema.resource import write_revision
from boucle.store.acces import audit
from boucle.store.base.engine import Store
from boucle.store.fiches import archives, dossiers, fiches, liste
from boucle.store.fiches.dossiers import CODE_CABINET
from boucle.values import Perimetre

_CONTACT = ("civilite", "prenom", "nom", "fonction", "telephone", "utilisateurClient")


@dataclass(frozen=True)
class Geste:
    """One act in progress: where, on what, by whom."""

    conn: Connection
    perimetre: Perimetre
    acteur: Acteur
    given: Mapping[str, Any]

    def demand(self, *names: str) -> None:
        """Refuse CHAMP_MAL_TYPE when one of these is not a text that says something."""
        for name in names:
            value = self.given.get(name)
            if not isinstance(value, str) or not value.strip():
                raise Refus(
                    CHAMP_MAL_TYPE, champ=name, attendu="un texte non vide", lu=shown(value)
                )

    def demand_open(self) -> None:
        """Refuse DOSSIER_ARCHIVE for what would be added to an archived dossier."""
        dossier_id = dossiers.find(self.conn, self.perimetre.cabinet_id, self.given["codeDossier"])
        if dossier_id is not None and self.acteur.opens(dossier_id):
            demand_open(self.conn, Perimetre(self.perimetre.cabinet_id, dossier_id))

    def offers(self, *, contact: bool) -> list[dict[str, Any]]:
        """Give the rows of the offers meant: of one contact, or of all and of the dossier."""
        wanted = {"dossier": self.given["codeDossier"], "application": self.given["offer"]}
        if contact:
            wanted["interlocuteur"] = str(self.given["email"]).lower()
        return self._rows("offreCollaborative", wanted)

    def contact(self) -> dict[str, Any] | None:
        """Give the row of the contact."""
        found = self._rows("interlocuteur", {"email": self.given["email"]})
        return found[0] if found else None

    def _rows(self, nom: str, wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
        resource = registre.find(nom)
        op: Op = "=="
        parts = []
        for field, value in wanted.items():
            feuille, partie = resource.cherchables[field.lower()]
            code = Lien("code", value) if feuille.champ.stockage == "reference" else value
            parts.append(Comparaison(feuille, partie, op, code))
        page = liste.page(
            self.conn, self.perimetre, resource, ("object_id",), Demande(Et(tuple(parts)))
        )
        ids = [object_id for (object_id,) in page]
        return list(fiches.by_object_id(self.conn, self.perimetre, resource, ids).values())


def add_offer(geste: Geste) -> Verdict:
    """Open an offer to an existing contact; never creates the contact."""
    geste.demand("codeDossier", "email", "offer")
    existing = geste.offers(contact=True)
    offre = registre.find("offreCollaborative")
    if existing:
        rows = render(geste.conn, geste.perimetre, offre, existing)
        return Verdict(success=rows)
    sent = {
        "dossier": geste.given["codeDossier"],
        "application": geste.given["offer"],
        "interlocuteur": geste.given["email"],
    }
    return create(geste.conn, geste.perimetre, offre, Usage(), [sent])


def remove_offer(geste: Geste) -> Verdict:
    """Close an offer for all the contacts of a dossier."""
    geste.demand("codeDossier", "offer")
    return _remove(geste, contact=False)


def remove_contact_offer(geste: Geste) -> Verdict:
    """Close an offer for one contact of a dossier."""
    geste.demand("codeDossier", "email", "offer")
    return _remove(geste, contact=True)


def provision_dossier(geste: Geste) -> Verdict:
    """Provision the accounting dossier of a client dossier."""
    geste.demand("codeDossier")
    perimetre = geste.acteur.perimetre(geste.conn, geste.given["codeDossier"])
    if perimetre.dossier_id == 0:
        raise Refus(r.DOSSIER_ATTENDU, ressource="L'approvisionnement", lu=CODE_CABINET)
    added = provision(geste.conn, perimetre)
    return Verdict(success=[{"codeDossier": geste.given["codeDossier"], "ajouts": added}])


def add_contact(geste: Geste) -> Verdict:
    """Create a contact and open an offer to it."""
    geste.demand("codeDossier", "email", "offer")
    contact = registre.find("interlocuteur")
    sent = _contact_fields(geste) | {
        "email": geste.given["email"],
        "dossier": geste.given["codeDossier"],
    }
    verdict = create(geste.conn, geste.perimetre, contact, Usage(), [sent])
    return verdict if verdict.fautes else add_offer(geste)


def change_contact(geste: Geste) -> Verdict:
    """Change a contact and open an offer to it."""
    geste.demand("codeDossier", "email", "offer")
    contact, row = registre.find("interlocuteur"), geste.contact()
    if row is None:
        return add_offer(geste)
    sent = _contact_fields(geste) | {
        "objectId": row["object_id"],
        "revisionId": write_revision(row["revision"]),
    }
    verdict = change(geste.conn, geste.perimetre, contact, Usage(), [sent])
    return verdict if verdict.fautes else add_offer(geste)


ACTS: Mapping[str, Callable[[Geste], Verdict]] = {
    "addOffer": add_offer,
    "addCollaborativeOffer": add_offer,
    "removeOffer": remove_offer,
    "removeContactOffer": remove_contact_offer,
    "provisionDossier": provision_dossier,
    "addContactAndOffer": add_contact,
    "updateContactAndOffer": change_contact,
}


def act(
    store: Store, acteur: Acteur, nom: str, given: Mapping[str, Any], corps: bytes, cle: str | None
) -> bytes:
    """Do one act and give its envelope; when it has a fault, nothing of it is kept."""
    with store.transaction(Perimetre(acteur.cabinet_id, 0)) as conn:
        perimetre = acteur.perimetre(conn, CODE_CABINET)
        if cle is not None:
            mark = f"{acteur.porteur}\n{nom}\n".encode() + corps
            earlier = first_answer(conn, perimetre, acteur, cle, hashlib.sha256(mark).hexdigest())
            if earlier is not None:
                return earlier
        # One act at a time in a cabinet: two that ran at once would not see each other's offer.
        dossiers.next_revisions(conn, perimetre, 0)
        with conn.begin_nested() as point:
            geste = Geste(conn, perimetre, acteur, given)
            verdict = ACTS[nom](geste)
            if not nom.startswith("remove"):
                geste.demand_open()
            if verdict.fautes:
                point.rollback()
                verdict.success = []
        answer = encode(verdict.envelope(alone=False))
        if not verdict.fautes:
            audit.note(
                conn,
                perimetre,
                store.config,
                auteur=acteur.nom,
                acteur=acteur.identite,
                action=f"collaboratif.{nom}",
                objet=str(given.get("codeDossier")),
                contenu={"nombre": len(verdict.success)},
            )
        if cle is not None:
            keep_answer(conn, perimetre, acteur, cle, answer)
    return answer


def list_dossiers(store: Store, acteur: Acteur) -> list[dict[str, Any]]:
    """List the dossiers opened to the caller's own key, by code, but those in the archives."""
    with store.lecture(Perimetre(acteur.cabinet_id, 0)) as conn:
        put_away = archives.archived(conn, acteur.cabinet_id)
        return [
            {"codeDossier": code}
            for dossier_id, code in dossiers.living(conn, acteur.cabinet_id)
            if acteur.opens(dossier_id) and dossier_id not in put_away
        ]


def _remove(geste: Geste, *, contact: bool) -> Verdict:
    offre, rows = registre.find("offreCollaborative"), geste.offers(contact=contact)
    fiches.delete(geste.conn, geste.perimetre, offre, [row["id"] for row in rows])
    return Verdict(
        success=[
            {
                "status": "deleted",
                "objectId": row["object_id"],
                "revisionId": write_revision(row["revision"]),
            }
            for row in rows
        ]
    )


def _contact_fields(geste: Geste) -> dict[str, Any]:
    return {name: geste.given[name] for name in _CONTACT if name in geste.given}
