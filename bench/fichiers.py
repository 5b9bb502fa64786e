"""Fichiers: the FEC files that are measured, made once and kept beside the results.

`../shared/data/fec/make_fec.py` makes them when it is there, with its invoices, payments and
lettrages; else the project's own generator does, simpler and quicker. Same options, same bytes.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

ICI = Path(__file__).resolve().parent
GENERATEUR = ICI.parent.parent / "shared/data/fec/make_fec.py"
NOM = "732829320FEC20241231.txt"
ENTETE = (
    "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\t"
    "CompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\t"
    "Montantdevise\tIdevise"
)
_D, _K = 11, 12
_CELLULES = ((_D, "12,3,4"), (3, "20241345"), (8, ""))
"""What is spoilt in turn: an amount, a date, a mandatory cell."""


def net(home: Path, lignes: int, *, latin: bool = False) -> Path:
    """Give a clean FEC, in UTF-8 with tabs, or in ISO-8859-15 with pipes."""
    path = home / f"{'latin' if latin else 'net'}-{lignes}" / NOM
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".neuf")
    if GENERATEUR.exists():
        options = ["--encoding", "iso-8859-15", "--sep", "pipe"] if latin else []
        subprocess.run(
            [sys.executable, GENERATEUR, "--lines", str(lignes), "--out", beside, *options],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    else:
        _write(beside, _own(lignes), latin)
    beside.rename(path)
    return path


def gate(home: Path, lignes: int, sorte: str) -> Path:
    """Give a spoilt copy of the clean file.

    `cellules`: one bad cell every ten lines; `montants`: no amount can be read; `distincts`: no
    value comes twice, journaux and dates apart.
    """
    path = home / f"{sorte}-{lignes}" / NOM
    if path.exists():
        return path
    spoil = {"cellules": _bad_cells, "montants": _bad_amounts, "distincts": _all_distinct}[sorte]
    source = net(home, lignes)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".neuf")
    with source.open(encoding="utf-8", newline="") as stream:
        next(stream)
        _write(beside, spoil(line.rstrip("\r\n").split("\t") for line in stream), latin=False)
    beside.rename(path)
    return path


def _write(path: Path, lines: Iterator[str], latin: bool) -> None:
    encoding = "iso-8859-15" if latin else "utf-8"
    with path.open("w", encoding=encoding, newline="") as target:
        for line in chain((ENTETE,), lines):
            target.write((line.replace("\t", "|") if latin else line) + "\r\n")


def _bad_cells(lines: Iterator[list[str]]) -> Iterator[str]:
    for rang, cells in enumerate(lines):
        if rang % 10 == 5:
            place, text = _CELLULES[rang // 10 % 3]
            cells[place] = text
        yield "\t".join(cells)


def _bad_amounts(lines: Iterator[list[str]]) -> Iterator[str]:
    for cells in lines:
        cells[_D] += "?"
        cells[_K] += "?"
        yield "\t".join(cells)


def _all_distinct(lines: Iterator[list[str]]) -> Iterator[str]:
    for rang, cells in enumerate(lines):
        # Not the journal: the checker stops at the five thousandth, and would look quick.
        for place in (5, 6, 7, 8, 10, 13):
            cells[place] = f"{cells[place]} {rang}x{place}"
        cells[2] = str(rang + 1)
        cells[4] += str(rang)
        cells[17] = f"D{rang}"
        cells[16] = f"{rang},01"
        cells[_D], cells[_K] = f"{2 * rang},01", f"{2 * rang + 1},02"
        yield "\t".join(cells)


def _own(lignes: int) -> Iterator[str]:
    """Make balanced écritures of purchases, sales and payments, in order of date."""
    made, num = 0, 0
    while made < lignes:
        num += 1
        jour = min(364, made * 365 // lignes)
        short = lignes - made < 5
        for line in _ecriture(num, jour, 2 if short else 2 + num % 2):
            if made < lignes:
                yield line
                made += 1


def _ecriture(num: int, jour: int, taille: int) -> Iterator[str]:
    mois, reste = divmod(jour * 12, 365)
    date = f"2024{mois + 1:02d}{reste * 28 // 365 + 1:02d}"
    tiers, libelle = f"C{num % 4_000:05d}", f"Client n° {num % 4_000} Évreux"
    ht, piece = 1_000 + num * 7_919 % 900_000, f"FA2024-{num:07d}"
    tva = ht // 5 if taille == 3 else 0
    common = (piece, date, f"Facture {piece} {libelle}")

    def line(compte: str, lib: str, tiers: str, tiers_lib: str, debit: int, credit: int) -> str:
        return "\t".join(
            (
                "VE",
                "Ventes",
                str(num),
                date,
                compte,
                lib,
                tiers,
                tiers_lib,
                *common,
                _montant(debit),
                _montant(credit),
                "",
                "",
                date,
                "",
                "",
            )
        )

    yield line("411000", "Clients", tiers, libelle, ht + tva, 0)
    yield line("707000", "Ventes de marchandises", "", "", 0, ht)
    if taille == 3:
        yield line("445711", "TVA collectée 20 %", "", "", 0, tva)


def _montant(centimes: int) -> str:
    return f"{centimes // 100},{centimes % 100:02d}"
