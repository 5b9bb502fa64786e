"""DemoCabinet: the dossiers of the demonstration and what partners send to them.

All of it is made here, the same at each run; nobody in it exists. The amounts of a day come from
its number, so that a file reads like a real one and adds up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from boucle.values import luhn_ok

CABINET = "Cabinet Vauquelin"
BRASSERIE = "BQ0417"
MODELE = {
    "code": "NOTES",
    "libelle": "Notes de frais",
    "separateur": ";",
    "decimale": ",",
    "colonnes": [
        {"champ": champ, "entete": entete}
        for champ, entete in (
            ("date", "Date"),
            ("journal", "Journal"),
            ("piece", "Pièce"),
            ("compte", "Compte"),
            ("libelle", "Libellé"),
            ("debit", "Débit"),
            ("credit", "Crédit"),
        )
    ],
}
DOSSIERS: tuple[tuple[str, str, str, str], ...] = (
    ("AT0102", "Atelier Trame", "Trame", "ARTISANS"),
    ("BO0233", "Boulangerie Sallé et fils", "Sallé", "RESTAURATION"),
    (BRASSERIE, "Brasserie des Quais", "Les Quais", "RESTAURATION"),
    ("CL0088", "Clinique vétérinaire du Parc", "Véto Parc", "LIBERAUX"),
    ("EC0019", "École de musique des Rives", "Les Rives", "ASSOCIATIONS"),
    ("GA0207", "Garage Perret", "Perret Auto", "COMMERCE"),
    ("JA0099", "Jardins de Saint-Aubin", "Saint-Aubin", "AGRICOLE"),
    ("LI0077", "Librairie du Passage", "Le Passage", "COMMERCE"),
    (
        "SY0300",
        "Société coopérative d'intérêt collectif « L'Épicerie & le Café » de "
        "Saint-Germain-des-Prés-sur-Vilaine",
        "L'Épicerie",
        "ASSOCIATIONS",
    ),
)
GROUPES = {
    "AGRICOLE": "Agricole",
    "ARTISANS": "Artisans",
    "ASSOCIATIONS": "Associations",
    "COMMERCE": "Commerce",
    "LIBERAUX": "Libéraux",
    "RESTAURATION": "Restauration",
}
EXERCICE = {"code": "EXERCICE 2026", "dateDebut": "2026-01-01", "dateFin": "2026-12-31"}
ALIZE, HORIZON, OREE, FRAIS = "Caisse Alizé", "Paie Horizon", "Boutique Orée", "FraisClair"
PARTENAIRES = (ALIZE, HORIZON, OREE, FRAIS)

_ENTETE_FEC = (
    "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\t"
    "CompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\t"
    "ValidDate\tMontantdevise\tIdevise"
)
_COMPTES = {
    "70611000": "Restauration 10 %",
    "70612000": "Boissons 20 %",
    "44571100": "TVA 10 %",
    "44571200": "TVA 20 %",
    "51150000": "Cartes à encaisser",
    "53100000": "Caisse",
    "47100000": "Compte d'attente",
}


@dataclass(frozen=True)
class Envoi:
    """One file, or the body of one request, that a partner sends.

    chemin: the end of the published address. sort: what the firm answers once it is read:
    'valider', 'rejeter' or '' for nothing yet. lieu: where an URL finds it, '' for a deposit:
    'ferme' refuses, 'occupe' asks to come back, 'lent' gives a little at a time.
    """

    dossier: str
    partenaire: str
    chemin: str
    nom: str
    contenu: bytes = b""
    corps: dict[str, Any] = field(default_factory=dict)
    sort: str = ""
    lieu: str = ""


def euros(centimes: int) -> str:
    """Write `120,05`."""
    return f"{centimes // 100},{centimes % 100:02d}"


def fec(mois: int, *, attente: int = 0, ecart: int = 0) -> bytes:
    """Write the till of a restaurant, a month of it.

    attente: centimes missing in the till each tenth day, left on 471. ecart: centimes by which the
    last day does not balance.
    """
    rows = [_ENTETE_FEC]
    jours = [date(2026, mois, jour) for jour in range(1, 29)]
    for rang, jour in enumerate(jours, 1):
        ecart_du_jour = ecart if rang == len(jours) else 0
        for compte, montant in _day(rang + mois * 31, attente if rang % 10 == 0 else 0):
            rows.append(
                "\t".join(
                    (
                        "CA",
                        "Caisse",
                        f"{rang}",
                        f"{jour:%Y%m%d}",
                        compte,
                        _COMPTES[compte],
                        "",
                        "",
                        f"Z-{jour:%d%m}",
                        f"{jour:%Y%m%d}",
                        f"Z du {jour:%d/%m/%Y}",
                        euros(max(montant + (ecart_du_jour if compte == "53100000" else 0), 0)),
                        euros(max(-montant, 0)),
                        "",
                        "",
                        f"{jour:%Y%m%d}",
                        "",
                        "",
                    )
                )
            )
    return ("\r\n".join(rows) + "\r\n").encode()


def _day(n: int, attente: int) -> Iterator[tuple[str, int]]:
    plats, boissons = 90_000 + n * 7_919 % 160_000, 20_000 + n * 6_007 % 60_000
    tva10, tva20 = plats // 10, boissons // 5
    total = plats + boissons + tva10 + tva20
    especes = total * (n % 5 + 5) // 100
    yield "51150000", total - especes - attente
    yield "53100000", especes
    if attente:
        yield "47100000", attente
    yield from (("70611000", -plats), ("70612000", -boissons))
    yield from (("44571100", -tva10), ("44571200", -tva20))


def tra(mois: int, *, ecart: int = 0) -> bytes:
    """Write the wages of a month; ecart: centimes by which they do not balance."""
    jour = date(2026, mois, 28)
    rows = [
        "***S5CLIJRLSTD   0101190001011900011" + " " * 108 + "001",
        "***JALPA Paie".ljust(45) + "OD",
    ]
    noms = {
        "64110000": "Salaires",
        "64510000": "Cotisations",
        "43100000": "Urssaf",
        "42100000": "Personnel",
    }
    rows += [f"***CGN{code}".ljust(23) + nom.ljust(35) + "DIV" for code, nom in noms.items()]
    for rang in range(1, 7):
        brut = 190_000 + rang * 13_700
        charges = brut * 38 // 100
        due = brut * 22 // 100
        for compte, montant in (
            ("64110000", brut),
            ("64510000", charges),
            ("43100000", -due - charges),
            ("42100000", due - brut - (ecart if rang == 6 else 0)),
        ):
            rows.append(_movement(jour, compte, f"BUL{mois:02d}-{rang}", montant, rang))
    return "".join(f"{row}\r\n" for row in rows).encode("cp1252")


def _movement(jour: date, compte: str, piece: str, montant: int, numero: int) -> str:
    """Write one movement of 222 columns."""
    start = f"{'PA':<3}{jour:%d%m%Y}OD{compte:<17}".ljust(48) + f"{piece:<35}"
    start += f"{'Paie ' + jour.strftime('%m/%Y'):<35}   01011900{'D' if montant > 0 else 'C'}"
    return (f"{start}{euros(abs(montant)):>20}N{numero:>8}EUR".ljust(172) + "E--").ljust(222)


def json_body(debut: date, ventes: int) -> dict[str, Any]:
    """Write the request of a shop: `ventes` sales, one a day."""
    lignes = []
    for rang in range(ventes):
        jour = debut + timedelta(days=rang)
        ht = 18_400 + rang * 3_310
        for compte, debit, credit in (
            ("41100000", ht + ht // 5, 0),
            ("70700000", 0, ht),
            ("44571200", 0, ht // 5),
        ):
            lignes.append(
                {
                    "date": f"{jour}T00:00:00.000Z",
                    "journal": "VE",
                    "journalLib": "Ventes",
                    "compte": compte,
                    "debit": _amount(debit),
                    "credit": _amount(credit),
                    "libelle": f"Commande en ligne du {jour:%d/%m}",
                    "reference": f"BO{jour:%m%d}",
                    **({"tiers": "WEB"} if compte.startswith("411") else {}),
                }
            )
    fin = debut + timedelta(days=ventes)
    options = {
        "separatorDecimal": ".",
        "formatDate": "YYYY-MM-DDTHH:mm:ss.SSSZ",
        "multiPeriode": False,
        "failOnUnbalanced": True,
        "createNewJournaux": True,
        "createNewComptes": True,
        "createNewTiers": True,
    }
    contexte = {"from": f"{debut}T00:00:00.000Z", "to": f"{fin}T00:00:00.000Z"}
    return {"data": {"contexte": contexte, "options": options, "ecritures": lignes}}


def _amount(centimes: int) -> dict[str, Any]:
    value = f"{centimes // 100}.{centimes % 100:02d}"
    return {"amount": value, "currency": "EUR", "currencyAmount": value, "currencyRate": "1.0"}


def csv(mois: int, *, ecart: int = 0) -> bytes:
    """Write the expenses of a month; ecart: centimes missing in the third piece."""
    rows = ["Date;Journal;Pièce;Compte;Libellé;Débit;Crédit"]
    sujets = ("Péage A10", "Repas « Chez Zoé »", "Train Paris–Rennes", "Hôtel du Port", "Parking")
    for rang in range(1, 13):
        jour, ttc = date(2026, mois, rang * 2), 1_850 + rang * 4_127 % 21_000
        sujet = sujets[rang % len(sujets)]
        for compte, debit, credit in (
            ("62510000", ttc, 0),
            ("42500000", 0, ttc - (ecart if rang == 3 else 0)),
        ):
            rows.append(
                f"{jour:%d/%m/%Y};NF;NF-{mois:02d}{rang:02d};{compte};{sujet};"
                f"{euros(debit) if debit else ''};{euros(credit) if credit else ''}"
            )
    return ("\n".join(rows) + "\n").encode()


def sirens() -> dict[str, str]:
    """Give each dossier a SIREN whose key is right, by code."""
    return {
        code: next(f"{racine}{cle}" for cle in range(10) if luhn_ok(f"{racine}{cle}"))
        for racine, (code, *_) in zip(
            range(51_388_469, 60_000_000, 371_113), DOSSIERS, strict=False
        )
    }


def envois() -> Iterator[Envoi]:
    """List what is sent, in order."""
    numeros = sirens()
    siren = numeros[BRASSERIE]

    def send(*given: Any, **more: Any) -> Envoi:
        return Envoi(BRASSERIE, *given, **more)

    def till(suite: str) -> str:
        return f"{siren}FEC20261231_{suite}.txt"

    modele = {"modele": str(MODELE["code"])}
    yield send(ALIZE, "importFEC", till("09"), fec(9), sort="valider")
    yield send(FRAIS, "importPerso", "notes_de_frais_septembre.csv", csv(9), modele, sort="valider")
    yield send(HORIZON, "importTRA", "PAIE_AOUT_2026.TRA", tra(8), sort="valider")
    yield send(OREE, "importJson", "", b"", json_body(date(2026, 9, 7), 6), sort="valider")
    yield send(HORIZON, "importTRA", "PAIE_SEPTEMBRE_2026_V2.TRA", tra(9), sort="rejeter")
    yield send(OREE, "importJson", "", b"", json_body(date(2026, 10, 5), 3), sort="rejeter")
    yield send(ALIZE, "importFEC", till("11_a_corriger"), fec(11, ecart=1_206))
    yield send(HORIZON, "importTRA", "PAIE_NOVEMBRE_2026.TRA", tra(11, ecart=500))
    yield send(HORIZON, "importTRA", "PAIE_OCTOBRE_2026.TRA", tra(10))
    yield send(OREE, "importJson", "", b"", json_body(date(2026, 11, 2), 9))
    yield send(
        FRAIS,
        "importPerso",
        "notes_de_frais_octobre_deplacements_et_repas.csv",
        csv(10, ecart=1_000),
        modele,
    )
    yield send(ALIZE, "importFEC", till("10"), fec(10, attente=1_239))
    yield Envoi("BO0233", ALIZE, "importFEC", f"{numeros['BO0233']}FEC20261231.txt", fec(10))
    yield Envoi("CL0088", HORIZON, "importTRA", "PAIE_OCTOBRE_2026.TRA", tra(10, ecart=700))
    yield Envoi("GA0207", OREE, "importJson", "", b"", json_body(date(2026, 10, 12), 4))
    yield Envoi(
        "LI0077", OREE, "importJson", "", b"", json_body(date(2026, 10, 19), 5), sort="valider"
    )
    yield send(ALIZE, "importFEC", till("07"), fec(7), lieu="ferme")
    yield send(ALIZE, "importFEC", till("08"), fec(8), lieu="occupe")
    yield send(ALIZE, "importFEC", till("06"), fec(6), lieu="lent")
