"""Petit FEC: a small right file, written down in full, that tests change in one place."""

from __future__ import annotations

from pathlib import Path

NOMS = [
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
]
SUITES: dict[str, list[str]] = {
    "BIC": [],
    "COM": [],
    "BAT": ["DateRglt", "ModeRglt", "NatOp"],
    "BNCT": ["DateRglt", "ModeRglt", "NatOp", "IdClient"],
}
NOM_FICHIER = "732829320FEC20241231.txt"
_LIGNES = """
AN|À nouveaux|1|20240101|512000|Banque|||AN1|20240101|Ouverture|1000,00|0,00|||20240131||
AN|À nouveaux|1|20240101|101000|Capital|||AN1|20240101|Ouverture|0,00|1000,00|||20240131||
VE|Ventes|2|20240115|411000|Clients|C1|Dupré|FA1|20240115|Facture|120,00|0,00|A|20240120|20240131||
VE|Ventes|2|20240115|706000|Prestations|||FA1|20240115|Facture|0,00|100,00|||20240131||
VE|Ventes|2|20240115|445710|TVA collectée|||FA1|20240115|Facture|0,00|20,00|||20240131||
BQ|Banque|3|20240120|512000|Banque|||R1|20240120|Règlement|120,00|0,00|||20240131||
BQ|Banque|3|20240120|411000|Clients|C1|Dupré|R1|20240120|Règlement|0,00|120,00|A|20240120|20240131||
"""


class PetitFec:
    """Hold the lines as dicts; `ecrire` puts them in a file."""

    def __init__(self, regime: str = "BIC", notation: str = "Debit/Credit") -> None:
        self.noms = [*NOMS, *SUITES[regime]]
        self.lignes = [
            dict(zip(NOMS, line.split("|"), strict=True)) for line in _LIGNES.strip().split("\n")
        ]
        for ligne in self.lignes:
            ligne.update(dict.fromkeys(SUITES[regime], ""))
            if "DateRglt" in self.noms and ligne["JournalCode"] == "BQ":
                ligne.update(DateRglt="20240120", ModeRglt="VIR")
        if notation == "Montant/Sens":
            self.noms[11:13] = ["Montant", "Sens"]
            for ligne in self.lignes:
                sens = "D" if ligne["Credit"] == "0,00" else "C"
                ligne["Montant"] = ligne["Debit"] if sens == "D" else ligne["Credit"]
                ligne["Sens"] = sens
        self.titres = list(self.noms)

    def texte(self, sep: str = "\t", eol: str = "\r\n") -> str:
        """Give the file as text: names, then lines, each ended."""
        rows = [self.titres, *([ligne[nom] for nom in self.noms] for ligne in self.lignes)]
        return "".join(sep.join(row) + eol for row in rows)

    def ecrire(
        self,
        dossier: Path,
        nom: str = NOM_FICHIER,
        *,
        sep: str = "\t",
        eol: str = "\r\n",
        encoding: str = "utf-8",
    ) -> Path:
        """Write the file and give its path."""
        return ecrire(dossier, self.texte(sep, eol).encode(encoding), nom)


def ecrire(dossier: Path, octets: bytes, nom: str = NOM_FICHIER) -> Path:
    """Write bytes under a name and give the path."""
    path = dossier / nom
    path.write_bytes(octets)
    return path
