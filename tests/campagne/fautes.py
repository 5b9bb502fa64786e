"""Fautes: the list of what a person or a spreadsheet does to a file, each one a row."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from campagne.grille import CSV, MONTANTS, XLSX, Fichier, Rangee

Gate = Callable[[Fichier, Random], "list[Rangee] | None"]
Toute = Callable[[Any, Random], Any]
"""A gate of any nature of file."""


class Faute(NamedTuple):
    """One thing that is done. gate: does it, and gives the rows that it touched, None for all.

    traits: what the lot must be like; forme: what the shape must be like.
    """

    nom: str
    natures: tuple[str, ...]
    gate: Toute
    traits: frozenset[str]
    forme: dict[str, Any]


FAUTES: list[Faute] = []


def faute(
    nom: str, natures: tuple[str, ...] = (CSV, XLSX), traits: tuple[str, ...] = (), **forme: Any
) -> Callable[[Gate], Gate]:
    """Add a fault to the list."""

    def add(gate: Gate) -> Gate:
        FAUTES.append(Faute(nom, natures, gate, frozenset(traits), forme))
        return gate

    return add


def un_montant(fichier: Fichier, rng: Random) -> tuple[Rangee, int, int]:
    """Choose an amount that is not zero: its row, its place, its centimes with their sign."""
    row = rng.choice(fichier.lignes)
    line = fichier.lot[row.ligne]
    net = line.debit - line.credit
    champs = ["debit" if net > 0 else "credit", "montant"]
    champ = rng.choice([champ for champ in champs if fichier.has(champ)])
    signed = champ == "montant" and fichier.forme.notation == "signe"
    return row, fichier.at(champ), net if signed else abs(net)


def tous_les_montants(fichier: Fichier) -> list[tuple[Rangee, int, int]]:
    """Give every amount that is not zero."""
    found = []
    for row in fichier.lignes:
        line = fichier.lot[row.ligne]
        net = line.debit - line.credit
        for champ in MONTANTS:
            if not fichier.has(champ) or champ == ("credit" if net > 0 else "debit"):
                continue
            signed = champ == "montant" and fichier.forme.notation == "signe"
            found.append((row, fichier.at(champ), net if signed else abs(net)))
    return found


def une_cellule(fichier: Fichier, rng: Random, champ: str, value: Any) -> list[Rangee]:
    """Put something in the place of one cell."""
    row = rng.choice(fichier.lignes)
    row.cells[fichier.at(champ)] = value(row) if callable(value) else value
    return [row]
