"""Exotique: one odd file from a seed: each way of being odd in its turn, and others by chance."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from verite_fec.exotismes import PLATS
from verite_fec.exotismes_rares import PLATS_RARES, RETOUCHES_RARES
from verite_fec.exotismes_xml import DU_REGIME, XML, write_xml
from verite_fec.formes import FORMES, RETOUCHES
from verite_fec.socle import Brouillon, make_brouillon

_BROUILLONS = PLATS | FORMES | PLATS_RARES
_OCTETS = RETOUCHES | RETOUCHES_RARES
MANIERES = (*_BROUILLONS, *_OCTETS, *XML)
_MELABLES = tuple(_BROUILLONS)[1:]


@dataclass(frozen=True)
class Exotique:
    """One file. regime: what its user declares; declare: whether the product is told.

    manieres: the ways in which it is odd, with what was written.
    """

    octets: bytes
    nom: str
    regime: str
    declare: bool
    manieres: tuple[str, ...]


def make_exotique(seed: int) -> Exotique:
    """Make the file of a seed."""
    rnd = Random(f"exotique {seed}")
    maniere = MANIERES[seed % len(MANIERES)]
    brouillon = make_brouillon(rnd)
    if maniere in XML:
        return _make_xml(brouillon, rnd, maniere)
    manieres = [maniere]
    if rnd.random() < 0.4:
        manieres += rnd.sample(_MELABLES, rnd.choice([1, 1, 2, 4]))
    for nom in manieres:
        if nom in _BROUILLONS:
            _BROUILLONS[nom](brouillon, rnd)
    octets = brouillon.write()
    if maniere in _OCTETS:
        octets = _OCTETS[maniere](octets, rnd)
    return Exotique(
        octets,
        brouillon.nom,
        brouillon.regime,
        brouillon.declare,
        (*manieres, *brouillon.retouches),
    )


def _make_xml(brouillon: Brouillon, rnd: Random, maniere: str) -> Exotique:
    if maniere in DU_REGIME and brouillon.regime not in DU_REGIME[maniere]:
        brouillon.regime = rnd.choice(DU_REGIME[maniere])
    texte = XML[maniere](write_xml(brouillon, rnd), rnd)
    codage = "iso-8859-15" if "-8859-15" in texte[:80] else "utf-8"
    return Exotique(
        texte.encode(codage, "xmlcharrefreplace"),
        brouillon.nom.replace(".txt", ".xml"),
        brouillon.regime,
        False,
        (maniere,),
    )
