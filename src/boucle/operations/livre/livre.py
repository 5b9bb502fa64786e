"""Livre: reading the books of a dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import RowMapping

from boucle.errors import Refus
from boucle.errors.demandes import ressource as r
from boucle.formats.saisie_json.parts import axe_of
from boucle.operations.acces.acteur import Acteur
from boucle.operations.imports.extrait import Extrait, gather
from boucle.operations.livre.export import find_exercice
from boucle.operations.ressources.ressources import FILTRE_DELAI_S
from boucle.resources._ecriture import CHAMPS_LIGNE, ECRITURE, TAKE_MAX
from boucle.resources._ventilation import CLE
from boucle.schema.champs.champ import shown
from boucle.schema.curseur import write_curseur
from boucle.schema.demande import read_demande
from boucle.store.base.delai import bounded
from boucle.store.base.engine import Store
from boucle.store.livre import livre
from boucle.values import Perimetre

_SELECT_MAX = 4_000
_LIVRE = "Le livre"


def open_dossier(store: Store, acteur: Acteur, code_dossier: str) -> Perimetre:
    """Give the perimetre of a dossier; refuses DOSSIER_INCONNU."""
    with store.lecture(acteur.cabinet) as conn:
        return acteur.dossier_client(conn, code_dossier, _LIVRE)


def balance(
    store: Store, acteur: Acteur, code_dossier: str, code_exercice: str
) -> Sequence[RowMapping]:
    """Sum the validated lines of an exercice by compte, in centimes."""
    with store.lecture(acteur.cabinet) as conn:
        perimetre = acteur.dossier_client(conn, code_dossier, _LIVRE)
        year = find_exercice(conn, perimetre, code_exercice)
        return livre.balance(conn, perimetre, year.debut, year.fin)


def ecritures(
    store: Store, acteur: Acteur, code_dossier: str, parametres: Mapping[str, str]
) -> Extrait:
    """Give at most 100 validated lines, with all that goes with them.

    Refuses DOSSIER_INCONNU, FILTRE_OBLIGATOIRE without one of the fields that are asked for, and
    what is wrong in the filter, the sort, the page or the selection.
    """
    given = {nom.lower(): value for nom, value in parametres.items()}
    selection = _selection(given.pop("select", ""))
    demande = read_demande(ECRITURE, given)
    with store.lecture(acteur.cabinet) as conn:
        perimetre = acteur.dossier_client(conn, code_dossier, ECRITURE.article)
        take = min(demande.take, TAKE_MAX)
        with bounded(conn, FILTRE_DELAI_S):
            rows = livre.ecritures(conn, perimetre, demande, take)
        kept = rows[:take]
        extrait = gather(conn, perimetre, kept, {row["import_id"]: row for row in kept})
    extrait.selection = selection
    if len(rows) > take:
        last = [value for name, value in kept[-1].items() if name.startswith("cle_")]
        extrait.suite = write_curseur(demande.tri, last)
    return extrait


def _selection(texte: str) -> tuple[str, ...]:
    """Read `select`: fields of a line, or keys of its breakdown; refuses SELECTION_INCONNUE."""
    known = {nom.lower(): nom for nom in CHAMPS_LIGNE}
    chosen: dict[str, None] = {}
    for part in texte[:_SELECT_MAX].split(",") if texte.strip() else ():
        nom = part.strip()
        if nom.lower() not in known and axe_of(nom) is None:
            acceptes = ", ".join((*CHAMPS_LIGNE, f"{CLE}<code de l'axe>"))
            raise Refus(r.SELECTION_INCONNUE, lu=shown(nom), acceptes=acceptes)
        chosen[known.get(nom.lower(), f"{CLE}{axe_of(nom)}")] = None
    return tuple(chosen)
