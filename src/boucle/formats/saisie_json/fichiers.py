"""Fichiers: the documents that lines name, each by one address without its signature."""

from __future__ import annotations

import hashlib

import polars as pl

from boucle.formats.lecture import Adresse
from boucle.formats.saisie_json.champs import bare_address

DOCUMENTS_MAX = 10_000
"""Documents of one import that are fetched; more than that are told by their number."""


class Fichiers:
    """Name the documents of a body, block by block, and list what is to be fetched."""

    def __init__(self) -> None:
        self._noms: dict[str, str] = {"": ""}
        self._urls: dict[str, str] = {}
        self._lignes: dict[str, int] = {}

    def read(self, n: pl.Series, uris: pl.Series) -> pl.Series:
        """Give the address of each document, '' where a line names none."""
        sent = uris.unique(maintain_order=True).to_list()
        for uri in sent:
            if uri not in self._noms:
                nom = self._name(uri)
                self._noms[uri] = nom
                self._urls[nom] = uri
                self._lignes[nom] = int(n[int(uris.index_of(uri) or 0)])
        return uris.replace_strict(sent, [self._noms[uri] for uri in sent], return_dtype=pl.String)

    def _name(self, uri: str) -> str:
        """Two documents that differ by what follows the path alone have two addresses."""
        nom = bare_address(uri)
        if nom in self._urls:
            nom += f"#{hashlib.sha256(uri.encode()).hexdigest()[:12]}"
        return nom

    def adresses(self) -> tuple[Adresse, ...]:
        """List the documents in the order of their first lines."""
        return tuple(Adresse(nom, url, self._lignes[nom]) for nom, url in self._urls.items())
