"""Socle: a small right FEC of any exercice, as lines of named cells, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from verite_fec.colonnes import BIC, DU_REGIME

TEXTES = (
    "Facture",
    "Règlement été",
    "Prix en €",
    "Œuvres & Cie",
    "Loyer n° 3",
    'Une " guillemet',
    "L'Hôte",
    "à",
    "Fact. 12,50",
    "2 x 3",
    "A-B",
    "Zoé",
)
COMPTES = {
    "411000": "Clients",
    "401000": "Fournisseurs",
    "512000": "Banque",
    "706000": "Prestations",
    "445710": "TVA collectée",
    "607000": "Achats été",
}
JOURNAUX = {"VE": "Ventes", "AC": "Achats", "BQ": "Banque", "OD": "Opérations diverses"}


@dataclass
class Brouillon:
    """A file before its octets: noms are those of the law, titres what the header holds.

    regime: what the user declares; declare: whether the product is told. fin_de: the end of some
    lines, by number from 0 (the header), where it is not `fin`. retouches: odd writings applied.
    """

    cloture: date
    regime: str = BIC
    declare: bool = True
    noms: list[str] = field(default_factory=list)
    titres: list[str] = field(default_factory=list)
    lignes: list[dict[str, str]] = field(default_factory=list)
    separateur: str = "\t"
    fin: str = "\r\n"
    fin_de: dict[int, str] = field(default_factory=dict)
    codage: str = "utf-8"
    bom: bool = False
    finale: bool = True
    queue: str = ""
    nom: str = ""
    retouches: list[str] = field(default_factory=list)

    def cell(self, rnd: Random, *noms: str) -> tuple[dict[str, str], str]:
        """Choose a line, and one of these columns or of all."""
        present = [nom for nom in noms or self.noms if nom in self.noms]
        return rnd.choice(self.lignes), rnd.choice(present or self.noms)

    def rename(self, nom: str, titre: str) -> None:
        """Write another name in the header."""
        if nom in self.noms:
            self.titres[self.noms.index(nom)] = titre

    def rows(self) -> list[str]:
        """Give header and lines as text, without their ends."""
        rows = [self.titres, *([ligne.get(nom, "") for nom in self.noms] for ligne in self.lignes)]
        return [self.separateur.join(row) + self.queue for row in rows]

    def write(self) -> bytes:
        """Give the octets of the flat file."""
        rows = self.rows()
        ends = [self.fin_de.get(rang, self.fin) for rang in range(len(rows))]
        if not self.finale:
            ends[-1] = ""
        texte = "".join(row + end for row, end in zip(rows, ends, strict=True))
        bom = b"\xef\xbb\xbf" if self.bom else b""
        return bom + texte.encode(self.codage, "replace")


def make_brouillon(rnd: Random) -> Brouillon:
    """Make a right file: any regime, notation, closing day and length of exercice."""
    cloture = _choose_cloture(rnd)
    brouillon = Brouillon(cloture, rnd.choice([*[BIC] * 5, *DU_REGIME]))
    brouillon.noms = [colonne.nom for colonne in DU_REGIME[brouillon.regime]]
    if rnd.random() < 0.2:
        brouillon.noms[11:13] = ["Montant", "Sens"]
    brouillon.titres = list(brouillon.noms)
    brouillon.separateur = rnd.choice("\t\t\t|")
    brouillon.fin = rnd.choice(["\r\n", "\r\n", "\n", "\r"])
    brouillon.codage = rnd.choice(["utf-8", "utf-8", "iso-8859-15", "cp1252"])
    brouillon.finale = rnd.random() < 0.8
    brouillon.declare = brouillon.regime != BIC or rnd.random() < 0.5
    brouillon.nom = f"732829320FEC{cloture:%Y%m%d}.txt"
    first = cloture - timedelta(days=rnd.choice([27, 90, 364, 365, 500, 690]))
    for rang in range(rnd.randint(1, 4)):
        jour = min(first + timedelta(days=rnd.randrange(690)), cloture)
        brouillon.lignes += _make_ecriture(rnd, rang + 1, max(jour, first), cloture)
    return brouillon


def _choose_cloture(rnd: Random) -> date:
    """Mostly the last day of a year, else any day of any year since 2013."""
    annee = rnd.randint(2013, 2098)
    if rnd.random() < 0.5:
        return date(annee, 12, 31)
    if rnd.random() < 0.3:
        return date(annee, 3, 1) - timedelta(days=1)
    return date(annee, 1, 1) + timedelta(days=rnd.randrange(365))


def _make_ecriture(rnd: Random, num: int, jour: date, cloture: date) -> list[dict[str, str]]:
    journal = rnd.choice(list(JOURNAUX))
    tete = {
        "JournalCode": journal,
        "JournalLib": JOURNAUX[journal],
        "EcritureNum": str(num),
        "EcritureDate": f"{jour:%Y%m%d}",
        "PieceRef": f"P{num}",
        "PieceDate": f"{jour:%Y%m%d}",
        "EcritureLib": rnd.choice(TEXTES),
        "ValidDate": f"{cloture:%Y%m%d}",
        "DateRglt": f"{jour:%Y%m%d}",
        "ModeRglt": "VIR",
        "NatOp": "Vente",
        "IdClient": "Dupré",
    }
    montants = [rnd.randrange(1, 10**6) for _ in range(rnd.randint(1, 3))]
    lignes = [_make_ligne(rnd, tete, montant, 0) for montant in montants]
    return [*lignes, _make_ligne(rnd, tete, 0, sum(montants))]


def _make_ligne(rnd: Random, tete: dict[str, str], debit: int, credit: int) -> dict[str, str]:
    compte = rnd.choice(list(COMPTES))
    ligne = {**tete, "CompteNum": compte, "CompteLib": COMPTES[compte]}
    ligne["Debit"], ligne["Credit"] = _write(debit), _write(credit)
    ligne["Montant"], ligne["Sens"] = _write(debit or credit), "D" if debit else "C"
    if compte == "411000":
        ligne["CompAuxNum"], ligne["CompAuxLib"] = "C1", "Dupré"
        if rnd.random() < 0.5:
            ligne["EcritureLet"], ligne["DateLet"] = "A", ligne["ValidDate"]
    if rnd.random() < 0.1:
        ligne["Montantdevise"], ligne["Idevise"] = "1,25", "USD"
    return ligne


def _write(centimes: int) -> str:
    return f"{centimes // 100},{centimes % 100:02d}"
