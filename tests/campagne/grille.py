"""Grille: a lot as the rows of a table, in a random valid shape, and the bytes of its file.

The same rows make a delimited text or a workbook; a fault is put in the rows, or in the bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from boucle.formats.registre import PERSO
from campagne.lots import Ligne, Lot
from formats.petit_xlsx import Feuille, classeur

CSV, XLSX = "CSV", "XLSX"
INTRO, TITRES, LIGNE, FIN, AUTRE = "présentation", "titres", "ligne", "fin", "autre"
_MOIS = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)
_TITRES = {
    "date": ("Date", "Date comptable", "Jour"),
    "journal": ("Journal", "Code journal", "Jnl"),
    "piece": ("Pièce", "N° pièce", "Numero"),
    "compte": ("Compte", "N° compte", "Compte général"),
    "tiers": ("Tiers", "Auxiliaire"),
    "libelle": ("Libellé", "Intitulé"),
    "debit": ("Débit", "Montant débit"),
    "credit": ("Crédit", "Montant crédit"),
    "montant": ("Montant", "Montant TTC"),
    "sens": ("Sens", "D/C"),
}
NOTATIONS = {
    "cotes": ("debit", "credit"),
    "sens": ("montant", "sens"),
    "signe": ("montant",),
    "deux": ("debit", "credit", "sens", "montant"),
}
MONTANTS = ("debit", "credit", "montant")


class Brut(str):
    """A cell written as it is: no quotes are put around it."""


@dataclass(eq=False)
class Rangee:
    """One row; ligne: rank in the lot, -1 when it is no line of it."""

    cells: list[Any]
    genre: str = LIGNE
    ligne: int = -1


@dataclass
class Forme:
    """How a table is written, and what its model says of it. encodage: of the file; annonce: of
    the model. entoure: which cells are quoted ('besoin', 'tout'), or 'aucun' in the model.
    """

    nature: str
    champs: list[str]
    titres: list[str]
    notation: str
    par: str
    titree: bool
    intro: int
    fin: int
    separateur: str
    decimale: str
    milliers: str
    zero: str
    dates: str
    encodage: str
    annonce: str
    retour: str
    entoure: str
    texte: bool
    nombres: bool
    defaut: bool


def make_forme(rng: Random, nature: str, **voulue: Any) -> Forme:
    """Draw a valid shape; voulue: what a fault asks of it."""
    notation = voulue.pop("notation", None) or rng.choice(tuple(NOTATIONS))
    champs = ["date", "journal", "piece", "compte", "tiers", "libelle", *NOTATIONS[notation]]
    champs += [""] * rng.choice((0, 0, 1, 2))
    if rng.random() < 4 / 5:
        rng.shuffle(champs)
    par = voulue.pop("par", None) or rng.choice(("titre", "position", "deux"))
    titree = voulue.pop("titree", True if par != "position" else rng.random() < 2 / 3)
    separateur = voulue.pop("separateur", None) or rng.choice((";", ",", "|", "\t"))
    decimale = voulue.pop("decimale", None) or rng.choice(("," if separateur != "," else ".", "."))
    encodage = voulue.pop("encodage", None) or rng.choice(
        ("utf-8", "utf-8", "utf-8-sig", "cp1252", "iso-8859-15", "cp850", "utf-16", "utf-16-le")
    )
    annonces = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16"}
    annonce = annonces.get(encodage, encodage)
    forme = Forme(
        nature,
        champs,
        [],
        notation,
        par,
        titree,
        intro=rng.choice((0, 0, 1, 2)) if titree else 0,
        fin=rng.choice((0, 0, 1, 2)),
        separateur=separateur,
        decimale=decimale,
        milliers=rng.choice(("", "", " ", "\u00a0", "\u202f"))
        if encodage.startswith("utf")
        else rng.choice(("", " ")),
        zero=rng.choice(("", "", "0", f"0{decimale}00")),
        dates=rng.choice(
            ("JJ/MM/AAAA", "JJ-MM-AAAA", "AAAA-MM-JJ", "JJMMAAAA", "MM/JJ/AAAA", "JJ/MM/AA")
        ),
        encodage=encodage,
        # MS-DOS is guessed, and told so: whoever writes it names it.
        annonce=annonce if encodage == "cp850" else rng.choice((annonce, annonce, "auto")),
        retour=rng.choice(("\r\n", "\r\n", "\n", "\r")),
        entoure=rng.choice(("besoin", "besoin", "tout", "aucun")),
        texte=rng.random() < 1 / 4,
        nombres=rng.random() < 1 / 2,
        defaut=rng.random() < 1 / 4,
    )
    for nom, value in voulue.items():
        setattr(forme, nom, value)
    forme.titres = [
        rng.choice(_TITRES[champ]) if champ else f"Note {at}"
        for at, champ in enumerate(forme.champs)
    ]
    return forme


@dataclass
class Fichier:
    """A file being made: its rows, then what is done to its bytes."""

    forme: Forme
    lot: Lot
    rangees: list[Rangee] = field(default_factory=list)
    apres: list[Callable[[bytes], bytes]] = field(default_factory=list)
    feuilles: list[Feuille] = field(default_factory=list)
    feuille: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        forme, width = self.forme, len(self.forme.champs)
        for at in range(forme.intro):
            self.rangees.append(Rangee([f"Export du cabinet {at}"], INTRO))
        if forme.titree:
            self.rangees.append(Rangee(list(forme.titres), TITRES))
        for rank, line in enumerate(self.lot):
            self.rangees.append(Rangee(self.cells(line), LIGNE, rank))
        for at in range(forme.fin):
            self.rangees.append(Rangee(["Total général"] + [""] * (width - 1) if at else [""], FIN))

    @property
    def format(self) -> str:
        return PERSO

    @property
    def nom(self) -> str:
        return "ecritures.xlsx" if self.forme.nature == XLSX else "ecritures.csv"

    def parametres(self) -> dict[str, Any]:
        """Give what the reader is told: the model."""
        return {"modele": self.modele()}

    def at(self, champ: str) -> int:
        """Give the place of a field, from 0."""
        return self.forme.champs.index(champ)

    def has(self, champ: str) -> bool:
        return champ in self.forme.champs

    @property
    def lignes(self) -> list[Rangee]:
        """The rows of lines of the lot."""
        return [row for row in self.rangees if row.genre == LIGNE]

    def ecriture(self, row: Rangee) -> list[Rangee]:
        """Give the rows of the écriture of a row."""
        own = self.lot[row.ligne]
        return [other for other in self.lignes if self.lot[other.ligne][::2][:2] == own[::2][:2]]

    def cells(self, line: Ligne) -> list[Any]:
        """Write a line in the shape of the file."""
        net = line.debit - line.credit
        said: dict[str, Any] = {
            "": "",
            "date": self.jour(line.jour),
            "journal": line.journal,
            "piece": self.code(line.num),
            "compte": self.code(line.compte),
            "tiers": self.code(line.tiers),
            "libelle": line.libelle,
            "debit": self.montant(line.debit),
            "credit": self.montant(line.credit),
            "sens": "D" if net >= 0 else "C",
            "montant": self.montant(net if self.forme.notation == "signe" else abs(net)),
        }
        return [said[champ] for champ in self.forme.champs]

    @property
    def typee(self) -> bool:
        return self.forme.nature == XLSX and not self.forme.texte

    def jour(self, jour: date) -> Any:
        return jour if self.typee else ecrit(jour, self.forme.dates)

    def code(self, text: str) -> Any:
        """Write a code; a workbook may hold as a number one that loses nothing by it."""
        whole = text.isdigit() and text[0] != "0"
        return int(text) if self.typee and self.forme.nombres and whole else text

    def montant(self, centimes: int) -> Any:
        forme = self.forme
        if not centimes:
            return (None if forme.zero == "" else Decimal(0)) if self.typee else forme.zero
        if self.typee:
            return Decimal(centimes) / 100
        return chiffre(centimes, forme.decimale, forme.milliers)

    def modele(self) -> dict[str, Any]:
        """Give the model that reads the file."""
        forme = self.forme
        colonnes = []
        for at, (champ, titre) in enumerate(zip(forme.champs, forme.titres, strict=True)):
            if champ:
                given = {
                    "champ": champ,
                    "defaut": "OD" if champ == "journal" and forme.defaut else "",
                }
                if forme.par != "position":
                    given["entete"] = titre
                if forme.par != "titre":
                    given["position"] = at + 1
                colonnes.append(given)
        return {
            "separateur": "tab" if forme.separateur == "\t" else forme.separateur,
            "decimale": forme.decimale,
            "formatDate": forme.dates,
            "encodage": forme.annonce,
            "guillemets": "aucun" if forme.entoure == "aucun" else "stricts",
            "ignorerDebut": forme.intro + forme.titree,
            "ignorerFin": forme.fin,
            "feuille": "",
            "colonnes": colonnes,
        }

    def octets(self) -> bytes:
        """Write the bytes."""
        if self.forme.nature == XLSX:
            rows = [row.cells for row in self.rangees]
            octets = classeur(Feuille("Écritures", rows, **self.feuille), *self.feuilles)
        else:
            text = "".join(self.ecrite(row) + self.forme.retour for row in self.rangees)
            octets = text.encode(self.forme.encodage)
        for change in self.apres:
            octets = change(octets)
        return octets

    def ecrite(self, row: Rangee) -> str:
        """Write a row of a text, without its end."""
        return self.forme.separateur.join(map(self._cell, row.cells))

    def _cell(self, cell: Any) -> str:
        forme = self.forme
        if isinstance(cell, Brut) or forme.entoure == "aucun":
            return str(cell)
        odd = any(mark in cell for mark in (forme.separateur, '"', "\n", "\r"))
        if odd or forme.entoure == "tout":
            return '"' + cell.replace('"', '""') + '"'
        return str(cell)

    def numeros(self, touchees: list[Rangee]) -> set[int]:
        """Give the physical lines of some rows, and of the écritures that they belong to."""
        rows = [*touchees, *(o for row in touchees if row.ligne >= 0 for o in self.ecriture(row))]
        wanted, n, found = set(map(id, rows)), 1, set[int]()
        for row in self.rangees:
            size = 1
            if self.forme.nature == CSV:
                text = self.ecrite(row).replace("\r\n", "\n").replace("\r", "\n")
                size = 1 + text.count("\n")
            if id(row) in wanted:
                found |= set(range(n, n + size))
            n += size
        return found


def chiffre(centimes: int, decimale: str, milliers: str = "") -> str:
    """Write an amount."""
    whole, cents = divmod(abs(centimes), 100)
    text = f"{whole:,}".replace(",", milliers) + f"{decimale}{cents:02}"
    return "-" + text if centimes < 0 else text


def ecrit(jour: date, dates: str) -> str:
    """Write a day."""
    return (
        dates.replace("JJ", f"{jour.day:02}")
        .replace("MM", f"{jour.month:02}")
        .replace("AAAA", f"{jour.year:04}")
        .replace("AA", f"{jour.year % 100:02}")
    )


def en_lettres(jour: date) -> str:
    return f"{jour.day} {_MOIS[jour.month - 1]} {jour.year}"
