"""Ventilation: the analytic breakdown of a line, as it is sent and shown.

One key an axe, `axeAna<code of the axe>`, as in the published JSON import, so that what is read
here may be sent there. The parts inside are ours: the published page shows them in images only.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

CLE = "axeAna"
DEVISE = "EUR"
EXEMPLE: dict[str, Any] = {
    f"{CLE}CHANTIER": [
        {"section": "NORD", "pourcentage": Decimal("33.33")},
        {"section": "SUD", "pourcentage": Decimal("66.67")},
    ],
}


def montant(montant_centimes: int) -> dict[str, Any]:
    """Write one side of a line: `{"amount", "currency"}`."""
    return {"amount": Decimal(montant_centimes).scaleb(-2), "currency": DEVISE}


def tell_parts(parts: Iterable[Any]) -> dict[str, list[dict[str, Any]]]:
    """Write the parts of one line, given by axe and rank, under one key an axe."""
    told: dict[str, list[dict[str, Any]]] = {}
    for part in parts:
        one: dict[str, Any] = {
            "section": part["section"],
            "debit": montant(part["debit"]),
            "credit": montant(part["credit"]),
        }
        if part["quantite"] is not None:
            one["quantite"] = Decimal(part["quantite"]).scaleb(-4)
        told.setdefault(f"{CLE}{part['axe']}", []).append(one)
    return told
