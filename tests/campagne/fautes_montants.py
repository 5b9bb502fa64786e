"""FautesMontants: what is done to amounts and to sides."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from campagne.fautes import faute, tous_les_montants, un_montant, une_cellule
from campagne.grille import CSV, Brut, Fichier, Rangee, chiffre

Ecriture = Callable[[int, str, Random], str]


def _autre(decimale: str) -> str:
    return "." if decimale == "," else ","


# One amount written otherwise; `m` is the decimal mark of the model.
ECRITURES: dict[str, Ecriture] = {
    "marque décimale d'un autre pays": lambda c, m, r: chiffre(c, _autre(m)),
    "milliers par un point ou une virgule": lambda c, m, r: chiffre(c + 1_000_00, m, _autre(m)),
    "milliers par une apostrophe": lambda c, m, r: chiffre(c + 1_000_00, m, r.choice("'’")),
    "milliers par la marque décimale": lambda c, m, r: chiffre(c + 1_000_00, m, m),
    "milliers sans décimales": lambda c, m, r: f"{abs(c) // 100 + 1_000:,}".replace(
        ",", r.choice(".,")
    ),
    "blanc mal placé": lambda c, m, r: (
        chiffre(c, m)[:-4] + r.choice(" \u00a0\u2007") + chiffre(c, m)[-4:]
    ),
    "parenthèses": lambda c, m, r: f"({chiffre(abs(c), m)})",
    "moins derrière": lambda c, m, r: chiffre(abs(c), m) + "-",
    "moins typographique": lambda c, m, r: r.choice("\u2212\u2013") + chiffre(abs(c), m),
    "monnaie derrière": lambda c, m, r: chiffre(c, m) + r.choice((" €", "€", " EUR", "\u00a0€")),
    "monnaie devant": lambda c, m, r: r.choice(("€ ", "EUR ")) + chiffre(c, m),
    "pourcentage": lambda c, m, r: chiffre(c, m) + r.choice(("%", " %")),
    "exposant": lambda c, m, r: f"{abs(c) // 100 + 1:.2E}".replace(".", m),
    "décimales de trop": lambda c, m, r: chiffre(c, m) + r.choice("123456789") + r.choice("123"),
    "lettre pour un chiffre": lambda c, m, r: r.choice("OIl") + chiffre(c, m)[1:],
    "chiffres d'un autre alphabet": lambda c, m, r: "".join(
        chr(0xFF10 + int(char)) if char.isdigit() else char for char in chiffre(c, m)
    ),
    "deux signes": lambda c, m, r: "--" + chiffre(abs(c), m),
    "deux nombres": lambda c, m, r: chiffre(c, m) + " " + chiffre(c, m),
    "mot pour un montant": lambda c, m, r: r.choice(("néant", "-", "N/A", "à voir", "x", "?")),
    "formule en toutes lettres": lambda c, m, r: r.choice(("=E2+F2", "=SOMME(E2:E9)", "+E4")),
    "erreur de tableur": lambda c, m, r: r.choice(("#REF!", "#N/A", "#VALEUR!", "#NOM?", "####")),
    "caractère invisible dans un montant": lambda c, m, r: (
        chiffre(c, m)[:-1] + r.choice("\u200b\u200e\ufeff") + chiffre(c, m)[-1:]
    ),
    "montant sans sa partie entière": lambda c, m, r: chiffre(c, m)[-3:],
    "montant sans ses décimales": lambda c, m, r: chiffre(c, m)[:-3],
    "montant en centimes": lambda c, m, r: str(c),
    "fraction": lambda c, m, r: "1/2",
    "heure": lambda c, m, r: "12:30",
}


def _unicode(text: str) -> dict[str, object]:
    """Ask for a charset that has these characters."""
    return {"encodage": "utf-8", "annonce": "utf-8"}


for _nom, _ecrit in ECRITURES.items():

    def _une(fichier: Fichier, rng: Random, ecrit: Ecriture = _ecrit) -> list[Rangee]:
        row, at, centimes = un_montant(fichier, rng)
        row.cells[at] = ecrit(centimes, fichier.forme.decimale, rng)
        return [row]

    faute(f"montant, {_nom}", **_unicode(_nom))(_une)


for _nom in (
    "marque décimale d'un autre pays",
    "monnaie derrière",
    "milliers par un point ou une virgule",
    "pourcentage",
    "montant en centimes",
):

    def _tous(fichier: Fichier, rng: Random, ecrit: Ecriture = ECRITURES[_nom]) -> None:
        for row, at, centimes in tous_les_montants(fichier):
            row.cells[at] = ecrit(centimes, fichier.forme.decimale, rng)

    faute(f"tous les montants, {_nom}", **_unicode(_nom))(_tous)


@faute("montant effacé")
def blanked(fichier: Fichier, rng: Random) -> list[Rangee]:
    row, at, _ = un_montant(fichier, rng)
    row.cells[at] = ""
    return [row]


@faute("montant sur plusieurs lignes", entoure="besoin")
def broken(fichier: Fichier, rng: Random) -> list[Rangee]:
    row, at, centimes = un_montant(fichier, rng)
    text = chiffre(centimes + (100_000 if centimes > 0 else -100_000), fichier.forme.decimale)
    row.cells[at] = text[:2] + "\n" + text[2:]
    return [row]


@faute("débit et crédit échangés sur une ligne", notation="cotes")
def swapped(fichier: Fichier, rng: Random) -> list[Rangee]:
    row = rng.choice(fichier.lignes)
    debit, credit = fichier.at("debit"), fichier.at("credit")
    row.cells[debit], row.cells[credit] = row.cells[credit], row.cells[debit]
    return [row]


@faute("débit et crédit tous deux remplis", notation="cotes")
def doubled(fichier: Fichier, rng: Random) -> list[Rangee]:
    row = rng.choice(fichier.lignes)
    debit, credit = fichier.at("debit"), fichier.at("credit")
    whole = row.cells[debit] if fichier.lot[row.ligne].debit else row.cells[credit]
    row.cells[debit] = row.cells[credit] = whole
    return [row]


@faute("notations qui se contredisent", notation="deux")
def contrary(fichier: Fichier, rng: Random) -> list[Rangee]:
    row = rng.choice(fichier.lignes)
    line = fichier.lot[row.ligne]
    row.cells[fichier.at("montant")] = fichier.montant(line.debit + line.credit + 1)
    return [row]


for _sens in ("Débit", "+", "-", "S", "", "0", "DC"):

    def _side(fichier: Fichier, rng: Random, text: str = _sens) -> list[Rangee]:
        return une_cellule(fichier, rng, "sens", text)

    faute(f"sens écrit « {_sens} »", notation="sens")(_side)


@faute("sens inversé sur une ligne", notation="sens")
def other_side(fichier: Fichier, rng: Random) -> list[Rangee]:
    at = fichier.at("sens")
    return une_cellule(fichier, rng, "sens", lambda row: "C" if row.cells[at] == "D" else "D")


@faute("signe perdu sur une ligne", notation="signe")
def unsigned(fichier: Fichier, rng: Random) -> list[Rangee]:
    row, at, centimes = un_montant(fichier, rng)
    row.cells[at] = fichier.montant(-centimes)
    return [row]


@faute("tous les signes perdus", notation="signe")
def all_unsigned(fichier: Fichier, rng: Random) -> None:
    for row, at, centimes in tous_les_montants(fichier):
        row.cells[at] = fichier.montant(abs(centimes))


@faute("montant d'une autre ligne", notation="cotes")
def sorted_alone(fichier: Fichier, rng: Random) -> None:
    """One column is sorted and the others are not."""
    at = fichier.at("debit")
    cells = [row.cells[at] for row in fichier.lignes]
    for row, cell in zip(fichier.lignes, [*cells[1:], cells[0]], strict=True):
        row.cells[at] = cell


@faute("guillemets dans un montant", (CSV,), entoure="besoin")
def quoted(fichier: Fichier, rng: Random) -> list[Rangee]:
    row, at, centimes = un_montant(fichier, rng)
    text = chiffre(centimes, fichier.forme.decimale)
    row.cells[at] = Brut(f'"{text[:2]}"{text[2:]}')
    return [row]
