"""Sens: debit and credit of each line, by the two columns, by amount and side, or by both.

A model may name both notations, as the published screen does. Where one is blank the other is
taken; where both are said they must agree.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from boucle.values import format_centimes


class Cotes:
    """The amounts of a block. vides: which cells are blank, by name; null elsewhere: unreadable."""

    def __init__(self, montants: Mapping[str, pl.Series], vides: Mapping[str, pl.Series]) -> None:
        self._montants, self._vides = montants, vides

    def debit_credit(self) -> dict[str, pl.Series]:
        """Give both columns as they are; a blank one is zero, an unreadable one null."""
        return {
            cote: self._montants[cote].set(self._vides[cote], 0) for cote in ("debit", "credit")
        }

    def resolve(self, sens: pl.Series | None) -> tuple[dict[str, pl.Series], pl.Series]:
        """Give debit and credit, null where not known, and the lines where the two disagree.

        sens: 1 for a debit, -1 for a credit, null where unreadable; None: the amount bears a sign.
        """
        net = self._net(sens)
        by_amount = self._by_amount(net, sens)
        if "debit" not in self._montants:
            return by_amount, pl.repeat(False, net.len(), eager=True)
        both = self.debit_credit()
        sides_blank = self._vides["debit"] & self._vides["credit"]
        amount_blank = self._vides["montant"]
        own = both["debit"] - both["credit"]
        contraires = (~sides_blank & ~amount_blank & (own != net)).fill_null(False)
        known = (~contraires & (amount_blank | net.is_not_null())) | sides_blank
        found = {}
        for cote, column in both.items():
            taken = by_amount[cote].zip_with(sides_blank, column)
            found[cote] = taken.set(~known, None)
        return found, contraires

    def told(self, row: int, sens: pl.Series | None) -> dict[str, str]:
        """Say the two notations of a line that disagree."""
        both = self.debit_credit()
        cotes = " et ".join(format_centimes(both[cote][row]) for cote in ("debit", "credit"))
        net = self._net(sens)[row]
        side = "au débit" if net >= 0 else "au crédit"
        return {"cotes": cotes, "montant": f"{format_centimes(abs(net))} {side}"}

    def _net(self, sens: pl.Series | None) -> pl.Series:
        montant = self._montants["montant"].set(self._vides["montant"], 0)
        if sens is None:
            return montant
        # The side of a blank amount says nothing.
        return montant * sens.set(self._vides["montant"], 1)

    def _by_amount(self, net: pl.Series, sens: pl.Series | None) -> dict[str, pl.Series]:
        """Share the net out: by the side that is said, an amount keeping its sign; else by sign."""
        on_debit = net >= 0 if sens is None else sens.set(self._vides["montant"], 1) == 1
        on_debit = on_debit.fill_null(True)
        zero = pl.repeat(0, net.len(), dtype=pl.Int64, eager=True).set(net.is_null(), None)
        return {
            "debit": net.zip_with(on_debit, zero),
            "credit": zero.zip_with(on_debit, -net),
        }
