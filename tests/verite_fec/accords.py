"""Accords: files of a kind on which the product said otherwise once; it must not again."""

from __future__ import annotations

from verite_fec import temoins
from verite_fec.cas import TROIS
from verite_fec.exotique import Exotique

ACCORDS: dict[str, Exotique] = {
    "année lointaine": temoins.cellule("EcritureDate", "99990115"),
    "nom sans préfixe": temoins.plat(TROIS.encode(), "FEC20241231.txt"),
    "ordre de la date": temoins.cellule("EcritureDate", "20121332"),
    "heure sans secondes": temoins.cellule("ValidDate", "20240115T10:11"),
    "date que l'outil lit": temoins.cellule("PieceDate", "2024--01-15"),
    "date d'un autre siècle": temoins.cellule("PieceDate", "92911332"),
    "blanc et signe": temoins.cellule("Debit", "100,00 -"),
    "signes d'exposant": temoins.cellule("Debit", "1E--2"),
    "CR ou LF de trop": temoins.plat(TROIS.replace("\r\n", "\r\r\n").encode()),
    "nom de colonne": temoins.titre("PieceRef", "PIÈCEREF"),
    "nom interne de colonne": temoins.titre("PieceRef", "num_piece"),
    "séparateurs finaux": temoins.plat(TROIS.replace("\r\n", "\t\t\r\n").encode()),
    "séparateurs finaux du titre seul": temoins.plat(
        TROIS.replace("\r\n", "\t\r\n").replace("\t\r\n", "\t\t\r\n", 1).encode()
    ),
    "début sans fin de ligne": temoins.en_plus("n" * 4_200),
    "CR au bord du début": temoins.au_bord(),
    "XML sans déclaration": temoins.xml('<?xml version="1.0" encoding="UTF-8"?>\n'),
    "schéma XML pris ailleurs": temoins.xml('"formatA47A', '"http://www.impots.gouv.fr/formatA47A'),
    "schéma XML désigné par file:": temoins.xml('"formatA47A', '"file:formatA47A'),
    "Credit du XML après Montant": temoins.xml(
        "<Debit>100.00</Debit>",
        "<Montant>100.00</Montant><Sens>D</Sens><Credit>0.00</Credit>",
    ),
    "nombre XML avec un exposant": temoins.xml(">100.00", ">1.0E2"),
    "champs du XML": temoins.xml("Facture", "a|b"),
    "caractères du XML": temoins.xml("Facture", "d’achat"),
    "blanc devant la première colonne": temoins.en_tete("Debit", " "),
    "fin de ligne dans une cellule": temoins.cellule("EcritureLib", "Fact\n"),
    "LF avec Montant et Sens": temoins.plat(
        temoins.montant_sens().octets.replace(b"\r\n", b"\r").replace(b"Clients", b"Clients\n", 1)
    ),
    "CR avec Montant et Sens": temoins.plat(
        temoins.montant_sens().octets.replace(b"Clients", b"Clients\r", 1)
    ),
    "clôture avant 2013": temoins.plat(
        TROIS.replace("20240131", "").encode(), "732829320FEC20121231.txt"
    ),
    "colonne Montant de trop": temoins.en_plus("Montant", "abc"),
    "Sens en tête": temoins.montant_sens(sens="D", tete=True),
    "Sens en tête, sans lettre": temoins.montant_sens(sens="", tete=True),
    "champs complétés avec le sens": temoins.montant_sens(court=1),
    "sens et insécable": temoins.montant_sens(sens="D\u00a0"),
    "caractère de commande seul": temoins.cellule("EcritureLib", "\x07"),
    "JournalCode que le XML ne redit pas": temoins.xml_com_sans_code(),
    "attribut dans le XML": temoins.xml("<ligne>", '<ligne n="1">'),
    "texte égaré dans le XML": temoins.xml("</journal>", "fin</journal>"),
    "titres précédés d'un XML vide": temoins.plat(
        b"<!-- -->" + TROIS.replace("PieceRef\t", "").encode(), "732829320FEC20121231.txt"
    ),
    "sens du XML": temoins.xml("<Debit>100.00</Debit>", "<Montant>100.00</Montant><Sens> D</Sens>"),
}
