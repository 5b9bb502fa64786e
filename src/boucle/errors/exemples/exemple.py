"""Exemple: a right FEC of seven lines, and the smallest change of it that brings a kind about."""

from __future__ import annotations

from dataclasses import dataclass, field

NOM = "732829320FEC20241231.txt"
COLONNES = (
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
)
BASE = (
    "AN|À nouveaux|1|20240101|512000|Banque|||AN1|20240101|À nouveau|1000,00|0,00|||20240131||",
    "AN|À nouveaux|1|20240101|101000|Capital|||AN1|20240101|À nouveau|0,00|1000,00|||20240131||",
    "VE|Ventes|2|20240115|411000|Clients|C001|Dupré|FA1|20240115|Vente|120,00|0,00|A|20240131|"
    "20240131||",
    "VE|Ventes|2|20240115|707000|Ventes|||FA1|20240115|Vente|0,00|100,00|||20240131||",
    "VE|Ventes|2|20240115|445710|TVA|||FA1|20240115|Vente|0,00|20,00|||20240131||",
    "BQ|Banque|3|20240131|512000|Banque|||RG1|20240131|Règlement|120,00|0,00|||20240131||",
    "BQ|Banque|3|20240131|411000|Clients|C001|Dupré|RG1|20240131|Règlement|0,00|120,00|A|"
    "20240131|20240131||",
)


@dataclass(frozen=True, slots=True)
class Exemple:
    """Describe one change. montre: the line to show, None for the name or a sentence.

    cellules: new values by (line of the file, column). entete: columns renamed. sans: columns
    left out. plus: raw lines put after a line. tout: a value for a column on every line. ordre:
    columns written, when not those of the law. remplace: bytes changed once all is written.
    """

    montre: int | None = 2
    cellules: dict[tuple[int, str], str] = field(default_factory=dict)
    entete: dict[str, str] = field(default_factory=dict)
    sans: tuple[str, ...] = ()
    plus: dict[int, str] = field(default_factory=dict)
    tout: dict[str, str] = field(default_factory=dict)
    ordre: tuple[str, ...] = ()
    nom: str = NOM
    separateur: str = "\t"
    encodage: str = "utf-8"
    eol: str = "\r\n"
    texte: str = ""
    octets: bytes | None = None
    remplace: tuple[bytes, bytes] = (b"", b"")
    regime: str = ""

    @property
    def makes_file(self) -> bool:
        """False for an example that is only a sentence."""
        return not self.texte or self.octets is not None or self.remplace != (b"", b"")


def build(exemple: Exemple) -> bytes:
    """Write the file of an example."""
    if exemple.octets is not None:
        return exemple.octets
    text = exemple.eol.join([*build_lignes(exemple), ""])
    return text.encode(exemple.encodage).replace(*exemple.remplace, 1)


def build_lignes(exemple: Exemple) -> list[str]:
    """Give the lines of the file of an example, the header first."""
    names = exemple.ordre or COLONNES
    kept = [name for name in names if name not in exemple.sans]
    lines = [exemple.separateur.join(exemple.entete.get(name, name) for name in kept)]
    for number, raw in enumerate(BASE, 2):
        values = dict(zip(COLONNES, raw.split("|"), strict=True)) | exemple.tout
        values |= {col: v for (line, col), v in exemple.cellules.items() if line == number}
        lines.append(exemple.separateur.join(values.get(name, "") for name in kept))
        if number in exemple.plus:
            added = exemple.plus[number].replace("|", exemple.separateur)
            lines.extend(added.split("\r\n"))
    return lines
