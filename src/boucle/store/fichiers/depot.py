"""Depot: the files that partners deposit, and the source kept of each import.

Two areas. A *deposit* `<guid>/<filename>` lives under its cabinet, is written once through a signed
address, and disappears when nobody asked for its import. A *source* belongs to one import of one
dossier, and nothing changes it any more. On the disk of the server by default, or in an object
storage (`az://`, `s3://`); both have one face.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from boucle import clock
from boucle.config import Config
from boucle.errors import Refus
from boucle.errors.demandes.req_depot import DEPOT_NON_AUTORISE, NOM_REFUSE, RAISONS_NOM
from boucle.store.base.secret import derive
from boucle.store.fichiers.partiel import Recu
from boucle.values import Perimetre, bad_character

EXTENSIONS = ("tra", "txt", "csv", "xlsx", "xml", "json", "zip", "gz")
VALIDITE = timedelta(hours=24)
_NOM_OCTETS_MAX = 150
_RESERVED = frozenset('/\\:*?"<>|%#')
_URI = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([^/]+)", re.ASCII)


class SourceAbsente(Exception):
    """No such deposited file, or no such source."""


class SourceRemplacee(Exception):
    """What is deposited is no longer what it was when its import was accepted."""


@dataclass(frozen=True, slots=True)
class Depose:
    """A deposited file as it was at one moment.

    version: SHA-256 of its bytes on our own disk, ETag in an object storage.
    """

    version: str
    octets: int


@dataclass(frozen=True, slots=True)
class Reservation:
    """A place to deposit a file.

    adresse: where to PUT it, absolute, or beginning with `/` when it is a path of this server.
    """

    uri: str
    adresse: str
    expire: datetime


@dataclass(frozen=True, slots=True)
class SourceGardee:
    """The file of one import, on the local disk, whole."""

    path: Path
    sha256: str
    taille_octets: int


def check_nom(nom_fichier: str) -> str:
    """Give a file name in NFC; refuses NOM_REFUSE when it could mean anything but a file's name."""
    nom = unicodedata.normalize("NFC", nom_fichier)
    if not nom:
        _refuse(nom, "vide")
    refuse_hidden(nom)
    if _RESERVED & set(nom):
        _refuse(nom, "chemin")
    if len(nom.encode("utf-8")) > _NOM_OCTETS_MAX:
        _refuse(nom, "longueur")
    if nom != nom.strip(" ."):
        _refuse(nom, "point")
    stem, _, extension = nom.rpartition(".")
    if not stem or extension.lower() not in EXTENSIONS:
        _refuse(nom, "extension")
    return nom


def refuse_hidden(nom: str) -> None:
    """Refuse NOM_REFUSE for a name with a character of control, or that nobody can see."""
    if bad_character(nom) is not None:
        _refuse(nom, "chemin")


def _refuse(nom: str, raison: str) -> None:
    shown = "".join(char if char.isprintable() else "�" for char in nom[:80])
    raise Refus(NOM_REFUSE, lu=shown, raison=RAISONS_NOM[raison], extensions=", ".join(EXTENSIONS))


def split_uri(uri: str) -> tuple[str, str] | None:
    """Give the guid and the file name of an uri, or None when it is none of ours."""
    match = _URI.fullmatch(uri)
    if match is None:
        return None
    try:
        return match[1], check_nom(match[2])
    except Refus:
        return None


class Depot(ABC):
    """Keep deposits and sources; what both places have in common."""

    def __init__(self, config: Config) -> None:
        self.config = config

    def reserve(self, cabinet_id: int, nom_fichier: str, pour: str = "") -> Reservation:
        """Give a place of its own to deposit a file, for 24 hours. Refuses NOM_REFUSE.

        pour: who may ask for its import; the place itself bears the mark.
        """
        uri = f"{self._guid(cabinet_id, pour, uuid.uuid4())}/{check_nom(nom_fichier)}"
        expire = clock.now() + VALIDITE
        return Reservation(uri, self._adresse(cabinet_id, uri, expire), expire)

    def belongs(self, cabinet_id: int, uri: str, pour: str) -> bool:
        """True when this place was reserved for them."""
        parts = split_uri(uri)
        if parts is None:
            return False
        marked = self._guid(cabinet_id, pour, uuid.UUID(parts[0]))
        return hmac.compare_digest(str(marked), parts[0])

    def _guid(self, cabinet_id: int, pour: str, hasard: uuid.UUID) -> uuid.UUID:
        """Mark a guid: half of it is chance, the other half proves who it was made for."""
        content = f"{cabinet_id}\n{pour}\n".encode() + hasard.bytes[:8]
        mark = hmac.new(derive(self.config, "depot.pour"), content, hashlib.sha256).digest()
        return uuid.UUID(bytes=hasard.bytes[:8] + mark[:8], version=4)

    @abstractmethod
    def _adresse(self, cabinet_id: int, uri: str, expire: datetime) -> str:
        """Sign the address where the file may be PUT."""

    def check(self, cabinet_id: int, uri: str, expire_s: int, signature: str) -> None:
        """Refuse DEPOT_NON_AUTORISE unless this right to PUT was signed here and still holds."""
        raise Refus(DEPOT_NON_AUTORISE)

    @abstractmethod
    def holds(self, cabinet_id: int, uri: str) -> bool:
        """True when a file was deposited there by this cabinet's partners."""

    @abstractmethod
    def deposit(self, cabinet_id: int, path: Path, pour: str = "") -> str:
        """Deposit a file of this machine, under its own name, and give its uri.

        Refuses NOM_REFUSE, and what a reception refuses.
        """

    @abstractmethod
    def freeze(self, cabinet_id: int, uri: str) -> Depose | None:
        """Say what is deposited there, None for nothing: an import then takes that and no other.

        No byte of the file is read. On our own disk no other file can be put there any more.
        """

    @abstractmethod
    def link_source(
        self, perimetre: Perimetre, import_id: int, uri: str, depose: Depose | None = None
    ) -> SourceGardee:
        """Make a deposited file the source of an import; from here it cannot change.

        depose: what `freeze` gave; None takes whatever is there. Doing it again gives the same
        source. Raises SourceAbsente, SourceRemplacee.
        """

    @abstractmethod
    def place_source(self, perimetre: Perimetre, import_id: int) -> Path:
        """Say where a fetch must put the file of an import."""

    @abstractmethod
    def keep_source(self, perimetre: Perimetre, import_id: int, recu: Recu) -> SourceGardee:
        """Keep the file that a fetch put at `place_source`."""

    @abstractmethod
    def find_source(self, perimetre: Perimetre, import_id: int) -> SourceGardee | None:
        """Give the source of an import on the local disk, if an earlier attempt kept one."""

    @abstractmethod
    def open_source(self, perimetre: Perimetre, import_id: int) -> Iterator[bytes]:
        """Read the source of an import block by block. Raises SourceAbsente."""

    @abstractmethod
    def release_source(self, perimetre: Perimetre, import_id: int) -> None:
        """Say that the file is no longer read here: what cut attempts left of it goes.

        So does the local copy, where the source is kept elsewhere.
        """

    @abstractmethod
    def delete_source(self, perimetre: Perimetre, import_id: int) -> None:
        """Delete the source of an import; nothing happens when there is none."""

    @abstractmethod
    def sweep(self, avant: datetime) -> int:
        """Delete the deposits made before this instant, and say how many went.

        A source made from one stays: it does not depend on the deposit. Local copies of what is
        kept elsewhere go too.
        """
