"""Tra: a lot as the movements of a TRA file, in a random valid shape, and what is done to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from boucle.formats.registre import TRA
from campagne.grille import chiffre, ecrit
from campagne.lots import Ligne, Lot
from formats.petit_tra import FICHES, entete
from formats.petit_tra import ligne as mouvement

LARGEURS = {"STD": 222, "ETE": 1_407}


@dataclass(eq=False)
class Mouvement:
    """One line of the file. zones: of a movement; texte: the line itself, when it is not blank."""

    zones: dict[str, str] = field(default_factory=dict)
    texte: str | None = None
    ligne: int = -1


@dataclass
class FichierTra:
    """A TRA file being made."""

    lot: Lot
    longueur: str
    encodage: str
    retour: str
    taille: bool
    lignes: list[Mouvement] = field(default_factory=list)
    apres: list[Callable[[bytes], bytes]] = field(default_factory=list)
    format: str = TRA
    nom: str = "ecritures.tra"

    @classmethod
    def draw(cls, rng: Random, lot: Lot, forme: dict[str, Any]) -> FichierTra:
        """Draw a shape."""
        # A movement bears a tiers beside a collective account, and nowhere else.
        lot = [line if line.compte[:2] in ("40", "41") else line._replace(tiers="") for line in lot]
        found = cls(
            lot,
            forme.get("longueur") or rng.choice(("STD", "ETE")),
            "cp1252",
            rng.choice(("\r\n", "\r\n", "\n")),
            taille=rng.random() < 1 / 3,
        )
        fiches = FICHES if rng.random() < 1 / 2 else ()
        found.lignes = [Mouvement(texte=text) for text in (entete(found.longueur), *fiches)]
        found.lignes += [found.mouvement(line, rank) for rank, line in enumerate(lot)]
        return found

    def mouvement(self, line: Ligne, rank: int) -> Mouvement:
        """Write a line of the lot."""
        net = line.debit - line.credit
        return Mouvement(
            {
                "journal": line.journal,
                "date": ecrit(line.jour, "JJMMAAAA"),
                "nature": "OD",
                "compte": line.compte,
                "type": "X" if line.tiers else " ",
                "code": line.tiers,
                "ref": line.num,
                "libelle": line.libelle,
                "sens": "D" if net >= 0 else "C",
                "montant": chiffre(abs(net), ","),
                "numero": line.num,
            },
            ligne=rank,
        )

    @property
    def mouvements(self) -> list[Mouvement]:
        """The lines of the lot."""
        return [line for line in self.lignes if line.ligne >= 0]

    def ecriture(self, line: Mouvement) -> list[Mouvement]:
        """Give the lines of the écriture of a line."""
        own = self.lot[line.ligne]
        return [
            other
            for other in self.mouvements
            if (self.lot[other.ligne].journal, self.lot[other.ligne].num) == (own.journal, own.num)
        ]

    def ecrite(self, line: Mouvement) -> str:
        """Write a line."""
        if line.texte is not None:
            return line.texte
        text = mouvement(LARGEURS[self.longueur], **line.zones)
        return text.rstrip() if self.taille else text

    def fige(self, line: Mouvement) -> str:
        """Write a line, that will be changed as a text."""
        line.texte = self.ecrite(line)
        return line.texte

    def octets(self) -> bytes:
        """Write the bytes."""
        octets = b"".join(
            (self.ecrite(line) + self.retour).encode(self.encodage) for line in self.lignes
        )
        for change in self.apres:
            octets = change(octets)
        return octets

    def parametres(self) -> dict[str, Any]:
        """A TRA file needs none."""
        return {}

    def numeros(self, touchees: list[Mouvement]) -> set[int]:
        """Give the lines of these movements, and of the écritures that they belong to."""
        lines = [*touchees, *(o for one in touchees if one.ligne >= 0 for o in self.ecriture(one))]
        return {n for n, line in enumerate(self.lignes, 1) if line in lines}
