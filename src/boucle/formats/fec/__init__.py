"""FEC: the fichier des écritures comptables, read and written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from boucle.compta.contexte import Contexte
    from boucle.formats.lecture import Lecture


def read(source: Path, contexte: Contexte, **given: Any) -> Lecture:
    """Read a FEC of any shape: see `lire.read`.

    The reader is loaded at its first use: a command that reads no file does not pay for the
    columnar library.
    """
    from boucle.formats.fec import lire

    return lire.read(source, contexte, **given)
