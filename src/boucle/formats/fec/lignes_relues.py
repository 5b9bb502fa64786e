"""Lignes relues: a few lines of a flat FEC read again by their number, once it was judged."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from boucle.compta.contexte import Contexte
from boucle.errors.extrait import LINE_OCTETS_MAX, read_lignes
from boucle.formats.fec.cellules import judge
from boucle.formats.fec.colonnes import BIC, COLONNES
from boucle.formats.fec.lignes import read_ligne
from boucle.formats.fec.ouverture import open_fec

Textes = dict[str, str]
"""The text of each imposed column of one line."""


def read_textes(
    numbers: Iterable[int], source: Path, contexte: Contexte
) -> dict[int, Textes]:
    """Read lines again by their number; one that is cut, being too long, is left out."""
    ouverture = open_fec(source, contexte)
    if ouverture.entete is None:
        return {}
    places = ouverture.entete.places
    with source.open("rb") as stream:
        lines = read_lignes(stream, numbers, ouverture.encodage.fin)
    found = {}
    for n, raw in lines.items():
        cells = read_ligne(n, raw, ouverture).cells if len(raw) < LINE_OCTETS_MAX else None
        if cells is not None:
            found[n] = {nom: cells[at] for nom, at in places.items()}
    return found


def read_champs(source: Path, contexte: Contexte) -> dict[str, int]:
    """Give the place of each imposed column in a line, from 1, however the file names it."""
    entete = open_fec(source, contexte).entete
    return {nom: at + 1 for nom, at in entete.places.items()} if entete else {}


def ecart_of(line: Textes) -> int | None:
    """Read debit less credit of a line, in centimes; None where an amount is no amount."""
    values = {
        nom: judge(COLONNES[nom], BIC, line[nom]).valeur
        for nom in ("Debit", "Credit", "Montant", "Sens") if nom in line
    }
    if not all(isinstance(value, int) for value in values.values()):
        return None
    if "Montant" in values:
        return int(values["Montant"] or 0) * int(values.get("Sens") or 0)
    return int(values.get("Debit") or 0) - int(values.get("Credit") or 0)
