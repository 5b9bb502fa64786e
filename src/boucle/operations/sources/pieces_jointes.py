"""PiecesJointes: the documents of an import, kept and tied to the lines that say their address.

Whatever brought them — the archive of a TRA file, an address of importJson — they are kept here,
before their import is published: room is held under the quota, rows say what is about to be kept,
then the files are written. Their `document` records come with the publication (`records`). Killed
anywhere, the attempt leaves rows, and the sweep (`sweep`) takes away all that they name; so it
does when the import is refused or rejected.
"""

from __future__ import annotations

import hashlib
import os
import stat
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from boucle import faults
from boucle.errors.donnees.src import QUOTA_SOURCE
from boucle.formats.joints import OCTETS_MAX, Joint, recognise
from boucle.operations.sources.quota import holding
from boucle.store.base.engine import Store
from boucle.store.fichiers import documents, occupation
from boucle.store.livre import pieces_jointes
from boucle.store.travaux.queue import Tache
from boucle.values import Perimetre

_TRANCHE = 100
_NOM_MAX = 255


class Gardee(NamedTuple):
    """One document that was kept: its objectId, and what its record says."""

    object_id: str
    nom: str
    media: str
    octets: int
    sha256: str


def keep(
    store: Store, tache: Tache, joints: Sequence[Joint], hold: Callable[[], None]
) -> list[Gardee]:
    """Keep the documents of one attempt, each once; lines say them by their address.

    hold is called before each file; what it raises ends the attempt. A file that is no PDF, JPEG
    nor PNG, or is too large, is left: whoever gives it has told it already. Refuses QUOTA_SOURCE,
    STOCKAGE_INDISPONIBLE.
    """
    kept: list[Gardee] = []
    for start in range(0, len(joints), _TRANCHE):
        kept += _keep_slice(store, tache, joints[start : start + _TRANCHE], hold)
    return kept


def _keep_slice(
    store: Store, tache: Tache, joints: Sequence[Joint], hold: Callable[[], None]
) -> list[Gardee]:
    perimetre, cle = tache.perimetre, f"{tache.import_id:d}:pieces"
    sound = [joint for joint in joints if _is_sound(joint.path)]
    total = sum(joint.path.stat().st_size for joint in sound)
    idents = {joint.adresse: str(uuid.uuid4()) for joint in sound}
    kept: list[Gardee] = []
    with holding(store, perimetre, cle, QUOTA_SOURCE) as place:
        hold()
        place.hold(total)
        with store.transaction(perimetre) as conn:
            pieces_jointes.announce(
                conn, perimetre, tache.import_id, tache.jeton, list(idents.items())
            )
        faults.point("pieces.annoncees")
        for joint in sound:
            hold()
            octets = joint.path.read_bytes()
            media = recognise(octets)
            if media is None:
                continue
            ident = idents[joint.adresse]
            documents.put(store.config, perimetre, ident, octets)
            sha256 = hashlib.sha256(octets).hexdigest()
            kept.append(Gardee(ident, joint.nom[-_NOM_MAX:], media, len(octets), sha256))
        place.keep_all(occupation.DOCUMENT, {piece.object_id: piece.octets for piece in kept})
    faults.point("pieces.gardees")
    return kept


def _is_sound(path: Path) -> bool:
    """Tell that a file which another process wrote is a plain one, of a size that is kept."""
    there = os.lstat(path)
    return stat.S_ISREG(there.st_mode) and there.st_nlink == 1 and there.st_size <= OCTETS_MAX


def records(kept: Sequence[Gardee]) -> list[dict[str, Any]]:
    """Give the rows of the `document` records, to be written by the publication."""
    return [
        {
            "object_id": piece.object_id,
            "filename": piece.nom,
            "content_type": piece.media,
            "taille": piece.octets,
            "sha256": piece.sha256,
        }
        for piece in kept
    ]


def sweep(store: Store, perimetre: Perimetre, import_id: int, sauf: int) -> None:
    """Take away, by slices, the documents of an import that nobody may see.

    sauf: the attempt whose documents stay, -1 for none. Files go first: were it cut, the rows
    bring the sweep back.
    """
    while True:
        with store.lecture(perimetre) as conn:
            gone = pieces_jointes.doomed(conn, perimetre, import_id, sauf, _TRANCHE)
        if not gone:
            return
        documents.delete(store.config, perimetre, gone)
        with store.transaction(perimetre) as conn:
            occupation.drop_all(conn, perimetre, occupation.DOCUMENT, gone)
            pieces_jointes.forget(conn, perimetre, import_id, gone)
