"""Contrat: the OpenAPI 3.1 description of what follows from the declarations."""

from __future__ import annotations

import json
from typing import Any

from boucle.api.document.liens import links, operation_id
from boucle.api.document.proprietes import REVISION, enveloppe, illustrated, objet, ref
from boucle.api.document.refus_declares import IDEMPOTENCE, kinds_of, responses
from boucle.api.routes.ressources import Route, routes
from boucle.errors import Kind
from boucle.errors.demandes import req
from boucle.errors.demandes import ressource as r
from boucle.operations.acces.droits import name, row
from boucle.schema.champs.champ import described
from boucle.schema.curseur import DEBUT, LONGUEUR_MAX
from boucle.schema.demande import SKIP_MAX, TAKE_MAX
from boucle.schema.exemple import given_sample, object_id_of
from boucle.schema.rendu import encode
from boucle.schema.resource import OBJECT_ID, REVISION_ID, Niveau, Resource

Json = dict[str, Any]
READ = (
    r.FILTRE_ILLISIBLE,
    r.FILTRE_CHAMP_INCONNU,
    r.FILTRE_VALEUR,
    r.FILTRE_TROP_GRAND,
    r.TRI_INCONNU,
    r.SELECTION_INCONNUE,
    r.FILTRE_TROP_COUTEUX,
    req.PARAMETRE_INVALIDE,
)
WRITE = (r.CORPS_NON_TABLEAU, r.TROP_DE_FICHES)
_TITLES = {
    "GET": "Retourne une liste de {}",
    "POST": "Ajout d'un {}",
    "PUT": "Modification d'un {}",
    "DELETE": "Supprime un {}",
}
APRES: Json = {
    "name": "apres",
    "in": "query",
    "required": False,
    "description": "Après le dernier élément déjà lu : la suite donnée par l'en-tête `Link` ; 0 : "
    "depuis le début. Ajouté par Boucle.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGUEUR_MAX},
    "example": DEBUT,
}
ETIQUETTE: Json = {
    "type": "array",
    "items": {"type": "string"},
    "description": "Étiquette.",
    "examples": [["Étiquette"]],
}


def components(resource: Resource) -> Json:
    """Give the schemas of one resource: given back, sent to create, sent to change."""
    label = {"description": ETIQUETTE} if resource.decrit else {}
    identity = {champ.nom: described(champ) for champ in (OBJECT_ID, REVISION_ID)} | label
    given = (
        {champ.nom: described(champ, given=True) for champ in (OBJECT_ID, REVISION_ID)}
        | label
        | {champ.nom: described(champ, given=True) for champ in resource.champs}
    )
    sent = {champ.nom: described(champ) for champ in resource.champs} | {
        nom: described(champ) | {"deprecated": True}
        for champ in resource.champs
        for nom in champ.alias
    }
    required = [champ.nom for champ in resource.champs if champ.requis]
    sample, seen = dict(resource.exemple), json.loads(encode(given_sample(resource)))
    found: Json = {resource.nom: illustrated(objet(given, exiges=()), seen)}
    if "POST" in resource.verbes:
        found[f"{resource.nom}Creation"] = illustrated(objet(sent, exiges=required), sample)
    if "PUT" in resource.verbes:
        changed = objet(identity | sent, exiges=("objectId", "revisionId"))
        found[f"{resource.nom}Modification"] = illustrated(changed, sample)
    return found


def operations(resource: Resource) -> dict[str, Json]:
    """Give the operations of one resource by path, then by method in lower case.

    Each is described once, under the resource's own path; `x-alias` lists its other calls.
    """
    found: dict[str, Json] = {}
    for route in routes(resource):
        path = f"/loop-api-publiques/{route.chemin}"
        if (route.methode, route.chemin) == (route.verbe, resource.chemin):
            found.setdefault(path, {})[route.methode.lower()] = _operation(route)
        else:
            main = found[f"/loop-api-publiques/{resource.chemin}"][route.verbe.lower()]
            main.setdefault("x-alias", []).append(f"{route.methode} {path}")
    return found


def _operation(route: Route) -> Json:
    resource, verbe = route.resource, route.verbe
    droit = name(resource, verbe)
    told: Json = {
        "operationId": operation_id(droit),
        "tags": [resource.tag],
        "summary": _TITLES[verbe].format(resource.nom),
        "description": _prose(resource, route),
        "parameters": [_code_dossier(resource)],
    }
    own: tuple[Kind, ...] = WRITE
    media_corps = "application/json"
    if verbe == "GET":
        told["parameters"] += page_parameters(resource)
        own, media_corps = READ, ""
        if resource.filtre_obligatoire:
            own += (r.FILTRE_OBLIGATOIRE,)
        success = {"type": "array", "items": ref(resource.nom)}
        example: Any = [given_sample(resource)]
    else:
        told["parameters"] += IDEMPOTENCE
        told["requestBody"] = _body(route)
        if resource.niveau is Niveau.DOSSIER:
            own += (r.DOSSIER_ARCHIVE,)
        success, example = _verdicts(route)
    content = {"application/json": {"schema": success, "example": example}}
    kinds = kinds_of(row(resource, verbe), route.methode, told["parameters"], media_corps, own)
    told["responses"] = {
        "200": {
            "description": _TITLES[verbe].format(resource.nom),
            "content": content,
            **({"links": following} if (following := links(route)) else {}),
        },
        **responses(kinds),
    }
    told["x-droit"] = droit
    return told


def _prose(resource: Resource, route: Route) -> str:
    parts = [f"{resource.titre}.", resource.description]
    if resource.niveau is Niveau.CABINET:
        parts.append("Niveau cabinet : demande une clé Advanced (P04454).")
    if route.verbe != "GET":
        parts.append(
            "Chaque élément est jugé seul : ceux qui sont justes sont écrits, les autres sont "
            "rendus dans `errors` avec toutes leurs fautes."
        )
    if resource.complete:
        parts.append("Ressource ajoutée par Boucle.")
    return " ".join(part for part in parts if part)


def _code_dossier(resource: Resource) -> Json:
    cabinet = resource.niveau is Niveau.CABINET
    told: Json = {
        "name": "codeDossier",
        "in": "query",
        "required": True,
        "description": "Code Dossier",
        "schema": {"type": "string", "minLength": 1},
        "example": "cabinet" if cabinet else "CEGID001",
    }
    if cabinet and not resource.ancre:
        told["schema"] = {"type": "string", "enum": ["cabinet"]}
    return told


def page_parameters(resource: Resource) -> list[Json]:
    """Describe the parameters of a list: filter, sort, page, selection."""
    key = resource.champ_cle.nom
    mandatory = resource.filtre_obligatoire
    chosen = mandatory[0] if mandatory else key
    fields = [champ.nom for champ in resource.champs][:3]
    return [
        {
            "name": "filter",
            "in": "query",
            "required": bool(mandatory),
            "description": "Permet de filtrer le résultat",
            "schema": {"type": "string", "maxLength": 2000},
            "example": f'{chosen}=="…"',
        },
        {
            "name": "sort",
            "in": "query",
            "description": "Permet de trier le résultat : champ1&&champ2:desc",
            "schema": {"type": "string"},
            "example": f"{key}:desc",
        },
        APRES,
        {
            "name": "skip",
            "in": "query",
            "description": "Permet de passer X éléments",
            "schema": {"type": "integer", "minimum": 0, "maximum": SKIP_MAX},
            "example": 0,
        },
        {
            "name": "take",
            "in": "query",
            "description": f"Permet de récupérer X éléments, {TAKE_MAX} au plus",
            "schema": {"type": "integer", "minimum": 1, "maximum": SKIP_MAX},
            "example": 100,
        },
        {
            "name": "select",
            "in": "query",
            "description": "Champs rendus, séparés par des virgules",
            "schema": {"type": "string"},
            "example": ",".join(fields),
        },
    ]


def _body(route: Route) -> Json:
    resource = route.resource
    identity = {"objectId": object_id_of(resource.nom), "revisionId": REVISION}
    if route.verbe == "POST":
        item, example = ref(f"{resource.nom}Creation"), dict(resource.exemple)
    elif route.verbe == "PUT":
        fixed = {champ.nom for champ in resource.champs if champ.fige}
        changed = {nom: v for nom, v in resource.exemple.items() if nom not in fixed}
        item, example = ref(f"{resource.nom}Modification"), identity | changed
    else:
        item, example = ref("baseRequired"), identity
    schema: Json = {"type": "array", "items": item}
    if route.verbe == "PUT":
        schema = {"anyOf": [schema, item]}
    content = {"application/json": {"schema": schema, "example": [example]}}
    return {"required": True, "content": content}


def _verdicts(route: Route) -> tuple[Json, Json]:
    resource = route.resource
    item = ref("Supprime") if route.verbe == "DELETE" else ref(resource.nom)
    success: Json = {"type": "array", "items": item}
    sample: Any = given_sample(resource)
    if route.verbe == "DELETE":
        sample = [
            {"status": "deleted", "objectId": object_id_of(resource.nom), "revisionId": REVISION}
        ]
    elif route.verbe == "POST":
        success = {"anyOf": [success, item]}
    else:
        sample = [sample]
    return enveloppe(success, sample), {"success": sample, "errors": []}
