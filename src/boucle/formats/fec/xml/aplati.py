"""Aplati: what the official checker loses of an XML FEC when it makes it flat.

It joins the values of a line by `|`, as they are, in ISO-8859-15; an écriture that lacks an
element keeps that of the one before. What breaks its line is no fault of the document.
"""

from __future__ import annotations

from collections.abc import Iterator

from boucle.errors.donnees.raisons import raison
from boucle.formats.fec.forme.colonnes import BAT, BNCT

_EURO = "€"
# The eight octets that ISO-8859-15 and ISO-8859-1 read otherwise.
_LATIN1 = str.maketrans("€ŠšŽžŒœŸ", "¤¦¨´¸¼½¾")
_DE_LIGNE = frozenset(
    (
        "CompteNum",
        "CompteLib",
        "CompAuxNum",
        "CompAuxLib",
        "Debit",
        "Credit",
        "Montant",
        "Sens",
        "Montantdevise",
        "Idevise",
    )
)
_SANS_EXPOSANT = frozenset(("Debit", "Credit", "Montantdevise"))
_DERNIER = {BAT: "NatOp", BNCT: "IdClient"}


class Aplati:
    """Follow the values that the checker holds; each reason is given once.

    latin9: the document is in ISO-8859-15, which the checker reads as ISO-8859-1.
    """

    def __init__(self, regime: str) -> None:
        self.latin9 = False
        self._valeurs: dict[str, str] = {}
        self._dernier = _DERNIER.get(regime, "")
        self._complet = not self._dernier
        self._dits: set[str] = set()

    def put(self, nom: str, brut: str) -> Iterator[str]:
        """Hold the text of one element, as it is in the document; say what it breaks."""
        if not brut:
            return
        self._valeurs[nom] = brut
        self._complet = self._complet or nom in (self._dernier, "Sens")
        if "|" in brut:
            yield raison("barre", nom=nom)
        if "\n" in brut or "\r" in brut:
            yield raison("retour", nom=nom)
        if nom in _SANS_EXPOSANT and "." in brut and "e" in brut.lower():
            yield raison("exposant", nom=nom, lu=brut.strip())

    def end_ligne(self) -> Iterator[str]:
        """Say what breaks the line that the values held make, and forget what is its own."""
        if not self._complet and self._dernier not in self._dits:
            self._dits.add(self._dernier)
            yield raison("reglement", nom=self._dernier)
        texte = "|".join(self._valeurs.values())
        if self.latin9:
            texte = texte.translate(_LATIN1)
        if not texte.isascii() and (signes := _find_perdus(texte)) and signes not in self._dits:
            self._dits.add(signes)
            yield raison("signe", lu=signes)
        self._valeurs = {n: v for n, v in self._valeurs.items() if n not in _DE_LIGNE}


def _find_perdus(texte: str) -> str:
    """Give the characters that stop the conversion, which reads and writes a line twice.

    Each time one euro sign is spared; what is no octet then stops it.
    """
    for _ in range(2):
        texte = texte.replace(_EURO, "~E", 1)
        perdus = [signe for signe in dict.fromkeys(texte) if ord(signe) > 0xFF]
        if perdus:
            return " ".join(perdus)
        octets = texte.encode("latin-1")
        try:
            texte = octets.decode("utf-8")
        except UnicodeDecodeError:
            texte = octets.decode("iso-8859-15")
        ecrit = texte.encode("utf-8" if any(ord(s) > 0xFF for s in texte) else "latin-1")
        texte = ecrit.decode("iso-8859-15")
    return ""
