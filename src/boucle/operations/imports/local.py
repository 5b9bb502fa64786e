"""Local: an import led from the server's own machine, by its operator, with no HTTP in between."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from boucle.compta.etat import FINALS, Etat
from boucle.errors import Refus
from boucle.errors.demandes.req import PARAMETRE_INVALIDE
from boucle.operations.acces.acteur import ADVANCED, Acteur
from boucle.operations.atelier import Atelier
from boucle.operations.imports import decision, imports
from boucle.operations.sources.depots import deposit
from boucle.operations.travaux.pipeline import run_import
from boucle.schema.champs.champ import shown
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers
from boucle.store.travaux import queue
from boucle.values import AUCUN

_ATTENTE_S = 1 / 10
_AUTEUR = "exploitant"


def local_acteur(store: Store, cabinet: str) -> Acteur:
    """Give the operator of this machine as an acteur on one cabinet, all dossiers open."""
    with store.lecture(AUCUN) as conn:
        cabinet_id = dossiers.find_cabinet(conn, cabinet)
    if cabinet_id is None:
        raise Refus(
            PARAMETRE_INVALIDE, parametre="cabinet", lu=shown(cabinet), attendu="un cabinet connu"
        )
    return Acteur(
        cabinet_id=cabinet_id,
        nom=_AUTEUR,
        partenaire=_AUTEUR,
        profil=5,
        niveau=ADVANCED,
        cle_id="",
        dossiers=None,
    )


def import_file(
    atelier: Atelier, acteur: Acteur, file: Path, code_dossier: str, *, validate: bool
) -> dict[str, Any]:
    """Deposit a file, import it, and validate it if asked; give the import as it then stands."""
    uri = deposit(atelier, acteur, file)
    demande = imports.Demande.read({"codeIbs": code_dossier, "URI": uri})
    demande_id = imports.request(atelier, acteur, "FEC", demande)
    told = imports.get(atelier.store, acteur, demande_id)
    while told["etat"] not in FINALS and told["etat"] != Etat.A_VALIDER:
        # A worker of this machine may take it first: whoever does, it runs once.
        tache = queue.claim(atelier.store, atelier.moi, atelier.config.bail_s)
        if tache is None:
            time.sleep(_ATTENTE_S)
        else:
            run_import(atelier, tache)
        told = imports.get(atelier.store, acteur, demande_id)
    if validate and told["etat"] == Etat.A_VALIDER:
        decision.decide(atelier, acteur, demande_id, Etat.VALIDE)
        told = imports.get(atelier.store, acteur, demande_id)
    return told
