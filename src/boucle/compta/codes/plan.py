"""Plan: what the general chart of accounts and usage say of a compte or a journal by its code.

Source: plan comptable général, list of accounts (two first digits), with the roots 24 and 30 of
the farming chart; usage for the codes of the opening journal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from boucle.errors import Anomalie
from boucle.errors.donnees import lig

_RACINE = re.compile(r"1[0-8]|2[0-46-9]|3[0-9]|4[0-9]|5[0-489]|6[0-9]|7[0-9]|8[089]")
_CODES_A_NOUVEAU = frozenset(
    ("AN", "ANO", "ANOUV", "RAN", "A-NOUVEAU", "A-NOUVEAUX", "ANOUVEAUX", "OUV")
)


def known_racine(compte: str) -> bool:
    """True when the two first digits are a root of the general chart of accounts."""
    return _RACINE.match(compte) is not None


def is_collectif(compte: str) -> bool:
    """True for a compte that tiers may detail: those of class 4."""
    return compte.startswith("4")


def is_gestion(compte: str) -> bool:
    """True for a compte of charges or produits: classes 6 and 7."""
    return compte.startswith(("6", "7"))


def is_attente(compte: str) -> bool:
    """True for a waiting account."""
    return compte.startswith("471")


def is_a_nouveau(code: str, libelle: str) -> bool:
    """True for the journal of opening balances, by its code or by its first label."""
    if code.upper() in _CODES_A_NOUVEAU:
        return True
    plain = "".join(
        char
        for char in unicodedata.normalize("NFD", libelle.lower())
        if not unicodedata.combining(char)
    )
    return "nouveau" in plain or plain.startswith(("ouverture", "bilan d'ouverture"))


def judge_longueurs(envoyes: Mapping[str, set[str]], longueur: int) -> list[Anomalie]:
    """Say which comptes are too long for the dossier, and which ones become one.

    envoyes: the comptes as sent, by the number that the dossier keeps. longueur 0 keeps them
    all as they are: then nothing can be said. Gives LIG-016 and LIG-017, sorted by number.
    """
    if not longueur:
        return []
    found = []
    for compte in sorted(envoyes):
        if len(compte) > longueur:
            slots = {"longueur": longueur}
            found.append(Anomalie(lig.COMPTE_TROP_LONG, lu=compte[:200], slots=slots))
    for compte in sorted(envoyes):
        first, *others = sorted(envoyes[compte])
        for other in others:
            found.append(
                Anomalie(
                    lig.COMPTES_CONFONDUS,
                    lu=other[:200],
                    corrige=compte[:200],
                    slots={"autre": first},
                )
            )
    return found
