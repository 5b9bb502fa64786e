"""Rapport: every anomalie of one file, bounded in what it keeps, exact in what it counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from boucle.errors.anomalie import Anomalie, Consequence
from boucle.errors.familles import kind_of
from boucle.errors.kind import Gravite, Kind, Niveau

ANOMALIES_MAX = 1_000


@dataclass(slots=True)
class Rapport:
    """Collect anomalies: at most `ANOMALIES_MAX` kept, in file order, all of them counted.

    comptes: exact number of anomalies by code; colonnes: the same by code and column, as the file
    was read. faits: what was learnt of the file (name, size,
    encoding, totals, exercices, journaux…), as plain JSON values. etrange: False when the official
    checker is known to read the lines of this FEC as they were read here.
    """

    anomalies: list[Anomalie] = field(default_factory=list)
    comptes: dict[str, int] = field(default_factory=dict)
    faits: dict[str, Any] = field(default_factory=dict)
    colonnes: dict[tuple[str, str], int] = field(default_factory=dict, compare=False)
    etrange: bool = field(default=True, compare=False)

    def add(self, anomalie: Anomalie) -> None:
        """Count one anomalie and keep it while there is room."""
        self.count(anomalie.kind)
        if len(self.anomalies) < ANOMALIES_MAX:
            self.anomalies.append(anomalie)

    def insert(self, anomalie: Anomalie) -> None:
        """Count one anomalie of the whole file and keep it first, before those of the lines."""
        self.count(anomalie.kind)
        self.anomalies.insert(0, anomalie)
        del self.anomalies[ANOMALIES_MAX:]

    def withdraw(self, anomalie: Anomalie) -> None:
        """Count no more an anomalie that was kept: another one says it."""
        code = anomalie.kind.code
        self.anomalies = [kept for kept in self.anomalies if kept is not anomalie]
        self.comptes[code] -= 1
        if not self.comptes[code]:
            del self.comptes[code]

    def is_whole(self, kind: Kind) -> bool:
        """True when every anomalie of a kind that was counted is kept."""
        kept = sum(anomalie.kind is kind for anomalie in self.anomalies)
        return self.comptes.get(kind.code, 0) == kept

    def withdraw_all(self, kind: Kind) -> list[Anomalie]:
        """Count no more any anomalie of a kind; give those that were kept."""
        found = [anomalie for anomalie in self.anomalies if anomalie.kind is kind]
        self.anomalies = [anomalie for anomalie in self.anomalies if anomalie.kind is not kind]
        self.comptes.pop(kind.code, None)
        return found

    def sort(self) -> None:
        """Put back in the order of the file what was kept."""
        self.anomalies.sort(key=rank)
        self.comptes = dict(sorted(self.comptes.items()))

    def replace(self, anomalie: Anomalie, by: Anomalie) -> None:
        """Say another thing instead of an anomalie that was kept, at its place in the list."""
        at = next(rank for rank, kept in enumerate(self.anomalies) if kept is anomalie)
        self.withdraw(anomalie)
        self.count(by.kind)
        self.anomalies.insert(at, by)

    def entail(self, cause: Anomalie, effet: Anomalie, said: Consequence) -> None:
        """Write an anomalie that was kept on the one that causes it, and list it no more.

        said: what is written. It still weighs on the verdict of its level.
        """
        cause.consequences += [said, *effet.consequences]
        self.withdraw(effet)
        self.weigh(effet.kind)

    def weigh(self, kind: Kind) -> None:
        """Have a kind that is told on another one weigh on the verdict of its level."""
        if kind.non_conforme and kind.niveau is not None:
            known = self.faits.setdefault("niveaux_entraines", [])
            if kind.niveau.value not in known:
                known.append(kind.niveau.value)

    @property
    def admis(self) -> bool:
        """True when the official checker lets pass what this rapport says of the form."""
        return bool(self.faits.get("forme_admise"))

    def niveau_of(self, kind: Kind) -> Niveau | None:
        """Give the level that a kind speaks to here: the law's, for a form that is let pass."""
        return Niveau.DROIT if self.admis and kind.niveau is Niveau.FORME else kind.niveau

    def count(self, kind: Kind, n: int = 1) -> None:
        """Count anomalies of a kind without keeping them."""
        self.comptes[kind.code] = self.comptes.get(kind.code, 0) + n

    def extend(self, anomalies: Iterable[Anomalie]) -> None:
        """Add several anomalies."""
        for anomalie in anomalies:
            self.add(anomalie)

    @property
    def bloquant(self) -> bool:
        """True when at least one anomalie forbids the import."""
        return any(kind_of(code).gravite is Gravite.BLOQUANT for code in self.comptes)

    @property
    def desequilibre(self) -> bool:
        """True when the file, a journal or a day is known to be out of balance."""
        return any(self.faits.get("desequilibre", {}).values())

    @property
    def total(self) -> int:
        """How many anomalies were met, kept or not."""
        return sum(self.comptes.values())

    def verdict(self, niveau: Niveau) -> bool:
        """True when the file conforms at this level; one of which nothing was read never does.

        A form that the official checker lets pass does, whatever else the law says of it. Nor do
        books out of balance at the level comptabilite, though the anomaly that entails it,
        an amount that cannot be read for one, be of another level. What is told on its cause
        counts for the level it is of.
        """
        if niveau is Niveau.FORME and self.admis:
            return True
        if self.faits.get("lignes") == 0:
            return False
        entraines = self.faits.get("niveaux_entraines", ())
        if niveau.value in entraines:
            return False
        if niveau is Niveau.DROIT and self.admis and Niveau.FORME.value in entraines:
            return False
        if niveau is Niveau.COMPTABILITE and self.desequilibre:
            return False
        return not any(
            self.niveau_of(kind) is niveau and kind.non_conforme
            for kind in map(kind_of, self.comptes)
        )

    def flat(self, *fields: str) -> Iterator[tuple[Any, ...]]:
        """Give any view of the kept anomalies as plain tuples; `code` is the kind's code."""
        for anomalie in self.anomalies:
            yield tuple(
                anomalie.kind.code if name == "code" else getattr(anomalie, name) for name in fields
            )


def rank(anomalie: Anomalie) -> tuple[int, int, str]:
    """Rank an anomalie in the order of the file."""
    return anomalie.ligne or 0, anomalie.champ or 0, anomalie.kind.code
