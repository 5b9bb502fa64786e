"""Registre: every resource declared, by its name."""

from __future__ import annotations

from typing import cast

from boucle.schema.champs.cibles import DECLAREES
from boucle.schema.resource import Resource, declare


def add(resource: Resource) -> None:
    """Keep a declaration that was taken out."""
    declare(resource)


def find(nom: str) -> Resource:
    """Give the resource of this name; KeyError when it is not declared."""
    return cast(Resource, DECLAREES[nom])


def forget(nom: str) -> None:
    """Take a declaration out again: for toy resources of tests."""
    DECLAREES.pop(nom, None)


def every() -> tuple[Resource, ...]:
    """List every resource declared so far."""
    return cast(tuple[Resource, ...], tuple(DECLAREES.values()))
