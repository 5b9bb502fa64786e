"""Reference: what points to another record is read in every published form, or refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from boucle import resources
from boucle.schema import registre
from boucle.schema.champs.champ import Usage
from boucle.schema.champs.champ_lien import Lien
from boucle.schema.fiche import lecteur

UUID = "497c0290-6137-4875-b288-013d17ba5142"
resources.load()


def read(value: Any) -> tuple[Any, list[str]]:
    """Read a counterpart of a journal; give what is kept, and the faults as code and field."""
    sent = [{"code": "AC", "compteContrepartie": value}]
    reader = lecteur(registre.find("journal"), Usage(8))
    doubtful: list[Any] = []
    fiches, fautes = reader.read_new(sent, doubtful)
    kept = (fiches or doubtful)[0].valeurs["compte_contrepartie_id"]
    return kept, [f"{faute.kind.code} {faute.champ}" for faute in fautes]


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, None),
        ({"objectId": None, "description": [""]}, None),
        ({"objectId": None, "description": []}, None),
        ({"objectId": None, "description": ["40100000"]}, Lien("code", "40100000")),
        ({"objectId": None, "description": "401"}, Lien("code", "40100000")),
        ({"description": ["", "401"]}, Lien("code", "40100000")),
        ({"objectId": UUID, "description": ["40100000"]}, Lien("objectId", UUID)),
        ({"numero": "401", "description": [""]}, Lien("code", "40100000")),
        ("{{compte}}", None),
    ],
)
def test_a_reference_is_read(value: Any, kept: Any) -> None:
    assert read(value) == (kept, [])


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ({"objectId": None, "description": ["401", "411"]}, "REQ-116 compteContrepartie"),
        ({"objectId": None, "description": [401]}, "REQ-103 compteContrepartie"),
        ({"description": {"fr": "401"}}, "REQ-103 compteContrepartie"),
        ({"numro": "401"}, "REQ-100 compteContrepartie"),
        ({"objectId": None, "description": ["Fournisseurs"]}, "REQ-114 compteContrepartie"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(value: Any, fault: str) -> None:
    assert read(value)[1] == [fault]


def test_an_unknown_key_is_named() -> None:
    sent = [{"code": "AC", "compteContrepartie": {"numro": "401"}}]
    _, (faute,) = lecteur(registre.find("journal"), Usage(8)).read_new(sent)
    assert "numro" in faute.message
    assert "objectId, description, code, numero" in faute.remede
