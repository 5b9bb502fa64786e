"""Parametres: what the reader of a format must know beyond the file and the dossier's books.

What the request named (a model) is taken as it stood when the import was asked for, and kept with
it: every attempt at the import then reads the file the same way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, RowMapping

from boucle.compta.contexte import COMPTE_ATTENTE, Contexte
from boucle.errors import Refus
from boucle.errors.demandes.req_import import MODELE_INCONNU
from boucle.formats.registre import JSON, PERSO
from boucle.formats.saisie_json.consignes import CREATIONS
from boucle.operations.ressources.verdict import render
from boucle.schema import registre
from boucle.schema.champs.champ import shown
from boucle.schema.demande import Demande
from boucle.store.fiches import fiches, liste, reglages
from boucle.values import Perimetre

Parametres = dict[str, Any]
_CONNUS_MAX = 20


def read_modele(conn: Connection, perimetre: Perimetre, code: str) -> Parametres:
    """Give a model of personalised import as the wire shows it; refuses MODELE_INCONNU."""
    resource = registre.find("modeleImport")
    found = fiches.ids_of(conn, perimetre, resource, "code", [code])
    if code not in found:
        rows = liste.page(conn, perimetre, resource, ("code",), Demande(take=_CONNUS_MAX))
        connus = [str(row[0]) for row in rows]
        told = ", ".join(connus[:_CONNUS_MAX]) + ("…" if len(connus) > _CONNUS_MAX else "")
        raise Refus(MODELE_INCONNU, modele=shown(code), connus=told or "aucun")
    object_id = found[code][1]
    row = fiches.by_object_id(conn, perimetre, resource, [object_id])[object_id]
    return render(conn, perimetre, resource, [row])[0]


def kept_options(row: RowMapping) -> Mapping[str, Any]:
    """Give what was kept of a request: `doublon_accepte`, its `parametres`, its `depose`."""
    options: dict[str, Any] = json.loads(row["options"])
    return options


def prepare(
    conn: Connection, perimetre: Perimetre, contexte: Contexte, row: RowMapping
) -> tuple[Contexte, Parametres]:
    """Give the contexte of one import, bent by its format, and its reader's parameters.

    A personalised import closes its unbalanced pieces on the waiting account, whatever the
    dossier's policy (published rule). A JSON import that may not create some records is told those
    that there are.
    """
    parametres: Parametres = dict(kept_options(row).get("parametres", {}))
    if row["format"] == PERSO:
        contexte = replace(contexte, desequilibre=COMPTE_ATTENTE)
    if row["format"] == JSON:
        if parametres.get("desequilibre"):
            contexte = replace(contexte, desequilibre=parametres["desequilibre"])
        genres = parametres.get("restreints", ())
        if "demande" in parametres:
            genres = list(CREATIONS)
            parametres["etablissements"] = sorted(reglages.read_sirets(conn, perimetre))
        parametres["connus"] = {
            genre: fiches.all_keys(conn, perimetre, registre.find(genre)) for genre in genres
        }
    return contexte, parametres
