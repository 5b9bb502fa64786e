"""Exotismes: the odd ways of writing a flat file, each one a change of a draft."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from verite_fec.colonnes import DU_REGIME
from verite_fec.socle import Brouillon

Exotisme = Callable[[Brouillon, Random], None]

MONTANTS_JUSTES = (
    "100",
    "100,5",
    "100,123",
    "-100,00",
    "100,00-",
    "+100,00",
    " 100,00 ",
    ",50",
    "100,",
    "1E2",
    "1,5E+2",
    "0100,00",
    "",
    "++5",
    "5+",
    "-5+",
    "5 -",
    "5 +-",
    ",",
    "1E",
    "1e-2",
    "1,5e2",
    "007",
    "--5E1",
    "1E--2",
    "00",
    "100\u00a0",
    "\u00a0100",
    "+-5",
    "5++",
)
MONTANTS_POINT = ("100.00", "1.000,00", "1,000.00", ".5", "1.5E2", ".", "12.", "-1.5")
MONTANTS_MILLIERS = (
    "1 000,00",
    "1\u00a0000,00",
    "12,5,3",
    "1 000",
    "100,00 -",
    "100,00 +",
    "- 100,00",
    "1 2 3",
    ",,",
    "1 000 000,00",
    "12 34,5",
)
MONTANTS_FAUX = (
    "abc",
    "100,00EUR",
    "12€",
    "--1",
    "1-2",
    "-",
    "+",
    "-1-",
    "1e5,",
    "١٢",
    "0x10",
    "1'000",
    "- 1",
    "5--",
    "(5)",
    "1/2",
    "E5",
    "5 %",
    "D",
    "½",
)
DATES_JUSTES = (
    "2024-01-15",
    "2024/01/15",
    "15/01/2024",
    "15012024",
    "31022024",
    "20240231",
    "15-01-2024",
    "2024-01-15T10:11:12",
    "20240115 1:1:1",
    "15/01/2024 10:11:12",
    "2024.01.15",
    "2024--01-15",
    "2024/-.0115",
    "20240015",
    "20240100",
    "31/02/2024",
    "20240229",
    "20230229",
    "19000101",
    "20991231",
    "15012024T10:11:12",
    "20240000",
    "00012024",
)
DATES_PERIODE = (
    "18991231",
    "21000101",
    "00010101",
    "99991231",
    "29240115",
    "31/12/1899",
    "27310115",
    "25001539",
    "1539-2500",
    "30001339",
    "2731-01-15T10:11:12",
    "02730115",
    "00010100",
)
DATES_CALENDRIER = (
    "20241301",
    "20240132",
    "20241332",
    "20121332",
    "32/01/2024",
    "15/13/2024",
    "19991939",
    "2024-19-39",
    "39192024",
    "20121930",
)
DATES_FAUSSES = (
    "2024011",
    "202401",
    "2O240115",
    "abc",
    "20240115T10:11",
    "2024-1-15",
    "1/1/2024",
    "240115",
    "2024 01 15",
    "20240115T10:11:12Z",
    "20240115x",
    "2024-01-15T10:11:12.5",
    "202401155",
    "20242001",
    "20240140",
    "janvier",
    "45306",
    "٢٠٢٤٠١١٥",
)
DATES_VIDES = ("", "0", "00000000", "----", "0000-00-00", "//", " ", "\u00a0")
TEXTES = (
    'a"b',
    '"a"',
    "a|b",
    "a\tb",
    "nul\0dedans",
    "\u00a0bord\u00a0",
    "  blancs  ",
    "\ufeffbom",
    "²",
    "fin²",
    "emoji 😀",
    "œ’€",
    "=1+1",
    "a;b,c",
    "\x1a",
    "\x07",
    "x" * 300,
    "a\rb",
    "è ",
    "Ã©",
)
COMPTES = ("411 000", "999000", "4I1000", "CLI411", "12", "41", "411-00", "4110000000000000")
NOMS_JUSTES = (
    "73282932FEC{c}.txt",
    "ABCDEFGHIFEC{c}.txt",
    "732829320FEC{c}_1.txt",
    "732829320fec{c}.TXT",
    "copie de 732829320FEC{c} (2).txt",
    "732829321FEC{c}.csv",
    "xFEC{c}",
    "0FEC{c}.tab",
    "FECFEC{c}.txt",
    "732829320FEC20241399.txt",
    "732829320FEC{c}12.txt",
    "732829320FEC20240031",
    "732829320 FEC{c}.txt",
    "FEC20101231FEC{c}.txt",
)
NOMS_FAUX = (
    "FEC{c}.txt",
    "732829320FEC19991231.txt",
    "732829320FEC2024-12-31.txt",
    "export.txt",
    "732829320.txt",
    "732829320FEC2024123.txt",
    "732829320FEC20242131.txt",
    "732829320_{c}.txt",
    "732829320FEC20241241.txt",
    "732829320FE C{c}.txt",
    "732829320FEC31122024.txt",
    "fec{c}.txt",
)
TITRES_JUSTES = (
    ("Debit", "Débit"),
    ("PieceRef", "PièceRef"),
    ("PieceDate", "PIèCEDATE"),
    ("Credit", "CRéDIT"),
    ("CompteNum", "comptenum"),
    ("Montantdevise", "MontantDevise"),
    ("EcritureNum", "ecritureNUM"),
    ("Idevise", "IDEVISE  "),
    ("JournalLib", "  JournalLib "),
    ("EcritureLib", "écritureLib"),
    ("JournalLib", "Journal\0Lib"),
)
TITRES_INTERNES = (
    ("PieceRef", "num_piece"),
    ("CompteNum", "num_cpte_gen"),
    ("Debit", "mtn_debit"),
    ("EcritureDate", "date cpt"),
    ("ValidDate", "VALID-DATE"),
    ("EcritureLet", "code_lettrage"),
)
TITRES_FAUX = (
    ("CompAuxNum", "CompteAuxNum"),
    ("CompAuxLib", "CompteAuxLib"),
    ("CompteNum", "NumCompte"),
    ("Idevise", "IdDevise"),
    ("PieceRef", "PIÈCEREF"),
    ("Debit", "DÉBIT"),
    ("Credit", "Crêdit"),
    ("JournalCode", " JournalCode"),
    ("JournalCode", "JournalCode\u00a0"),
    ("PieceRef", "Piece Ref"),
    ("Idevise", "Idevise\u00a0"),
    ("EcritureLib", "Ecriture_Lib"),
    ("DateLet", '"DateLet"'),
    ("Montantdevise", "Montant devise"),
    ("EcritureNum", "EcritureN°"),
    ("JournalLib", ""),
    ("Debit", "Debit (EUR)"),
    ("CompteLib", "Compte-Lib"),
)
DATES = ("EcritureDate", "PieceDate", "DateLet", "ValidDate", "DateRglt")
MONTANTS = ("Debit", "Credit", "Montant", "Montantdevise")
LIBRES = (
    "JournalLib",
    "CompteLib",
    "CompAuxLib",
    "EcritureLib",
    "PieceRef",
    "EcritureNum",
    "EcritureLet",
    "ModeRglt",
    "JournalCode",
    "CompAuxNum",
    "Idevise",
    "NatOp",
)


def put(valeurs: tuple[str, ...], *noms: str) -> Exotisme:
    """Give the change that writes one of these values in one of these columns."""

    def change(brouillon: Brouillon, rnd: Random) -> None:
        ligne, nom = brouillon.cell(rnd, *noms)
        ligne[nom] = rnd.choice(valeurs)
        brouillon.retouches.append(f"{nom}={ligne[nom][:40]!r}")

    return change


def draw(alphabet: str, longueur: int, *noms: str) -> Exotisme:
    """Give the change that writes drawn characters in one of these columns."""

    def change(brouillon: Brouillon, rnd: Random) -> None:
        valeur = "".join(rnd.choice(alphabet) for _ in range(rnd.randint(1, longueur)))
        put((valeur,), *noms)(brouillon, rnd)

    return change


def rename(titres: tuple[tuple[str, str], ...]) -> Exotisme:
    """Give the change that writes one of these names in the header."""

    def change(brouillon: Brouillon, rnd: Random) -> None:
        nom, titre = rnd.choice(titres)
        brouillon.rename(nom, titre)
        brouillon.retouches.append(f"{nom} nommé {titre!r}")

    return change


def name(noms: tuple[str, ...]) -> Exotisme:
    """Give the change of the file's name."""

    def change(brouillon: Brouillon, rnd: Random) -> None:
        brouillon.nom = rnd.choice(noms).format(c=f"{brouillon.cloture:%Y%m%d}")
        brouillon.retouches.append(brouillon.nom)

    return change


def add_column(brouillon: Brouillon, rnd: Random) -> None:
    """Add a column of our own, at the end or anywhere."""
    nom = rnd.choice(["Analytique", "N° pièce", "Montant HT", "x" * 60, "Result", "Analytique été"])
    at = rnd.choice([len(brouillon.noms), rnd.randrange(len(brouillon.noms))])
    brouillon.noms.insert(at, "+")
    brouillon.titres.insert(at, nom)
    for ligne in brouillon.lignes:
        ligne["+"] = rnd.choice(["", "A1", "12.5", "2024-01-15", "été"])


def add_amount_column(brouillon: Brouillon, rnd: Random) -> None:
    """Add a column that bears the name of an amount or of a side, beside those of the file."""
    nom = rnd.choice([n for n in ("Montant", "Sens", "Debit", "Credit") if n not in brouillon.noms])
    brouillon.noms.append("+")
    brouillon.titres.append(nom)
    valeurs = {"Sens": ("D", "C", "X", "+1", "", "1"), "Montant": ("5,00", "abc", "1.5", "")}
    valeur = rnd.choice(valeurs.get(nom, ("5,00", "0,00", "abc", "")))
    for ligne in brouillon.lignes:
        ligne["+"] = valeur
    brouillon.retouches.append(f"{nom} en plus : {valeur!r}")


def double_column(brouillon: Brouillon, rnd: Random) -> None:
    """Repeat an imposed column at the end."""
    nom = rnd.choice([n for n in brouillon.noms if n not in ("Montant", "Sens")])
    brouillon.noms.append("+")
    brouillon.titres.append(nom)
    for ligne in brouillon.lignes:
        ligne["+"] = rnd.choice(["", "abc"])


def drop_column(brouillon: Brouillon, rnd: Random) -> None:
    """Leave out one imposed column."""
    at = rnd.randrange(len(brouillon.noms))
    del brouillon.noms[at], brouillon.titres[at]


def permute(brouillon: Brouillon, rnd: Random) -> None:
    """Write the columns in any order."""
    ordre = list(range(len(brouillon.noms)))
    rnd.shuffle(ordre)
    brouillon.noms = [brouillon.noms[at] for at in ordre]
    brouillon.titres = [brouillon.titres[at] for at in ordre]


def lead(*noms: str) -> Exotisme:
    """Give the change that puts one of these columns first."""

    def change(brouillon: Brouillon, rnd: Random) -> None:
        present = [nom for nom in noms if nom in brouillon.noms]
        if present:
            at = brouillon.noms.index(rnd.choice(present))
            brouillon.noms.insert(0, brouillon.noms.pop(at))
            brouillon.titres.insert(0, brouillon.titres.pop(at))
            brouillon.lignes[0][brouillon.noms[0]] += rnd.choice(["", " "])

    return change


def recase(brouillon: Brouillon, rnd: Random) -> None:
    """Write the header in other capitals."""
    change = rnd.choice([str.lower, str.upper, str.swapcase, lambda t: f" {t} " if t else t])
    brouillon.titres = [change(titre) for titre in brouillon.titres]


def declare_other(brouillon: Brouillon, rnd: Random) -> None:
    """Declare another regime than that of the columns."""
    brouillon.regime, brouillon.declare = rnd.choice(list(DU_REGIME)), True


def blank_column(brouillon: Brouillon, rnd: Random) -> None:
    """Leave a whole column blank."""
    nom = rnd.choice(brouillon.noms)
    for ligne in brouillon.lignes:
        ligne[nom] = ""


def side(valeurs: tuple[str, ...]) -> Exotisme:
    """Give the change to Montant and Sens, one side written so."""

    def change(brouillon: Brouillon, rnd: Random) -> None:
        if "Debit" in brouillon.noms and "Credit" in brouillon.noms:
            for nom, autre in (("Debit", "Montant"), ("Credit", "Sens")):
                at = brouillon.noms.index(nom)
                brouillon.noms[at] = brouillon.titres[at] = autre
        put(valeurs, "Sens")(brouillon, rnd)

    return change


def number_sides(brouillon: Brouillon, rnd: Random) -> None:
    """Write every side +1 or -1."""
    side(("+1",))(brouillon, rnd)
    for ligne in brouillon.lignes:
        sens = ligne.get("Sens", "")
        ligne["Sens"] = {"D": "+1", "C": "-1"}.get(sens, sens)


def lead_sides(brouillon: Brouillon, rnd: Random) -> None:
    """Write Montant and Sens, one of them first."""
    rnd.choice([number_sides, side(("D", "C", "c"))])(brouillon, rnd)
    lead("Montant", "Sens")(brouillon, rnd)


def quote_all(brouillon: Brouillon, rnd: Random) -> None:
    """Put every cell in quotes."""
    for ligne in brouillon.lignes:
        ligne.update({nom: f'"{ligne.get(nom, "")}"' for nom in brouillon.noms})
    if rnd.random() < 0.7:
        brouillon.titres = [f'"{titre}"' for titre in brouillon.titres]


PLATS: dict[str, Exotisme] = {
    "juste": lambda brouillon, rnd: None,
    "montant juste": put(MONTANTS_JUSTES, *MONTANTS),
    "montant avec un point": put(MONTANTS_POINT, *MONTANTS),
    "montant avec des milliers": put(MONTANTS_MILLIERS, *MONTANTS),
    "montant faux": put(MONTANTS_FAUX, *MONTANTS),
    "montant tiré au sort": draw("0123456789,,.+-E \u00a0", 8, *MONTANTS),
    "date juste": put(DATES_JUSTES, *DATES),
    "date hors période": put(DATES_PERIODE, *DATES),
    "date hors calendrier": put(DATES_CALENDRIER, *DATES),
    "date fausse": put(DATES_FAUSSES, *DATES),
    "date vide": put(DATES_VIDES, *DATES),
    "date tirée au sort": draw("0123456789012-/.T:", 10, *DATES),
    "date de chiffres": draw("01239", 8, *DATES),
    "texte": put(TEXTES, *LIBRES),
    "saut de ligne dans un texte": put(("a\nb", "a\n", "\nb", "\n"), *LIBRES),
    "saut de ligne dans une cellule": put(("100,00\n", "20240115\n", "\n", "0\n")),
    "cellule vide": put(("", " ", "\u00a0", "  \u00a0 ")),
    "compte": put(COMPTES, "CompteNum"),
    "nom juste": name(NOMS_JUSTES),
    "nom faux": name(NOMS_FAUX),
    "titre juste": rename(TITRES_JUSTES),
    "titre interne": rename(TITRES_INTERNES),
    "titre faux": rename(TITRES_FAUX),
    "titres en autres capitales": recase,
    "colonne en plus": add_column,
    "colonne de montant en plus": add_amount_column,
    "colonne en double": double_column,
    "colonne absente": drop_column,
    "colonnes permutées": permute,
    "montant en tête": lead("Debit", "Credit", "Montant", "Sens", "EcritureDate"),
    "régime déclaré": declare_other,
    "colonne vide": blank_column,
    "sens juste": side(("D", "c", "+1", "-1", " D ", "d ", " -1")),
    "sens faux": side(("1", "X", "", "+ 1", "DC", "-", "débit")),
    "sens numérique": number_sides,
    "sens en tête": lead_sides,
    "tout entre guillemets": quote_all,
}
