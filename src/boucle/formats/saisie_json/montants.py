"""Montants: the amounts of a JSON import, exact to the last decimal.

A JSON number reaches us as an int or a Decimal made of its very digits. Only the noise that binary
arithmetic leaves far behind the centime (120.00000000000001) is rounded away.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, NamedTuple

from boucle.errors.demandes import ressource as r
from boucle.errors.demandes.req_json import MONTANT_FIN
from boucle.schema.champs.champ import Faux, shown
from boucle.values import CENTIMES_MAX

EURO = "EUR"
DECIMALES_DEVISE = 4
_BRUIT = Decimal("1e-7")
_DEVISE = re.compile(r"[A-Z]{3}", re.ASCII)
_CHIFFRES = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,20})?", re.ASCII)
_EXPOSANT_MAX = 15
_CLES = {nom.lower(): nom for nom in ("amount", "currency", "currencyAmount", "currencyRate")}


class Montant(NamedTuple):
    """One side of a line: centimes; ten-thousandths of the currency, when it is not the euro."""

    centimes: int
    devise: str = ""
    en_devise: int | None = None


def read_number(value: Any, decimales: int, separateur: str = ".") -> int:
    """Read a number as a count of its last decimal; a text is read with its decimal separator."""
    number = _decimal(value, separateur)
    if number is None:
        raise Faux(r.TYPE_INATTENDU, attendu="un nombre", lu=shown(value))
    if number.adjusted() > _EXPOSANT_MAX:
        raise Faux(MONTANT_FIN, lu=shown(value), decimales=decimales)
    kept = number.quantize(Decimal(1).scaleb(-decimales))
    count = int(kept.scaleb(decimales))
    if abs(number - kept) > _BRUIT or abs(count) > CENTIMES_MAX * 10 ** (decimales - 2):
        raise Faux(MONTANT_FIN, lu=shown(value), decimales=decimales)
    return count


def _decimal(value: Any, separateur: str) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
        return None
    if isinstance(value, str):
        if separateur != "." and "." in value:
            return None
        text = value.strip().replace(separateur, ".", 1)
        return Decimal(text) if _CHIFFRES.fullmatch(text) else None
    return Decimal(value)


def read_montant(value: Any, separateur: str) -> Montant:
    """Read `{"amount", "currency", "currencyAmount", "currencyRate"}`; null is zero.

    The rate is not read: both amounts are given. Without currency the amount is in euros.
    """
    if value is None:
        return Montant(0)
    if not isinstance(value, dict):
        raise Faux(
            r.TYPE_INATTENDU,
            attendu='un objet {"amount": nombre, "currency": "EUR"}',
            lu=shown(value),
        )
    sent = {str(nom).lower(): given for nom, given in value.items()}
    unknown = next((nom for nom in value if str(nom).lower() not in _CLES), None)
    if unknown is not None:
        acceptes = ", ".join(_CLES.values())
        raise Faux(
            r.CHAMP_INCONNU, ressource=f"un montant : {shown(unknown)} y est lu", acceptes=acceptes
        )
    amount, other = sent.get("amount"), sent.get("currencyamount")
    if amount in (None, "") and other not in (None, "", 0):
        raise Faux(
            r.TYPE_INATTENDU,
            attendu="`amount`, le montant en euros, avec `currencyAmount`",
            lu=shown(value),
        )
    centimes = 0 if amount in (None, "") else read_number(amount, 2, separateur)
    devise = sent.get("currency") or EURO
    if not isinstance(devise, str) or not _DEVISE.fullmatch(devise):
        raise Faux(r.FORME_INVALIDE, lu=shown(devise), attendu="un code ISO 4217, comme USD")
    if devise == EURO or other in (None, ""):
        return Montant(centimes, "" if devise == EURO else devise)
    return Montant(centimes, devise, read_number(other, DECIMALES_DEVISE, separateur))
