"""SchemasRapport: the rapport of a file, as the published document describes it.

Made from the JSON Schema that is published on its own (docs/reference/rapport.schema.json), whose
parts become components. Closed here: a fact that is given and not described fails a test.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

Json = dict[str, Any]
FICHIER = files("boucle.errors") / "rapport_schema.json"
_DEFS = "#/$defs/"


def components() -> Json:
    """Give the component schemas of a rapport: `Rapport`, and one for each object it is made of."""
    whole = json.loads(FICHIER.read_text(encoding="utf-8"))
    defs = whole.pop("$defs")
    whole.pop("$schema")
    found = {_name(nom): part for nom, part in defs.items() if "properties" in part}
    return {nom: _translated(part, defs) for nom, part in {"Rapport": whole, **found}.items()}


def _name(nom: str) -> str:
    return f"Rapport{nom.capitalize()}"


def _translated(node: Any, defs: Json) -> Any:
    if isinstance(node, list):
        return [_translated(part, defs) for part in node]
    if not isinstance(node, dict):
        return node
    own = {key: _translated(part, defs) for key, part in node.items() if key != "$ref"}
    nom = node.get("$ref", "").removeprefix(_DEFS)
    if nom:
        target = defs[nom]
        if "properties" not in target:
            return {**target, **own}
        own["$ref"] = f"#/components/schemas/{_name(nom)}"
    if "properties" in own and own.get("type") == "object":
        own.setdefault("additionalProperties", False)
    return own
