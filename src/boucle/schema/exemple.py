"""Exemple: the sample of a declaration, as it is sent and as it would come back."""

from __future__ import annotations

import uuid
from typing import Any

from boucle.schema.champs.champ import Usage
from boucle.schema.champs.champ_lien import Lien, Reference
from boucle.schema.fiche import lecteur
from boucle.schema.rendu import rendu
from boucle.schema.resource import Resource

_REVISION = 0x24281
_NAMESPACE = uuid.UUID("6d0f5a3e-2c5b-4d7c-9d0a-4b6f1f1c2f10")


def object_id_of(*names: str) -> str:
    """Give an objectId for documents: always the same for the same names."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(names)))


def given_sample(resource: Resource) -> dict[str, Any]:
    """Give the sample record as a GET would show it."""
    fiches, fautes = lecteur(resource, Usage()).read_new([dict(resource.exemple)])
    values = fiches[0].valeurs if fiches else dict(lecteur(resource, Usage()).absents)
    assert fiches or not fautes or not resource.verbes.count("POST"), fautes
    if not fiches:
        values |= {
            leaf.column: resource.exemple[leaf.chemin]
            for leaf in resource.feuilles
            if leaf.chemin in resource.exemple
        }
    values.update(object_id=object_id_of(resource.nom), revision=_REVISION)
    for leaf in resource.references:
        lien = values.get(leaf.column)
        assert isinstance(leaf.champ, Reference)
        code = lien.valeur if isinstance(lien, Lien) else None
        object_id = object_id_of(leaf.champ.cible, code) if code else None
        for source in rendu(resource).sources:
            if source.startswith(f"{leaf.column}>"):
                values[source] = object_id if source.endswith(">object_id") else code
    return rendu(resource).one(values)
