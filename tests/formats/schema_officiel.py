"""SchemaOfficiel: what the four official schemas of an XML FEC demand, in our own words.

Source: schemas formatA47A-I-VII-1, VIII-3, VIII-5 and VIII-7: order and number of the elements,
dates, amounts with a decimal point, comptes of three digits. Nothing else is allowed here, though
the schemas let anything follow in a line.
"""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

_TETE = "EcritureNum EcritureDate EcritureLib PieceRef PieceDate EcritureLet? DateLet? ValidDate"
_REGLEMENT = "DateRglt ModeRglt NatOp?"
ECRITURES = {
    "formatA47A-I-VII-1.xsd": f"{_TETE} ligne ligne+",
    "formatA47A-I-VIII-3.xsd": f"{_TETE} ligne ligne+",
    "formatA47A-I-VIII-5.xsd": f"{_TETE} {_REGLEMENT} ligne ligne+",
    "formatA47A-I-VIII-7.xsd": f"{_TETE} {_REGLEMENT} IdClient? ligne ligne+",
}
_LIGNE = (
    "CompteNum CompteLib CompteAuxNum? CompteAuxLib? Montantdevise? Idevise? "
    "(Debit|Credit|Montant Sens)"
)
_DATES = {"DateCloture", "EcritureDate", "PieceDate", "DateLet", "ValidDate", "DateRglt"}
_FORMES = {
    **dict.fromkeys(("Debit", "Credit", "Montant"), r"[+-]?[0-9]+(\.[0-9]+)?"),
    "Sens": r"[dDcC]|[+-]1",
    "CompteNum": r"[0-9]{3}[0-9a-zA-Z]*",
}
_LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}noNamespaceSchemaLocation"


def find_ecarts(document: bytes) -> list[str]:
    """List what a document does that its schema does not allow."""
    root = ElementTree.fromstring(document)
    schema = root.get(_LOCATION, "")
    if root.tag != "comptabilite" or schema not in ECRITURES:
        return [f"racine {root.tag}, schéma {schema}"]
    found = [] if schema.encode() in document[:300] else ["schéma après 300 octets"]
    return found + _judge(
        root,
        {
            "comptabilite": "exercice",
            "exercice": "DateCloture journal+",
            "journal": "JournalCode JournalLib ecriture*",
            "ecriture": ECRITURES[schema],
            "ligne": _LIGNE,
        },
    )


def _judge(element: Element, models: dict[str, str]) -> list[str]:
    names = "".join(f"{child.tag}," for child in element)
    model = models.get(element.tag)
    if model is None:
        return _judge_text(element) if not names else [f"{element.tag} : {names}"]
    pattern = re.sub(r"\w+", r"(?:\g<0>,)", model)
    lawful = re.fullmatch(pattern, names, re.VERBOSE)
    found = [] if lawful else [f"{element.tag} : {names}"]
    return found + [text for child in element for text in _judge(child, models)]


def _judge_text(element: Element) -> list[str]:
    text = element.text or ""
    if element.tag in _DATES:
        try:
            date.fromisoformat(text[:10])
        except ValueError:
            return [f"{element.tag} : {text}"]
        lawful = re.fullmatch(r".{10}(T[0-9]{2}:[0-9]{2}:[0-9]{2})?", text)
        return [] if lawful else [f"{element.tag} : {text}"]
    forme = _FORMES.get(element.tag)
    return [] if forme is None or re.fullmatch(forme, text) else [f"{element.tag} : {text}"]
