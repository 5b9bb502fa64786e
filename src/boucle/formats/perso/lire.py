"""Lire: a delimited file read through its model, block by block.

Cells are shared out as RFC 4180 says, quotes included, by the language's own reader; from there on
everything is columns: an amount or a date is read once per distinct text.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from boucle.bornes import BORNES
from boucle.compta import detail as details
from boucle.compta.bilan import Bilan
from boucle.compta.contexte import Contexte
from boucle.compta.ecritures.assemblage import Assemblage
from boucle.compta.regles.collecte import Collecte
from boucle.compta.saisie import SCHEMA, build_saisie
from boucle.errors import Anomalie, fic, perso
from boucle.formats.encodage import ASCII, choose_encodage
from boucle.formats.lecture import Lecture
from boucle.formats.longueur import judge_length
from boucle.formats.perso.cellules import Cellules
from boucle.formats.perso.modele import CHAMPS, MONTANTS, Modele, make_modele

BLOC_LIGNES = 20_000
CELLULE_MAX = 32_768
OnFrame = Callable[[pl.DataFrame], None]
Ligne = tuple[int, list[str]]


def read(
    source: Path,
    contexte: Contexte,
    parametres: Mapping[str, Any],
    *,
    on_lot: OnFrame | None = None,
    on_progress: Callable[[int], None] | None = None,
    on_ventilation: OnFrame | None = None,
    on_detail: OnFrame | None = None,
) -> Lecture:
    """Read a file through `parametres["modele"]`; never raises for what the bytes hold.

    A line of an anomaly is that of the file, where a quoted cell may span several.
    """
    modele = make_modele(parametres["modele"])
    collecte = Collecte()
    noms = {CHAMPS[colonne.champ][0]: colonne.nom for colonne in modele.colonnes}
    assemblage = Assemblage(
        contexte, collecte, on_lot, on_ventilation=on_ventilation, on_detail=on_detail, noms=noms
    )
    with source.open("rb") as octets:
        trop_longue = judge_length(octets, b"\r\n")
    if trop_longue is not None:
        collecte.add(trop_longue)
        return Lecture(collecte.finish(), Bilan())
    encodage = modele.encodage or _recognise(source)
    with source.open(encoding=encodage, errors="replace", newline="") as stream:
        stream.seek(0)
        lines = _body(_share(stream, modele, collecte), modele)
        cellules = Cellules(modele, encodage.removesuffix("-sig"), collecte)
        for block in _blocks(lines):
            titled = _take_titles(cellules, block)
            if not cellules.placed:
                break
            _add(assemblage, cellules, block[titled:])
            if on_progress is not None:
                on_progress(assemblage.lignes)
            if assemblage.arret:
                break
    if not assemblage.lignes and not collecte.comptes:
        collecte.add(Anomalie(
            perso.SANS_LIGNE, slots={"debut": modele.ignorer_debut, "fin": modele.ignorer_fin}
        ))
    bilan = assemblage.finish() if cellules.placed else Bilan()
    rapport = collecte.finish()
    rapport.faits = {
        "encodage": encodage.removesuffix("-sig"), "lignes": bilan.lignes,
        "cle_ecriture": bilan.cle_ecriture,
    }
    return Lecture(rapport, bilan)


def _recognise(source: Path) -> str:
    with source.open("rb") as stream:
        found = choose_encodage(stream)
    # What is no text at all is read as one byte a character, and told cell by cell.
    charset = found.charset if found.lisible else "cp1252"
    return "utf-8-sig" if charset in (ASCII, "utf-8") else charset


def _share(stream: Iterable[str], modele: Modele, collecte: Collecte) -> Iterator[Ligne]:
    """Share the text out into cells; stop at a cell without end."""
    csv.field_size_limit(CELLULE_MAX)
    reader = csv.reader(stream, delimiter=modele.separateur)
    while True:
        first = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            slots = {"limite": CELLULE_MAX}
            collecte.add(Anomalie(perso.LECTURE_ARRETEE, ligne=first, slots=slots))
            return
        if len(cells) > BORNES.colonnes:
            slots = {"nombre": len(cells), "nombre_max": BORNES.colonnes}
            collecte.add(Anomalie(fic.TROP_DE_COLONNES, ligne=first, slots=slots))
            return
        yield first, cells


def _body(lines: Iterator[Ligne], modele: Modele) -> Iterator[Ligne]:
    """Leave out the last lines, and blank ones; the first are for titles."""
    waiting: deque[Ligne] = deque()
    for line in lines:
        if not any(map(str.strip, line[1])):
            continue
        waiting.append(line)
        if len(waiting) > modele.ignorer_fin:
            yield waiting.popleft()


def _blocks(lines: Iterator[Ligne]) -> Iterator[list[Ligne]]:
    block: list[Ligne] = []
    for line in lines:
        block.append(line)
        if len(block) >= BLOC_LIGNES:
            yield block
            block = []
    if block:
        yield block


def _take_titles(cellules: Cellules, block: list[Ligne]) -> int:
    """Find the columns by the titles of the file's first block; give how many lines to leave."""
    if cellules.placed:
        return 0
    head = min(cellules.modele.ignorer_debut, len(block))
    cellules.place([cells for _, cells in block[:head]])
    return head


def _add(assemblage: Assemblage, cellules: Cellules, block: list[Ligne]) -> None:
    columns, skipped = cellules.read(block)
    if skipped:
        assemblage.skip(skipped)
    if not columns["n"]:
        return
    detail = {name: columns[name] for name in details.SCHEMA.keys() & columns.keys() - {"n"}}
    debit, credit = cellules.sides(columns)
    for name in ("sens", *MONTANTS):
        columns.pop(name, None)
    columns |= {"debit": debit, "credit": credit}
    saisie = build_saisie({name: column for name, column in columns.items() if name in SCHEMA})
    frame = None
    if detail:
        frame = details.without_blanks(details.build_detail({"n": columns["n"], **detail}))
    assemblage.add(saisie, None, frame)
