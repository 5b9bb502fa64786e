"""Mots: whatever is sent, what is answered is in French, and no Python word is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from boucle import resources
from boucle.api.entree.corps import read_items
from boucle.api.routes.imports import read_object
from boucle.errors import KINDS, Refus
from boucle.operations.imports.imports import Demande
from boucle.schema import registre
from boucle.schema.champs.champ import Usage
from boucle.schema.demande import read_demande
from boucle.schema.fiche import lecteur

PYTHON = re.compile(
    r"\b(None|True|False|NoneType|dict|list|tuple|str|int|float|bool|bytes|Decimal|datetime)\b"
    r"|<class|\bobject at\b|\bb['\"]|['\"]:|\\x[0-9a-f]{2}"
)
TEXTS = st.sampled_from(["", "a", "abc", "12", "2024-01-31", "4 000,00", "é", "x" * 200])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 10**20) | st.sampled_from([1.5, -2.25]) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("codeIbs", "URI", "URL", "SIRET", "modele", "MODELE", "doublon")
RESOURCES = [resource for resource in resources.load() if "POST" in resource.verbes]


def sentences(value: Any, field: str, resource: Any, nom: str) -> Iterator[str]:
    """Give every sentence that refuses this value, wherever it is sent."""
    body = msgspec.json.encode(value)
    calls = (
        lambda: read_object(body),
        lambda: read_items(body),
        lambda: Demande.read({"codeIbs": "D1", "URI": "a", field: value}),
        lambda: read_demande(resource, {"take": value if isinstance(value, str) else "x"}),
    )
    for call in calls:
        try:
            call()
        except Refus as refus:
            yield refus.message
            yield refus.remede
    for item in ({nom: value}, value):
        for faute in lecteur(registre.find(resource.nom), Usage(8)).read_new([item])[1]:
            yield faute.message
            yield faute.remede


@given(VALUES, st.sampled_from(FIELDS), st.data())
def test_no_refusal_speaks_python(value: Any, field: str, data: st.DataObject) -> None:
    resource = data.draw(st.sampled_from(RESOURCES))
    nom = data.draw(st.sampled_from([champ.nom for champ in resource.champs]))
    spoken = [text for text in sentences(value, field, resource, nom) if PYTHON.search(text)]
    assert spoken == []


def test_no_sentence_puts_guillemets_around_what_has_some() -> None:
    assert "« « x » »" not in "".join(
        str(Refus(kind, **dict.fromkeys(kind.slots, "« x »")).message)
        for kind in KINDS
        if kind.code in ("REQ-022", "REQ-024", "REQ-027", "REQ-261")
    )
