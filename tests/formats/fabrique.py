"""Fabrique: small FEC made from a seed, and ways to spoil them."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

COLONNES = [
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
REGLEMENT = ["DateRglt", "ModeRglt", "NatOp"]
JOURNAUX = {"AN": "À nouveaux", "AC": "Achats", "VE": "Ventes", "BQ": "Banque n° 1", "OD": "Divers"}
COMPTES = {
    "401000": "Fournisseurs",
    "411000": "Clients",
    "445660": "TVA déductible",
    "445710": "TVA collectée",
    "512000": "Banque",
    "607000": "Achats",
    "707000": "Ventes œuvre",
    "471000": "Compte d'attente",
    "101300": "Capital",
}
LIBELLES = ("Facture 12", "Règlement été", 'Une " guillemet', "Prix en €", "Œuvres & Cie", "Loyer")


@dataclass
class Forme:
    """How a file is written."""

    separateur: str = "\t"
    fin: str = "\r\n"
    codage: str = "utf-8"
    notation: str = "Debit/Credit"
    suite: list[str] = field(default_factory=list)
    extras: list[str] = field(default_factory=list)
    numerotation: str = "fichier"
    permutee: bool = False
    bom: bool = False
    finale: bool = True
    separateur_final: bool = False
    lettrage: str = "fichier"


def choose_forme(rnd: Random) -> Forme:
    """Choose a lawful way of writing, mostly the commonest."""
    return Forme(
        separateur=rnd.choice("\t\t\t|"),
        fin=rnd.choice(["\r\n", "\r\n", "\n", "\r", "\r\r\n"]),
        codage=rnd.choice(["utf-8", "utf-8", "iso-8859-15", "cp1252", "ascii"]),
        notation=rnd.choice(["Debit/Credit", "Debit/Credit", "Debit/Credit", "Montant/Sens"]),
        suite=rnd.choice([[], [], REGLEMENT, [*REGLEMENT, "IdClient"]]),
        extras=rnd.choice([[], [], ["Analytique", "Note"]]),
        numerotation=rnd.choice(["fichier", "journal", "prefixe", "zeros", "piece", "jour"]),
        permutee=rnd.random() < 0.15,
        bom=rnd.random() < 0.1,
        finale=rnd.random() < 0.8,
        separateur_final=rnd.random() < 0.15,
        lettrage=rnd.choice(["fichier", "fichier", "tiers", "croise"]),
    )


def make_rows(rnd: Random, forme: Forme, ecritures: int) -> list[dict[str, str]]:
    """Make balanced écritures, opening first, in order of date and number."""
    rows: list[dict[str, str]] = []
    counts: dict[str, int] = {}
    lettre = 0
    for rang in range(ecritures):
        journal = "AN" if rang == 0 else rnd.choice(["AC", "VE", "BQ", "OD"])
        mois = 1 + rang * 12 // ecritures
        jour = f"2024{mois:02d}{1 + rang % 28:02d}" if rang else "20240101"
        key = journal if forme.numerotation == "journal" else ""
        counts[key] = counts.get(key, 0) + 1
        num = {
            "prefixe": f"{journal}{rang + 1}",
            "zeros": f"{rang + 1:05d}",
            "piece": "",
            "jour": "",
        }.get(forme.numerotation, str(counts[key]))
        piece = "" if forme.numerotation == "jour" else f"P{rang:04d}"
        lettre += rnd.random() < 0.3
        montants = [rnd.randrange(1, 10 ** rnd.choice([3, 5, 8])) for _ in range(rnd.randint(1, 4))]
        libelle = rnd.choice(LIBELLES)
        head = {
            "JournalCode": journal,
            "JournalLib": JOURNAUX[journal],
            "EcritureNum": num,
            "EcritureDate": jour,
            "PieceRef": piece,
            "PieceDate": jour,
            "EcritureLib": libelle,
            "ValidDate": f"2024{mois:02d}28",
            "DateRglt": rnd.choice(["", jour]),
            "ModeRglt": rnd.choice(["", "VIR"]),
            "Analytique": rnd.choice(["", "A1", "B é"]),
        }
        total = sum(montants)
        code = f"L{lettre % 5 if forme.lettrage == 'tiers' else lettre}"
        # A whole écriture lettered under one code balances across its tiers.
        croise = forme.lettrage == "croise" and rnd.random() < 0.5
        for montant in montants:
            rows.append(_row(rnd, head, montant, 0, code, croise))
        rows.append(_row(rnd, head, 0, total, code, croise))
    return rows


def _row(
    rnd: Random, head: dict[str, str], debit: int, credit: int, code: str, croise: bool
) -> dict[str, str]:
    compte = rnd.choice(["401000", "411000"] if croise else list(COMPTES))
    row = {**head, "CompteNum": compte, "CompteLib": COMPTES[compte]}
    if compte in ("401000", "411000"):
        numero = rnd.randrange(6)
        row["CompAuxNum"], row["CompAuxLib"] = f"T{numero}", f"Société Forêt {numero}"
        if croise or rnd.random() < 0.5:
            row["EcritureLet"], row["DateLet"] = code, head["ValidDate"]
    if rnd.random() < 0.1:
        row["Montantdevise"], row["Idevise"] = format_montant(debit + credit), "USD"
    row["Debit"], row["Credit"] = format_montant(debit), format_montant(credit)
    row["Montant"], row["Sens"] = format_montant(debit or credit), "D" if debit else "C"
    return row


def format_montant(centimes: int) -> str:
    """Write an amount as the law asks."""
    return f"{centimes // 100},{centimes % 100:02d}"


def write(rows: list[dict[str, str]], forme: Forme, rnd: Random) -> list[list[str]]:
    """Lay rows out as lists of cells, the names first."""
    noms = list(COLONNES)
    if forme.notation == "Montant/Sens":
        noms[11:13] = ["Montant", "Sens"]
    noms += [*forme.suite, *forme.extras]
    if forme.permutee:
        rnd.shuffle(noms)
    lignes = [noms, *([row.get(nom, "") for nom in noms] for row in rows)]
    if forme.separateur_final:
        lignes = [[*ligne, ""] for ligne in lignes]
    return lignes


def encode(lignes: list[list[str]], forme: Forme) -> list[bytes]:
    """Write lines as bytes, without their ends."""
    return [forme.separateur.join(ligne).encode(forme.codage, "replace") for ligne in lignes]


def join(lignes: list[bytes], forme: Forme) -> bytes:
    """Join lines into a file."""
    fin = forme.fin.encode()
    bom = b"\xef\xbb\xbf" if forme.bom and forme.codage == "utf-8" else b""
    return bom + fin.join(lignes) + (fin if forme.finale else b"")


TAILLES = (*(1, 3, 12, 40) * 8, 500)
"""Écritures of a file; the longest have enough amounts for the hints to speak."""

CELLULES = (
    "",
    " ",
    "\u00a0",
    "0",
    "00000000",
    "20240231",
    "31/01/2024",
    "2024-03-05",
    "20241332",
    "2O240115",
    "202401",
    "20250115",
    "20230630",
    "19700101",
    "21010101",
    "abc",
    "12.50",
    "1 234,56",
    "1.234,56",
    "-5,00",
    "5,00-",
    "--5",
    "1e5,",
    "1E2",
    "100",
    "100,5",
    "0,001",
    ",50",
    "12€",
    "99999999999999,00",
    "4I1000",
    "CLI411",
    "12",
    "999000",
    "240000",
    "AN",
    "À nouveau",
    "ventes",
    " VE ",
    "EUR",
    "USD",
    "usd",
    "D",
    "c",
    "+1",
    "X",
    "L1",
    "T1",
    "7",
    "00007",
    "VE7",
    "1000000000000000000000",
    "x" * 250,
    "١٢,٣٤",
    "a\u0001b",
    "a\x00b",
    "\x00",
    "1.000",
    "0.005",
    "1,2E+-2",
    "tab\tin",
    "pipe|in",
    '"',
    "é",
    "\ufeffbom",
    "5,00\x02",
)


def spoil_cells(lignes: list[list[str]], rnd: Random, fois: int) -> None:
    """Change cells, lines and their order in place; the line of names is left alone."""
    for _ in range(fois):
        at = rnd.randrange(1, max(2, len(lignes)))
        ligne = lignes[at]
        action = rnd.randrange(12)
        if action <= 6 and ligne:
            ligne[rnd.randrange(len(ligne))] = rnd.choice(CELLULES)
        elif action == 7:
            other = lignes[rnd.randrange(1, len(lignes))]
            column = rnd.randrange(18)
            if len(ligne) > column and len(other) > column:
                ligne[column] = other[column]
        elif action == 8:
            lignes.insert(at, list(ligne))
        elif action == 9 and len(lignes) > 3:
            del lignes[at]
        elif action == 10:
            lignes.insert(rnd.randrange(1, len(lignes)), lignes.pop(at))
        elif action == 11 and ligne:
            lignes[at] = rnd.choice([[*ligne, ""], [], ligne[:-1]])


def retake_numbers(lignes: list[list[str]], rnd: Random, fois: int) -> None:
    """Give écritures the journal and the number of another one, in place."""
    journal, num = lignes[0].index("JournalCode"), lignes[0].index("EcritureNum")
    for _ in range(fois):
        old, new = rnd.choice(lignes[1:]), rnd.choice(lignes[1:])
        old, new = (old[journal], old[num]), (new[journal], new[num])
        for ligne in lignes[1:]:
            if (ligne[journal], ligne[num]) == old:
                ligne[journal], ligne[num] = new


def forget_journaux(lignes: list[list[str]], rnd: Random) -> None:
    """Blank JournalCode on some lines, on whole écritures, or on all lines but the first ones."""
    journal, num = lignes[0].index("JournalCode"), lignes[0].index("EcritureNum")
    libelle, libelles = lignes[0].index("JournalLib"), rnd.choice([0.0, 0.0, 0.1, 1.0])
    sort, before = rnd.choice(["lignes", "serrees", "ecritures", "suites"]), [""] * len(lignes[0])
    for ligne in lignes[1:]:
        forgotten = {
            "lignes": rnd.random() < 0.05,
            "serrees": rnd.random() < 0.7,
            "ecritures": sum(map(ord, ligne[num])) % 3 == 0,
            "suites": ligne[num] == before[num],
        }
        if forgotten[sort]:
            ligne[journal] = rnd.choice(["", "", "", " ", "\u00a0"])
            if rnd.random() < libelles:
                ligne[libelle] = ""
        before = ligne


def spoil_column(lignes: list[list[str]], rnd: Random) -> None:
    """Give a whole column one odd writing."""
    column = rnd.randrange(len(lignes[0]))
    change = rnd.choice(
        [
            lambda cell: "",
            lambda cell: f"  {cell} ",
            lambda cell: cell.replace(",", "."),
            lambda cell: rnd.choice(CELLULES),
            lambda cell: cell.lower(),
            lambda cell: cell + "\u00a0",
            lambda cell: f"{cell[6:8]}/{cell[4:6]}/{cell[:4]}",
        ]
    )
    for ligne in lignes[1:]:
        if len(ligne) > column:
            ligne[column] = change(ligne[column])


OCTETS = (
    b"\x00",
    b"\xe9",
    b"\xff",
    b"\x80",
    b"\xa4",
    b"\r",
    b"\n",
    b"\r\n",
    b"\t",
    b"|",
    b" ",
    b"\x1a",
    b"\xc3",
    b"\xe2\x82\xac",
    b"\xef\xbb\xbf",
    b"\xa0",
    b"\xc2\xa0",
    b'"',
    b"\x81",
)


def spoil_bytes(octets: bytes, rnd: Random, fois: int, debut: int) -> bytes:
    """Insert, drop or double octets after the line of names."""
    for _ in range(fois):
        at = rnd.randrange(debut, len(octets) + 1)
        action = rnd.randrange(4)
        if action <= 1:
            octets = octets[:at] + rnd.choice(OCTETS) + octets[at:]
        elif action == 2:
            octets = octets[:at] + octets[at + rnd.choice([1, 2, 40]) :]
        else:
            octets = octets[:at] + octets[at : at + 60] * 2 + octets[at + 60 :]
    return octets


def make_file(seed: int) -> bytes:
    """Make one file, clean one time in eight, else more or less spoiled."""
    rnd = Random(seed)
    forme = choose_forme(rnd)
    lignes = write(make_rows(rnd, forme, rnd.choice(TAILLES)), forme, rnd)
    severity = rnd.randrange(8)
    if severity == 4:
        retake_numbers(lignes, rnd, rnd.choice([1, 3, 10]))
    if severity and forme.suite and rnd.random() < 0.5:
        forget_journaux(lignes, rnd)
    if severity:
        spoil_cells(lignes, rnd, rnd.choice([1, 3, 10, 40]))
    if severity in (1, 2):
        spoil_column(lignes, rnd)
    if severity == 3 and rnd.random() < 0.5:
        for _ in range(rnd.randint(1, 2)):
            at = rnd.randrange(len(lignes[0]))
            lignes = [ligne[:at] + ligne[at + 1 :] for ligne in lignes]
    octets = join(encode(lignes, forme), forme)
    if severity >= 5:
        names = len(join(encode(lignes[:1], forme), forme))
        octets = spoil_bytes(octets, rnd, rnd.choice([1, 2, 6]), min(names, len(octets)))
    return octets
