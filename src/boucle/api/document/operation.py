"""Operation: how an operation that follows from no declaration is described."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from boucle.api.document.liens import operation_id
from boucle.api.document.proprietes import GUID
from boucle.api.document.refus_declares import kinds_of, responses
from boucle.bornes import BORNES
from boucle.errors import Kind
from boucle.operations.acces.droits import FIXES, LIBRE

Json = dict[str, Any]
_SUITES = ("lire", "rapport", "lignes", "source", "valider", "rejeter", "url")


@dataclass(frozen=True)
class Operation:
    """Describe one operation.

    droit: its row in the table of rights. reponse: the schema of its 200, None for a file.
    refus: what it alone may say. corps_octets: what its body may hold. liens: what its answer
    leads to. alias: other paths that published pages call it by.
    """

    droit: str
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
    corps_octets: int = BORNES.corps_octets
    liens: Json = field(default_factory=dict)
    alias: tuple[str, ...] = ()
    deprecie: bool = False

    def described(self) -> Json:
        """Give the operation as OpenAPI wants it."""
        binary: Json = {"type": "string", "format": "binary"}
        content: Json = {"schema": binary if self.reponse is None else self.reponse}
        if self.exemple is not None:
            content["example"] = self.exemple
        path_names = [part[1:-1] for part in self.chemin.split("/") if part.startswith("{")]
        parametres = [_in_path(nom) for nom in path_names] + list(self.parametres)
        droit = FIXES[self.droit]
        media_corps = self.media_corps if self.corps is not None else ""
        told: Json = {
            "operationId": operation_id(self.droit),
            "tags": [self.tag],
            "summary": self.titre,
            "description": self.description,
            "parameters": parametres,
            "responses": {
                str(self.statut): {
                    "description": self.titre,
                    "content": {self.media: content}
                    | {media: {"schema": binary} for media in self.autres_medias},
                    **({"links": self.liens} if self.liens else {}),
                },
                **responses(kinds_of(droit, self.methode, parametres, media_corps, self.refus)),
            },
            "x-droit": self.droit,
        }
        if self.corps is not None:
            told["requestBody"] = self._body(self.corps)
        if self.alias:
            told["x-alias"] = [f"{self.methode} {chemin}" for chemin in self.alias]
        if self.deprecie:
            told["deprecated"] = True
        if droit.niveau == LIBRE:
            told["security"] = []
        return told

    def _body(self, schema: Json) -> Json:
        body: Json = {"schema": schema}
        if self.corps_exemple is not None:
            body["example"] = self.corps_exemple
        told: Json = {"required": True, "content": {self.media_corps: body}}
        if self.media_corps == "application/json":
            told["description"] = f"{self.corps_octets} octets au plus."
        return told


def import_links(demande: str) -> Json:
    """Give the links to what may be asked of an import; demande: where the answer names it."""
    told: Json = {
        "statut": {
            "operationId": operation_id("import.statut"),
            "parameters": {"accountingImportRequestId": demande},
        },
    }
    for suite in _SUITES:
        nom = "import" if suite == "lire" else suite
        told[nom] = {
            "operationId": operation_id(f"import.{suite}"),
            "parameters": {"id": demande},
        }
    return told


def query(name: str, text: str, schema: Json, example: Any, *, required: bool = False) -> Json:
    """Describe a parameter of the query."""
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": text,
        "schema": schema,
        "example": example,
    }


_IN_PATH = {
    "id": ("Identifiant.", GUID),
    "code": ("Code Dossier.", "CEGID001"),
    "cabinet": ("Numéro du cabinet, donné par l'adresse de dépôt.", 1),
    "guid": ("Emplacement, donné par l'adresse de dépôt.", GUID),
    "nom": ("Nom du fichier.", "fec.txt"),
}


def _in_path(name: str) -> Json:
    text, example = _IN_PATH[name]
    kind = "integer" if isinstance(example, int) else "string"
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": text,
        "schema": {"type": kind},
        "example": example,
    }
