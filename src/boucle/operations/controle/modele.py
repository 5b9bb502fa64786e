"""Modele: a model given beside a file, as the API takes it, held to its declaration.

Apart from the check itself: the check of a FEC does not wait for the declarations to load.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

from boucle.errors import Refus
from boucle.errors.donnees.sortie import MODELE_ILLISIBLE
from boucle.errors.francais import visible
from boucle.resources.modele_import import RESOURCE
from boucle.schema.champs.champ import Usage
from boucle.schema.fiche import lecteur


def read_modele(text: bytes | str) -> dict[str, Any]:
    """Read a model written as the API takes it, in JSON or in YAML; Refus MODELE_ILLISIBLE."""
    octets = text.encode() if isinstance(text, str) else text
    try:
        value = msgspec.yaml.decode(octets)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise Refus(MODELE_ILLISIBLE, cause=visible(str(fault)[:200])) from fault
    if isinstance(value, dict):
        value = {"code": "MODELE", **value}
    fiches, fautes = lecteur(RESOURCE, Usage()).read_new([value])
    if fautes:
        raise Refus(MODELE_ILLISIBLE, cause=f"{fautes[0].champ} : {fautes[0].message}")
    kept = fiches[0].valeurs
    assert isinstance(value, dict)
    wire = {champ.nom: value.get(champ.nom, champ.absent) for champ in RESOURCE.champs}
    return {**wire, "colonnes": json.loads(kept["colonnes"])}
