"""Fiches: the header of a TRA file, and the records of the codes that its lines name."""

from __future__ import annotations

from collections.abc import Iterator

from boucle.formats.sortie.bloc import Tete
from boucle.formats.tra.ecrire.zones import JOUR_VIDE, put

VERSION = "011"
_COLLECTIFS = {"40": "COF", "41": "COC", "42": "COS"}
_TIERS = {"COF": "FOU", "COC": "CLI", "COS": "SAL", "COD": "DIV"}
_DIVERS, _AUTRES_COLLECTIFS = "DIV", "COD"


def records(tete: Tete, longueur: str) -> Iterator[str]:
    """Give the header, the exercice, then what names each code; longueur: STD or ETE."""
    yield put(
        "ENT",
        {
            "FIXE": "***",
            "IDENTIFIANT": "S5",
            "ORIGINE_FICHIER": "EXP",
            "TYPE_FICHIER": "JRL",
            "FORMAT": longueur,
            "DATE_BASCULE": JOUR_VIDE,
            "DATE_ARRETE_PERIODIQUE": JOUR_VIDE,
            "VERSION": VERSION,
            "UTILISATEUR": "Boucle",
            "RAISON_SOCIALE": tete.dossier,
            "REPRISE": "-",
            "SO_CPDATEREFPURGE": JOUR_VIDE,
            "SOUSVERSION": "001",
            "SO_NEWANALYTIQUE": "-",
            "SO_READYGUID": "-",
            "DAG_GESTAGRICOLE": "-",
        },
    )
    yield put("PS5", {"DEVISE": "EUR", "DECDEVISE": "2", "TENUEEURO": "X"})
    collectifs = {code.collectif for code in tete.codes.get("tiers", {}).values()}
    for journal, code in sorted(tete.codes.get("journal", {}).items()):
        yield put(
            "JAL",
            {"CODE": journal, "LIBELLE": code.libelle, "NATURE": "OD", "MODESAISIE": "-"},
        )
    for compte, code in sorted(tete.codes.get("compte", {}).items()):
        nature = nature_of(compte) if compte in collectifs else _DIVERS
        yield put("CGN", {"CODE": compte, "LIBELLE": code.libelle, "NATURE": nature})
    for tiers, code in sorted(tete.codes.get("tiers", {}).items()):
        yield put(
            "CAE",
            {
                "CODE": tiers,
                "LIBELLE": code.libelle,
                "NATURE": _TIERS[nature_of(code.collectif)],
                "LETTRABLE": "X",
                "COLLECTIF": code.collectif,
            },
        )
    for (axe, section), libelle in sorted(tete.sections.items()):
        yield put("SAT", {"CODE": section, "LIBELLE": libelle, "AXE": axe})


def nature_of(compte: str) -> str:
    """Give the nature of a compte that bears tiers."""
    return _COLLECTIFS.get(compte[:2], _AUTRES_COLLECTIFS)
