"""Témoins: small files that differ from a right one in one thing, to show one kind of file."""

from __future__ import annotations

from verite_fec.cas import NOM, TITRES, TROIS
from verite_fec.exotique import Exotique

Grille = list[list[str]]
_XML = """<?xml version="1.0" encoding="UTF-8"?>
<comptabilite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:noNamespaceSchemaLocation="formatA47A-I-VII-1.xsd">
<exercice><DateCloture>2024-12-31</DateCloture><journal><JournalCode>VE</JournalCode>
<JournalLib>Ventes</JournalLib><ecriture><EcritureNum>1</EcritureNum>
<EcritureDate>2024-01-15</EcritureDate><EcritureLib>Facture</EcritureLib>
<PieceRef>F1</PieceRef><PieceDate>2024-01-15</PieceDate><ValidDate>2024-01-31</ValidDate>
<ligne><CompteNum>411000</CompteNum><CompteLib>Clients</CompteLib>
<Debit>100.00</Debit></ligne><ligne><CompteNum>707000</CompteNum>
<CompteLib>Ventes</CompteLib><Credit>100.00</Credit></ligne></ecriture></journal>
</exercice></comptabilite>
"""


def plat(octets: bytes, nom: str = NOM) -> Exotique:
    """Give a flat file as it is."""
    return Exotique(octets, nom, "BIC", True, ())


def grille() -> Grille:
    """Give header and lines of three right sales, as cells."""
    return [ligne.split("\t") for ligne in TROIS.split("\r\n")[:-1]]


def write(lignes: Grille, fin: str = "\r\n", nom: str = NOM) -> Exotique:
    """Write cells as a flat file."""
    return plat("".join("\t".join(ligne) + fin for ligne in lignes).encode(), nom)


def cellule(colonne: str, valeur: str) -> Exotique:
    """Write a value in the third line."""
    lignes = grille()
    lignes[3][TITRES.index(colonne)] = valeur
    return write(lignes)


def titre(colonne: str, nom: str) -> Exotique:
    """Write another name in the header."""
    lignes = grille()
    lignes[0][TITRES.index(colonne)] = nom
    return write(lignes)


def en_tete(colonne: str, blanc: str = "") -> Exotique:
    """Put a column first, its third cell after some blanks."""
    lignes = grille()
    at = TITRES.index(colonne)
    for ligne in lignes:
        ligne.insert(0, ligne.pop(at))
    lignes[3][0] = blanc + lignes[3][0]
    return write(lignes)


def en_plus(nom: str, valeur: str = "") -> Exotique:
    """Add a column."""
    lignes = grille()
    return write([[*ligne, valeur if rang else nom] for rang, ligne in enumerate(lignes)])


def au_bord() -> Exotique:
    """End lines by CR, and the header with octet 4096."""
    lignes = grille()
    lignes[0].append("n" * (4_094 - len("\t".join(lignes[0]))))
    return write([ligne if len(ligne) == 19 else [*ligne, ""] for ligne in lignes], "\r")


def montant_sens(court: int = 0, sens: str = "D", *, tete: bool = False) -> Exotique:
    """Write Montant and Sens; the third line lacks its last fields, and its side is written so.

    tete: Sens is the first column, and written as numbers.
    """
    lignes = grille()
    lignes[0][11:13] = ["Montant", "Sens"]
    for rang, ligne in enumerate(lignes[1:]):
        ligne[11:13] = ["100,00", ("+1", "-1")[rang % 2] if tete else "DC"[rang % 2]]
    lignes[3][12] = sens
    lignes[3] = lignes[3][: len(lignes[3]) - court]
    if tete:
        for ligne in lignes:
            ligne.insert(0, ligne.pop(12))
    return write(lignes)


def xml_com_sans_code() -> Exotique:
    """Write two journaux as XML under the schema of BNC, the second without its code."""
    texte = _XML.replace("VII-1", "VIII-3")
    debut, journal, reste = texte.partition("<journal>")
    corps, fin, suite = reste.partition("</journal>")
    second = corps.replace("<JournalCode>VE</JournalCode>", "")
    octets = "".join((debut, journal, corps, fin, journal, second, fin, suite)).encode()
    return Exotique(octets, NOM.replace(".txt", ".xml"), "COM", True, ())


def xml(avant: str = "", apres: str = "", regime: str = "BIC") -> Exotique:
    """Write one sale as XML, one text instead of another."""
    assert avant in _XML
    texte = _XML.replace(avant, apres, 1)
    if regime == "BAT":
        texte = texte.replace("VII-1", "VIII-5").replace(
            "</ValidDate>", "</ValidDate><DateRglt>2024-01-31</DateRglt><ModeRglt>V</ModeRglt>"
        )
    return Exotique(texte.encode(), NOM.replace(".txt", ".xml"), regime, False, ())
