"""Signaux: the anomalies of one block as rows of a rule, made into anomalies only while there is
room for them in the rapport."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boucle.compta.codes.registre import Derive
from boucle.compta.regles.collecte import Collecte
from boucle.compta.regles.communes import Communes, keep_firsts
from boucle.compta.regles.lignes import Regle
from boucle.errors import Anomalie, Kind
from boucle.errors.anomalie import clip
from boucle.errors.donnees import ecr

Rangs = NDArray[np.int64]
Slots = Callable[[int], dict[str, Any]]


@dataclass(slots=True)
class _Signal:
    kind: Kind
    rows: Rangs
    champ: int
    build: Callable[[int], Anomalie]
    colonne: str = ""


@dataclass(slots=True)
class Signaux:
    """Rules broken in a block. lignes: physical line of each row; lu: text of a cell, cut.

    noms: what the file calls a column, by what it is called here; champs: its place, from 1.
    """

    lignes: Rangs
    lu: Callable[[str, int], str]
    noms: Mapping[str, str] = field(default_factory=dict)
    champs: Mapping[str, int] = field(default_factory=dict)
    communes: Communes | None = None
    _signals: list[_Signal] = field(default_factory=list)
    _ready: list[Anomalie] = field(default_factory=list)

    def ready(self, anomalies: list[Anomalie]) -> None:
        """Take anomalies already made, in file order."""
        self._ready += keep_firsts(self.communes, anomalies)

    def judge(self, regles: Iterable[Regle], faits: Any, colonnes: frozenset[str]) -> None:
        """Signal the lines that break the rules; colonnes: those that the file has."""
        for regle in regles:
            if not regle.besoins <= colonnes:
                continue
            rows = np.flatnonzero(regle.condition(faits))
            if rows.size:
                self._signal(regle, rows, faits)

    def _signal(self, regle: Regle, rows: Rangs, faits: Any) -> None:
        def slots(row: int) -> dict[str, Any]:
            return regle.fill(lambda nom: getattr(faits, nom)[row])

        if regle.colonne:
            lu = "" if regle.vide else None
            self.cell(regle.kind, rows, regle.colonne, slots=slots, lu=lu)
        else:
            self.line(regle.kind, rows, slots)

    def line(self, kind: Kind, rows: Rangs, slots: Slots) -> None:
        """Signal whole lines."""
        self._signals.append(
            _Signal(
                kind,
                rows,
                0,
                lambda row: Anomalie(
                    kind,
                    ligne=int(self.lignes[row]),
                    slots=slots(row),
                ),
            )
        )

    def cell(
        self,
        kind: Kind,
        rows: Rangs,
        colonne: str,
        *,
        slots: Slots | None = None,
        lu: str | None = None,
        corrige: Callable[[str], str | None] | None = None,
    ) -> None:
        """Signal cells of a column; lu: what is shown instead of their text."""
        nom = self.noms.get(colonne, colonne)
        if self.communes is not None:
            lignes = self.lignes[rows]
            rows = rows[self.communes.firsts(nom, lignes) == lignes]
        if not rows.size:
            return
        champ = self.champs.get(nom)

        def build(row: int) -> Anomalie:
            texte = self.lu(colonne, row) if lu is None else lu
            return Anomalie(
                kind,
                ligne=int(self.lignes[row]),
                colonne=nom,
                champ=champ,
                lu=clip(texte),
                corrige=corrige(texte) if corrige else None,
                slots=slots(row) if slots else {},
            )

        self._signals.append(_Signal(kind, rows, champ or 0, build, nom))

    def unnamed(self, kind: Kind, rows: Rangs, colonne: str, champ: int) -> None:
        """Signal cells of a column without a name."""
        self._signals.append(
            _Signal(
                kind,
                rows,
                champ,
                lambda row: Anomalie(
                    kind,
                    ligne=int(self.lignes[row]),
                    champ=champ,
                    lu=clip(self.lu(colonne, row)),
                ),
            )
        )

    def flush(self, collecte: Collecte) -> None:
        """Hand everything over, rule by rule, in file order within each rule."""
        kinds = {s.kind.code: s.kind for s in self._signals}
        kinds |= {a.kind.code: a.kind for a in self._ready}
        for code, kind in kinds.items():
            signals = [s for s in self._signals if s.kind.code == code]
            ready = [a for a in self._ready if a.kind.code == code]
            room = collecte.room(kind)
            first: list[tuple[int, int, Anomalie | tuple[_Signal, int]]] = [
                (a.ligne or 0, a.champ or 0, a) for a in ready
            ]
            for s in signals:
                first += [
                    (int(self.lignes[row]), s.champ, (s, row)) for row in s.rows[:room].tolist()
                ]
            first.sort(key=lambda entry: entry[:2])
            rest = Counter(a.colonne or "" for a in ready)
            for s in signals:
                rest[s.colonne] += s.rows.size
            for _, _, found in first[:room]:
                anomalie = found if isinstance(found, Anomalie) else found[0].build(found[1])
                rest[anomalie.colonne or ""] -= 1
                collecte.add(anomalie)
            for colonne, n in rest.items():
                collecte.count(kind, n, colonne=colonne)
        # Each builder holds the block: let go of it now, not when cycles are next collected.
        self._signals.clear()
        self._ready.clear()


_DERIVES = {
    "journal": ecr.LIBELLE_JOURNAL,
    "compte": ecr.LIBELLE_COMPTE,
    "tiers": ecr.LIBELLE_TIERS,
}


def signal_derives(signaux: Signaux, genre: str, colonne: str, derives: list[Derive]) -> None:
    """Signal the labels that differ from the first one of their code, once each."""
    by_row = {derive.rang: derive for derive in derives}
    signaux.cell(
        _DERIVES[genre],
        np.array(list(by_row), np.int64),
        colonne,
        slots=lambda row: {"code": by_row[row].code, "attendu": by_row[row].attendu},
    )
