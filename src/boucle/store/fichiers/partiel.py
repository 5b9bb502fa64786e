"""Partiel: a file being received, kept beside its destination until it is whole.

Each attempt writes a file of its own, created O_EXCL: one that takes over a cut attempt copies what
it received instead of writing on, since the other process may not be dead. The name appears only
on a complete file, hashed and flushed to the disk.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from boucle import faults

_BLOC = 1 << 20


@dataclass(frozen=True, slots=True)
class Recu:
    """A file received whole."""

    sha256: str
    taille_octets: int
    etag: str


@dataclass(frozen=True, slots=True)
class Reprise:
    """What an attempt that was cut left behind: some first bytes of the version `etag`."""

    chemin: Path
    etag: str


def find_reprise(destination: Path) -> Reprise | None:
    """Find what earlier attempts left of this file: the longest part, if any can be resumed."""
    found = []
    for path in destination.parent.glob(f".{destination.name}.*.part"):
        with contextlib.suppress(OSError, ValueError, KeyError):
            etag = json.loads(_version(path).read_text("utf-8"))["etag"]
            found.append((path.stat().st_size, Reprise(path, etag)))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def forget_parts(destination: Path) -> None:
    """Remove what attempts left of this file."""
    for part in destination.parent.glob(f".{destination.name}.*.part*"):
        part.unlink(missing_ok=True)


def _version(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


class Partiel:
    """Receive one file: bytes in order, then `finish`."""

    def __init__(self, destination: Path) -> None:
        self.destination = destination
        destination.parent.mkdir(parents=True, exist_ok=True)
        name = f".{destination.name}.{secrets.token_hex(6)}.part"
        self.chemin = destination.with_name(name)
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        self._file = os.fdopen(os.open(self.chemin, flags, 0o600), "wb")
        self._hash = hashlib.sha256()
        self.taille_octets = 0
        self.etag = ""

    def write(self, octets: bytes) -> None:
        """Add bytes, hashed on the way."""
        self._file.write(octets)
        self._hash.update(octets)
        self.taille_octets += len(octets)

    def adopt(self, reprise: Reprise) -> None:
        """Copy what a cut attempt received, and remove it.

        Its last byte is left: one byte at least is asked of the source, which then says whether
        the version is still its own, even when all of them had come.
        """
        with contextlib.suppress(FileNotFoundError), reprise.chemin.open("rb") as before:
            left = reprise.chemin.stat().st_size - 1
            while block := before.read(max(0, min(_BLOC, left - self.taille_octets))):
                self.write(block)
            self.etag = reprise.etag if self.taille_octets else ""
        _remove(reprise.chemin)
        if self.etag:
            self._note_version()

    def restart(self, etag: str = "") -> None:
        """Forget the bytes received; those to come are of the version `etag`, '' if unknown."""
        self._file.seek(0)
        self._file.truncate()
        self._hash = hashlib.sha256()
        self.taille_octets = 0
        if etag != self.etag:
            self.etag = etag
            self._note_version()

    def _note_version(self) -> None:
        # Noted before the bytes: a process killed now leaves something that can be resumed.
        _version(self.chemin).write_text(json.dumps({"etag": self.etag}), "utf-8")

    @property
    def sha256(self) -> str:
        """Hash of the bytes received so far."""
        return self._hash.hexdigest()

    def flush(self) -> None:
        """Put every byte on the disk, and close the file; it has no name yet."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def finish(self) -> Recu:
        """Flush to the disk, give the file its name, and its hash."""
        self.flush()
        faults.point("fetch.avant_renommage")
        self.chemin.rename(self.destination)
        faults.point("fetch.apres_renommage")
        forget_parts(self.destination)
        flush_folder(self.destination.parent)
        return Recu(self.sha256, self.taille_octets, self.etag)

    def leave(self, *, keep: bool) -> None:
        """Close; keep what was received only when it can be resumed."""
        with contextlib.suppress(OSError):  # what could not be written is not counted on
            self._file.close()
        if not (keep and self.etag and self.taille_octets):
            _remove(self.chemin)


def _remove(chemin: Path) -> None:
    chemin.unlink(missing_ok=True)
    _version(chemin).unlink(missing_ok=True)


def flush_folder(folder: Path) -> None:
    """Make the names of a folder last through a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def receiving(destination: Path, reprise: Reprise | None = None) -> Iterator[Partiel]:
    """Open a file to receive; what cannot be resumed is removed whatever happens."""
    partiel = Partiel(destination)
    try:
        if reprise is not None:
            partiel.adopt(reprise)
        yield partiel
    except BaseException:
        partiel.leave(keep=True)
        raise
