"""Archive: the one file that a gzip or a zip holds, opened within bounds.

One level, one file. What comes out is bounded by the limit of any file and by two hundred times
what came in, plus one MiB, whatever the archive says of itself.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

from boucle.errors import Anomalie
from boucle.errors.donnees import fic
from boucle.errors.donnees.raisons import raison

GZIP, ZIP = "gzip", "zip"
OCTETS_MAX = 4 << 30
_MAGIC = {b"\x1f\x8b": GZIP, b"PK\x03\x04": ZIP, b"PK\x05\x06": ZIP}
RATIO_MAX = 200
MARGE = 1 << 20
_CHUNK = 1 << 20
_ERREURS = (
    zipfile.BadZipFile,
    gzip.BadGzipFile,
    zlib.error,
    EOFError,
    RuntimeError,
    OSError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Membre:
    """What an archive gave. nom: of the file inside. anomalie: why nothing came out.

    autres: names of the files beside it, left there.
    """

    nom: str
    anomalie: Anomalie | None = None
    autres: tuple[str, ...] = ()


def kind_of_archive(head: bytes) -> str:
    """Tell an archive by its first bytes: 'gzip', 'zip', or '' for anything else."""
    return next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), "")


def unpack(
    source: Path,
    nom: str,
    target: Path,
    octets_max: int = OCTETS_MAX,
    *,
    extension: str = "",
    emboitee: bool = False,
) -> Membre:
    """Write the only file of an archive to target, or the only one of this extension if given.

    nom: name of the archive as the person knows it. emboitee: an archive inside is written too,
    and its caller judges it. Gives FIC-050 (damaged, encrypted), FIC-051 (several files), FIC-052
    (too large), FIC-053 (an archive inside), FIC-011 (a workbook).
    """
    limit = min(octets_max, source.stat().st_size * RATIO_MAX + MARGE)
    with ExitStack() as stack:
        try:
            stream, inner, autres = _open(stack, source, nom, extension)
            if isinstance(stream, Anomalie):
                return Membre(inner, stream)
            return Membre(inner, _copy(stream, nom, target, limit, emboitee), autres)
        except _ERREURS as error:
            slots = {"raison": raison("chiffre" if "encrypted" in str(error) else "abime")}
            return Membre(nom, Anomalie(fic.ARCHIVE_ILLISIBLE, lu=nom[:120], slots=slots))


class Annexes:
    """The other files of a zip, written one by one within the bounds of the whole archive."""

    def __init__(self, source: Path, octets_max: int) -> None:
        self._source, self._octets_max = source, octets_max
        self._left = min(OCTETS_MAX, source.stat().st_size * RATIO_MAX + MARGE)
        self._archive: zipfile.ZipFile | None = None

    def extract(self, membre: str, target: Path) -> str:
        """Write one file to target; give '' or the key of the reason why it is not."""
        limit = min(self._octets_max, self._left)
        try:
            if self._archive is None:
                self._archive = zipfile.ZipFile(self._source)
            with self._archive.open(membre) as stream:
                too_large = _copy(stream, membre, target, limit, True)
        except _ERREURS as error:
            target.unlink(missing_ok=True)
            return "chiffre" if "encrypted" in str(error) else "abime"
        self._left -= target.stat().st_size
        if too_large is None:
            return ""
        target.unlink()
        return "trop_grand"

    def close(self) -> None:
        """Let go of the archive."""
        if self._archive is not None:
            self._archive.close()


def open_membre(stack: ExitStack, source: Path) -> IO[bytes]:
    """Open the text that a source holds, through its archive if it is one."""
    plain = stack.enter_context(source.open("rb"))
    if not kind_of_archive(plain.read(4)):
        plain.seek(0)
        return plain
    stream, _, _ = _open(stack, source, source.name)
    if isinstance(stream, Anomalie):
        raise ValueError(stream.message)
    return stream


def _open(
    stack: ExitStack, source: Path, nom: str, extension: str = ""
) -> tuple[IO[bytes] | Anomalie, str, tuple[str, ...]]:
    with source.open("rb") as raw:
        kind = kind_of_archive(raw.read(4))
    if kind == GZIP:
        stream = cast(IO[bytes], stack.enter_context(gzip.GzipFile(source)))
        return stream, nom.removesuffix(".gz"), ()
    archive = stack.enter_context(zipfile.ZipFile(source))
    names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
    if "[Content_Types].xml" in names:
        return Anomalie(fic.BINAIRE, lu="50 4B 03 04"), nom, ()
    names = [name for name in names if not name.startswith("__MACOSX/")]
    named = [name for name in names if extension and name.lower().endswith(extension)]
    chosen = named if len(named) == 1 else names
    if len(chosen) != 1:
        slots = {"nombre": len(names)}
        return Anomalie(fic.ARCHIVE_PLUSIEURS, lu=nom[:120], slots=slots), nom, ()
    inner = PurePosixPath(chosen[0]).name
    autres = tuple(name for name in names if name != chosen[0])
    return stack.enter_context(archive.open(chosen[0])), inner, autres


def _copy(stream: IO[bytes], nom: str, target: Path, limit: int, emboitee: bool) -> Anomalie | None:
    size = 0
    with target.open("xb") as out:
        while chunk := stream.read(_CHUNK):
            if not size and not emboitee and kind_of_archive(chunk):
                return Anomalie(fic.ARCHIVE_EMBOITEE, lu=nom[:120])
            size += len(chunk)
            if size > limit:
                slots = {"octets_max": limit}
                return Anomalie(fic.ARCHIVE_TROP_GRANDE, lu=nom[:120], slots=slots)
            out.write(chunk)
    return None
