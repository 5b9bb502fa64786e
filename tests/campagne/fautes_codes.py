"""FautesCodes: what is done to days, to numbers of accounts and to other codes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from campagne.fautes import faute, une_cellule
from campagne.grille import CSV, XLSX, Fichier, Rangee, ecrit, en_lettres

UTF = {"encodage": "utf-8", "annonce": "utf-8"}
EPOQUE = date(1899, 12, 30)


def _autre_ordre(jour: date, dates: str) -> str:
    """Write a day with its month where the model puts the day."""
    turned = dates.translate(str.maketrans("JM", "MJ"))
    return ecrit(jour, turned)


JOURS: dict[str, Callable[[date, str, Random], Any]] = {
    "écrit autrement": lambda j, f, r: ecrit(
        j, next(o for o in ("AAAA/MM/JJ", "JJ.MM.AAAA", "JJ/MM/AAAA") if o != f)
    ),
    "année de deux chiffres ou de quatre": lambda j, f, r: ecrit(
        j, f.replace("AAAA", "AA") if "AAAA" in f else f.replace("AA", "AAAA")
    ),
    "numéro de série": lambda j, f, r: str((j - EPOQUE).days),
    "effacé": lambda j, f, r: "",
    "avec une heure": lambda j, f, r: ecrit(j, f) + r.choice((" 00:00", " 00:00:00", "T00:00:00")),
    "qui n'existe pas": lambda j, f, r: (
        f.replace("JJ", "31").replace("MM", "02").replace("AAAA", "2024").replace("AA", "24")
    ),
    "en lettres": lambda j, f, r: en_lettres(j),
    "trop large pour sa colonne": lambda j, f, r: "########",
    "avec un caractère invisible": lambda j, f, r: r.choice("\u200e\u200b") + ecrit(j, f),
    "mot": lambda j, f, r: r.choice(("idem", '"', "Total", "30 jours", "à réception")),
}

for _nom, _ecrit in JOURS.items():

    def _jour(fichier: Fichier, rng: Random, write: Any = _ecrit) -> list[Rangee]:
        dates = fichier.forme.dates
        return une_cellule(
            fichier, rng, "date", lambda row: write(fichier.lot[row.ligne].jour, dates, rng)
        )

    faute(f"jour {_nom}", **UTF)(_jour)


ORDRES = ("JJ/MM/AAAA", "MM/JJ/AAAA", "JJ-MM-AAAA")


@faute("jours, mois d'abord partout", traits=("mois",), texte=True)
def all_turned(fichier: Fichier, rng: Random) -> None:
    fichier.forme.dates = dates = rng.choice(ORDRES)
    for row in fichier.lignes:
        row.cells[fichier.at("date")] = _autre_ordre(fichier.lot[row.ligne].jour, dates)


@faute("jours, mois d'abord là où cela se peut", traits=("mois",), texte=True)
def half_turned(fichier: Fichier, rng: Random) -> None:
    """Another country's spreadsheet turned the days that it could read, and left the others."""
    fichier.forme.dates = dates = rng.choice(ORDRES)
    for row in fichier.lignes:
        jour = fichier.lot[row.ligne].jour
        write = _autre_ordre if jour.day <= 12 else ecrit
        row.cells[fichier.at("date")] = write(jour, dates)


@faute("jours, mois d'abord dans les cellules dates", (XLSX,), traits=("mois",), texte=False)
def half_typed(fichier: Fichier, rng: Random) -> None:
    fichier.forme.dates = "JJ/MM/AAAA"
    for row in fichier.lignes:
        jour = fichier.lot[row.ligne].jour
        row.cells[fichier.at("date")] = (
            jour.replace(month=jour.day, day=jour.month)
            if jour.day <= 12
            else ecrit(jour, "JJ/MM/AAAA")
        )


@faute("jours étirés par la poignée")
def dragged(fichier: Fichier, rng: Random) -> list[Rangee]:
    """The day of the first line is filled down, one more each line, over its écriture."""
    rows = fichier.ecriture(rng.choice(fichier.lignes))
    for more, row in enumerate(rows):
        row.cells[fichier.at("date")] = fichier.jour(
            fichier.lot[row.ligne].jour + timedelta(days=more)
        )
    return rows


@faute("jour recopié une seule fois")
def filled_once(fichier: Fichier, rng: Random) -> list[Rangee]:
    """Blank cells that mean « as above »."""
    rows = fichier.ecriture(rng.choice(fichier.lignes))
    for row in rows[1:]:
        for champ in ("date", "piece"):
            row.cells[fichier.at(champ)] = ""
    return rows


COMPTES: dict[str, Callable[[str, Random], Any]] = {
    "en notation scientifique": lambda c, r: f"{c[0]}{r.choice(',.')}{c[1:3]}E+0{len(c) - 1}",
    "avec une décimale": lambda c, r: c + r.choice((".0", ",0", ",00")),
    "avec un blanc": lambda c, r: c[:3] + r.choice(" \u00a0") + c[3:],
    "avec des points": lambda c, r: c[:3] + "." + c[3:],
    "avec une apostrophe": lambda c, r: "'" + c,
    "suivi de son nom": lambda c, r: c + " Fournisseurs",
    "effacé": lambda c, r: "",
    "en erreur": lambda c, r: r.choice(("#REF!", "#N/A", "########")),
    "négatif": lambda c, r: "-" + c,
    "avec un caractère invisible": lambda c, r: c[:2] + "\u200b" + c[2:],
    "en lettres": lambda c, r: "Clients",
    "deux comptes": lambda c, r: c + "/40100000",
}

for _nom, _ecrit_compte in COMPTES.items():

    def _compte(fichier: Fichier, rng: Random, write: Any = _ecrit_compte) -> list[Rangee]:
        return une_cellule(
            fichier, rng, "compte", lambda row: write(fichier.lot[row.ligne].compte, rng)
        )

    faute(f"compte {_nom}", **UTF)(_compte)


def _un_code(
    fichier: Fichier, rng: Random, champ: str, write: Callable[[str], Any]
) -> list[Rangee]:
    """Spoil a code that is written on a line of several."""
    rang = {"piece": 2, "tiers": 4, "journal": 0}[champ]
    rows = [row for row in fichier.lignes if fichier.lot[row.ligne][rang]]
    row = rng.choice(rows)
    row.cells[fichier.at(champ)] = write(str(fichier.lot[row.ligne][rang]))
    return [row]


CODES: dict[str, Callable[[str, Random], Any]] = {
    "en notation scientifique": lambda c, r: r.choice(("1,2E+05", "1.23457E+17", "4E+10")),
    "avec une décimale": lambda c, r: "1208.0",
    "devenu une date": lambda c, r: r.choice(("02-janv", "01-févr.-24", "12-mars", "2-Jan")),
    "en erreur": lambda c, r: r.choice(("#REF!", "#N/A", "#NOM?", "####")),
    "avec un caractère invisible": lambda c, r: c[:1] + r.choice("\u200b\u00ad\ufeff") + c[1:],
    "avec une tabulation": lambda c, r: c[:1] + "\t" + c[1:],
    "avec un caractère nul": lambda c, r: c[:1] + "\x00" + c[1:],
    "coupé par une ligne": lambda c, r: c[:1] + "\n" + c[1:],
}

for _champ in ("piece", "tiers"):
    for _nom, _ecrit_code in CODES.items():

        def _code(
            fichier: Fichier, rng: Random, champ: str = _champ, write: Any = _ecrit_code
        ) -> list[Rangee]:
            return _un_code(fichier, rng, champ, lambda code: write(code, rng))

        _natures = (CSV,) if "nul" in _nom else (CSV, XLSX)
        _sep = {"separateur": ";"} if "tabulation" in _nom else {}
        _q = {"entoure": "besoin"} if "ligne" in _nom else {}
        faute(f"{_champ} {_nom}", _natures, **UTF, **_sep, **_q)(_code)


@faute("journal effacé")
def no_journal(fichier: Fichier, rng: Random) -> list[Rangee]:
    return une_cellule(fichier, rng, "journal", "")


@faute("pièce effacée")
def no_piece(fichier: Fichier, rng: Random) -> list[Rangee]:
    return une_cellule(fichier, rng, "piece", "")


@faute("pièces étirées par la poignée")
def pieces_dragged(fichier: Fichier, rng: Random) -> list[Rangee]:
    rows = fichier.ecriture(rng.choice(fichier.lignes))
    for more, row in enumerate(rows):
        row.cells[fichier.at("piece")] = f"{fichier.lot[row.ligne].num}{more}"
    return rows


@faute("zéros de tête perdus dans un code", traits=("zeros",), nombres=False)
def zeros_lost(fichier: Fichier, rng: Random) -> list[Rangee]:
    champ = rng.choice(("piece", "tiers"))
    rang = {"piece": 2, "tiers": 4}[champ]
    rows = [row for row in fichier.lignes if str(fichier.lot[row.ligne][rang]).startswith("0")]
    row = rng.choice(rows)
    row.cells[fichier.at(champ)] = str(fichier.lot[row.ligne][rang]).lstrip("0")
    return [row]


@faute("zéros de tête perdus partout", traits=("zeros",), nombres=False)
def all_zeros_lost(fichier: Fichier, rng: Random) -> None:
    typed = fichier.typee and rng.random() < 1 / 2
    for row in fichier.lignes:
        for champ in ("piece", "tiers"):
            at = fichier.at(champ)
            if row.cells[at]:
                lost = str(row.cells[at]).lstrip("0")
                row.cells[at] = int(lost) if typed else lost


@faute("code devenu une date dans un classeur", (XLSX,))
def code_as_date(fichier: Fichier, rng: Random) -> list[Rangee]:
    return _un_code(fichier, rng, rng.choice(("piece", "tiers")), lambda code: date(2024, 2, 1))


@faute("libellé en erreur", **UTF)
def label_in_error(fichier: Fichier, rng: Random) -> list[Rangee]:
    return une_cellule(fichier, rng, "libelle", rng.choice(("#REF!", "#N/A", "#NOM?", "#VALEUR!")))
