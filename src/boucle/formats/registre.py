"""Registre: the formats that an import may bring, and the reader of each.

A format is one row of FORMATS. Its reader is loaded at its first use, so that a process that
knows the names does not pay for the columnar library, and an import for no other format's reader.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    import polars as pl

    from boucle.compta.contexte import Contexte
    from boucle.formats.lecture import Lecture

    OnFrame = Callable[[pl.DataFrame], None]

FEC, TRA, PERSO, JSON = "FEC", "TRA", "Personnalisé", "JSON"
"""Names of the formats, as the published console shows them."""


class Lecteur(Protocol):
    """Read one file; never raises for what it holds.

    parametres: what the format needs beyond the file, as plain JSON values: the model of a
    personalised import, the options of a JSON import. on_lot takes the lot of each block, in file
    order; on_ventilation and on_detail take the frames of `compta/ventilation.py` and
    `compta/detail.py` after the lot they belong to; on_progress takes the number of lines read.
    """

    def __call__(
        self,
        source: Path,
        contexte: Contexte,
        parametres: Mapping[str, Any],
        *,
        on_lot: OnFrame | None = None,
        on_progress: Callable[[int], None] | None = None,
        on_ventilation: OnFrame | None = None,
        on_detail: OnFrame | None = None,
    ) -> Lecture: ...


class Format(NamedTuple):
    """One kind of file; nom: kept with each import and shown in the console.

    joints: documents may come with the file; its reader gives them to `on_joint` (see `joints.py`).
    """

    nom: str
    libelle: str
    extensions: tuple[str, ...]
    read: Lecteur
    joints: bool = False


def lazy(module: str) -> Lecteur:
    """Give a reader that loads `read` of a module of this room when it is first called."""

    def read(
        source: Path, contexte: Contexte, parametres: Mapping[str, Any], **given: Any
    ) -> Lecture:
        found: Lecteur = import_module(f"boucle.formats.{module}").read
        return found(source, contexte, parametres, **given)

    return read


def _read_fec(
    source: Path,
    contexte: Contexte,
    parametres: Mapping[str, Any],
    *,
    on_lot: OnFrame | None = None,
    on_progress: Callable[[int], None] | None = None,
    on_ventilation: OnFrame | None = None,
    on_detail: OnFrame | None = None,
) -> Lecture:
    """Read a FEC, which has no parameter, no breakdown and no detail."""
    from boucle.formats import fec

    return fec.read(source, contexte, on_lot=on_lot, on_progress=on_progress)


FORMATS: dict[str, Format] = {
    found.nom: found
    for found in (
        Format(FEC, "Fichier des écritures comptables", ("txt", "xml", "zip", "gz"), _read_fec),
        Format(
            TRA,
            "Fichier d'échange à colonnes fixes",
            ("tra", "txt", "zip", "gz"),
            lazy("tra.lire"),
            joints=True,
        ),
        Format(
            PERSO,
            "Fichier délimité ou classeur, lu par un modèle",
            ("csv", "txt", "xlsx", "zip", "gz"),
            lazy("perso.lire"),
        ),
        Format(
            JSON,
            "Écritures en JSON, dans la requête ou dans un fichier",
            ("json", "zip", "gz"),
            lazy("saisie_json.lire"),
        ),
    )
}
