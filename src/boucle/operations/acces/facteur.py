"""Facteur: the second factor of a person: six digits of a telephone, or a code of last resort.

Source: RFC 6238, with steps of 30 seconds; the step before and the one after are accepted, and no
step twice.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import pyotp
import segno

from boucle import clock
from boucle.config import Config
from boucle.store.acces import cles

PROFIL_MIN = 3
"""From this profile on, a second factor is demanded."""
SECOURS_NOMBRE = 8
_PAS_S = 30
_USAGE = "secours"
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class Enrolement:
    """What a person gives to the application of the telephone: a drawing, or the same in letters.

    image: address of the drawing, which holds it whole.
    """

    secret: str
    image: str


def make_secret() -> str:
    """Make the secret of a new second factor."""
    return pyotp.random_base32()


def enrolement(secret: str, email: str, cabinet: str) -> Enrolement:
    """Draw a secret, under the name that the application will show."""
    uri = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=f"Boucle {cabinet}"[:60])
    drawing = segno.make(uri, error="m", micro=False)
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    image = drawing.svg_data_uri(scale=4, border=4, dark="#000", light="#fff")
    return Enrolement(spaced, image)


def step_of(secret: str, code: str) -> int | None:
    """Give the step that this code is the one of, near the present one; None when it is none."""
    given = "".join(code.split())
    here = int(clock.now().timestamp()) // _PAS_S
    totp = pyotp.TOTP(secret)
    found = None
    for pas in (here - 1, here, here + 1):
        if hmac.compare_digest(totp.generate_otp(pas).encode(), given.encode()):
            found = pas
    return found


def make_secours() -> list[str]:
    """Make codes of last resort, of 50 bits each."""
    drawn = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(SECOURS_NOMBRE)]
    return [f"{code[:5]}-{code[5:]}" for code in drawn]


def keep_secours(config: Config, codes: Sequence[str]) -> str:
    """Give what is kept of codes of last resort."""
    return " ".join(_digest(config, code) for code in codes)


def use_secours(config: Config, kept: str, code: str) -> str | None:
    """Give what is kept once this code is used up; None when it is not one of them."""
    given = _digest(config, code)
    left = [digest for digest in kept.split() if not hmac.compare_digest(digest, given)]
    return " ".join(left) if len(left) < len(kept.split()) else None


def _digest(config: Config, code: str) -> str:
    plain = "".join(char for char in code.upper() if char.isalnum())
    return cles.digest(config, plain, _USAGE)
