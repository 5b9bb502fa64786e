"""Exotismes rares: values drawn from a grammar, columns that double one another, odd first lines.

Each is a change of a draft, or of octets; those of octets come last.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from verite_fec.colonnes import DU_REGIME
from verite_fec.exotismes import DATES, LIBRES, MONTANTS, Exotisme, put, side
from verite_fec.socle import Brouillon

Retouche = Callable[[bytes, Random], bytes]
_BLANCS = (" ", "  ", "\u00a0", "\t", "\0", "\u202f", "\x0b")
_MARQUES = ("", "/", "-", ".", "--", "/-", ":", " ")
_HEURES = (
    "T10:11:12",
    " 1:2:3",
    "T24:60:99",
    " 10:11",
    "T10:11:12Z",
    "T10:11:12.000",
    "t1:1:1",
    "  10:11:12",
    "T 10:11:12",
    "T10:11:12+01:00",
    " 10:11:12 ",
    "T100:1:1",
)
_FINS = ("\n", "\r", "x", ",", "-", "0")
_INTERNES = {
    colonne.nom: colonne.interne for colonnes in DU_REGIME.values() for colonne in colonnes
}
_CASSES = (
    str.upper,
    str.lower,
    str.title,
    lambda nom: nom.upper().replace("_", "-"),
    lambda nom: nom.replace("_", " "),
    lambda nom: f" {nom} ",
    lambda nom: nom.replace("_", "é"),
)


def choose(rnd: Random, bons: Sequence[str], autres: Sequence[str]) -> str:
    """Choose a plain part seven times in eight: most of what is drawn has one oddity."""
    return rnd.choice(bons if rnd.random() < 0.875 else autres)


def draw_montant(rnd: Random) -> str:
    """Write a number by the parts that a number may have, right or not."""
    chiffres = "".join(rnd.choice("0123456789") for _ in range(rnd.choice([0, 1, 1, 2, 3, 6, 20])))
    chiffres += choose(rnd, [""], [" 000", "\u00a0000", ".000", "'000", "\u202f000", "_0", ",000"])
    avant = choose(rnd, ["", "", "-", "+"], ["--", "+-", "- ", "+ ", "−", "€", "(", "-0"])
    corps = choose(rnd, [chiffres], ["١٢", "１２", "NaN", "Inf", "0x1F", "½"])
    decimales = choose(rnd, ["", ",00", ",5", ","], [".00", ".", ",123456789", ",5,5", ",,"])
    exposant = choose(rnd, [""], ["E2", "e-1", "E+", "E", "e1,5", "E 2", "E--2", "EE2", "E400"])
    apres = choose(rnd, ["", "", "-"], ["+", " -", " +", "--", "- ", "€", " EUR", "D", ")", "%"])
    bords = choose(rnd, [""], _BLANCS), choose(rnd, [""], _FINS)
    return bords[0] + avant + corps + decimales + exposant + apres + bords[1]


def draw_date(rnd: Random) -> str:
    """Write a date by the parts that a date may have, right or not."""
    annee = choose(rnd, ["2024", "1999"], ["0000", "2100", "24", "9999", "1539", "02024", "2O24"])
    mois = choose(rnd, ["01", "12", "06"], ["13", "00", "19", "1", "20", "jan"])
    jour = choose(rnd, ["15", "31", "10"], ["32", "00", "39", "5", "40", "29"])
    parts = rnd.choice([(annee, mois, jour), (jour, mois, annee), (annee, jour, mois)])
    marque = rnd.choice(_MARQUES)
    autre = choose(rnd, [marque], _MARQUES)
    heure = choose(rnd, [""], _HEURES)
    bords = choose(rnd, [""], _BLANCS), choose(rnd, [""], _BLANCS), choose(rnd, [""], _FINS)
    return bords[0] + parts[0] + marque + parts[1] + autre + parts[2] + heure + "".join(bords[1:])


def draw_vide(rnd: Random) -> str:
    """Write what holds nothing, or hardly anything."""
    signes = " \u00a0\0\0  \t\x0b\x07\n\r.0-/\u2003\u200b\ufeff"
    return "".join(rnd.choice(signes) for _ in range(rnd.choice([0, 1, 1, 2, 3])))


def draw_texte(rnd: Random) -> str:
    """Write a text with signs that a reader may stumble on."""
    signes = "aZ9 é\"';,|\t\0\u00a0\n\r\x1a\x1c\u2028\u0085€œ\\²=à/"
    return "".join(rnd.choice(signes) for _ in range(rnd.randint(1, 6)))


def write(draw: Callable[[Random], str], *noms: str, fois: int = 1) -> Exotisme:
    """Give the change that writes drawn texts in one of these columns, or in any."""

    def change(brouillon: Brouillon, rnd: Random) -> None:
        for _ in range(rnd.randint(1, fois)):
            put((draw(rnd),), *noms)(brouillon, rnd)

    return change


def double_interne(brouillon: Brouillon, rnd: Random) -> None:
    """Add a column under the checker's own name of one that is there."""
    nom = rnd.choice([nom for nom in brouillon.noms if nom in _INTERNES])
    titre = rnd.choice(_CASSES)(_INTERNES[nom])
    at = rnd.choice([0, len(brouillon.noms), rnd.randrange(len(brouillon.noms))])
    brouillon.noms.insert(at, "+")
    brouillon.titres.insert(at, titre)
    valeur = rnd.choice(["", "abc", "5,00", "20240115", "1.5", "+1"])
    for ligne in brouillon.lignes:
        ligne["+"] = valeur if valeur or rnd.random() < 0.5 else ligne.get(nom, "")
    brouillon.retouches.append(f"{titre} à côté de {nom} : {valeur!r}")


def name_internes(brouillon: Brouillon, rnd: Random) -> None:
    """Write several of the checker's own names in the header."""
    part = rnd.choice([0.1, 0.5, 1])
    for at, nom in enumerate(brouillon.noms):
        if nom in _INTERNES and rnd.random() < part:
            brouillon.titres[at] = rnd.choice(_CASSES)(_INTERNES[nom])


def spoil_titre(brouillon: Brouillon, rnd: Random) -> None:
    """Put a sign in one name of the header."""
    at = rnd.randrange(len(brouillon.titres))
    titre = brouillon.titres[at]
    signe = rnd.choice(
        [
            '"',
            "'",
            " ",
            "\u00a0",
            "\0",
            "\ufeff",
            "é",
            "É",
            "ê",
            "\x0b",
            "\n",
            "\r",
            "_",
            "-",
            ".",
            "²",
            "\u200b",
            "E",
            "\x1a",
            "#",
            brouillon.separateur,
        ]
    )
    place = rnd.choice([0, len(titre), rnd.randint(0, len(titre))])
    brouillon.titres[at] = titre[:place] + signe + titre[place:]
    brouillon.retouches.append(repr(brouillon.titres[at]))


def keep_columns(brouillon: Brouillon, rnd: Random) -> None:
    """Keep some columns only, around the nine that a header must have."""
    nombre = rnd.choice([7, 8, 9, 10, 12, 17])
    gardees = sorted(rnd.sample(range(len(brouillon.noms)), min(nombre, len(brouillon.noms))))
    brouillon.noms = [brouillon.noms[at] for at in gardees]
    brouillon.titres = [brouillon.titres[at] for at in gardees]


def four_sides(brouillon: Brouillon, rnd: Random) -> None:
    """Write the two notations side by side, or one column of each."""
    present = [nom for nom in ("Debit", "Credit", "Montant", "Sens") if nom in brouillon.noms]
    voulues = rnd.choice(
        [
            ["Debit", "Credit", "Montant", "Sens"],
            ["Debit", "Sens"],
            ["Montant", "Credit"],
            ["Montant"],
            ["Sens"],
            ["Sens", "Montant"],
            ["Montant", "Sens", "Montant"],
            ["Debit"],
            ["Credit", "Debit"],
            ["Montant", "Sens", "Sens"],
        ]
    )
    at = rnd.choice([0, brouillon.noms.index(present[0])]) if present else 0
    for nom in present:
        rang = brouillon.noms.index(nom)
        del brouillon.noms[rang], brouillon.titres[rang]
    brouillon.noms[at:at] = voulues
    brouillon.titres[at:at] = voulues
    for ligne in brouillon.lignes:
        if rnd.random() < 0.3:
            ligne["Sens"] = rnd.choice(["D", "c", "+1", "-1", " D", "D\0", "\x0bC", "D\t", "d\n"])


def sides_and_ends(brouillon: Brouillon, rnd: Random) -> None:
    """Write Montant and Sens, and an end of line where none is expected."""
    side(("D", "C", "+1"))(brouillon, rnd)
    put(("a\rb", "a\nb", "\r", "x\n", "\nx", "a\r\nb", "x\r"), *LIBRES)(brouillon, rnd)
    if rnd.random() < 0.5:
        brouillon.lignes += [dict(ligne) for _ in range(9) for ligne in brouillon.lignes][:60]
    if rnd.random() < 0.3:
        rnd.shuffle(brouillon.lignes)


def blank_row(brouillon: Brouillon, rnd: Random) -> None:
    """Put a line whose fields are all blank, or a total, or the names again."""
    ligne = rnd.choice(
        [
            dict.fromkeys(brouillon.noms, ""),
            {brouillon.noms[0]: "Total"},
            dict(zip(brouillon.noms, brouillon.titres, strict=True)),
            {},
        ]
    )
    brouillon.lignes.insert(rnd.randint(0, len(brouillon.lignes)), ligne)


def quote_some(brouillon: Brouillon, rnd: Random) -> None:
    """Put in quotes the texts, or the amounts, or the names alone."""
    quelles = rnd.choice([LIBRES, MONTANTS, DATES, ("CompteNum",), ()])
    marque = rnd.choice(['"', '"', "'", "«"])
    for ligne in brouillon.lignes:
        for nom in quelles:
            if ligne.get(nom):
                ligne[nom] = marque + ligne[nom] + marque
    if not quelles or rnd.random() < 0.3:
        brouillon.titres = [f"{marque}{titre}{marque}" for titre in brouillon.titres]


def lengthen(brouillon: Brouillon, rnd: Random) -> None:
    """Repeat the lines until oddities stand well beyond the first octets."""
    while len(brouillon.lignes) < rnd.choice([60, 200]):
        brouillon.lignes = [dict(ligne) for ligne in brouillon.lignes] + brouillon.lignes
    ligne = brouillon.lignes[-rnd.randint(1, 20)]
    nom = rnd.choice(brouillon.noms)
    ligne[nom] = rnd.choice([draw_texte, draw_vide, draw_montant, draw_date])(rnd)
    brouillon.retouches.append(f"{nom}={ligne[nom]!r}")


def mix_separators(brouillon: Brouillon, rnd: Random) -> None:
    """Pad cells with the other separator, or separate with blanks around."""
    autre = "|" if brouillon.separateur == "\t" else "\t"
    if rnd.random() < 0.5:
        ligne, nom = brouillon.cell(rnd)
        ligne[nom] = rnd.choice([autre + ligne.get(nom, ""), ligne.get(nom, "") + autre, autre])
    else:
        brouillon.separateur = rnd.choice([f" {brouillon.separateur} ", autre, f"{autre} "])


def old_name(brouillon: Brouillon, rnd: Random) -> None:
    """Give the file a name with two dates, or with one at the edge of a rule."""
    brouillon.nom = rnd.choice(
        [
            "xFEC20121231_FEC20241231.txt",
            "xFEC20241231_FEC20121231.txt",
            "732829320FEC20130101.txt",
            "732829320FEC20121939.txt",
            "732829320FEC20131939.csv",
            "a FEC20991231",
            " FEC20241231",
            "é\u00a0FEC20241231.TXT",
            "732829320FEC20241231.xml",
            "FECFEC20241231",
            "732829320FEC2024-01",
            "732829320fEc20120131.txt.txt",
            "732829320FEC202412310000",
            "732829320 FEC 20241231.txt",
        ]
    )


PLATS_RARES: dict[str, Exotisme] = {
    "nombre composé": write(draw_montant, *MONTANTS, fois=2),
    "date composée": write(draw_date, *DATES, fois=2),
    "presque vide": write(draw_vide, fois=2),
    "signes mêlés": write(draw_texte, *LIBRES, fois=2),
    "n'importe quoi n'importe où": write(draw_texte),
    "nom interne à côté": double_interne,
    "noms internes": name_internes,
    "signe dans un titre": spoil_titre,
    "peu de colonnes": keep_columns,
    "quatre côtés": four_sides,
    "sens et fins de ligne": sides_and_ends,
    "ligne sans valeur": blank_row,
    "guillemets par endroits": quote_some,
    "loin du début": lengthen,
    "séparateurs mêlés": mix_separators,
    "nom au bord d'une règle": old_name,
}


def recode(octets: bytes, rnd: Random) -> bytes:
    """Write the file in another charset, marked or not."""
    texte = octets.decode("utf-8", "replace")
    codage = rnd.choice(
        [
            "utf-16-le",
            "utf-16-be",
            "utf-32-le",
            "cp850",
            "mac-roman",
            "utf-8-sig",
            "cp1250",
            "utf-16",
        ]
    )
    return texte.encode(codage, "replace")


def prefix(octets: bytes, rnd: Random) -> bytes:
    """Put something before the first name."""
    return (
        rnd.choice(
            [
                b"%PDF-1.7\r\n",
                b"\xef\xbb\xbf\xef\xbb\xbf",
                b"\n",
                b"\r\n",
                b"   ",
                b"\0\0\0",
                b"# FEC\r\n",
                b"\t",
                b"sep=;\r\n",
                b"\xfe\xff",
                b"\xef\xbb",
                b"<!-- -->",
            ]
        )
        + octets
    )


def suffix(octets: bytes, rnd: Random) -> bytes:
    """Put something after the last line."""
    return octets + rnd.choice(
        [
            b"\x1a",
            b"\r\n",
            b"\n",
            b"\r",
            b"\0",
            b"\0" * 5000,
            b" ",
            b"\r\n\r\n",
            b"\n\x1a",
            b"\t",
            b"Fin du fichier\r\n",
            b"\xa0\r\n",
            b"\xc2\xa0",
            b"\r\n\0\r\n",
            b"\xef\xbb\xbf",
        ]
    )


def shift_ends(octets: bytes, rnd: Random) -> bytes:
    """Change one end of line, or put one anywhere."""
    ends = [at for at in range(len(octets)) if octets[at] in b"\r\n"] or [0]
    at = rnd.choice([rnd.choice(ends), rnd.randrange(len(octets) + 1)])
    fin = rnd.choice([b"\r", b"\n", b"\r\n", b"\n\r", b"\r\r\n", b"\x0b", b"\x85", b"\xe2\x80\xa8"])
    return octets[:at] + fin + octets[at + rnd.choice([0, 1, 2]) :]


def swap_octets(octets: bytes, rnd: Random) -> bytes:
    """Write other octets instead of some."""
    corps = bytearray(octets)
    for _ in range(rnd.choice([1, 1, 3, 10]) if corps else 0):
        corps[rnd.randrange(len(corps))] = rnd.choice(
            b'\x00\x01\t\n\r\x0b |"\x80\xa0\xc2\xff0,.-e;'
        )
    return bytes(corps)


RETOUCHES_RARES: dict[str, Retouche] = {
    "autre codage": recode,
    "avant les titres": prefix,
    "après la dernière ligne": suffix,
    "une fin de ligne déplacée": shift_ends,
    "octets changés": swap_octets,
}
