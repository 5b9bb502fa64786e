"""Notice: the description that the law wants beside a FEC: is it there, does it name each column?

Source: LPF art. A47 A-1, XI. It is looked for in the folder of the file, under a name that begins
as the file's own (`SirenFECAAAAMMJJ`) and holds « descri », as the one that an export writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from boucle.errors import Anomalie
from boucle.errors.donnees import fic
from boucle.formats.fec.forme.entete import fold

_DEBUT = re.compile(r".*FEC[0-9]{8}", re.IGNORECASE)
_MARQUE = "descri"
_OCTETS_MAX = 1 << 20
_LU_MAX = 120


def judge_notice(notice: Path, colonnes: Iterable[str]) -> Anomalie | None:
    """Say that a description does not name each column, FIC-056."""
    with notice.open("rb") as stream:
        words = fold(stream.read(_OCTETS_MAX).decode("utf-8", "replace"))
    missing = [colonne for colonne in colonnes if fold(colonne) not in words]
    if not missing:
        return None
    slots = {"manquantes": ", ".join(missing)[:_LU_MAX]}
    return Anomalie(fic.DESCRIPTION_INCOMPLETE, lu=notice.name[:_LU_MAX], slots=slots)


def find_notice(source: Path) -> Path | None:
    """Find the description of a file in its folder, None when there is none."""
    debut = _DEBUT.match(source.name)
    if debut is None:
        return None
    found = [path for path in source.parent.iterdir() if _is_notice(path.name, debut[0])]
    return min((path for path in found if path.is_file()), default=None)


def without_notices(sources: Sequence[Path]) -> list[Path]:
    """Leave out the descriptions of other files of the list: they are read with them."""
    own = [_DEBUT.match(source.name) for source in sources]
    kept = [
        source
        for source, debut in zip(sources, own, strict=True)
        if debut is None or not _is_notice(source.name, debut[0])
    ]
    described = {(path.parent, m[0].lower()) for path in kept if (m := _DEBUT.match(path.name))}
    return [
        source
        for source, debut in zip(sources, own, strict=True)
        if source in kept or debut is None or (source.parent, debut[0].lower()) not in described
    ]


def _is_notice(nom: str, debut: str) -> bool:
    lower = nom.lower()
    return lower.startswith(debut.lower()) and _MARQUE in lower[len(debut) :]
