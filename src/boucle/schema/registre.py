"""Registre: every resource declared, by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from boucle.schema.resource import Resource

_RESOURCES: dict[str, Resource] = {}


def add(resource: Resource) -> None:
    """Keep a declaration; two of the same name is a programmer's error."""
    if resource.nom in _RESOURCES:
        raise ValueError(f"resource declared twice: {resource.nom}")
    _RESOURCES[resource.nom] = resource


def find(nom: str) -> Resource:
    """Give the resource of this name; KeyError when it is not declared."""
    return _RESOURCES[nom]


def forget(nom: str) -> None:
    """Take a declaration out again: for toy resources of tests."""
    _RESOURCES.pop(nom, None)


def every() -> tuple[Resource, ...]:
    """List every resource declared so far."""
    return tuple(_RESOURCES.values())
