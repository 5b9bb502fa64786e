"""Apercu: what was read of a TRA file, by zones, by sorts of records and of lines."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from boucle.formats.apercu import PAR_NOTICE, Apercu, ColonneLue, SorteLue
from boucle.formats.tra.pieces.assembler import DETAIL, NOMS
from boucle.formats.tra.texte.enregistrements import (
    ENREGISTREMENTS,
    SYNONYMES,
    TYPES,
    Enregistrement,
)
from boucle.formats.tra.texte.zones import MOUVEMENT, ZONES, Zone, zones_of

_DIVERS = {
    "TYPE_CPTE": "type de ligne",
    "SENS": "sens",
    "MONTANT1": "montant",
    "MONTANT2": "montant",
    "MONTANT3": "montant",
    "TYPE_ECRITURE": "type d'écriture",
    "DEVISE": "devise",
    "TAUXDEV": "taux",
    "CODEMONTANT": "codage des montants",
    "AXE": "axe",
    "AUXILIAIRE": "tiers ou section",
    "ETATLETTRAGE": "état du lettrage",
}
Nombres = Mapping[str, list[int]]


def open_apercu(longueur: str, encodage: str) -> Apercu:
    """Begin what is told of a file of this layout (STD or ETE)."""
    apercu = Apercu("TRA", encodage=encodage, encodage_par="reconnu")
    zones = [*MOUVEMENT]
    if longueur == "ETE":
        zones += zones_of("SUITE").values()
    read = {dit.partition(" ")[0]: nom for nom, dit in NOMS.items()}
    read = {**{zone: nom for nom, zone in DETAIL.items()}, **read, **_DIVERS}
    apercu.colonnes += [_colonne(zone, read) for zone in zones]
    return apercu


def _colonne(zone: Zone, read: Mapping[str, str]) -> ColonneLue:
    champ = read.get(zone.nom, "") if ZONES.get(zone.nom) == zone else ""
    return ColonneLue(zone.debut, zone.nom, champ, PAR_NOTICE if champ else "")


def show_lines(apercu: Apercu, lines: pl.DataFrame, longueur: str) -> None:
    """Show the first movements, zone by zone, as they are in the file."""
    zones = [*MOUVEMENT]
    if longueur == "ETE":
        zones += zones_of("SUITE").values()
    for n, text in lines.head(5).iter_rows():
        if not apercu.full:
            apercu.show(n, [zone.cut(text).strip() for zone in zones])


def tell_sorts(apercu: Apercu, enregistrements: Nombres, types: Nombres) -> None:
    """Say how many records and lines of each sort there are, and what became of them."""
    for code, (nombre, ligne) in enregistrements.items():
        row = ENREGISTREMENTS.get(code)
        if row is None:
            sorte = SorteLue(code, "inconnu de la notice", nombre, ligne, "laissé de côté")
        else:
            sorte = SorteLue(code, row.titre, nombre, ligne, _sort(row))
        apercu.sortes.append(sorte)
    for code, (nombre, ligne) in types.items():
        row = TYPES.get(SYNONYMES.get(code, code))
        if row is not None:
            apercu.sortes.append(SorteLue(code, row.titre, nombre, ligne, _sort(row)))


def _sort(row: Enregistrement) -> str:
    return f"{row.sort} : {row.pourquoi}" if row.pourquoi else row.sort
