"""Désaccords: the kinds of file on which the product does not say what the official checker says.

A reviewed table that may only shrink: each kind has a reason, a predicate over the file and over
the rules that the checker met, and a witness. A disagreement of no kind fails a test; so does a
witness on which both agree, whose kind must then leave the table.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from verite_fec import temoins
from verite_fec.cas import TROIS
from verite_fec.exotique import Exotique
from verite_fec.regles import Regle, Verdict

Predicat = Callable[[Exotique, Verdict], bool]


@dataclass(frozen=True)
class Desaccord:
    """raison: why the product says otherwise. temoin: a file of this kind.

    officiel: what the checker says of such files, the product saying the contrary.
    """

    nom: str
    raison: str
    officiel: bool
    predicat: Predicat
    temoin: Exotique

    def explains(self, cas: Exotique, verdict: Verdict) -> bool:
        """True when a disagreement on this file may be of this kind."""
        return verdict.conforme is self.officiel and self.predicat(cas, verdict)


def _met(*regles: Regle) -> Predicat:
    """Files that met one of these rules."""
    return lambda cas, verdict: bool(verdict.regles & set(regles))


def _holds(motif: bytes, *regles: Regle) -> Predicat:
    """Files that hold this pattern, and met one of these rules if any is given."""
    forme = re.compile(motif)
    return lambda cas, verdict: forme.search(cas.octets) is not None and (
        not regles or bool(verdict.regles & set(regles))
    )


def _titled(motif: bytes) -> Predicat:
    """Files whose first line holds this pattern."""
    forme = re.compile(motif, re.IGNORECASE)
    return lambda cas, verdict: forme.search(
        re.split(rb"[\r\n]", cas.octets, maxsplit=1)[0]
    ) is not None


def _xml(motif: bytes, *regles: Regle) -> Predicat:
    """XML files that hold this pattern, and met one of these rules if any is given."""
    held = _holds(motif, *regles)
    return lambda cas, verdict: b"<comptabilite" in cas.octets and held(cas, verdict)


def _inner(cas: Exotique, verdict: Verdict) -> bool:
    """Files ended by CR that hold an LF too."""
    ends = {Regle.FIN_CRLF, Regle.FIN_CR} & verdict.regles
    return bool(ends) and re.search(rb"(?<!\r)\n", cas.octets) is not None


def _far(cas: Exotique, verdict: Verdict) -> bool:
    return Regle.FIN_INCONNUE in verdict.regles or b"\r" in cas.octets[4_095:4_096]


def _old(cas: Exotique, verdict: Verdict) -> bool:
    found = re.search(r"FEC(20[0-9]{2})", cas.nom.upper())
    return found is not None and int(found[1]) < 2013


def _surplus(cas: Exotique, verdict: Verdict) -> bool:
    """Files whose lines hold a CR or an LF beside their end."""
    cr = Regle.FIN_CR in verdict.regles and b"\n" in cas.octets
    return cr or b"\r\r" in cas.octets


DESACCORDS = (
    Desaccord(
        "CR ou LF de trop", "ôtés des fins de ligne, l'outil les laisse dans le champ", False,
        _surplus, temoins.plat(TROIS.replace("\r\n", "\r\r\n").encode()),
    ),
    Desaccord(
        "nom de colonne", "insécable, blanc devant et É sont ôtés des noms", False,
        _titled(rb"^ |\xa0|\xc3[\x88\x89]|[\xc8\xc9]"), temoins.titre("PieceRef", "PIÈCEREF"),
    ),
    Desaccord(
        "nom interne de colonne", "les noms propres à l'outil ne sont pas connus", True,
        _titled(rb"num_piece|num_cpte_gen|mtn_debit|date.cpt|valid.date|code_lettrage"),
        temoins.titre("PieceRef", "num_piece"),
    ),
    Desaccord(
        "séparateurs finaux", "chacun passe pour une colonne sans nom", False,
        _titled(rb"[\t|] *[\t|] *$"), temoins.plat(TROIS.replace("\r\n", "\t\t\r\n").encode()),
    ),
    Desaccord(
        "séparateurs finaux du titre seul", "l'outil n'en compte qu'un", True,
        _titled(rb"[\t|] *[\t|] *$"), temoins.plat(
            TROIS.replace("\r\n", "\t\r\n").replace("\t\r\n", "\t\t\r\n", 1).encode()
        ),
    ),
    Desaccord(
        "nom sans préfixe", "l'outil veut quelque chose devant FEC", False,
        _met(Regle.NOM), temoins.plat(TROIS.encode(), "FEC20241231.txt"),
    ),
    Desaccord(
        "ordre de la date", "l'outil cherche d'abord une année de 1900 à 2099", False,
        _met(Regle.DATE_CALENDRIER), temoins.cellule("EcritureDate", "20121332"),
    ),
    Desaccord(
        "heure sans secondes", "l'outil veut des secondes", False,
        _holds(rb"T[0-9]{2}:[0-9]{2}(?!:)", Regle.DATE_FORMAT),
        temoins.cellule("ValidDate", "20240115T10:11"),
    ),
    Desaccord(
        "date que l'outil lit", "plusieurs marques, un chiffre d'heure, mois ou jour 00", True,
        _holds(rb"[0-9][/.-]{2,}[0-9]|[T ][0-9]{1,2}:[0-9]{1,2}:"),
        temoins.cellule("PieceDate", "2024--01-15"),
    ),
    Desaccord(
        "date d'un autre siècle", "l'outil n'y compte ni les mois ni les jours", True,
        _met(Regle.DATE_PERIODE), temoins.cellule("PieceDate", "92911332"),
    ),
    Desaccord(
        "blanc et signe", "un blanc entre virgule et signe fait deux marques", False,
        _met(Regle.MONTANT_MILLIERS), temoins.cellule("Debit", "100,00 -"),
    ),
    Desaccord(
        "signes d'exposant", "l'outil ne les compte pas", True,
        _holds(rb"-[0-9,]+[Ee][0-9+]*-|[Ee][+-]{2}|-{2,}[0-9,]+[Ee]"),
        temoins.cellule("Debit", "1E--2"),
    ),
    Desaccord(
        "première colonne", "ses blancs de tête restent", False,
        _holds(rb"[\r\n](?:\xc2?\xa0| )", Regle.MONTANT_FORMAT, Regle.MONTANT_MILLIERS,
               Regle.DATE_FORMAT),
        temoins.en_tete("Debit", " "),
    ),
    Desaccord(
        "fin de ligne dans une cellule", "la ligne est coupée en deux", True,
        _inner, temoins.cellule("EcritureLib", "Fact\n"),
    ),
    Desaccord(
        "début sans fin de ligne", "l'outil la cherche dans les 4096 premiers octets", False,
        _far, temoins.en_plus("n" * 4_200),
    ),
    Desaccord(
        "CR au bord du début", "seul, il n'y est pas pris pour une fin de ligne", True,
        lambda cas, verdict: cas.octets[:4_096].find(b"\r") == 4_095,
        temoins.au_bord(),
    ),
    Desaccord(
        "clôture avant 2013", "données absentes et colonnes du régime n'y comptent pas", True,
        _old, temoins.plat(TROIS.replace("20240131", "").encode(), "732829320FEC20121231.txt"),
    ),
    Desaccord(
        "colonne Montant ou Sens de trop", "l'outil la juge comme un montant", False,
        _titled(
            rb"(?:(?:^|[\t|])(?:montant|sens|d(?:e|\xc3?.)bit|cr(?:e|\xc3?.)dit)(?=[\t|]|$).*){3}"
        ),
        temoins.en_plus("Montant", "abc"),
    ),
    Desaccord(
        "Montant ou Sens en tête", "l'outil ne les traduit alors pas", False,
        _met(Regle.SENS_EN_TETE), temoins.montant_sens(sens="D", tete=True),
    ),
    Desaccord(
        "Sens en tête, sans lettre", "l'outil le prend pour un montant", True,
        _met(Regle.SENS_EN_TETE), temoins.montant_sens(sens="", tete=True),
    ),
    Desaccord(
        "champs complétés avec le sens", "l'outil récrit la ligne au bon nombre de champs", True,
        _met(Regle.SENS_COMPLETE), temoins.montant_sens(court=1),
    ),
    Desaccord(
        "sens et insécable", "l'insécable n'y est pas encore un blanc", False,
        _met(Regle.SENS), temoins.montant_sens(sens="D\u00a0"),
    ),
    Desaccord(
        "caractère de commande seul", "il est ôté, et la cellule est dite vide", True,
        _holds(rb"[\x01-\x08\x0b\x0c\x0e-\x1f]"), temoins.cellule("EcritureLib", "\x07"),
    ),
    Desaccord(
        "XML sans déclaration", "l'outil ne voit alors pas un XML", False,
        _xml(b"", Regle.SEPARATEUR), temoins.xml('<?xml version="1.0" encoding="UTF-8"?>\n'),
    ),
    Desaccord(
        "schéma XML pris ailleurs", "l'outil le veut dans son dossier, entre guillemets", False,
        _xml(rb"noNamespaceSchemaLocation=(?:'|\"http)"),
        temoins.xml('"formatA47A', '"http://www.impots.gouv.fr/formatA47A'),
    ),
    Desaccord(
        "schéma XML désigné par file:", "l'outil ôte file:", True, _xml(rb"Location=\"file:"),
        temoins.xml('"formatA47A', '"file:formatA47A'),
    ),
    Desaccord(
        "Credit du XML après Montant", "l'outil le laisse suivre, et s'en tient à Montant", True,
        _xml(rb"</Sens>\s*<Credit>"), temoins.xml(
            "<Debit>100.00</Debit>",
            "<Montant>100.00</Montant><Sens>D</Sens><Credit>0.00</Credit>",
        ),
    ),
    Desaccord(
        "nombre XML avec un exposant", "l'outil y laisse le point", False,
        _xml(rb"\.[0-9]*[eE]", Regle.MONTANT_POINT), temoins.xml(">100.00", ">1.0E2"),
    ),
    Desaccord(
        "champs du XML", "l'outil joint les textes par | et coupe aux fins de ligne", False,
        _xml(b"", Regle.CHAMPS, Regle.LIGNE_VIDE), temoins.xml("Facture", "a|b"),
    ),
    Desaccord(
        "caractères du XML", "l'outil n'écrit pas ceux d'après les 256 premiers", False,
        _met(Regle.XML_CARACTERE), temoins.xml("Facture", "d’achat"),
    ),
    Desaccord(
        "sens du XML", "un blanc autour est ôté", False, _xml(rb"<Sens>", Regle.XML_HORS_SCHEMA),
        temoins.xml("<Debit>100.00</Debit>", "<Montant>100.00</Montant><Sens> D</Sens>"),
    ),
)
