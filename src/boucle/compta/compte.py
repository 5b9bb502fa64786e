"""Compte: what an account number is, how a dossier writes it, what the general chart says of it.

An account number is a digit, then digits or letters. What a FEC writes is judged by the law besides
(`formats/fec/forme/cellules.py`): the official checker lets any text pass.

Source: plan comptable général, list of accounts (two first digits), with the roots 24 and 30 of the
farming chart; usage for the collective and the lettered accounts.
"""

from __future__ import annotations

import re
import string

NUMERO = r"[0-9][0-9A-Za-z]*"
"""What an account number looks like."""
ATTENDU = "un chiffre, puis des chiffres ou des lettres"

_NUMERO = re.compile(NUMERO, re.ASCII)
_CAPITALES = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)
_RACINE = re.compile(r"1[0-8]|2[0-46-9]|3[0-9]|4[0-9]|5[0-489]|6[0-9]|7[0-9]|8[089]")
_COLLECTIFS = ("401", "404", "411", "416", "421")
_LETTRABLES = ("40", "41", "42", "43", "44", "45", "46", "47")
_CLIENT, _FOURNISSEUR, _SALARIE, _DIVERS = 0, 1, 2, 4
_TIERS = {
    "401": _FOURNISSEUR,
    "404": _FOURNISSEUR,
    "411": _CLIENT,
    "416": _CLIENT,
    "421": _SALARIE,
}


def read_compte(text: str) -> str | None:
    """Read an account number, in capitals; None when it is none."""
    return text.upper() if _NUMERO.fullmatch(text) else None


def normalise_compte(compte: str, longueur: int) -> str:
    """Bring an account number to what the dossier writes: in capitals, at its length.

    longueur 0, where no dossier is known, keeps it as sent. A short number is padded with zeros on
    the right; a long one loses its trailing zeros, never another character, so that two accounts
    never become one without a word (LIG-016, LIG-017).
    """
    compte = compte.strip()
    if not longueur or not compte:
        return compte
    compte = compte.translate(_CAPITALES)
    if len(compte) < longueur:
        return compte.ljust(longueur, "0")
    while len(compte) > longueur and compte.endswith("0"):
        compte = compte[:-1]
    return compte


def adjust_compte(numero: str, longueur: int) -> str | None:
    """Bring an account number to the dossier's length; None when a digit would be lost."""
    found = normalise_compte(numero, longueur)
    return None if longueur and len(found) > longueur else found


def known_racine(compte: str) -> bool:
    """True when the two first digits are a root of the general chart of accounts."""
    return _RACINE.match(compte) is not None


def classe_of(compte: str) -> int:
    """Give the class of a compte, 0 for none."""
    return int(compte[0]) if compte[:1] in tuple("123456789") else 0


def is_tiers(compte: str) -> bool:
    """True for a compte that tiers may detail: those of class 4."""
    return compte.startswith("4")


def is_collectif(compte: str) -> bool:
    """True for a compte that stands for many tiers."""
    return compte[:3] in _COLLECTIFS


def is_lettrable(compte: str) -> bool:
    """True for a compte whose lines are matched."""
    return compte[:2] in _LETTRABLES


def is_banque(compte: str) -> bool:
    """True for a compte whose lines are held against a bank's statement."""
    return compte.startswith("512")


def is_gestion(compte: str) -> bool:
    """True for a compte of charges or produits: classes 6 and 7."""
    return compte.startswith(("6", "7"))


def is_attente(compte: str) -> bool:
    """True for a waiting account."""
    return compte.startswith("471")


def type_tiers(compte: str) -> int:
    """Give the published number of the sort of tiers that stands behind a compte."""
    return _TIERS.get(compte[:3], _DIVERS)
