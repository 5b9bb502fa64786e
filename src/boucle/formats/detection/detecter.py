"""Detecter: a model of import from a bare file, with a reason for each choice and its doubts.

Nothing is guessed without being said: what the titles name is taken with its title, what only the
cells show is doubtful, and what nothing shows is missing, for a person to give. The head of the
file alone is read.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from boucle.compta.regles.collecte import Collecte
from boucle.formats.detection.formes import days_of, is_amounts, is_comptes, is_sens, mark_of
from boucle.formats.detection.titres import claims
from boucle.formats.encodage import BINAIRE, choose_encodage
from boucle.formats.perso.encodage import choose
from boucle.formats.perso.modele import missing, plain_titre

TETE_OCTETS = 256 << 10
_SEPARATEURS = {";": ";", "\t": "tab", "|": "|", ",": ","}
_RANGEES_MAX = 400
_CELLULE_MAX = 200
_FINS = ("total", "sous total", "totaux", "solde")
_MONTANTS = ("debit", "credit", "montant")
_AUTRES_TITRES = 4
Rangees = list[list[str]]


class Raison(NamedTuple):
    """Why one thing of the model was chosen. doute: a person should look at it."""

    quoi: str
    choix: str
    raison: str
    doute: bool = False


@dataclass(slots=True)
class Detection:
    """A model as `POST /modeleImport` takes it, why, and the fields that nothing showed.

    obstacles: what stops the model from making écritures, as ends of sentences. modele None: the
    bytes are no table, or one of which nothing is understood.
    """

    modele: dict[str, Any] | None = None
    raisons: list[Raison] = field(default_factory=list)
    manque: list[str] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)

    @property
    def doutes(self) -> list[str]:
        """Name what is doubtful."""
        return sorted({raison.quoi for raison in self.raisons if raison.doute})


def detect(source: Path) -> Detection:
    """Read the head of a text and make its model; never raises for what the bytes hold."""
    found = Detection()
    with source.open("rb") as stream:
        if choose_encodage(stream).charset == BINAIRE:
            return found
        stream.seek(0)
        head = stream.read(TETE_OCTETS + 1)
    charset = choose(source, "", Collecte()).charset
    whole = len(head) <= TETE_OCTETS
    text = head.decode(charset, "replace").removeprefix("\ufeff")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = lines[:-1] if not whole or not lines[-1] else lines
    sep, why = _separator(lines)
    if not sep:
        return found
    found.raisons.append(Raison("encodage", charset, "reconnu à ses octets"))
    found.raisons.append(Raison("separateur", sep, why))
    rows = [[cell.strip()[:_CELLULE_MAX] for cell in row] for row in _parse(lines, sep)]
    if any(any(row) for row in rows[:_RANGEES_MAX]):
        _fill(found, rows[:_RANGEES_MAX], sep, whole and len(rows) <= _RANGEES_MAX)
    return found


def _parse(lines: Sequence[str], sep: str) -> Rangees:
    """Part lines into cells; without quotes where they would join lines, or are read as none."""
    try:
        rows = list(csv.reader(lines, delimiter=sep))
    except csv.Error:
        rows = []
    # Where a cell holds an end of line, physical lines and rows are no longer the same.
    return rows if len(rows) == len(lines) else [line.split(sep) for line in lines]


def _separator(lines: Sequence[str]) -> tuple[str, str]:
    """Choose what parts most lines into the same number of cells."""
    said = [line for line in lines[:_RANGEES_MAX] if line.strip()]
    best, score, why = "", 0, ""
    for sep in _SEPARATEURS:
        counts = Counter(len(row) for row in _parse(said, sep))
        width, number = max(counts.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
        if width > 1 and 2 * number >= len(said) and number * width > score:
            best, score = sep, number * width
            why = f"{number} lignes sur {len(said)} ont {width} cellules"
    return best, why


def _fill(found: Detection, rows: Rangees, sep: str, whole: bool) -> None:
    width = Counter(len(row) for row in rows if any(row)).most_common(1)[0][0]
    start = _titles_at(rows, width)
    titles = [plain_titre(cell) for cell in rows[start - 1]] if start else []
    first = start or next(at for at, row in enumerate(rows) if len(row) == width)
    named = rows[start - 1] if start else []
    stop = _next_titles(rows, first)
    end = len(rows) - stop + _tail(rows[first:stop], titles) if whole or stop < len(rows) else 0
    body = [row for row in rows[first : len(rows) - end] if len(row) == width and any(row)]
    if start:
        found.raisons.append(Raison("ignorerDebut", str(start), f"les titres sont ligne {start}"))
    if stop < len(rows):
        why = f"un autre tableau commence ligne {stop + 1}"
        found.raisons.append(Raison("ignorerFin", str(end), why, doute=True))
    elif end:
        found.raisons.append(Raison("ignorerFin", str(end), "lignes de totaux ou vides à la fin"))
    columns = [[row[at] for row in body] for at in range(width)]
    chosen = _by_titles(found, titles, named, columns) if titles else {}
    _by_cells(found, chosen, columns, bool(titles))
    if not {"date", "compte", *_MONTANTS} & chosen.keys():
        return
    _settle(found, chosen, columns, sep, first, end, named)


def _titles_at(rows: Rangees, width: int) -> int:
    """Give the number of the line of titles, 0 for none: one that claims at least two fields."""
    best, score = 0, 1
    for at, row in enumerate(rows[:50], 1):
        known = sum(bool(claims(plain_titre(cell))) for cell in row)
        if known > score and len(row) == width:
            best, score = at, known
    return best


def _next_titles(rows: Rangees, first: int) -> int:
    """Give the place of another line of titles after the first rows, or the end."""
    for at in range(first, len(rows)):
        if sum(bool(claims(plain_titre(cell))) for cell in rows[at]) >= _AUTRES_TITRES:
            return at
    return len(rows)


def _tail(rows: Rangees, titles: list[str]) -> int:
    """Count the lines at the end that are no data: totals, and those whose fields say nothing."""
    known = [at for at, titre in enumerate(titles) if claims(titre)]
    count = 0
    for row in reversed(rows):
        head = plain_titre(next((cell for cell in row if cell), ""))
        said = any(row[at] for at in known if at < len(row)) if known else bool(head)
        if said and not head.startswith(_FINS):
            break
        count += 1
    return count


def _fits(champ: str, cells: Sequence[str]) -> bool:
    """Tell whether cells may be those of a field: a title alone does not make a day of a text."""
    if champ == "date" or champ.startswith("date"):
        return days_of(cells) is not None or not any(cells)
    if champ in _MONTANTS:
        # A column of whole numbers may be one of amounts; one of texts may not.
        return is_amounts(cells) or all(not cell or cell.isdigit() for cell in cells)
    return is_sens(cells) or not any(cells) if champ == "sens" else True


def _by_titles(
    found: Detection, titles: list[str], named: list[str], columns: list[list[str]]
) -> dict[str, int]:
    """Give each field to the column whose title means it best; tell the others that claimed it."""
    wanted: list[tuple[int, str, int]] = []
    for at, titre in enumerate(titles):
        wanted += [
            (rank, champ, at) for champ, rank in claims(titre).items() if _fits(champ, columns[at])
        ]
    chosen: dict[str, int] = {}
    taken: set[int] = set()
    for _, champ, at in sorted(wanted):
        if champ not in chosen and at not in taken:
            chosen[champ] = at
            taken.add(at)
    for champ, at in chosen.items():
        rivals = [named[other] for _, c, other in wanted if c == champ and other not in taken]
        why = f"titre « {named[at]} »"
        if rivals and champ in _MONTANTS:
            why += ", mais aussi " + ", ".join(f"« {nom} »" for nom in rivals)
        doubt = bool(rivals) and champ in _MONTANTS
        found.raisons.append(Raison(champ, str(at + 1), why, doubt))
    if "date" not in chosen and "datePiece" in chosen:
        at = chosen["date"] = chosen.pop("datePiece")
        found.raisons = [raison for raison in found.raisons if raison.quoi != "datePiece"]
        why = f"titre « {named[at]} », seul jour du fichier"
        found.raisons.append(Raison("date", str(at + 1), why, doute=True))
    return chosen


def _by_cells(
    found: Detection, chosen: dict[str, int], columns: list[list[str]], titled: bool
) -> None:
    """Without titles, give the fields that the cells show; all that is not one of a kind is told.

    With titles, a column that they do not name is left aside.
    """
    if titled:
        return
    left = [at for at in range(len(columns)) if any(columns[at])]
    kinds: dict[str, list[int]] = {"date": [], "compte": [], "sens": [], "montant": [], "texte": []}
    for at in left:
        cells = columns[at]
        kind = (
            "date" if days_of(cells)
            else "sens" if is_sens(cells)
            else "montant" if is_amounts(cells)
            else "compte" if is_comptes(cells)
            else "texte"
        )  # fmt: skip
        kinds[kind].append(at)

    def take(champ: str, at: int, why: str, doubt: bool) -> None:
        chosen[champ] = at
        found.raisons.append(Raison(champ, str(at + 1), why, doubt))

    for champ in ("date", "compte", "sens"):
        if kinds[champ]:
            several = len(kinds[champ]) > 1
            take(champ, kinds[champ][0], "ses cellules en ont la forme", several)
    if len(kinds["montant"]) == 2:
        # Nothing in the file says which side is which.
        for champ, at in zip(("debit", "credit"), kinds["montant"], strict=True):
            take(champ, at, "deux colonnes de montants, dans l'ordre habituel", True)
    elif kinds["montant"]:
        several = len(kinds["montant"]) > 1
        take("montant", kinds["montant"][0], "ses cellules en ont la forme", several)
    texts = sorted(kinds["texte"], key=lambda at: len(set(columns[at])))
    short = [at for at in texts if max(map(len, columns[at])) <= 4]
    if short:
        take("journal", short[0], "un code court qui se répète", len(short) > 1)
    rest = [at for at in kinds["texte"] if at not in chosen.values()]
    if rest:
        longest = max(rest, key=lambda at: sum(map(len, columns[at])))
        take("libelle", longest, "le texte le plus long", len(rest) > 1)


def _settle(
    found: Detection,
    chosen: dict[str, int],
    columns: list[list[str]],
    sep: str,
    first: int,
    end: int,
    named: list[str],
) -> None:
    """Choose the format of days and the decimal mark, and lay the model out."""
    forme = days_of(columns[chosen["date"]]) if "date" in chosen else None
    if forme is not None:
        why = "un jour au-delà de 12 en fixe l'ordre" if forme.sure else "aucun jour au-delà de 12"
        found.raisons.append(Raison("formatDate", forme.format, why))
        if not forme.sure:
            found.raisons.append(Raison("date", str(chosen["date"] + 1), why, doute=True))
    amounts = [cell for champ in _MONTANTS if champ in chosen for cell in columns[chosen[champ]]]
    mark = mark_of(amounts)
    if mark:
        why = f"les montants en portent : {next(cell for cell in amounts if mark in cell)}"
        found.raisons.append(Raison("decimale", mark, why))
    elif amounts:
        why = "aucun montant n'a de décimales"
        found.raisons.append(Raison("decimale", ",", why, doute=sep != ","))
        mark = "." if sep == "," else ","
    if "montant" not in chosen:
        chosen.pop("sens", None)
    elif ("debit" in chosen) != ("credit" in chosen):
        for cote in ("debit", "credit"):
            chosen.pop(cote, None)
    colonnes: list[dict[str, Any]] = []
    for champ, at in sorted(chosen.items(), key=lambda item: item[1]):
        item: dict[str, Any] = {"champ": champ, "position": at + 1}
        if named and named[at]:
            item["entete"] = named[at][:100]
        colonnes.append(item)
    found.manque = [champ for champ in ("date", "journal", "compte") if champ not in chosen]
    if "montant" not in chosen and not {"debit", "credit"} <= chosen.keys():
        found.manque.append("montant")
    found.modele = {
        "code": "DETECTE",
        "separateur": _SEPARATEURS[sep],
        "decimale": mark or ",",
        "formatDate": forme.format if forme else "JJ/MM/AAAA",
        "encodage": "auto",
        "guillemets": "stricts",
        "ignorerDebut": first,
        "ignorerFin": end,
        "colonnes": colonnes,
    }
    found.obstacles = list(missing(colonnes))
