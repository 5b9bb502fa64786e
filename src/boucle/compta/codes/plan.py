"""Plan: what the general chart of accounts and usage say of a compte or a journal by its code.

Source: plan comptable général, list of accounts (two first digits), with the roots 24 and 30 of
the farming chart; usage for the codes of the opening journal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from boucle.errors import Anomalie
from boucle.errors.donnees import lig

_CODES_A_NOUVEAU = frozenset(
    ("AN", "ANO", "ANOUV", "RAN", "A-NOUVEAU", "A-NOUVEAUX", "ANOUVEAUX", "OUV")
)


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
