"""Operation: how an operation that follows from no declaration is described."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from boucle.api.contrat import APRES, ref, refusals
from boucle.errors import Kind
from boucle.errors import ressource as r

__all__ = ["APRES", "IDEMPOTENCE", "REFUS_IDEMPOTENCE", "Operation", "import_links", "query", "ref"]

Json = dict[str, Any]
_SUITES = (
    ("import", "GET", ""), ("rapport", "GET", "/rapport"), ("lignes", "GET", "/lignes"),
    ("source", "GET", "/source"), ("valider", "POST", "/valider"),
    ("rejeter", "POST", "/rejeter"), ("url", "PUT", "/url"),
)
_GUID = "77dc9a4a-3390-485b-b134-2913384a5563"
IDEMPOTENCE: tuple[Json, ...] = ({"$ref": "#/components/parameters/IdempotencyKey"},)
REFUS_IDEMPOTENCE = (r.IDEMPOTENCE_AUTRE, r.IDEMPOTENCE_INVALIDE)


@dataclass(frozen=True)
class Operation:
    """Describe one operation.

    reponse: the schema of its 200, None for a file; liens: what its answer leads to.
    """

    methode: str
    chemin: str
    tag: str
    titre: str
    description: str
    reponse: Json | None
    exemple: Any = None
    parametres: tuple[Json, ...] = ()
    corps: Json | None = None
    corps_exemple: Any = None
    refus: tuple[Kind, ...] = ()
    statut: int = 200
    media: str = "application/json"
    autres_medias: tuple[str, ...] = ()
    media_corps: str = "application/json"
    ouverte: bool = False
    liens: Json = field(default_factory=dict)
    extra: Json = field(default_factory=dict)

    def described(self) -> Json:
        """Give the operation as OpenAPI wants it."""
        binary: Json = {"type": "string", "format": "binary"}
        content: Json = {"schema": binary if self.reponse is None else self.reponse}
        if self.exemple is not None:
            content["example"] = self.exemple
        path_names = [part[1:-1] for part in self.chemin.split("/") if part.startswith("{")]
        told: Json = {
            "operationId": name_operation(self.methode, self.chemin),
            "tags": [self.tag], "summary": self.titre, "description": self.description,
            "parameters": [_in_path(nom) for nom in path_names] + list(self.parametres),
            "responses": {
                str(self.statut): {
                    "description": self.titre,
                    "content": {self.media: content}
                    | {media: {"schema": binary} for media in self.autres_medias},
                    **({"links": self.liens} if self.liens else {}),
                },
                **refusals(self.refus),
            },
            **self.extra,
        }
        if self.corps is not None:
            body: Json = {"schema": self.corps}
            if self.corps_exemple is not None:
                body["example"] = self.corps_exemple
            told["requestBody"] = {"required": True, "content": {self.media_corps: body}}
        if self.ouverte:
            told["security"] = []
        return told


def name_operation(methode: str, chemin: str) -> str:
    """Name an operation by its method and its whole path."""
    name = "".join(char for char in chemin.lower() if char.isalnum())
    return methode.lower() + name.removeprefix("loopapipubliques")


def import_links(demande: str) -> Json:
    """Give the links to what may be asked of an import; demande: where the answer names it."""
    told: Json = {
        "statut": {
            "operationId": "getgetimportstatus",
            "parameters": {"accountingImportRequestId": demande},
        },
    }
    for nom, methode, suite in _SUITES:
        chemin = f"/v1/imports/{{id}}{suite}"
        told[nom] = {
            "operationId": name_operation(methode, chemin), "parameters": {"id": demande},
        }
    return told


def query(name: str, text: str, schema: Json, example: Any, *, required: bool = False) -> Json:
    """Describe a parameter of the query."""
    return {"name": name, "in": "query", "required": required, "description": text,
            "schema": schema, "example": example}


def _in_path(name: str) -> Json:
    examples = {"id": _GUID, "code": "CEGID001", "cabinet": 1, "guid": _GUID, "nom": "fec.txt"}
    kind = "integer" if name == "cabinet" else "string"
    return {"name": name, "in": "path", "required": True, "schema": {"type": kind},
            "example": examples[name]}
