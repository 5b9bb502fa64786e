"""Fabrique: makes the FEC of an example firm, a joinery, always the same bytes.

`python examples/fabrique.py` writes examples/fec/732829320FEC20251231.txt: a year of books of
about two thousand lines, balanced, that conform at the three levels: opening entries, sales,
purchases in euros and in pounds, bank, cash, wages, VAT, depreciation, lettrage with its dates.
Nobody in it exists. Needs nothing but the standard library.
"""

from __future__ import annotations

import calendar
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

SIREN = "732829320"
DEBUT, FIN = date(2025, 1, 1), date(2025, 12, 31)
SORTIE = Path(__file__).parent / "fec" / f"{SIREN}FEC{FIN:%Y%m%d}.txt"
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
JOURNAUX = {
    "AN": "À nouveaux",
    "VE": "Ventes",
    "AC": "Achats",
    "BQ": "Banque du Canal",
    "CA": "Caisse",
    "PA": "Paie",
    "OD": "Opérations diverses",
}
COMPTES = {
    "10130000": "Capital souscrit, appelé, versé",
    "10610000": "Réserve légale",
    "11000000": "Report à nouveau",
    "16410000": "Emprunt atelier",
    "21540000": "Machines d'atelier",
    "21820000": "Véhicule utilitaire",
    "28154000": "Amortissement des machines",
    "28182000": "Amortissement du véhicule",
    "31100000": "Stock de bois",
    "40110000": "Fournisseurs",
    "41110000": "Clients",
    "42100000": "Personnel, rémunérations dues",
    "43100000": "Urssaf",
    "44210000": "Prélèvement à la source",
    "44551000": "TVA à décaisser",
    "44566000": "TVA déductible sur biens et services",
    "44571000": "TVA collectée 20 %",
    "44571100": "TVA collectée 10 %",
    "51210000": "Banque du Canal",
    "53000000": "Caisse",
    "58000000": "Virements internes",
    "60110000": "Achats de bois",
    "60310000": "Variation du stock de bois",
    "60610000": "Électricité",
    "60630000": "Petit outillage",
    "61320000": "Loyer de l'atelier",
    "61550000": "Entretien des machines",
    "61600000": "Assurances",
    "62260000": "Honoraires",
    "62510000": "Déplacements",
    "62600000": "Téléphone",
    "62700000": "Frais bancaires",
    "64110000": "Salaires",
    "64510000": "Cotisations Urssaf",
    "66110000": "Intérêts d'emprunt",
    "66600000": "Pertes de change",
    "68110000": "Dotations aux amortissements",
    "70100000": "Ventes d'ouvrages",
    "70600000": "Travaux de pose",
    "76600000": "Gains de change",
}
CLIENTS = (
    "Mairie de Bellerive",
    "SARL Les Tilleuls",
    "Mme Aubépine",
    "Copropriété du Lavoir",
    "Hôtel des Écluses",
    "École Saint-Éloi",
    "M. Châtelain",
    "Boulangerie Noël",
    "SCI du Pré",
    "Architecture Lœwe",
    "Mme Garçon",
    "Théâtre du Pont",
    "M. et Mme Hêtre",
    "Ferme des Îles",
    "Cabinet Dupré",
    "Crèche Bulle d'eau",
    "Garage Évrard",
    "Café de la Gare",
)
FOURNISSEURS = {
    "Scierie du Haut-Bois": "60110000",
    "Placages Mérisier": "60110000",
    "Quincaillerie Clé d'or": "60630000",
    "Énergie du Val": "60610000",
    "Foncière Rive gauche": "61320000",
    "Mécanique Précise": "61550000",
    "Assurances du Marché": "61600000",
    "Expertise & Conseil": "62260000",
    "Télécom Ouest": "62600000",
    "Oakwood Timber Ltd": "60110000",
}
ANGLAIS = "Oakwood Timber Ltd"
OUVRAGES = (
    "Escalier en chêne",
    "Fenêtres double vitrage",
    "Bibliothèque sur mesure",
    "Portes d'entrée",
    "Réfection de parquet",
    "Volets persiennes",
    "Agencement de magasin",
    "Pose de cuisine",
)


@dataclass(frozen=True)
class Ligne:
    """One line; the amounts are centimes, the side is the sign: debit above zero."""

    compte: str
    montant: int
    tiers: tuple[str, str] = ("", "")
    lettre: str = ""
    lettre_le: date | None = None
    devise: tuple[int, str] = (0, "")


@dataclass
class Ecriture:
    """A balanced group of lines."""

    journal: str
    jour: date
    piece: str
    libelle: str
    lignes: list[Ligne]
    piece_jour: date | None = None

    def __post_init__(self) -> None:
        assert sum(ligne.montant for ligne in self.lignes) == 0, self


@dataclass
class Menuiserie:
    """Keep the books of the year; `ecritures` holds them in any order of day."""

    tirage: random.Random = field(default_factory=lambda: random.Random(2025))  # noqa: S311
    ecritures: list[Ecriture] = field(default_factory=list)
    lettres: int = 0
    tva: dict[int, int] = field(default_factory=dict)

    def keep(self) -> list[Ecriture]:
        """Write the whole year, sorted by day, the opening entries first."""
        self.open()
        for rank in range(1, 151):
            self.sell(rank)
        for rank in range(1, 116):
            self.buy(rank)
        for mois in range(1, 13):
            self.pay_wages(mois)
            self.pay_loan(mois)
        self.sell_over_the_counter()
        for mois in range(1, 13):
            self.declare_tva(mois)
        self.close()
        order = list(JOURNAUX)
        self.ecritures.sort(key=lambda e: (e.journal != "AN", e.jour, order.index(e.journal)))
        return self.ecritures

    def add(self, journal: str, jour: date, piece: str, libelle: str, *lignes: Ligne) -> None:
        """Book one écriture."""
        self.ecritures.append(Ecriture(journal, jour, piece, libelle, list(lignes)))

    def letter(self) -> str:
        """Give the next lettrage code: AAA, AAB…"""
        n, code = self.lettres, ""
        self.lettres += 1
        for _ in range(3):
            n, rest = divmod(n, 26)
            code = chr(65 + rest) + code
        return code

    def open(self) -> None:
        """Bring the balances of the year before."""
        balances = {
            "21540000": 4_850_000,
            "21820000": 2_190_000,
            "28154000": -1_640_000,
            "28182000": -730_000,
            "31100000": 1_275_000,
            "51210000": 3_412_086,
            "53000000": 41_250,
            "10130000": -3_000_000,
            "10610000": -300_000,
            "16410000": -2_400_000,
        }
        rest = sum(balances.values())
        lignes = [Ligne(compte, montant) for compte, montant in balances.items()]
        self.add(
            "AN", DEBUT, "AN2025", "À nouveaux au 01/01/2025", *lignes, Ligne("11000000", -rest)
        )

    def sell(self, rank: int) -> None:
        """Invoice works, then bank the customer's payment, most often within the year."""
        at = self.tirage.randrange(len(CLIENTS))
        tiers = (f"C{at + 1:03d}", CLIENTS[at])
        jour = self.workday(DEBUT + timedelta(days=(rank * 363) // 150))
        ouvrage = self.tirage.choice(OUVRAGES)
        taux, compte_tva = self.tirage.choice(((20, "44571000"), (10, "44571100")))
        fourniture, pose = self.amount(60_000, 900_000), self.amount(20_000, 250_000)
        tva = (fourniture + pose) * taux // 100
        total = fourniture + pose + tva
        self.tva[jour.month] = self.tva.get(jour.month, 0) + tva
        self.pay_later(
            Ecriture(
                "VE",
                jour,
                f"F2025-{rank:04d}",
                f"{ouvrage}, {tiers[1]}",
                [
                    Ligne("41110000", total, tiers),
                    Ligne("70100000", -fourniture),
                    Ligne("70600000", -pose),
                    Ligne(compte_tva, -tva),
                ],
            ),
            jour + timedelta(days=self.tirage.randrange(8, 50)),
            f"Règlement {tiers[1]}",
        )

    def buy(self, rank: int) -> None:
        """Book a purchase, in pounds for the English sawmill, then its payment."""
        nom = self.tirage.choice(tuple(FOURNISSEURS))
        tiers = (f"F{tuple(FOURNISSEURS).index(nom) + 1:03d}", nom)
        jour = self.workday(DEBUT + timedelta(days=(rank * 362) // 116))
        ht = self.amount(8_000, 320_000)
        reference = f"{self.tirage.randrange(10_000, 99_999)}"
        libelle = f"Facture {nom}"
        if nom == ANGLAIS:
            pounds = ht * 86 // 100
            lignes = [
                Ligne(FOURNISSEURS[nom], ht, devise=(pounds, "GBP")),
                Ligne("40110000", -ht, tiers, devise=(pounds, "GBP")),
            ]
        else:
            tva = ht // 5
            self.tva[jour.month] = self.tva.get(jour.month, 0) - tva
            lignes = [
                Ligne(FOURNISSEURS[nom], ht),
                Ligne("44566000", tva),
                Ligne("40110000", -ht - tva, tiers),
            ]
        self.pay_later(
            Ecriture("AC", jour, reference, libelle, lignes),
            jour + timedelta(days=self.tirage.randrange(15, 46)),
            f"Virement {nom}",
        )

    def pay_later(self, facture: Ecriture, prevu: date, libelle: str) -> None:
        """Book an invoice, and its payment when it falls within the year, lettered that day."""
        prevu = self.workday(prevu)
        if prevu > FIN:
            self.ecritures.append(facture)
            return
        code = self.letter()
        due = next(ligne for ligne in facture.lignes if ligne.tiers[0])
        facture.lignes = [
            replace(ligne, lettre=code, lettre_le=prevu) if ligne is due else ligne
            for ligne in facture.lignes
        ]
        self.ecritures.append(facture)
        paid = replace(due, montant=-due.montant, lettre=code, lettre_le=prevu)
        gap = self.tirage.randrange(-900, 900) if due.devise[1] else 0
        lignes = [paid, Ligne("51210000", due.montant - gap, devise=due.devise)]
        if gap:
            lignes.append(Ligne("66600000" if gap > 0 else "76600000", gap))
        self.add("BQ", prevu, f"{'REM' if due.montant > 0 else 'VIR'}-{code}", libelle, *lignes)

    def sell_over_the_counter(self) -> None:
        """Sell small works for cash, and bring the cash to the bank each month."""
        for mois in range(1, 13):
            encaisse = 0
            for day in (6, 13, 20, 27):
                jour = self.workday(date(2025, mois, day))
                ht = self.amount(1_500, 24_000)
                tva = ht // 5
                encaisse += ht + tva
                self.tva[mois] = self.tva.get(mois, 0) + tva
                self.add(
                    "CA",
                    jour,
                    f"Z{jour:%y%m%d}",
                    "Ventes au comptoir",
                    Ligne("53000000", ht + tva),
                    Ligne("70100000", -ht),
                    Ligne("44571000", -tva),
                )
            jour = self.workday(date(2025, mois, 28))
            self.add(
                "CA",
                jour,
                f"RE{jour:%y%m}",
                "Remise d'espèces",
                Ligne("58000000", encaisse),
                Ligne("53000000", -encaisse),
            )
            self.add(
                "BQ",
                jour,
                f"RE{jour:%y%m}",
                "Remise d'espèces",
                Ligne("51210000", encaisse),
                Ligne("58000000", -encaisse),
            )

    def pay_wages(self, mois: int) -> None:
        """Book three wages and pay them with the contributions the month after."""
        jour = last_day(mois)
        for rank, brut in enumerate((312_000, 241_500, 198_700), 1):
            part, source = brut * 22 // 100, brut * 4 // 100
            patronal = brut * 38 // 100
            self.add(
                "PA",
                jour,
                f"BUL{mois:02d}-{rank}",
                f"Paie {mois:02d}/2025, salarié {rank}",
                Ligne("64110000", brut),
                Ligne("64510000", patronal),
                Ligne("43100000", -part - patronal),
                Ligne("44210000", -source),
                Ligne("42100000", part + source - brut),
            )
            self.add(
                "BQ",
                jour,
                f"SAL{mois:02d}-{rank}",
                f"Salaire {rank}",
                Ligne("42100000", brut - part - source),
                Ligne("51210000", part + source - brut),
            )
        if mois < 12:
            due = {"43100000": 0, "44210000": 0}
            for brut in (312_000, 241_500, 198_700):
                due["43100000"] += brut * 22 // 100 + brut * 38 // 100
                due["44210000"] += brut * 4 // 100
            self.add(
                "BQ",
                self.workday(date(2025, mois + 1, 15)),
                f"URS{mois:02d}",
                "Cotisations et prélèvement à la source",
                *(Ligne(compte, montant) for compte, montant in due.items()),
                Ligne("51210000", -sum(due.values())),
            )

    def pay_loan(self, mois: int) -> None:
        """Pay back the loan of the workshop, and the bank its fees."""
        jour = self.workday(date(2025, mois, 5))
        interets = 6_000 - mois * 150
        self.add(
            "BQ",
            jour,
            f"EMP{mois:02d}",
            "Échéance de l'emprunt",
            Ligne("16410000", 50_000),
            Ligne("66110000", interets),
            Ligne("51210000", -50_000 - interets),
        )
        self.add(
            "BQ",
            jour,
            f"FRA{mois:02d}",
            "Frais de tenue de compte",
            Ligne("62700000", 1_850),
            Ligne("51210000", -1_850),
        )

    def declare_tva(self, mois: int) -> None:
        """Clear the VAT of the month, and pay it the month after."""
        totals = {"44571000": 0, "44571100": 0, "44566000": 0}
        for ecriture in self.ecritures:
            if ecriture.jour.month == mois and ecriture.journal in ("VE", "AC", "CA"):
                for ligne in ecriture.lignes:
                    if ligne.compte in totals:
                        totals[ligne.compte] += ligne.montant
        due = sum(totals.values())
        self.add(
            "OD",
            last_day(mois),
            f"TVA{mois:02d}",
            f"TVA de {mois:02d}/2025",
            *(Ligne(compte, -montant) for compte, montant in totals.items() if montant),
            Ligne("44551000", due),
        )
        if mois < 12:
            self.add(
                "BQ",
                self.workday(date(2025, mois + 1, 24)),
                f"TVA{mois:02d}",
                f"Paiement de la TVA de {mois:02d}/2025"
                if due < 0
                else f"Remboursement de TVA de {mois:02d}/2025",
                Ligne("44551000", -due),
                Ligne("51210000", due),
            )

    def close(self) -> None:
        """Book what the end of the year asks for; classes 6 and 7 stay open, as the law wants."""
        self.add(
            "OD",
            FIN,
            "INV2025",
            "Variation du stock de bois",
            Ligne("31100000", 184_000),
            Ligne("60310000", -184_000),
        )
        self.add(
            "OD",
            FIN,
            "DOT2025",
            "Dotations aux amortissements",
            Ligne("68110000", 923_000),
            Ligne("28154000", -485_000),
            Ligne("28182000", -438_000),
        )

    def amount(self, low: int, high: int) -> int:
        """Draw a price in centimes, small ones more often."""
        return low + (high - low) * self.tirage.randrange(1_000) ** 2 // 1_000_000

    @staticmethod
    def workday(jour: date) -> date:
        """Move a Saturday or a Sunday to the Friday before, within the year."""
        return max(jour - timedelta(days=max(0, jour.weekday() - 4)), date(2025, 1, 2))


def last_day(mois: int) -> date:
    """Give the last day of a month of the year."""
    return date(2025, mois, calendar.monthrange(2025, mois)[1])


def lines(ecritures: list[Ecriture]) -> Iterator[tuple[str, ...]]:
    """Write each line, validated at the end of its month, numbered for the whole file."""
    for num, ecriture in enumerate(ecritures, 1):
        valide = last_day(ecriture.jour.month)
        for ligne in ecriture.lignes:
            yield (
                ecriture.journal,
                JOURNAUX[ecriture.journal],
                str(num),
                f"{ecriture.jour:%Y%m%d}",
                ligne.compte,
                COMPTES[ligne.compte],
                *ligne.tiers,
                ecriture.piece,
                f"{ecriture.piece_jour or ecriture.jour:%Y%m%d}",
                ecriture.libelle,
                euros(max(ligne.montant, 0)),
                euros(max(-ligne.montant, 0)),
                ligne.lettre,
                f"{ligne.lettre_le:%Y%m%d}" if ligne.lettre_le else "",
                f"{valide:%Y%m%d}",
                euros(ligne.devise[0]) if ligne.devise[1] else "",
                ligne.devise[1],
            )


def euros(centimes: int) -> str:
    """Write `120,05`."""
    return f"{centimes // 100},{centimes % 100:02d}"


def write() -> bytes:
    """Give the bytes of the file: tabs, CRLF, UTF-8."""
    rows = (COLONNES, *lines(Menuiserie().keep()))
    return "".join("\t".join(row) + "\r\n" for row in rows).encode()


if __name__ == "__main__":
    SORTIE.parent.mkdir(exist_ok=True)
    SORTIE.write_bytes(write())
    print(SORTIE)
