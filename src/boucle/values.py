"""Values: money, days, SIREN, SIRET and the perimetre, with their exact rules.

Sources: LPF art. A47 A-1 (amounts, dates); Luhn's key for SIREN and SIRET, and La Poste's
exception (SIREN 356000000: the sum of the digits may be a multiple of five instead).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

EPOCH = date(1970, 1, 1)
CENTIMES_MAX = 10**13
_LA_POSTE = "356000000"
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_TOKEN = re.compile(r"[^ !#$&+\-.0-9A-Z^_`a-z|~]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Perimetre:
    """Where an act takes place: one cabinet and one of its dossiers.

    dossier_id 0 is the cabinet's own folder, whose code on the wire is `cabinet`.
    ouverts: at the cabinet's own level, the only dossiers whose records may be seen; None for all.
    Obtained from an `Acteur` only; every function of the store takes one first.
    """

    cabinet_id: int
    dossier_id: int
    ouverts: frozenset[int] | None = None


AUCUN = Perimetre(0, 0)
"""Where nothing is seen yet: no cabinet bears the number 0."""


def format_centimes(montant_centimes: int, mark: str = ",") -> str:
    """Write centimes as the FEC does: `-12,05`."""
    sign = "-" if montant_centimes < 0 else ""
    euros, centimes = divmod(abs(montant_centimes), 100)
    return f"{sign}{euros}{mark}{centimes:02d}"


def luhn_ok(digits: str) -> bool:
    """True when these ASCII digits carry a right Luhn key."""
    total = 0
    for rank, char in enumerate(reversed(digits)):
        digit = int(char)
        if rank % 2:
            digit = digit * 2 - 9 if digit > 4 else digit * 2
        total += digit
    return total % 10 == 0


def siren_ok(siren: str) -> bool:
    """True for nine ASCII digits with a right key."""
    return len(siren) == 9 and _DIGITS.fullmatch(siren) is not None and luhn_ok(siren)


def siret_ok(siret: str) -> bool:
    """True for fourteen ASCII digits with a right key, or La Poste's rule for its own."""
    if len(siret) != 14 or _DIGITS.fullmatch(siret) is None:
        return False
    if luhn_ok(siret):
        return True
    return siret.startswith(_LA_POSTE) and sum(map(int, siret)) % 5 == 0


def days_of(day: date) -> int:
    """Count the days since 1970-01-01."""
    return (day - EPOCH).days


def day_of(jours: int) -> date:
    """Give the day that stands this many days after 1970-01-01."""
    return EPOCH + timedelta(days=int(jours))


def bad_character(text: str) -> str | None:
    """Name the first character that no text of ours may hold, or None.

    NUL and the other C0 and C1 controls, lone surrogates, and the invisible marks that change
    the direction of writing: they can be stored by one database and not by the other, or hide
    what a person reads.
    """
    for char in text:
        category = unicodedata.category(char)
        turns = 0x202A <= ord(char) <= 0x202E or 0x2066 <= ord(char) <= 0x2069
        if category in ("Cc", "Cs") or turns:
            return f"U+{ord(char):04X}"
    return None


def shown(text: str, longueur_max: int = 60) -> str:
    """Give a text received so that it can be written back: cut, and without what cannot be seen."""
    cut = text if len(text) <= longueur_max else text[: longueur_max - 1] + "…"
    return "".join(char if bad_character(char) is None else "�" for char in cut)


def named_file(nom: str) -> dict[str, str]:
    """Give the header under which a file goes out with its name, whatever the name (RFC 6266).

    `filename` says it in plain ASCII, for old readers; `filename*` says it exactly (RFC 8187).
    """
    bare = (char for char in unicodedata.normalize("NFKD", nom) if not unicodedata.combining(char))
    plain = _TOKEN.sub("_", "".join(bare)).strip() or "fichier"
    value = f'attachment; filename="{plain}"'
    if plain != nom:
        value += f"; filename*=UTF-8''{quote(nom, safe='', errors='replace')}"
    return {"Content-Disposition": value}
