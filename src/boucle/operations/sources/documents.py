"""Documents: depositing a document for the accounting robot, and reading it back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from boucle.errors import Refus
from boucle.errors.demandes import ressource as r
from boucle.errors.demandes.req import PARAMETRE_ABSENT, PARAMETRE_INVALIDE
from boucle.formats.joints import OCTETS_MAX, recognise
from boucle.operations.acces.acteur import Acteur
from boucle.operations.ressources.creation import create
from boucle.operations.ressources.rejeu import first_answer, keep_answer
from boucle.operations.ressources.ressources import locate
from boucle.operations.ressources.tenue import demand_open
from boucle.operations.sources.quota import count_document
from boucle.schema import registre
from boucle.schema.champs.champ import Usage, shown
from boucle.schema.rendu import encode
from boucle.store.acces import audit
from boucle.store.base.engine import Store
from boucle.store.fiches import fiches
from boucle.store.fichiers import documents
from boucle.values import Perimetre

_CHOICES = ("uploadAuthor", "uploadMode", "collectionStage", "transaction")


def deposit(
    store: Store, acteur: Acteur, parametres: Mapping[str, str], octets: bytes, cle: str | None
) -> bytes:
    """Keep a document in a dossier; give its record as JSON.

    Refuses PARAMETRE_ABSENT, PARAMETRE_INVALIDE, DOSSIER_INCONNU, DOCUMENT_TROP_GRAND,
    DOCUMENT_REFUSE when the content is no PDF, JPEG nor PNG; QUOTA_ATTEINT.
    """
    for name in ("context", "filename"):
        if not parametres.get(name):
            raise Refus(PARAMETRE_ABSENT, parametre=name)
    if len(octets) > OCTETS_MAX:
        raise Refus(r.DOCUMENT_TROP_GRAND, octets_max=OCTETS_MAX)
    media = recognise(octets)
    if media is None:
        raise Refus(r.DOCUMENT_REFUSE, attendu="un PDF, un JPEG ou un PNG", lu="d'un autre type")
    sha256 = hashlib.sha256(octets).hexdigest()
    resource = registre.find("document")
    sent: dict[str, Any] = {"filename": parametres["filename"]}
    sent |= {name: parametres[name] for name in _CHOICES if parametres.get(name)}
    with store.transaction(Perimetre(acteur.cabinet_id, 0)) as conn:
        perimetre = locate(conn, acteur, resource, parametres["context"])
        if cle is not None:
            mark = "\n".join((acteur.porteur, *sorted(map(str, sent.items())), sha256))
            earlier = first_answer(
                conn, perimetre, acteur, cle, hashlib.sha256(mark.encode()).hexdigest()
            )
            if earlier is not None:
                return earlier
        demand_open(conn, perimetre)
        sent |= {"contentType": media, "taille": len(octets), "sha256": sha256}
        verdict = create(conn, perimetre, resource, Usage(), [sent])
        if verdict.fautes:
            faute = verdict.fautes[0]
            raise Refus(
                PARAMETRE_INVALIDE,
                parametre=faute.champ,
                lu=shown(faute.lu),
                attendu=faute.remede.rstrip("."),
            )
        object_id = verdict.rows[0]["object_id"]
        count_document(store, conn, perimetre, object_id, len(octets))
        corps = encode(verdict.success[0])
        audit.note(
            conn,
            perimetre,
            store.config,
            auteur=acteur.nom,
            acteur=acteur.identite,
            action="document.depot",
            objet=object_id,
            contenu={"sha256": sha256},
        )
        if cle is not None:
            keep_answer(conn, perimetre, acteur, cle, corps)
        # Written last: a row that is refused leaves no file, and a file without its row is
        # only possible if the commit itself fails.
        documents.put(store.config, perimetre, object_id, octets)
    return corps


def read_back(
    store: Store, acteur: Acteur, code_dossier: str, object_id: str
) -> tuple[str, str, bytes]:
    """Give the name, the type and the bytes of a document; refuses DOCUMENT_INCONNU."""
    resource = registre.find("document")
    with store.lecture(Perimetre(acteur.cabinet_id, 0)) as conn:
        perimetre = locate(conn, acteur, resource, code_dossier)
        row = fiches.by_object_id(conn, perimetre, resource, [object_id]).get(object_id)
    if row is None:
        raise Refus(r.DOCUMENT_INCONNU, lu=shown(object_id))
    octets = documents.get(store.config, perimetre, object_id)
    return row["filename"], row["content_type"], octets
