"""Tenue: what keeps a client dossier from being deleted, archived or written to.

Nothing deletes books: while a dossier holds validated lines or open imports its deletion is
refused, and says how many. An archived dossier has no open import and takes none, so that nothing
moves in it any more. An import is accepted under the dossier's counters, which archiving and
deleting take first: of two that race, the second sees what the first did.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from boucle.errors import Kind, Refus
from boucle.errors.demandes import ressource as r
from boucle.errors.demandes.req import DOSSIER_INCONNU
from boucle.errors.francais import accord
from boucle.operations.ressources.verdict import Verdict
from boucle.schema.fiche import Fiche
from boucle.store.fiches import archives, dossiers
from boucle.store.fiches.archives import Tenu
from boucle.values import Perimetre

CHAMP = "codeDossier"


def demand_open(conn: Connection, perimetre: Perimetre) -> None:
    """Refuse to write in a dossier DOSSIER_ARCHIVE, or DOSSIER_INCONNU once it is deleted."""
    if not dossiers.is_living(conn, perimetre):
        raise Refus(DOSSIER_INCONNU, codeIBS=dossiers.code_of(conn, perimetre))
    if archives.is_archived(conn, perimetre):
        raise Refus(r.DOSSIER_ARCHIVE, codeIBS=dossiers.code_of(conn, perimetre))


def refuse_held(
    conn: Connection,
    perimetre: Perimetre,
    known: list[Fiche],
    current: dict[str, dict[str, Any]],
    verdict: Verdict,
) -> None:
    """Refuse to delete the client dossiers that hold lines or open imports: DOSSIER_TENU."""
    for fiche, _, tenu in _held(conn, perimetre, known, current):
        if tenu.lignes or tenu.imports:
            _refuse(fiche, r.DOSSIER_TENU, current, tenu, verdict)


def archive(
    conn: Connection,
    perimetre: Perimetre,
    known: list[Fiche],
    current: dict[str, dict[str, Any]],
    verdict: Verdict,
) -> None:
    """Archive client dossiers; refuses DOSSIER_OCCUPE those whose imports have not ended."""
    for fiche, place, tenu in _held(conn, perimetre, known, current):
        if tenu.imports:
            _refuse(fiche, r.DOSSIER_OCCUPE, current, Tenu(0, tenu.imports), verdict)
        elif verdict.sound([fiche]):
            archives.add(conn, place)


def restore(
    conn: Connection,
    perimetre: Perimetre,
    known: list[Fiche],
    current: dict[str, dict[str, Any]],
    verdict: Verdict,
) -> None:
    """Bring client dossiers back from the archives; those that are not there stay as they are."""
    for fiche, place, _ in _held(conn, perimetre, known, current):
        if verdict.sound([fiche]):
            archives.remove(conn, place)


def _held(
    conn: Connection,
    perimetre: Perimetre,
    known: list[Fiche],
    current: dict[str, dict[str, Any]],
) -> list[tuple[Fiche, Perimetre, Tenu]]:
    """Take the counters of each dossier, in one order for all, and count what it holds."""
    places = []
    for fiche in known:
        code = current[fiche.object_id]["code_dossier"]
        dossier_id = dossiers.find(conn, perimetre.cabinet_id, code)
        if dossier_id is not None:
            places.append((dossier_id, fiche))
    found = []
    for dossier_id, fiche in sorted(places, key=lambda place: place[0]):
        place = Perimetre(perimetre.cabinet_id, dossier_id)
        dossiers.next_revisions(conn, place, 0)
        found.append((fiche, place, archives.count_held(conn, place)))
    return found


def _refuse(
    fiche: Fiche, kind: Kind, current: dict[str, dict[str, Any]], tenu: Tenu, verdict: Verdict
) -> None:
    code = current[fiche.object_id]["code_dossier"]
    verdict.refuse(fiche, CHAMP, kind, code, tenu=_told(tenu))
    verdict.fautes[-1].details |= {"lignesValidees": tenu.lignes, "importsOuverts": tenu.imports}


def _told(tenu: Tenu) -> str:
    parts = [
        accord(number, singulier, pluriel)
        for number, singulier, pluriel in (
            (tenu.lignes, "ligne validée", "lignes validées"),
            (tenu.imports, "import ouvert", "imports ouverts"),
        )
        if number
    ]
    return " et ".join(parts)
