"""Montants: the amounts of a JSON import, exact to the last decimal.

A JSON number reaches us as an int or a Decimal made of its very digits. Only the noise that binary
arithmetic leaves far behind the centime (120.00000000000001) is rounded away.
"""

from __future__ import annotations

import re
from decimal import Decimal
from numbers import Real
from typing import Any, NamedTuple

from boucle.compta.montant import DECIMALES_DEVISE, count_nombre, decimal_of
from boucle.errors.demandes import ressource as r
from boucle.errors.demandes.req import CHAMP_REPETE
from boucle.errors.demandes.req_json import (
    MONTANT_FIN,
    MONTANT_TROIS_CHIFFRES,
    MONTANTS_DIFFERENTS,
)
from boucle.schema.champs.champ import Faux, shown

EURO = "EUR"
_DEVISE = re.compile(r"[A-Z]{3}", re.ASCII)
_COURS = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,20})?", re.ASCII)
_TROIS = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}", re.ASCII)
CLES = {nom.lower(): nom for nom in ("amount", "currency", "currencyAmount", "currencyRate")}


class Montant(NamedTuple):
    """One side of a line: centimes; ten-thousandths of the currency, when it is not the euro."""

    centimes: int
    devise: str = ""
    en_devise: int | None = None


def read_number(value: Any, decimales: int, separateur: str = ".") -> int:
    """Read a number as a count of its last decimal; a text is read with its decimal separator."""
    if isinstance(value, str) and _TROIS.fullmatch(value.strip()):
        raise Faux(MONTANT_TROIS_CHIFFRES, lu=shown(value))
    number = decimal_of(value.strip() if isinstance(value, str) else value, separateur)
    if number is None:
        raise Faux(r.TYPE_INATTENDU, attendu="un nombre", lu=shown(value))
    count = count_nombre(number, decimales)
    if not isinstance(count, int):
        raise Faux(MONTANT_FIN, lu=shown(value), decimales=decimales)
    return count


def devise_ok(devise: Any) -> None:
    """Refuse what is no currency code."""
    if not isinstance(devise, str) or not _DEVISE.fullmatch(devise):
        raise Faux(r.FORME_INVALIDE, lu=shown(devise), attendu="un code ISO 4217, comme USD")


def judge_cours(cours: Any) -> None:
    """Refuse what is no rate; it is not used: both amounts are given."""
    if cours is None or cours == "":
        return
    if isinstance(cours, bool) or not isinstance(cours, (str, Decimal, Real)):
        raise Faux(r.TYPE_INATTENDU, attendu="un cours, comme 1.0", lu=shown(cours))
    if isinstance(cours, str) and not _COURS.fullmatch(cours):
        raise Faux(r.FORME_INVALIDE, lu=shown(cours), attendu="un cours, comme 1.0")


def read_montant(value: Any, separateur: str) -> Montant:
    """Read `{"amount", "currency", "currencyAmount", "currencyRate"}`; null is zero.

    Without currency the amount is in euros, and `currencyAmount` says the same or nothing.
    """
    if value is None:
        return Montant(0)
    sent = _sent(value)
    amount, other = sent.get("amount"), sent.get("currencyamount")
    if amount in (None, "") and other not in (None, "", 0):
        raise Faux(
            r.TYPE_INATTENDU,
            attendu="`amount`, le montant en euros, avec `currencyAmount`",
            lu=shown(value),
        )
    centimes = 0 if amount in (None, "") else read_number(amount, 2, separateur)
    judge_cours(sent.get("currencyrate"))
    devise = sent.get("currency")
    devise = EURO if devise in (None, "") else devise
    devise_ok(devise)
    if other in (None, ""):
        return Montant(centimes, "" if devise == EURO else devise)
    en_devise = read_number(other, DECIMALES_DEVISE, separateur)
    if devise != EURO:
        return Montant(centimes, devise, en_devise)
    if en_devise not in (0, centimes * 10 ** (DECIMALES_DEVISE - 2)):
        raise Faux(MONTANTS_DIFFERENTS, lu=shown(amount), autre=shown(other))
    return Montant(centimes)


def _sent(value: Any) -> dict[str, Any]:
    """Give the keys of an amount in small letters."""
    if not isinstance(value, dict):
        raise Faux(
            r.TYPE_INATTENDU,
            attendu='un objet {"amount": nombre, "currency": "EUR"}',
            lu=shown(value),
        )
    sent: dict[str, Any] = {}
    for nom, given in value.items():
        key = nom.lower()
        if key not in CLES:
            acceptes = ", ".join(CLES.values())
            raise Faux(
                r.CHAMP_INCONNU,
                ressource=f"un montant : {shown(nom)} y est lu",
                acceptes=acceptes,
            )
        if key in sent:
            raise Faux(CHAMP_REPETE, lu=shown(given), autre=shown(sent[key]))
        sent[key] = given
    return sent
