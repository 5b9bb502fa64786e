"""Contrat: the OpenAPI 3.1 description of what follows from the declarations."""

from __future__ import annotations

from typing import Any

from boucle.api.liens import links, operation_id
from boucle.api.ressources import Route, routes
from boucle.errors import Kind, req, req_debit
from boucle.errors import ressource as r
from boucle.schema.champ import described
from boucle.schema.curseur import DEBUT, LONGUEUR_MAX
from boucle.schema.demande import SKIP_MAX, TAKE_MAX
from boucle.schema.exemple import given_sample, object_id_of
from boucle.schema.resource import OBJECT_ID, REVISION_ID, Niveau, Resource

Json = dict[str, Any]
ALWAYS = (
    req.ABONNEMENT_ABSENT, req.ABONNEMENT_INVALIDE, req.CLE_INVALIDE, req.METHODE_REFUSEE,
    req.RESSOURCE_INCONNUE, req.ERREUR_INTERNE, req.BASE_INDISPONIBLE,
    req_debit.TROP_DE_REQUETES, req_debit.TROP_D_ECHECS,
    # Of the server itself, before the operation is known.
    req_debit.URL_TROP_LONGUE, req_debit.ENTETES_TROP_GRANDS, req_debit.REQUETE_TROP_LENTE,
)
READ = (
    r.FILTRE_ILLISIBLE, r.FILTRE_CHAMP_INCONNU, r.FILTRE_VALEUR, r.FILTRE_TROP_GRAND,
    r.TRI_INCONNU, r.SELECTION_INCONNUE, r.FILTRE_TROP_COUTEUX, req.PARAMETRE_INVALIDE,
)
_WRITE = (
    req.CORPS_ILLISIBLE, req.CORPS_TROP_GRAND, r.CORPS_NON_TABLEAU, r.TROP_DE_FICHES,
    r.IDEMPOTENCE_AUTRE, r.IDEMPOTENCE_INVALIDE,
)
_TITLES = {
    "GET": "Retourne une liste de {}", "POST": "Ajout d'un {}", "PUT": "Modification d'un {}",
    "DELETE": "Supprime un {}",
}
APRES: Json = {
    "name": "apres", "in": "query", "required": False,
    "description": "Après le dernier élément déjà lu : la suite donnée par l'en-tête `Link` ; 0 : "
    "depuis le début. Ajouté par Boucle.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGUEUR_MAX}, "example": DEBUT,
}
_REVISION = "0x0000000000024281"


def refusals(kinds: tuple[Kind, ...]) -> Json:
    """Describe the refusals of an operation by HTTP status, each with its codes."""
    by_status: dict[int, list[Kind]] = {}
    for kind in sorted({*kinds, *ALWAYS}, key=lambda kind: kind.code):
        by_status.setdefault(kind.statut, []).append(kind)
    return {
        str(status): {
            "description": "\n".join(f"- `{kind.code}` {kind.titre}" for kind in several),
            "content": {"application/json": {"schema": ref("Refus")}},
        }
        for status, several in sorted(by_status.items())
    }


def ref(name: str) -> Json:
    """Point to a component schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def components(resource: Resource) -> Json:
    """Give the schemas of one resource: given back, sent to create, sent to change."""
    label: Json = {"type": "array", "items": {"type": "string"}, "description": "Étiquette."}
    own = {"description": label} if resource.decrit else {}
    given = {
        champ.nom: described(champ, given=True) for champ in (OBJECT_ID, REVISION_ID)
    } | own | {champ.nom: described(champ, given=True) for champ in resource.champs}
    sent = {champ.nom: described(champ) for champ in resource.champs} | {
        nom: described(champ) | {"deprecated": True}
        for champ in resource.champs for nom in champ.alias
    }
    identity = {champ.nom: described(champ) for champ in (OBJECT_ID, REVISION_ID)} | own
    required = [champ.nom for champ in resource.champs if champ.requis]
    found: Json = {resource.nom: {"type": "object", "properties": given,
                                  "additionalProperties": False}}
    if "POST" in resource.verbes:
        found[f"{resource.nom}Creation"] = {
            "type": "object", "properties": sent, "additionalProperties": False,
            **({"required": required} if required else {}),
        }
    if "PUT" in resource.verbes:
        found[f"{resource.nom}Modification"] = {
            "type": "object", "properties": identity | sent, "additionalProperties": False,
            "required": ["objectId", "revisionId"],
        }
    return found


def operations(resource: Resource) -> dict[str, Json]:
    """Give the operations of one resource by path, then by method in lower case."""
    found: dict[str, Json] = {}
    for route in routes(resource):
        path = f"/loop-api-publiques/{route.chemin}"
        found.setdefault(path, {})[route.methode.lower()] = _operation(route)
    return found


def _operation(route: Route) -> Json:
    resource, verbe = route.resource, route.verbe
    level = (
        (req.CLE_STANDARD, r.CABINET_ATTENDU) if resource.niveau is Niveau.CABINET
        else (req.DOSSIER_INCONNU, r.DOSSIER_ATTENDU)
    )
    told: Json = {
        "operationId": operation_id(route.methode, route.chemin),
        "tags": [resource.tag],
        "summary": _TITLES[verbe].format(resource.nom),
        "description": _prose(resource, route),
        "parameters": [_code_dossier(resource)],
    }
    kinds: tuple[Kind, ...] = (req.PARAMETRE_ABSENT, *level)
    if resource.ancre:
        kinds += (req.DOSSIER_INCONNU,)
    if verbe == "GET":
        told["parameters"] += page_parameters(resource)
        kinds += READ
        if resource.filtre_obligatoire:
            kinds += (r.FILTRE_OBLIGATOIRE,)
        success = {"type": "array", "items": ref(resource.nom)}
        example: Any = [given_sample(resource)]
    else:
        told["parameters"].append({"$ref": "#/components/parameters/IdempotencyKey"})
        told["requestBody"] = _body(route)
        kinds += _WRITE
        success, example = _verdicts(route)
    content = {"application/json": {"schema": success, "example": example}}
    told["responses"] = {
        "200": {"description": _TITLES[verbe].format(resource.nom), "content": content,
                **({"links": following} if (following := links(route)) else {})},
        **refusals(kinds),
    }
    return told


def _prose(resource: Resource, route: Route) -> str:
    parts = [f"{resource.titre}.", resource.description]
    if route.chemin != resource.chemin:
        parts.append(f"Autre chemin de `/{resource.chemin}`.")
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
        "name": "codeDossier", "in": "query", "required": True, "description": "Code Dossier",
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
        {"name": "filter", "in": "query", "required": bool(mandatory),
         "description": "Permet de filtrer le résultat", "schema": {"type": "string",
         "maxLength": 2000}, "example": f'{chosen}=="…"'},
        {"name": "sort", "in": "query", "description": "Permet de trier le résultat : "
         "champ1&&champ2:desc", "schema": {"type": "string"}, "example": f"{key}:desc"},
        APRES,
        {"name": "skip", "in": "query", "description": "Permet de passer X éléments",
         "schema": {"type": "integer", "minimum": 0, "maximum": SKIP_MAX}, "example": 0},
        {"name": "take", "in": "query", "description": "Permet de récupérer X "
         f"éléments, {TAKE_MAX} au plus",
         "schema": {"type": "integer", "minimum": 1, "maximum": SKIP_MAX}, "example": 100},
        {"name": "select", "in": "query", "description": "Champs rendus, séparés par des "
         "virgules", "schema": {"type": "string"}, "example": ",".join(fields)},
    ]


def _body(route: Route) -> Json:
    resource = route.resource
    identity = {"objectId": object_id_of(resource.nom), "revisionId": _REVISION}
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
        sample = [{"status": "deleted", "objectId": object_id_of(resource.nom),
                   "revisionId": _REVISION}]
    elif route.verbe == "POST":
        success = {"anyOf": [success, item]}
    else:
        sample = [sample]
    schema = {
        "type": "object", "required": ["success", "errors"], "additionalProperties": False,
        "properties": {"success": success, "errors": {"type": "array", "items": ref("Erreur")}},
    }
    return schema, {"success": sample, "errors": []}
