"""Coffre: texts kept sealed at rest, under a key that is not in the database."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken

from boucle.config import Config
from boucle.store.base.secret import derive


class CoffreIllisible(Exception):
    """The text was sealed under another key, or altered."""


class Coffre:
    """Seal and open short texts: URLs that carry a right of access."""

    def __init__(self, config: Config) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(derive(config, "coffre")))

    def seal(self, text: str) -> bytes:
        """Seal a text; the same text never gives the same bytes twice."""
        return self._fernet.encrypt(text.encode("utf-8"))

    def open(self, sealed: bytes) -> str:
        """Give the text back; CoffreIllisible when it was sealed under another key."""
        try:
            return self._fernet.decrypt(sealed).decode("utf-8")
        except InvalidToken as error:
            raise CoffreIllisible("sealed under another key, or altered") from error
