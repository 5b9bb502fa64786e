"""FautesForme: what is done to the rows and the titles of a table."""

from __future__ import annotations

import copy
from random import Random

from campagne.fautes import faute
from campagne.grille import (
    AUTRE,
    CSV,
    LIGNE,
    TITRES,
    Brut,
    Fichier,
    Rangee,
)

PAR_PLACE = {"par": "position"}


def _titres(fichier: Fichier) -> Rangee:
    return next(row for row in fichier.rangees if row.genre == TITRES)


def _insert(fichier: Fichier, rng: Random, *rows: Rangee) -> list[Rangee]:
    """Put rows somewhere between two lines."""
    before = rng.choice(fichier.lignes[1:])
    at = fichier.rangees.index(before)
    fichier.rangees[at:at] = rows
    return list(rows)


def _vide(fichier: Fichier) -> list[object]:
    return [""] * len(fichier.forme.champs)


def _sum(fichier: Fichier, rows: list[Rangee], mot: str) -> Rangee:
    """Make a row of totals."""
    cells = _vide(fichier)
    lines = [fichier.lot[row.ligne] for row in rows]
    for champ, value in (
        ("debit", sum(line.debit for line in lines)),
        ("credit", sum(line.credit for line in lines)),
        ("montant", sum(line.debit for line in lines)),
    ):
        if fichier.has(champ):
            cells[fichier.at(champ)] = fichier.montant(value)
    cells[fichier.at("libelle")] = mot
    return Rangee(cells, AUTRE)


@faute("total au milieu")
def total(fichier: Fichier, rng: Random) -> list[Rangee]:
    return _insert(fichier, rng, _sum(fichier, fichier.lignes, "Total"))


@faute("total à la date du jour")
def dated_total(fichier: Fichier, rng: Random) -> list[Rangee]:
    row = _sum(fichier, fichier.lignes, "Total")
    row.cells[fichier.at("date")] = fichier.jour(fichier.lot[-1].jour)
    return _insert(fichier, rng, row)


@faute("sous-total de chaque pièce")
def subtotals(fichier: Fichier, rng: Random) -> None:
    for row in fichier.lignes:
        own = fichier.ecriture(row)
        if own[-1] is row:
            made = _sum(fichier, own, "Sous-total")
            made.cells[fichier.at("piece")] = row.cells[fichier.at("piece")]
            fichier.rangees.insert(fichier.rangees.index(row) + 1, made)


@faute("sous-total sur le compte de la ligne")
def filled_subtotal(fichier: Fichier, rng: Random) -> list[Rangee]:
    """A subtotal whose other cells were filled down."""
    row = rng.choice(fichier.lignes)
    made = _sum(fichier, fichier.ecriture(row), "Sous-total")
    for champ in ("date", "journal", "piece", "compte"):
        made.cells[fichier.at(champ)] = row.cells[fichier.at(champ)]
    fichier.rangees.insert(fichier.rangees.index(row) + 1, made)
    return [made, row]


@faute("total de plus à la fin")
def last_total(fichier: Fichier, rng: Random) -> None:
    """What comes before it is then left out in its place, or it is read."""
    fichier.rangees.append(_sum(fichier, fichier.lignes, "Total"))


@faute("total de moins à la fin", fin=1)
def no_total(fichier: Fichier, rng: Random) -> None:
    fichier.rangees.pop()


@faute("ligne blanche au milieu")
def blank(fichier: Fichier, rng: Random) -> list[Rangee]:
    cells = rng.choice(([""], _vide(fichier), [" "]))
    return _insert(fichier, rng, Rangee(cells, AUTRE))


@faute("ligne blanche en tête")
def blank_first(fichier: Fichier, rng: Random) -> None:
    fichier.rangees.insert(0, Rangee([""], AUTRE))


@faute("lignes blanches à la fin")
def blank_last(fichier: Fichier, rng: Random) -> None:
    fichier.rangees += [Rangee(_vide(fichier), AUTRE) for _ in range(rng.randint(1, 3))]


@faute("ligne de présentation de plus")
def more_intro(fichier: Fichier, rng: Random) -> None:
    fichier.rangees.insert(0, Rangee(["Société Exemple - Journal"], AUTRE))


@faute("ligne sep= en tête", (CSV,), entoure="aucun")
def sep_line(fichier: Fichier, rng: Random) -> None:
    fichier.rangees.insert(0, Rangee([Brut("sep="), Brut("")], AUTRE))


@faute("ligne de présentation de moins", intro=2, titree=True)
def less_intro(fichier: Fichier, rng: Random) -> None:
    fichier.rangees.pop(0)


@faute("ligne de titres perdue", titree=True)
def no_titles(fichier: Fichier, rng: Random) -> None:
    fichier.rangees.remove(_titres(fichier))


@faute("titres ajoutés à un fichier qui n'en a pas", par="position", titree=False)
def more_titles(fichier: Fichier, rng: Random) -> None:
    fichier.rangees.insert(0, Rangee(list(fichier.forme.titres), AUTRE))


@faute("commentaire au milieu")
def comment(fichier: Fichier, rng: Random) -> list[Rangee]:
    text = rng.choice(("# fin de janvier", "Report", "A reporter", "-----", "Page 2"))
    return _insert(fichier, rng, Rangee([text], AUTRE))


@faute("titres répétés au milieu", titree=True)
def titles_again(fichier: Fichier, rng: Random) -> list[Rangee]:
    return _insert(fichier, rng, Rangee(list(_titres(fichier).cells), AUTRE))


@faute("titres répétés autrement au milieu", titree=True)
def other_titles(fichier: Fichier, rng: Random) -> list[Rangee]:
    cells = [str(cell).upper() for cell in _titres(fichier).cells]
    return _insert(fichier, rng, Rangee(cells, AUTRE))


@faute("deux fichiers bout à bout", titree=True)
def concatenated(fichier: Fichier, rng: Random) -> None:
    fichier.rangees += [Rangee(list(row.cells), AUTRE) for row in fichier.rangees]


@faute("deux fichiers bout à bout, sans les titres")
def doubled_all(fichier: Fichier, rng: Random) -> None:
    at = fichier.rangees.index(fichier.lignes[-1]) + 1
    fichier.rangees[at:at] = [Rangee(list(row.cells), AUTRE) for row in fichier.lignes]


@faute("fichier d'un autre ordre mis à la suite", titree=True)
def concatenated_other(fichier: Fichier, rng: Random) -> None:
    order = list(range(len(fichier.forme.champs)))
    order = [*order[1:], order[0]]
    rows = [_titres(fichier), *fichier.lignes]
    at = fichier.rangees.index(fichier.lignes[-1]) + 1
    fichier.rangees[at:at] = [Rangee([row.cells[place] for place in order], AUTRE) for row in rows]


@faute("écriture collée deux fois")
def pasted_twice(fichier: Fichier, rng: Random) -> list[Rangee]:
    own = fichier.ecriture(rng.choice(fichier.lignes))
    again = [Rangee(list(row.cells), AUTRE) for row in own]
    at = fichier.rangees.index(own[-1]) + 1
    if rng.random() < 1 / 2:
        at = fichier.rangees.index(fichier.lignes[-1]) + 1
    fichier.rangees[at:at] = again
    return [*own, *again]


@faute("ligne collée deux fois")
def line_twice(fichier: Fichier, rng: Random) -> list[Rangee]:
    row = rng.choice(fichier.lignes)
    again = Rangee(list(row.cells), AUTRE)
    fichier.rangees.insert(fichier.rangees.index(row) + 1, again)
    return [row, again]


@faute("chaque ligne collée deux fois")
def each_twice(fichier: Fichier, rng: Random) -> None:
    for row in fichier.lignes:
        fichier.rangees.insert(fichier.rangees.index(row) + 1, Rangee(list(row.cells), AUTRE))


@faute("ligne effacée")
def line_gone(fichier: Fichier, rng: Random) -> list[Rangee]:
    row = rng.choice(fichier.lignes)
    fichier.rangees.remove(row)
    return [
        other
        for other in fichier.lignes
        if fichier.lot[other.ligne][::2][:2] == fichier.lot[row.ligne][::2][:2]
    ]


@faute("lignes triées")
def sorted_rows(fichier: Fichier, rng: Random) -> None:
    rows = fichier.lignes
    first = fichier.rangees.index(rows[0])
    champ = rng.choice(("compte", "libelle"))
    at = fichier.at(champ)
    fichier.rangees[first : first + len(rows)] = sorted(rows, key=lambda row: str(row.cells[at]))


@faute("une colonne triée seule", notation="cotes")
def one_column_sorted(fichier: Fichier, rng: Random) -> None:
    at = fichier.at(rng.choice(("debit", "credit", "piece")))
    cells = sorted((row.cells[at] for row in fichier.lignes), key=str, reverse=True)
    for row, cell in zip(fichier.lignes, cells, strict=True):
        row.cells[at] = cell


# Titles and columns.


@faute("titres du débit et du crédit échangés", notation="cotes", par="deux")
def titles_swapped(fichier: Fichier, rng: Random) -> None:
    cells = _titres(fichier).cells
    debit, credit = fichier.at("debit"), fichier.at("credit")
    cells[debit], cells[credit] = cells[credit], cells[debit]


@faute("colonnes du débit et du crédit échangées", notation="cotes", par="position", titree=True)
def columns_swapped(fichier: Fichier, rng: Random) -> None:
    debit, credit = fichier.at("debit"), fichier.at("credit")
    for row in (_titres(fichier), *fichier.lignes):
        cells = row.cells
        cells[debit], cells[credit] = cells[credit], cells[debit]


@faute("titre renommé", par="titre")
def renamed(fichier: Fichier, rng: Random) -> None:
    wanted = [at for at, champ in enumerate(fichier.forme.champs) if champ]
    _titres(fichier).cells[rng.choice(wanted)] = "Autre chose"


@faute("titre effacé", par="titre")
def untitled(fichier: Fichier, rng: Random) -> None:
    wanted = [at for at, champ in enumerate(fichier.forme.champs) if champ]
    _titres(fichier).cells[rng.choice(wanted)] = ""


@faute("titre présent deux fois", par="titre")
def titled_twice(fichier: Fichier, rng: Random) -> None:
    champ = rng.choice(("debit", "montant", "compte", "date"))
    champ = champ if fichier.has(champ) else "compte"
    at = fichier.at(champ)
    place = rng.randint(0, len(fichier.forme.champs))
    titre = fichier.forme.titres[at]
    for row in fichier.rangees:
        if row.genre in (LIGNE, TITRES):
            value = titre if row.genre == TITRES else copy.copy(row.cells[at])
            row.cells.insert(place, value)


@faute("colonne de plus", par="position")
def column_more(fichier: Fichier, rng: Random) -> None:
    last = max(at for at, champ in enumerate(fichier.forme.champs) if champ)
    place = rng.randint(0, last)
    for row in fichier.rangees:
        if row.genre == TITRES:
            row.cells.insert(place, "Agence")
        elif row.genre == LIGNE:
            row.cells.insert(place, "Nord")


@faute("colonne de soldes de plus", par="position", notation="cotes")
def balance_more(fichier: Fichier, rng: Random) -> None:
    place = fichier.at(rng.choice(("debit", "credit")))
    solde = 0
    for row in fichier.rangees:
        if row.genre == TITRES:
            row.cells.insert(place, "Solde")
        elif row.genre == LIGNE:
            solde += fichier.lot[row.ligne].debit - fichier.lot[row.ligne].credit + 1_234
            row.cells.insert(place, fichier.montant(solde))


@faute("colonne de moins")
def column_less(fichier: Fichier, rng: Random) -> None:
    champ = rng.choice(
        [
            c
            for c in fichier.forme.champs
            if c
            in (
                "date",
                "journal",
                "compte",
                "debit",
                "credit",
                "montant",
                "piece",
                "libelle",
                "sens",
            )
        ]
    )
    at = fichier.at(champ)
    for row in fichier.rangees:
        if row.genre in (LIGNE, TITRES):
            del row.cells[at]


@faute("colonnes dans un autre ordre", par="position")
def columns_turned(fichier: Fichier, rng: Random) -> None:
    for row in fichier.rangees:
        if row.genre in (LIGNE, TITRES):
            row.cells = [*row.cells[1:], row.cells[0]]


@faute("cellules décalées à droite sur une ligne")
def shifted_right(fichier: Fichier, rng: Random) -> list[Rangee]:
    row = rng.choice(fichier.lignes)
    last = max(at for at, champ in enumerate(fichier.forme.champs) if champ)
    row.cells.insert(rng.randint(0, last), "")
    return [row]


@faute("cellules décalées à gauche sur une ligne")
def shifted_left(fichier: Fichier, rng: Random) -> list[Rangee]:
    row = rng.choice(fichier.lignes)
    filled = [
        at
        for at, champ in enumerate(fichier.forme.champs)
        if champ in ("date", "journal", "piece", "compte", "libelle")
    ]
    del row.cells[rng.choice(filled)]
    return [row]


@faute("ligne coupée en deux", (CSV,))
def cut_in_two(fichier: Fichier, rng: Random) -> list[Rangee]:
    row = rng.choice(fichier.lignes)
    at = rng.randint(1, len(row.cells) - 1)
    rest = Rangee(row.cells[at:], AUTRE)
    row.cells = row.cells[:at]
    fichier.rangees.insert(fichier.rangees.index(row) + 1, rest)
    return [row, rest]


@faute("deux lignes en une", (CSV,))
def joined(fichier: Fichier, rng: Random) -> list[Rangee]:
    rows = fichier.lignes
    at = rng.randint(0, len(rows) - 2)
    rows[at].cells += rows[at + 1].cells
    fichier.rangees.remove(rows[at + 1])
    return [rows[at]]


@faute("mille colonnes et plus sur une ligne", (CSV,))
def thousand(fichier: Fichier, rng: Random) -> list[Rangee]:
    row = rng.choice(fichier.lignes)
    row.cells += [""] * 1_200
    return [row]
