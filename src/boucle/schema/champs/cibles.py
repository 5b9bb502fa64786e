"""Cibles: what a reference may point to, by name: each resource, once it is declared."""

from __future__ import annotations

from typing import Protocol

from boucle.schema.champs.champ import Champ


class Declaree(Protocol):
    """A resource, as far as a field needs to know it."""

    @property
    def nom(self) -> str:
        """Its name in the house."""

    @property
    def champ_cle(self) -> Champ:
        """The field that names a record."""


DECLAREES: dict[str, Declaree] = {}
"""Every resource declared, in order; kept by `schema/registre.py`."""
