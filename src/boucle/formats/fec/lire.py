"""Lire: the door of this room: a FEC of any shape, read by blocks of columns, all the rules on.

Blocks are parsed in worker threads and folded in file order, so that what is found depends
neither on the size of blocks nor on the number of threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from boucle.compta.bilan import CLE_NUM, Bilan
from boucle.compta.contexte import Contexte
from boucle.compta.piece import choose_cle
from boucle.compta.regles.collecte import Collecte
from boucle.compta.regles.communes import communes_of
from boucle.compta.regles.totaux import gap_faits, judge_exercice, judge_soldes
from boucle.formats.fec.causes import explain
from boucle.formats.fec.causes.consequences import attach_causes, attach_ecarts
from boucle.formats.fec.entree import read_with
from boucle.formats.fec.forme.accord import is_entete_etrange
from boucle.formats.fec.forme.cellules import BLANCS
from boucle.formats.fec.forme.colonnes import JOURNAL_DEFAUT, JOURNAL_DEFAUT_LIB
from boucle.formats.fec.forme.ouverture import open_fec
from boucle.formats.fec.lecture.blocs import Tranche, cut, map_ordered
from boucle.formats.fec.lecture.colonnes import Bloc, parse, read_frame
from boucle.formats.fec.lecture.conclusion import Conclusion
from boucle.formats.fec.lecture.grille import Grille, make_grille, set_cle
from boucle.formats.fec.lecture.journaux import deduce
from boucle.formats.fec.lecture.passage import Fold
from boucle.formats.fec.lecture.relecture import Relecture
from boucle.formats.lecture import Lecture
from boucle.values import day_of

BLOCK_OCTETS = 6 << 20


def read(
    source: Path,
    contexte: Contexte,
    *,
    on_lot: Callable[[pl.DataFrame], None] | None = None,
    on_progress: Callable[[int], None] | None = None,
    threads: int = 2,
    block_octets: int = BLOCK_OCTETS,
) -> Lecture:
    """Read a FEC, flat or XML, plain or in a gzip or a zip; never raises for what it holds.

    on_lot: called with the lot of each block, in file order, in this thread; a line that cannot
    be booked is in none. on_progress: called with the number of lines read so far.
    """

    def flat(path: Path, inner: Contexte) -> Lecture:
        lecture = read_flat(
            path,
            inner,
            on_lot=on_lot,
            on_progress=on_progress,
            threads=threads,
            block_octets=block_octets,
        )
        return explain(lecture, path, inner)

    return read_with(flat, source, contexte)


def read_flat(
    source: Path,
    contexte: Contexte,
    *,
    on_lot: Callable[[pl.DataFrame], None] | None = None,
    on_progress: Callable[[int], None] | None = None,
    threads: int = 2,
    block_octets: int = BLOCK_OCTETS,
) -> Lecture:
    """Read a flat FEC as `read` does; its anomalies are not explained by one another yet."""
    ouverture = open_fec(source, contexte)
    collecte = Collecte()
    for anomalie in sorted(ouverture.anomalies, key=lambda a: (a.ligne or 0, a.champ or 0)):
        collecte.add(anomalie)
    if not ouverture.lisible:
        rapport = collecte.finish()
        rapport.faits = dict(ouverture.faits)
        return Lecture(rapport, Bilan())
    grille = make_grille(ouverture, contexte)
    with source.open("rb") as stream:
        set_cle(grille, _choose_cle(stream, grille, block_octets))
        fold = Fold(grille, collecte, on_lot)
        for bloc in _parse_all(stream, grille, block_octets, threads):
            fold.add(bloc)
            if on_progress is not None:
                on_progress(fold.somme.lignes)
            if fold.arret:
                break
            del bloc  # Its memory serves the next one.
        if fold.a_nouveau.perime:
            fold.forget_a_nouveau()
            for bloc in _parse_all(stream, grille, block_octets, threads):
                fold.refold_a_nouveau(bloc)
        conclusion = Conclusion(fold, Relecture(stream, grille, fold.reperes))
        conclusion.judge()
        lecture = _finish(fold, conclusion)
        etrange = fold.etrange or fold.arret or is_entete_etrange(grille.entete)
        lecture.rapport.etrange = etrange
        return lecture


def _parse_all(stream: BinaryIO, grille: Grille, octets: int, threads: int) -> Iterator[Bloc]:
    blocs = map_ordered(
        lambda tranche: parse(tranche, grille), _tranches(stream, grille, octets), threads
    )
    return deduce(blocs, grille)


def _tranches(stream: BinaryIO, grille: Grille, octets: int) -> Iterator[Tranche]:
    mark = b"\r" if grille.ouverture.encodage.fin == "CR" else b"\n"
    return cut(stream, grille.ouverture.debut, mark, octets)


def _choose_cle(stream: BinaryIO, grille: Grille, octets: int) -> str:
    """Choose what gathers the lines: EcritureNum, unless it is blank in the whole file."""
    lines = pieces = False
    for tranche in _tranches(stream, grille, min(octets, 1 << 16)):
        frame = read_frame(tranche, grille, {})[1]
        if "EcritureNum" in frame.columns and _any_text(frame["EcritureNum"]):
            return CLE_NUM
        lines = lines or frame.height > 0
        pieces = pieces or ("PieceRef" in frame.columns and _any_text(frame["PieceRef"]))
    return choose_cle(numeros=False, pieces=pieces, lignes=lines)


def _any_text(column: pl.Series) -> bool:
    return bool((column.str.strip_chars(BLANCS).str.len_bytes() > 0).any())


def _finish(fold: Fold, conclusion: Conclusion) -> Lecture:
    bilan = _add_up(fold)
    conclusion.fill(bilan)
    soldes, entailed = judge_soldes(bilan, fold.somme.douteux)
    for anomalie in soldes:
        fold.collecte.add(anomalie)
    cloture, opening = fold.grille.ouverture.nom.cloture, fold.a_nouveau
    dated = opening.jour_min <= opening.jour_max
    a_nouveau = day_of(opening.jour_min) if dated else None
    whole = judge_exercice(bilan, cloture, a_nouveau)
    if whole is not None and not fold.grille.contexte.exercices:
        found, explained = whole
        for kind in explained:
            fold.collecte.drop(kind)
        fold.collecte.add(found)
    rapport = fold.collecte.finish()
    conclusion.attach(rapport)
    faits: dict[str, Any] = {**fold.grille.ouverture.faits, "lignes": bilan.lignes}
    if numero := conclusion.find_numero():
        faits["numero_unique"] = numero
    if conclusion.suite.mode:
        faits["numerotation"] = conclusion.suite.mode
    rapport.faits = {**faits, "desequilibre": gap_faits(bilan, fold.somme.journees.finish())}
    attach_causes(rapport, entailed, communes_of(fold.grille.contexte))
    attach_ecarts(rapport)
    return Lecture(rapport, bilan)


def _add_up(fold: Fold) -> Bilan:
    grille = fold.grille
    bilan = fold.somme.add_up()
    bilan.cle_ecriture, bilan.regime = grille.cle, grille.entete.regime
    bilan.colonnes_extra = [nom for nom, _ in grille.entete.extras]
    if fold.journal_defaut and bilan.journaux.get(JOURNAL_DEFAUT) == "":
        bilan.journaux[JOURNAL_DEFAUT] = JOURNAL_DEFAUT_LIB
    return bilan
