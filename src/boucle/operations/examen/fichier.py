"""Fichier: the file of an import as it was received, a line beside the écriture that it became."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping

from boucle.compta.etat import VISIBLES
from boucle.operations.acces.acteur import Acteur
from boucle.operations.atelier import Atelier
from boucle.operations.examen import source_lue
from boucle.operations.examen.source_lue import Illisible, LigneSource, SourceAbsente
from boucle.operations.examen.tete import Tete, open_tete
from boucle.store.livre import lignes
from boucle.store.travaux import rapports

AVANT, PAGE = 10, 60
"""Lines shown before the one that is looked at, and in all."""

PROCHES = 250
"""How far from a line the rest of its piece is looked for; one that may go on is said to."""


@dataclass(frozen=True, slots=True)
class Fichier:
    """A window on the file of an import.

    ecriture: the lines loaded from the line and from those of the same piece beside it. memes: the
    numbers of these. fautes: codes of what was found, by line. suite: there are lines after.
    """

    tete: Tete
    ligne: int
    lignes: Sequence[LigneSource] = ()
    ecriture: Sequence[RowMapping] = ()
    fautes: Mapping[int, Sequence[str]] = field(default_factory=dict)
    suite: bool = False
    illisible: Illisible | None = None
    proches: int = 0

    @property
    def memes(self) -> frozenset[int]:
        return frozenset(row["n"] for row in self.ecriture)


def open_fichier(atelier: Atelier, acteur: Acteur, demande_id: str, ligne: int = 0) -> Fichier:
    """Show the file around a line, the first ones for 0; refuses IMPORT_INCONNU."""
    ligne = max(1, min(ligne, 10**9))
    with atelier.store.lecture(acteur.cabinet) as conn:
        tete = open_tete(conn, acteur, demande_id)
        said = rapports.rapport(conn, tete.perimetre, tete.row["import_id"])
        rapport: dict[str, Any] = {"faits": {}, "anomalies": []}
        if said is not None:
            rapport = json.loads(said)
        ecriture, proches = _ecriture(conn, tete, ligne)
    fautes: dict[int, list[str]] = defaultdict(list)
    for one in rapport["anomalies"]:
        if one["ligne"] is not None and one["code"] not in fautes[one["ligne"]]:
            fautes[one["ligne"]].append(one["code"])
    why = source_lue.unreadable(tete.row, rapport["faits"])
    found: dict[int, bytes] = {}
    start = max(1, ligne - AVANT)
    if why is None:
        try:
            wanted = range(start, start + PAGE + 1)
            found = source_lue.read(atelier, tete.perimetre, tete.row, rapport["faits"], wanted)
        except SourceAbsente:
            why = Illisible.ABSENTE
    if found and not found[max(found)]:
        # What follows the last end of line is no line.
        del found[max(found)]
    shown = tuple(
        source_lue.cut(found[n], n, rapport["faits"], courante=n == ligne)
        for n in sorted(found)[:PAGE]
    )
    return Fichier(tete, ligne, shown, ecriture, dict(fautes), len(found) > PAGE, why, proches)


def _ecriture(conn: Connection, tete: Tete, n: int) -> tuple[list[RowMapping], int]:
    """Give the lines of the piece of a line, and how far they were looked for when it may go on."""
    if tete.etat not in VISIBLES:
        return [], 0
    import_id, tentative = tete.row["import_id"], tete.row["tentative"]
    around = lignes.page(
        conn,
        tete.perimetre,
        import_id,
        tentative,
        apres=max(0, n - PROCHES - 1),
        take=2 * PROCHES + 1,
    )
    mine = next((row for row in around if row["n"] == n), None)
    if mine is None:
        return [], 0
    same = [row for row in around if (row["journal"], row["num"]) == (mine["journal"], mine["num"])]
    ends = (around[0]["n"], around[-1]["n"])
    cut = any(row["n"] in ends for row in same) and len(around) > PROCHES
    return same, PROCHES if cut else 0
