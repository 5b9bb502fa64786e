"""Collecte: the anomalies of one reading on their way to a rapport, bounded and in a fixed order.

A rapport keeps a thousand anomalies. Were they simply the first thousand met, a file with a
hundred thousand bad cells would hide the one écriture that does not balance: every rule gets a
fair share instead. The order is that of the file: line, then field, then code.
"""

from __future__ import annotations

from boucle.errors import ANOMALIES_MAX, Anomalie, Kind, Rapport
from boucle.errors.rapport.rapport import rank


class Collecte:
    """Gather anomalies, in file order within each code; all of them are counted."""

    def __init__(self) -> None:
        self.comptes: dict[str, int] = {}
        self.colonnes: dict[tuple[str, str], int] = {}
        self._kept: dict[str, list[Anomalie]] = {}

    def add(self, anomalie: Anomalie) -> None:
        """Count one anomaly and keep it while its code has room."""
        self.count(anomalie.kind, colonne=anomalie.colonne or "")
        kept = self._kept.setdefault(anomalie.kind.code, [])
        if len(kept) < ANOMALIES_MAX:
            kept.append(anomalie)

    def count(self, kind: Kind, n: int = 1, *, colonne: str = "") -> None:
        """Count anomalies of a kind without keeping them; colonne: where they all are."""
        if n:
            self.comptes[kind.code] = self.comptes.get(kind.code, 0) + n
            key = kind.code, colonne
            self.colonnes[key] = self.colonnes.get(key, 0) + n

    def drop(self, kind: Kind) -> None:
        """Forget every anomaly of a kind: the end of the file explained them."""
        self.comptes.pop(kind.code, None)
        self._kept.pop(kind.code, None)
        self.colonnes = {key: n for key, n in self.colonnes.items() if key[0] != kind.code}

    def room(self, kind: Kind) -> int:
        """Tell how many more anomalies of this kind would be kept."""
        return ANOMALIES_MAX - len(self._kept.get(kind.code, ()))

    def kept(self) -> list[Anomalie]:
        """Give a fair thousand, in file order."""
        quotas = _share({code: len(kept) for code, kept in self._kept.items()})
        chosen = [
            anomalie for code in sorted(quotas) for anomalie in self._kept[code][: quotas[code]]
        ]
        return sorted(chosen, key=rank)

    def finish(self) -> Rapport:
        """Make the rapport."""
        rapport = Rapport()
        rapport.anomalies = self.kept()
        rapport.comptes = {code: self.comptes[code] for code in sorted(self.comptes)}
        rapport.colonnes = dict(self.colonnes)
        return rapport


def _share(counts: dict[str, int]) -> dict[str, int]:
    """Share the room between codes: small counts whole, the others the same quota."""
    quotas: dict[str, int] = {}
    room = ANOMALIES_MAX
    waiting = sorted(counts, key=lambda code: (counts[code], code))
    while waiting:
        code = waiting.pop(0)
        quotas[code] = min(counts[code], room // (len(waiting) + 1))
        room -= quotas[code]
    return quotas
