"""ANouveau: which journal is that of the opening balances, by its code or by its first label."""

from __future__ import annotations

import unicodedata

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
