"""Rapatriement: the documents that lines name by an address, fetched as any URL is.

Same guard, same bounds, same tries: what may pass has the whole import tried again, as a source
that does not answer has; what will not, or has lasted too long, leaves the import without this
document, and is told by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from sqlalchemy import RowMapping

from boucle.errors import Anomalie, Refus
from boucle.errors.donnees import envoi as dits
from boucle.errors.donnees.raisons import raison
from boucle.formats.joints import OCTETS_MAX, TETE_OCTETS, Joint, recognise
from boucle.formats.saisie_json.fichiers import DOCUMENTS_MAX
from boucle.operations.atelier import Atelier
from boucle.operations.sources.fetch import SecretUrl, fetch
from boucle.operations.travaux.echange import Nomme
from boucle.operations.travaux.reessai import may_pass
from boucle.store.travaux.queue import Tache

_LU_MAX = 200


def fetch_documents(
    atelier: Atelier,
    tache: Tache,
    row: RowMapping,
    nommes: Sequence[Nomme],
    folder: Path,
    at: Callable[[], None],
) -> tuple[list[Joint], list[Anomalie]]:
    """Fetch documents into a folder; give them, and what is told of the others.

    at is called as bytes come; what it raises ends the attempt. Refuses the first cause that may
    pass, once every document was asked for.
    """
    joints: list[Joint] = []
    told: list[Anomalie] = []
    passing: Refus | None = None
    config = replace(atelier.config, octets_max=min(OCTETS_MAX, atelier.config.octets_max))
    for rang, nomme in enumerate(nommes):
        at()
        if rang >= DOCUMENTS_MAX:
            told.append(_tell(nomme, raison("documents_max", nombre=DOCUMENTS_MAX)))
            continue
        path = folder / f"document-{rang}"
        try:
            atelier.check_url(nomme.url)
            fetch(SecretUrl(nomme.url), path, config, on_progress=lambda _octets: at())
        except Refus as refus:
            if may_pass(atelier, tache, row, refus):
                passing = passing or refus
            else:
                told.append(_tell(nomme, refus.message))
            continue
        with path.open("rb") as content:
            known = recognise(content.read(TETE_OCTETS))
        if known is None:
            told.append(_tell(nomme, raison("document_autre")))
            continue
        joints.append(Joint(nomme.adresse, _name(nomme.url), path))
    if passing is not None:
        raise passing
    return joints, told


def _name(url: str) -> str:
    """Give the name of a document, for a person: the last part of its path."""
    nom = PurePosixPath(unquote(urlsplit(url).path)).name
    return "".join(char for char in nom if char.isprintable()) or "document"


def _tell(nomme: Nomme, cause: str) -> Anomalie:
    return Anomalie(
        dits.DOCUMENT_NON_RAPATRIE,
        ligne=nomme.ligne,
        colonne="fichier",
        lu=nomme.adresse[:_LU_MAX],
        slots={"cause": cause},
    )
