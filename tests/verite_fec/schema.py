"""Schema: what the four official schemas of an XML FEC demand, in our own words.

Order and number of the elements, dates, amounts, sides, comptes; a line may hold anything after
its amount. Source: formatA47A-I-VII-1, VIII-3, VIII-5 and VIII-7.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

_TETE = "EcritureNum EcritureDate EcritureLib PieceRef PieceDate EcritureLet? DateLet? ValidDate"
_LIGNE = "CompteLib (CompAuxNum|CompteAuxNum)? (CompAuxLib|CompteAuxLib)? Montantdevise? Idevise?"
_REGLEMENT = "DateRglt ModeRglt NatOp?"
_JOURNAL = "JournalCode JournalLib ecriture*"
ECRITURES = {
    "formatA47A-I-VII-1.xsd": _TETE,
    "formatA47A-I-VIII-3.xsd": _TETE,
    "formatA47A-I-VIII-5.xsd": f"{_TETE} {_REGLEMENT}",
    "formatA47A-I-VIII-7.xsd": f"{_TETE} {_REGLEMENT} IdClient?",
}
_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
_DATES = frozenset(("DateCloture", "EcritureDate", "PieceDate", "DateLet", "ValidDate", "DateRglt"))
_NOMBRES = frozenset(("Debit", "Credit", "Montant"))
_NOMBRE = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?|-?INF|NaN")
_DATE = re.compile(r"([0-9]{4,})-([0-9]{2})-([0-9]{2})(?:T[0-9]{2}:[0-9]{2}:[0-9]{2})?")


def is_valid(document: bytes, schema: str) -> bool:
    """True when the schema takes this document; False too when it is no document."""
    try:
        root = ElementTree.fromstring(document)
    except (ElementTree.ParseError, LookupError, ValueError):
        return False
    facultatif = "?" if "VIII-3" in schema else ""
    modeles = {
        "comptabilite": "exercice",
        "exercice": "DateCloture journal+",
        "journal": _JOURNAL.replace("JournalCode JournalLib", "JournalCode? JournalLib?")
        if facultatif
        else _JOURNAL,
        "ecriture": f"{ECRITURES[schema]} ligne ligne+",
        "ligne": f"CompteNum{facultatif} {_LIGNE} (Debit|Credit|Montant Sens) *",
    }
    return root.tag == "comptabilite" and all(_judge(root, modeles))


def _judge(element: Element, modeles: dict[str, str]) -> Iterator[bool]:
    # No element has attributes, but those that say how it is validated.
    yield all(nom.startswith(_INSTANCE) for nom in element.attrib)
    noms = "".join(f"{enfant.tag}," for enfant in element)
    modele = modeles.get(element.tag)
    if modele is None:
        yield not noms and _judge_texte(element)
        return
    # No text stands between elements.
    textes = (element.text, *(enfant.tail for enfant in element))
    yield not any((texte or "").strip(" \t\r\n") for texte in textes)
    ouvert = modele.endswith(" *")
    motif = re.compile(re.sub(r"\w+", r"(?:\g<0>,)", modele.removesuffix(" *")), re.VERBOSE)
    found = motif.match(noms) if ouvert else motif.fullmatch(noms)
    yield found is not None
    if found is None:
        return
    connus = found[0].count(",")
    for enfant in element[:connus]:
        yield from _judge(enfant, modeles)


def _judge_texte(element: Element) -> bool:
    texte = element.text or ""
    if element.tag in _DATES:
        return _is_date(texte.strip(" \t\r\n"))
    if element.tag in _NOMBRES:
        return _NOMBRE.fullmatch(texte.strip(" \t\r\n")) is not None
    if element.tag == "Sens":
        return re.fullmatch(r"[dDcC]|[+-]1", texte) is not None
    return element.tag != "CompteNum" or re.fullmatch(r"[0-9]{3}[0-9a-zA-Z]*", texte) is not None


def _is_date(texte: str) -> bool:
    found = _DATE.fullmatch(texte)
    if found is None:
        return False
    # The calendar repeats every 400 years; a year may have more digits than a date holds here.
    try:
        date(int(found[1]) % 400 + 400, int(found[2]), int(found[3]))
    except ValueError:
        return False
    return True
