"""FautesClasseur: what only a workbook can hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

from campagne.fautes import faute, un_montant, une_cellule
from campagne.grille import TITRES, XLSX, Fichier, Rangee
from formats.petit_xlsx import Feuille, Formule

SEUL = (XLSX,)


@faute("classeur, feuille cachée de plus", SEUL)
def hidden_sheet(fichier: Fichier, rng: Random) -> None:
    fichier.feuilles.append(Feuille("Brouillon", [["Date"], [date(2024, 1, 1)]], etat="hidden"))


@faute("classeur, seconde feuille", SEUL)
def second_sheet(fichier: Fichier, rng: Random) -> None:
    rows = [row.cells for row in fichier.rangees]
    fichier.feuilles.append(Feuille("Février", rows))


@faute("classeur, lignes cachées", SEUL)
def hidden_rows(fichier: Fichier, rng: Random) -> list[Rangee]:
    row = rng.choice(fichier.lignes)
    fichier.feuille["lignes_cachees"] = [fichier.rangees.index(row) + 1]
    return [row]


@faute("classeur, titres fusionnés", SEUL, notation="cotes", par="titre")
def merged_titles(fichier: Fichier, rng: Random) -> None:
    at = next(at for at, row in enumerate(fichier.rangees) if row.genre == TITRES)
    debit, credit = sorted((fichier.at("debit"), fichier.at("credit")))
    fichier.rangees[at].cells[debit], fichier.rangees[at].cells[credit] = "Montants", None
    fichier.feuille["fusions"] = [f"{chr(65 + debit)}{at + 1}:{chr(65 + credit)}{at + 1}"]


@faute("classeur, cellules fusionnées", SEUL)
def merged(fichier: Fichier, rng: Random) -> list[Rangee]:
    """A cell stands for those of the écriture below it, which are blank."""
    rows = fichier.ecriture(rng.choice(fichier.lignes))
    champ = rng.choice(("date", "piece", "journal", "libelle"))
    at = fichier.at(champ)
    for row in rows[1:]:
        row.cells[at] = None
    first, last = fichier.rangees.index(rows[0]) + 1, fichier.rangees.index(rows[-1]) + 1
    fichier.feuille["fusions"] = [f"{chr(65 + at)}{first}:{chr(65 + at)}{last}"]
    return rows


@faute("classeur, formule en erreur", SEUL)
def formula_error(fichier: Fichier, rng: Random) -> list[Rangee]:
    champ = rng.choice(("date", "compte", "libelle", "piece"))
    error = rng.choice(("#REF!", "#N/A", "#DIV/0!", "#NAME?", "#VALUE!"))
    return une_cellule(fichier, rng, champ, Formule("X1", error))


@faute("classeur, montant en erreur", SEUL)
def amount_error(fichier: Fichier, rng: Random) -> list[Rangee]:
    row, at, _ = un_montant(fichier, rng)
    row.cells[at] = Formule("1/0", rng.choice(("#REF!", "#N/A", "#DIV/0!", "#VALUE!")))
    return [row]


@faute("classeur, formule jamais calculée", SEUL)
def never_computed(fichier: Fichier, rng: Random) -> list[Rangee]:
    row, at, _ = un_montant(fichier, rng)
    row.cells[at] = Formule("SUM(E2:E9)")
    return [row]


@faute("classeur, montant devenu une date", SEUL)
def amount_as_date(fichier: Fichier, rng: Random) -> list[Rangee]:
    row, at, _ = un_montant(fichier, rng)
    row.cells[at] = date(2024, 12, 5)
    return [row]


@faute("classeur, montant devenu vrai ou faux", SEUL)
def amount_as_truth(fichier: Fichier, rng: Random) -> list[Rangee]:
    row, at, _ = un_montant(fichier, rng)
    row.cells[at] = True
    return [row]


@faute("classeur, montant plus fin que le centime", SEUL)
def too_fine(fichier: Fichier, rng: Random) -> list[Rangee]:
    row, at, centimes = un_montant(fichier, rng)
    row.cells[at] = Decimal(centimes) / 100 + Decimal("0.004")
    return [row]


@faute("classeur, jour devenu un nombre", SEUL)
def day_as_number(fichier: Fichier, rng: Random) -> list[Rangee]:
    return une_cellule(
        fichier, rng, "date", lambda row: (fichier.lot[row.ligne].jour - date(1899, 12, 30)).days
    )


@faute("classeur, tous les jours devenus des nombres", SEUL)
def days_as_numbers(fichier: Fichier, rng: Random) -> None:
    for row in fichier.lignes:
        row.cells[fichier.at("date")] = (fichier.lot[row.ligne].jour - date(1899, 12, 30)).days


@faute("classeur, compte devenu une date", SEUL)
def account_as_date(fichier: Fichier, rng: Random) -> list[Rangee]:
    return une_cellule(fichier, rng, "compte", date(2024, 6, 1))


@faute("classeur, compte plus fin qu'un nombre entier", SEUL)
def account_as_decimal(fichier: Fichier, rng: Random) -> list[Rangee]:
    return une_cellule(fichier, rng, "compte", Decimal("60640000.5"))


@faute("classeur, coupé", SEUL)
def cut_workbook(fichier: Fichier, rng: Random) -> None:
    fichier.apres.append(lambda octets: octets[: -rng.randint(30, 400)])


@faute("classeur, colonne supprimée", SEUL, par="position")
def column_deleted(fichier: Fichier, rng: Random) -> None:
    at = fichier.at(rng.choice(("date", "journal", "compte")))
    for row in fichier.rangees:
        if len(row.cells) > at:
            del row.cells[at]
