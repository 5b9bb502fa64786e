"""Controle: what a text must look like to be a SIREN, an IBAN, a code… and how it is kept.

Sources: ISO 13616 (IBAN: length by country, remainder 97), ISO 9362 (BIC), ISO 3166-1 (countries),
INSEE (SIREN, SIRET, NIC, NAF). Each reader gives the text to keep, or None when it is wrong.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from boucle.compta.compte import ATTENDU, NUMERO, read_compte
from boucle.errors import Kind
from boucle.errors.demandes import ressource as r
from boucle.values import siren_ok, siret_ok


@dataclass(frozen=True, slots=True)
class Controle:
    """Say what a text must be.

    read: the text to keep, or None. motif: the same as a regular expression, for the published
    schema, never stricter than `read`. attendu: in words, for the refusals that quote it.
    exemple: a text that is right.
    """

    nom: str
    read: Callable[[str], str | None]
    kind: Kind
    motif: str = ""
    attendu: str = ""
    exemple: str = ""


_CODE = re.compile(r"[A-Za-z0-9À-ÖØ-öø-ÿŒœ][A-Za-z0-9À-ÖØ-öø-ÿŒœ ._/@+&'*()-]*", re.ASCII)
_CODE_ATTENDU = (
    "lettres latines, chiffres et ._/@+&'*()- ; il commence par une lettre ou un chiffre et ne "
    "finit pas par une espace"
)
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+",
    re.ASCII,
)
GABARIT = re.compile(r"\{\{[A-Za-z][A-Za-z0-9]*\}\}", re.ASCII)
"""A variable of the published samples that nobody filled, such as `{{email}}`."""
_BIC = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", re.ASCII)
_NAF = re.compile(r"[0-9]{4}[A-Z]", re.ASCII)
_PAYS = re.compile(r"[A-Z]{2}", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
_TVA = re.compile(r"[A-Z]{2}[0-9A-Z]{2,12}", re.ASCII)

_IBAN_LENGTHS = {
    "AD": 24,
    "AE": 23,
    "AL": 28,
    "AT": 20,
    "AZ": 28,
    "BA": 20,
    "BE": 16,
    "BG": 22,
    "BH": 22,
    "BI": 27,
    "BR": 29,
    "BY": 28,
    "CH": 21,
    "CR": 22,
    "CY": 28,
    "CZ": 24,
    "DE": 22,
    "DJ": 27,
    "DK": 18,
    "DO": 28,
    "EE": 20,
    "EG": 29,
    "ES": 24,
    "FI": 18,
    "FK": 18,
    "FO": 18,
    "FR": 27,
    "GB": 22,
    "GE": 22,
    "GI": 23,
    "GL": 18,
    "GR": 27,
    "GT": 28,
    "HR": 21,
    "HU": 28,
    "IE": 22,
    "IL": 23,
    "IQ": 23,
    "IS": 26,
    "IT": 27,
    "JO": 30,
    "KW": 30,
    "KZ": 20,
    "LB": 28,
    "LC": 32,
    "LI": 21,
    "LT": 20,
    "LU": 20,
    "LV": 21,
    "LY": 25,
    "MC": 27,
    "MD": 24,
    "ME": 22,
    "MK": 19,
    "MN": 20,
    "MR": 27,
    "MT": 31,
    "MU": 30,
    "NI": 28,
    "NL": 18,
    "NO": 15,
    "OM": 23,
    "PK": 24,
    "PL": 28,
    "PS": 29,
    "PT": 25,
    "QA": 29,
    "RO": 24,
    "RS": 22,
    "RU": 33,
    "SA": 24,
    "SC": 31,
    "SD": 18,
    "SE": 24,
    "SI": 19,
    "SK": 24,
    "SM": 27,
    "SO": 23,
    "ST": 25,
    "SV": 28,
    "TL": 23,
    "TN": 24,
    "TR": 26,
    "UA": 29,
    "VA": 22,
    "VG": 24,
    "XK": 20,
    "YE": 30,
}


def read_code(text: str) -> str | None:
    """Read a code: NFC, declared alphabet; refused when compatibility forms would change it."""
    code = unicodedata.normalize("NFC", text)
    if unicodedata.normalize("NFKC", code) != code:
        return None
    return code if _CODE.fullmatch(code) and not code.endswith(" ") else None


def read_iban(text: str) -> str | None:
    """Read an IBAN, with or without its spaces."""
    iban = text.replace(" ", "").upper()
    if not iban.isascii() or not iban.isalnum() or _IBAN_LENGTHS.get(iban[:2]) != len(iban):
        return None
    turned = "".join(str(int(char, 36)) for char in iban[4:] + iban[:4])
    return iban if int(turned) % 97 == 1 else None


def read_bic(text: str) -> str | None:
    """Read a BIC, with or without spaces."""
    bic = text.replace(" ", "").upper()
    return bic if _BIC.fullmatch(bic) else None


def read_siret(text: str) -> str | None:
    """Read a SIRET, with or without spaces."""
    siret = text.replace(" ", "")
    return siret if siret_ok(siret) else None


def read_siren(text: str) -> str | None:
    """Read a SIREN, with or without spaces."""
    siren = text.replace(" ", "")
    return siren if siren_ok(siren) else None


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda text: text if pattern.fullmatch(text) else None


def _matching_any(*patterns: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda text: text if any(one.fullmatch(text) for one in patterns) else None


def _upper(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda text: text.upper() if pattern.fullmatch(text.upper()) else None


def _lower(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda text: text.lower() if pattern.fullmatch(text.lower()) else None


def _digits(length: int) -> Callable[[str], str | None]:
    return lambda text: text if len(text) == length and _DIGITS.fullmatch(text) else None


CODE = Controle("code", read_code, r.CODE_INVALIDE, attendu=_CODE_ATTENDU, exemple="AC")
COMPTE = Controle(
    "compte",
    read_compte,
    r.CODE_INVALIDE,
    rf"^{NUMERO}$",
    attendu=ATTENDU,
    exemple="60640000",
)
SIREN = Controle("siren", read_siren, r.SIREN_INVALIDE, r"^$|^[0-9 ]{9,}$", exemple="842008161")
SIRET = Controle("siret", read_siret, r.SIRET_FAUX, r"^$|^[0-9 ]{14,}$", exemple="84200816100015")
IBAN = Controle(
    "iban",
    read_iban,
    r.IBAN_INVALIDE,
    r"^$|^[A-Za-z]{2}[0-9A-Za-z ]{13,}$",
    exemple="FR7630006000011234567890189",
)
BIC = Controle("bic", read_bic, r.BIC_INVALIDE, r"^$|^[0-9A-Za-z ]{8,}$", exemple="AGRIFRPP")
EMAIL = Controle(
    "email",
    _matching_any(_EMAIL, GABARIT),
    r.EMAIL_INVALIDE,
    r"^$|^[^@\s]+@[^@\s]+$|^\{\{[A-Za-z0-9]+\}\}$",
    exemple="claire@client.example",
)
NIC = Controle(
    "nic",
    _digits(5),
    r.FORME_INVALIDE,
    r"^$|^[0-9]{5}$",
    attendu="un NIC de 5 chiffres",
    exemple="00015",
)
NAF = Controle(
    "naf",
    _upper(_NAF),
    r.FORME_INVALIDE,
    r"^$|^[0-9]{4}[A-Za-z]$",
    attendu="un code NAF de 4 chiffres et une lettre, comme 6920Z",
    exemple="6920Z",
)
PAYS = Controle(
    "pays",
    _upper(_PAYS),
    r.FORME_INVALIDE,
    r"^$|^[A-Za-z]{2}$",
    attendu="un code de pays de deux lettres, comme FR",
    exemple="FR",
)
UUID = Controle(
    "uuid",
    _lower(_UUID),
    r.FORME_INVALIDE,
    r"^$|^[0-9A-Fa-f-]{36}$",
    attendu="un UUID",
    exemple="77dc9a4a-3390-485b-b134-2913384a5563",
)
TVA_INTRA = Controle(
    "tva_intra",
    _upper(_TVA),
    r.FORME_INVALIDE,
    r"^$|^[A-Za-z]{2}[0-9A-Za-z]{2,12}$",
    attendu="un numéro de TVA intracommunautaire, comme FR40303265045",
    exemple="FR40303265045",
)
