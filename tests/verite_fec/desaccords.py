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
    return lambda cas, verdict: (
        forme.search(cas.octets) is not None and (not regles or bool(verdict.regles & set(regles)))
    )


def _titled(motif: bytes) -> Predicat:
    """Files whose first line holds this pattern."""
    forme = re.compile(motif, re.IGNORECASE)
    return lambda cas, verdict: (
        forme.search(re.split(rb"[\r\n]", cas.octets, maxsplit=1)[0]) is not None
    )


def _xml(motif: bytes, *regles: Regle) -> Predicat:
    """XML files that hold this pattern, and met one of these rules if any is given."""
    held = _holds(motif, *regles)
    return lambda cas, verdict: b"<comptabilite" in cas.octets and held(cas, verdict)


def _inner(cas: Exotique, verdict: Verdict) -> bool:
    """Files ended by CR that hold an LF too."""
    ends = {Regle.FIN_CRLF, Regle.FIN_CR} & verdict.regles
    return bool(ends) and re.search(rb"(?<!\r)\n", cas.octets) is not None


def _old(cas: Exotique, verdict: Verdict) -> bool:
    found = re.search(r"FEC(20[0-9]{2})", cas.nom.upper())
    return found is not None and int(found[1]) < 2013


DESACCORDS = (
    Desaccord(
        "première colonne",
        "ses blancs de tête restent",
        False,
        _holds(
            rb"[\r\n](?:\xc2?\xa0| )",
            Regle.MONTANT_FORMAT,
            Regle.MONTANT_MILLIERS,
            Regle.DATE_FORMAT,
        ),
        temoins.en_tete("Debit", " "),
    ),
    Desaccord(
        "fin de ligne dans une cellule",
        "la ligne est coupée en deux",
        True,
        _inner,
        temoins.cellule("EcritureLib", "Fact\n"),
    ),
    Desaccord(
        "LF avec Montant et Sens",
        "l'outil récrit la ligne, et l'y coupe",
        False,
        lambda cas, verdict: Regle.FIN_LF in verdict.regles and _inner(cas, verdict),
        temoins.plat(
            temoins.montant_sens()
            .octets.replace(b"\r\n", b"\r")
            .replace(b"Clients", b"Clients\n", 1)
        ),
    ),
    Desaccord(
        "CR avec Montant et Sens",
        "resté dans la ligne récrite, il passe pour sa fin",
        False,
        lambda cas, verdict: (
            _titled(b"sens")(cas, verdict) and (re.search(rb"\r(?!\n)", cas.octets) is not None)
        ),
        temoins.plat(temoins.montant_sens().octets.replace(b"Clients", b"Clients\r", 1)),
    ),
    Desaccord(
        "clôture avant 2013",
        "données absentes et colonnes du régime n'y comptent pas",
        True,
        _old,
        temoins.plat(TROIS.replace("20240131", "").encode(), "732829320FEC20121231.txt"),
    ),
    Desaccord(
        "colonne Montant ou Sens de trop",
        "l'outil la juge comme un montant",
        False,
        _titled(
            rb"(?:(?:^|[\t|])(?:montant|sens|mtn_.....|d(?:e|\xc3?.)bit|cr(?:e|\xc3?.)dit)"
            rb"(?=[\t|]|$).*){3}"
        ),
        temoins.en_plus("Montant", "abc"),
    ),
    Desaccord(
        "Montant ou Sens en tête",
        "l'outil ne les traduit alors pas",
        False,
        _met(Regle.SENS_EN_TETE),
        temoins.montant_sens(sens="D", tete=True),
    ),
    Desaccord(
        "Sens en tête, sans lettre",
        "l'outil le prend pour un montant",
        True,
        _met(Regle.SENS_EN_TETE),
        temoins.montant_sens(sens="", tete=True),
    ),
    Desaccord(
        "champs complétés avec le sens",
        "l'outil récrit la ligne au bon nombre de champs",
        True,
        _met(Regle.SENS_COMPLETE),
        temoins.montant_sens(court=1),
    ),
    Desaccord(
        "sens et insécable",
        "l'insécable n'y est pas encore un blanc",
        False,
        _met(Regle.SENS),
        temoins.montant_sens(sens="D\u00a0"),
    ),
    Desaccord(
        "caractère de commande seul",
        "il est ôté, et la cellule est dite vide",
        True,
        _holds(rb"[\x01-\x08\x0b\x0c\x0e-\x1f]"),
        temoins.cellule("EcritureLib", "\x07"),
    ),
)
