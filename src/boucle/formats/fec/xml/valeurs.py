"""Xml valeurs: names, order and values of an XML FEC, brought to the flat notation and back."""

from __future__ import annotations

import re
from collections.abc import Mapping

from boucle.compta.compte import is_tiers
from boucle.compta.jour import make_jour
from boucle.errors.donnees import lig
from boucle.formats.fec.forme.colonnes import BAT, BIC, BNCT, COM

SCHEMAS = {
    "formatA47A-I-VII-1.xsd": BIC,
    "formatA47A-I-VIII-3.xsd": COM,
    "formatA47A-I-VIII-5.xsd": BAT,
    "formatA47A-I-VIII-7.xsd": BNCT,
}
# In the order that the schemas impose.
JOURNAL = ("JournalCode", "JournalLib")
ECRITURE = (
    "EcritureNum",
    "EcritureDate",
    "EcritureLib",
    "PieceRef",
    "PieceDate",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "DateRglt",
    "ModeRglt",
    "NatOp",
    "IdClient",
)
LIGNE = (
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "Montantdevise",
    "Idevise",
    "Debit",
    "Credit",
    "Montant",
    "Sens",
)
COMPTE = re.compile(r"[0-9]{3}[0-9a-zA-Z]*")
# What the check of form lets pass in a flat FEC, and the schemas do not.
KINDS_XML = {
    lig.DATE_INEXISTANTE: lig.DATE_INEXISTANTE_XML,
    lig.DATE_ZERO: lig.DATE_VIDE_XML,
    lig.COMPTE_RACINE: lig.COMPTE_RACINE_XML,
    lig.VALEUR_ABSENTE_DROIT: lig.VALEUR_ABSENTE,
}
_XS_FLOAT = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[Ee]([+-]?[0-9]+))?")
_VIRGULE = re.compile(r"[+-]?[0-9]*,[0-9]*")
_XS_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T[0-9]{2}:[0-9]{2}:[0-9]{2})?")
_BLANCS = re.compile(r"[\t\r\n]+")
_SENS = {"D": 1, "d": 1, "+1": 1, "C": -1, "c": -1, "-1": -1}


def flat_text(texte: str) -> str:
    """Take out of a text what a flat line cannot hold."""
    return _BLANCS.sub(" ", texte).strip()


def flat_amount(texte: str) -> tuple[str, bool]:
    """Write an amount with a comma; True when it was not written as the schema asks.

    What is no number is given back as it is, for the rules on cells to judge.
    """
    m = _XS_FLOAT.fullmatch(texte)
    if m is None or not (m[2] or m[3]):
        return texte, _VIRGULE.fullmatch(texte) is not None
    exposant = f"E{m[4]}" if m[4] else ""
    return f"{m[1]}{m[2] or '0'},{m[3] or '0'}{exposant}", False


def flat_date(texte: str) -> tuple[str, bool]:
    """Write a date AAAAMMJJ; True when it was not written as the schema asks.

    What is no date is given back as it is, for the rules on cells to judge.
    """
    m = _XS_DATE.fullmatch(texte)
    if m is None or make_jour(int(m[1]), int(m[2]), int(m[3])) is None:
        return texte, True
    return m[1] + m[2] + m[3], False


def flat_sens(texte: str) -> int:
    """Give 1 for debit, -1 for credit, 0 for anything else."""
    return _SENS.get(texte, 0)


def find_lettrees(lignes: list[dict[str, str]]) -> set[int]:
    """Find the lines of an écriture, by rank, that its lettrage speaks of."""
    tiers = {rang for rang, ligne in enumerate(lignes) if ligne.get("CompAuxNum")}
    classe_4 = {rang for rang, ligne in enumerate(lignes) if is_tiers(ligne.get("CompteNum", ""))}
    return tiers or classe_4 or set(range(len(lignes)))


_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


def find_attributs(attributes: Mapping[str, str], prefixes: set[str]) -> list[str]:
    """List the attributes that no official schema has.

    Those that name a prefix, or say how the document is validated, are free. prefixes: those that
    stand for the latter, to which an element may add.
    """
    prefixes |= {nom.partition(":")[2] for nom, valeur in attributes.items() if valeur == _INSTANCE}
    found = []
    for nom, valeur in attributes.items():
        prefixe, colon, _ = nom.partition(":")
        libre = nom == "xmlns" and not valeur
        if colon:
            libre = prefixe == "xmlns" or prefixe in prefixes
        if not libre:
            found.append(nom)
    return found
