"""SecretUrl: an URL that carries a right of access, shown masked wherever it may be printed."""

from __future__ import annotations

from typing import NoReturn
from urllib.parse import urlsplit


class SecretUrl:
    """Hold an URL; `reveal()` alone gives it whole."""

    __slots__ = ("_url",)

    def __init__(self, url: str) -> None:
        self._url = url

    def reveal(self) -> str:
        """Give the URL itself."""
        return self._url

    @property
    def masque(self) -> str:
        """Give `https://hote/…/fichier?***`: what a person needs to know the file again."""
        try:
            parts = urlsplit(self._url)
            hote = parts.hostname or ""
        except ValueError:
            return "***"
        nom = parts.path.rpartition("/")[2]
        folder = "/…/" if parts.path.count("/") > 1 else "/"
        return f"{parts.scheme}://{hote}{folder}{nom}{'?***' if parts.query else ''}"

    def __str__(self) -> str:
        return self.masque

    def __repr__(self) -> str:
        return f"SecretUrl({self.masque!r})"

    def __format__(self, spec: str) -> str:
        return format(self.masque, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SecretUrl) and other._url == self._url

    def __hash__(self) -> int:
        return hash(self._url)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a SecretUrl is not written anywhere: seal it in the coffre")
