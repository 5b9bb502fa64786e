"""Cas: one case of the campaign: a lot, a shape, one fault, all drawn from a seed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from random import Random
from typing import Any, Protocol

from boucle.formats.registre import JSON, TRA
from campagne import (
    fautes_classeur,
    fautes_codes,
    fautes_forme,
    fautes_json,
    fautes_montants,
    fautes_octets,
    fautes_tra,
)
from campagne.corps import CorpsJson
from campagne.fautes import FAUTES, Faute
from campagne.grille import CSV, XLSX, Fichier, make_forme
from campagne.lots import Lot, make_lot
from campagne.tra import FichierTra


class Envoi(Protocol):
    """A file being made. format: how an import reads it; nom: as it is sent."""

    lot: Lot
    format: str
    nom: str

    def octets(self) -> bytes:
        """Write the bytes."""

    def parametres(self) -> dict[str, Any]:
        """Give what the reader is told."""

    def numeros(self, touchees: Any) -> Collection[int]:
        """Give the lines that an anomalie may name for these rows: them and their écritures."""


LISTES = (
    fautes_montants,
    fautes_codes,
    fautes_forme,
    fautes_octets,
    fautes_classeur,
    fautes_tra,
    fautes_json,
)
"""The modules that fill the list of faults."""
Batir = Callable[[Random, Lot, dict[str, Any]], Envoi]


def _table(nature: str) -> Batir:
    def build(rng: Random, lot: Lot, forme: dict[str, Any]) -> Envoi:
        return Fichier(make_forme(rng, nature, **forme), lot)

    return build


BATISSEURS: dict[str, Batir] = {
    CSV: _table(CSV),
    XLSX: _table(XLSX),
    TRA: FichierTra.draw,
    JSON: CorpsJson.draw,
}
GENRES: list[tuple[str, Faute]] = [(nature, faute) for faute in FAUTES for nature in faute.natures]
"""What is counted: each fault in each nature of file that can bear it."""


@dataclass(frozen=True)
class Cas:
    """propre: as it was sent; gate: once spoiled. touchees: what the fault touched, None: all."""

    propre: Envoi
    gate: Envoi
    touchees: Any


def make_cas(nature: str, faute: Faute, graine: int) -> Cas:
    """Draw a case; the same seed makes the same one."""
    propre, _ = _draw(nature, faute, graine)
    gate, rng = _draw(nature, faute, graine)
    return Cas(propre, gate, faute.gate(gate, rng))


def _draw(nature: str, faute: Faute, graine: int) -> tuple[Envoi, Random]:
    rng = Random(f"{nature} {faute.nom} {graine}")
    lot = make_lot(rng, faute.traits)
    return BATISSEURS[nature](rng, lot, dict(faute.forme)), rng
