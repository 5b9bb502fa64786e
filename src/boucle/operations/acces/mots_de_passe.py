"""MotsDePasse: how a password is chosen, kept and tried.

Argon2id takes 64 MiB a try: two at a time in a process, and few may wait, so that a flood of
tries costs a bounded memory and soon hears a refusal. An address that nobody bears costs a try
all the same: neither the answer nor its time tells who is known.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from boucle.errors import Refus
from boucle.errors.demandes.req_personne import CONNEXION_OCCUPEE, MOT_DE_PASSE_FAIBLE
from boucle.values import bad_character

SIGNES_MIN = 12
SIGNES_MAX = 256
_RESTE_MIN = 6
_DISTINCTS_MIN = 5
_COURANTS = (
    "motdepasse", "password", "passw0rd", "p@ssword", "p@ssw0rd", "passe", "azerty", "azertyuiop",
    "qwerty", "qwertyuiop", "qsdfgh", "wxcvbn", "asdfgh", "zxcvbn", "abcdef", "bonjour", "soleil",
    "bienvenue", "welcome", "letmein", "changezmoi", "changeme", "secret", "admin",
    "administrateur", "administrator", "compta", "comptabilite", "comptable", "cabinet", "expert",
    "expertcomptable", "dossier", "boucle", "facture", "france", "paris", "chouchou", "doudou",
    "loulou", "nicolas", "jetaime", "iloveyou", "printemps", "automne", "janvier", "fevrier",
    "mars", "avril", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
    "football", "marseille", "dragon", "monkey", "sunshine", "princess", "superman", "batman",
    "starwars", "trustno1", "whatever", "master", "login", "utilisateur", "test",
)  # fmt: skip
_SUITES = re.compile(r"(.)\1{2,}|\d{2,}|[^\w]")


class Guichet:
    """Let so many tries run at a time, and so many wait, each for so long."""

    def __init__(self, ensemble: int, attente_max: int, attente_s: int) -> None:
        self._running = threading.Semaphore(ensemble)
        self._room = threading.Semaphore(ensemble + attente_max)
        self._attente_s = attente_s

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn; refuses CONNEXION_OCCUPEE when too many wait already, or for long."""
        if not self._room.acquire(blocking=False):
            raise Refus(CONNEXION_OCCUPEE)
        try:
            if not self._running.acquire(timeout=self._attente_s):
                raise Refus(CONNEXION_OCCUPEE)
            try:
                yield
            finally:
                self._running.release()
        finally:
            self._room.release()


HACHEUR = PasswordHasher()
GUICHET = Guichet(ensemble=2, attente_max=8, attente_s=10)


def make_empreinte(mot_de_passe: str) -> str:
    """Give what is kept of a password; refuses CONNEXION_OCCUPEE."""
    with GUICHET.turn():
        return HACHEUR.hash(mot_de_passe)


def is_right(empreinte: str, mot_de_passe: str) -> bool:
    """Try a password, in the same time where there is none to try; refuses CONNEXION_OCCUPEE."""
    # What no password can be is not worth a hash of its length.
    given = mot_de_passe[:SIGNES_MAX]
    with GUICHET.turn():
        try:
            right = HACHEUR.verify(empreinte or _nobody(), given)
        except (VerificationError, InvalidHashError):
            return False
    return right and bool(empreinte) and len(mot_de_passe) <= SIGNES_MAX


def check_choice(mot_de_passe: str, *personnels: str) -> None:
    """Refuse MOT_DE_PASSE_FAIBLE: too short or too long, or little but what everybody would try.

    personnels: the name, the address and the cabinet of the person, which do not count either.
    """
    if bad_character(mot_de_passe) is not None:
        raise Refus(MOT_DE_PASSE_FAIBLE, raison="il contient un caractère de contrôle")
    if len(mot_de_passe) < SIGNES_MIN:
        raison = f"il a {len(mot_de_passe)} signes"
    elif len(mot_de_passe) > SIGNES_MAX:
        raison = f"il a {len(mot_de_passe)} signes, pour {SIGNES_MAX} au plus"
    elif len(set(mot_de_passe.casefold())) < _DISTINCTS_MIN:
        raison = f"il a moins de {_DISTINCTS_MIN} signes différents"
    elif len(_rare(mot_de_passe, personnels)) < _RESTE_MIN:
        raison = "il se devine : des mots courants, une suite, votre nom, ou presque rien d'autre"
    else:
        return
    raise Refus(MOT_DE_PASSE_FAIBLE, raison=raison)


def _rare(mot_de_passe: str, personnels: tuple[str, ...]) -> str:
    """Give what remains of a password without common and personal words, suites and digits."""
    left = mot_de_passe.casefold()
    words = {word for text in personnels for word in re.split(r"\W+", text.casefold())}
    known = sorted((*_COURANTS, *(word for word in words if len(word) > 2)), key=len, reverse=True)
    for word in known:
        left = left.replace(word, "")
    return _SUITES.sub("", left)


@cache
def _nobody() -> str:
    return HACHEUR.hash("")
