"""Constat: one row of the table, and how it is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from bench.mesure import Cout, ratio


@dataclass(frozen=True)
class Constat:
    """One thing measured. The goal speaks of the ratio when there is one, else of `ours`."""

    name: str
    ours: float
    goal: str
    """`<= 0.8` or `>= 10000`; blank when nothing was promised."""

    unit: str
    reference: float | None = None
    ratio: float | None = None
    sur: str = "ours"
    """Which of `ours` and `ratio` the goal speaks of."""

    details: dict[str, Any] = field(default_factory=dict)

    @property
    def holds(self) -> bool | None:
        """True when the goal is met; None without a goal."""
        if not self.goal:
            return None
        sign, _, bound = self.goal.partition(" ")
        value = self.ratio if self.sur == "ratio" else self.ours
        assert value is not None
        return value <= float(bound) if sign == "<=" else value >= float(bound)

    def row(self) -> dict[str, Any]:
        """Give the row as it is written in JSON."""
        plain = asdict(self)
        return {**{name: _short(value) for name, value in plain.items()}, "holds": self.holds}


def _short(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, dict):
        return {name: _short(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_short(item) for item in value]
    return value


def compare(
    name: str, ours: Sequence[Cout], reference: Sequence[Cout], goal: str, **details: Any
) -> Constat:
    """Judge wall seconds against those of the reference, round by round."""
    walls = [cost.mur_s for cost in ours]
    theirs = [cost.mur_s for cost in reference]
    return Constat(
        name,
        median(walls),
        goal,
        "s",
        median(theirs),
        ratio(walls, theirs),
        "ratio",
        {
            "cpu_s": median(cost.cpu_s for cost in ours),
            "cpu_s_reference": median(cost.cpu_s for cost in reference),
            "mur_s": walls,
            "mur_s_reference": theirs,
            **details,
        },
    )
