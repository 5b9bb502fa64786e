"""Verifier: the check of a FEC, without a server and without keeping anything.

It is the dry run of an import: the same reader, the same rules, no dossier.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from boucle.compta.bilan import Bilan, Solde
from boucle.compta.contexte import Contexte
from boucle.errors import Niveau, Rapport, Refus
from boucle.errors.extrait import read_lignes
from boucle.errors.sortie import FICHIER_INTROUVABLE
from boucle.errors.vue import lines_shown
from boucle.formats import fec
from boucle.formats.fec.entree import open_source

JOURNAUX_MAX = 200
MOIS_MAX = 60
TEXTE_MAX = 200
CONFORME, ANOMALIES, ILLISIBLE = 0, 1, 2


def verifier(
    path: str | Path, *, regime: str = "", nom: str = "", contexte: Contexte | None = None,
    on_progress: Callable[[int], None] | None = None, threads: int = 2,
) -> Rapport:
    """Check one FEC at the three levels.

    regime: BIC, COM, BAT or BNCT; '' guesses it. nom: name to judge instead of the path's own.
    contexte: what is known of the dossier, for the checks of an import; it wins over the two.
    The rapport's `faits` hold the totals, the journaux and their months, in centimes.
    Refus FICHIER_INTROUVABLE when the file cannot be opened.
    """
    source = Path(path)
    contexte = contexte or Contexte(regime=regime, nom_fichier=nom or source.name)
    try:
        with source.open("rb") as stream:
            empreinte = hashlib.file_digest(stream, "sha256").hexdigest()
            taille = stream.tell()
    except OSError as fault:
        raise Refus(
            FICHIER_INTROUVABLE, chemin=str(source), raison=fault.strerror or str(fault)
        ) from fault
    lecture = fec.read(source, contexte, on_progress=on_progress, threads=threads)
    rapport = lecture.rapport
    rapport.faits = {
        "nom_fichier": contexte.nom_fichier or source.name, "taille_octets": taille,
        "sha256": empreinte, **rapport.faits, **faits_of(lecture.bilan),
    }
    rapport.faits["lisible"] = not (lecture.bilan.lignes == 0 and rapport.bloquant)
    return rapport


def exit_code(rapport: Rapport, niveau: Niveau | None = None) -> int:
    """Give 0 when the file conforms, 1 when it does not, 2 when nothing of it could be read.

    niveau: look at this level alone; otherwise at the three, and at what forbids an import.
    """
    if not rapport.faits.get("lisible", True):
        return ILLISIBLE
    if niveau is not None:
        return CONFORME if rapport.verdict(niveau) else ANOMALIES
    conforms = all(rapport.verdict(level) for level in Niveau) and not rapport.bloquant
    return CONFORME if conforms else ANOMALIES


def lignes_montrees(rapport: Rapport, path: str | Path, exemples_max: int) -> dict[int, bytes]:
    """Read again the lines that a rendering shows, inside the archive if the file is one."""
    wanted = lines_shown(rapport, exemples_max)
    if not wanted:
        return {}
    with open_source(Path(path)) as stream:
        return read_lignes(stream, wanted, rapport.faits.get("fin_de_ligne", "LF"))


def faits_of(bilan: Bilan) -> dict[str, Any]:
    """Turn a bilan into the facts of a rapport: totals, then journaux with their months."""
    journaux = _journaux(bilan)
    attente = [solde for solde in bilan.soldes if solde.compte.startswith("471")]
    return {
        "lignes": bilan.lignes,
        "ecritures": bilan.ecritures,
        "debit_centimes": bilan.debit,
        "credit_centimes": bilan.credit,
        "date_min": bilan.date_min.isoformat() if bilan.date_min else None,
        "date_max": bilan.date_max.isoformat() if bilan.date_max else None,
        "cle_ecriture": bilan.cle_ecriture,
        "regime": bilan.regime,
        "colonnes_extra": bilan.colonnes_extra,
        "nombre_journaux": len(bilan.journaux),
        "nombre_comptes": len(bilan.comptes),
        "nombre_tiers": len(bilan.tiers),
        "resultat_centimes": sum(
            solde.credit - solde.debit for solde in bilan.soldes if solde.compte[:1] in ("6", "7")
        ),
        "attente_centimes": sum(solde.debit - solde.credit for solde in attente),
        "attente_lignes": sum(solde.lignes for solde in attente),
        "desequilibres": bilan.desequilibres_total,
        "journaux": journaux,
    }


def _journaux(bilan: Bilan) -> list[dict[str, Any]]:
    months: dict[str, dict[str, list[int]]] = {}
    for solde in bilan.soldes:
        _add(months.setdefault(solde.journal, {}), solde)
    busiest = sorted(
        months, key=lambda code: (-sum(cell[2] for cell in months[code].values()), code)
    )[:JOURNAUX_MAX]
    return [_journal(code, bilan.journaux.get(code, ""), months[code]) for code in sorted(busiest)]


def _add(cells: dict[str, list[int]], solde: Solde) -> None:
    cell = cells.setdefault(solde.mois, [0, 0, 0])
    cell[0] += solde.debit
    cell[1] += solde.credit
    cell[2] += solde.lignes


def _journal(code: str, libelle: str, cells: dict[str, list[int]]) -> dict[str, Any]:
    busiest = sorted(cells, key=lambda mois: (-cells[mois][2], mois))[:MOIS_MAX]
    return {
        "code": code[:TEXTE_MAX],
        "libelle": libelle[:TEXTE_MAX],
        "lignes": sum(cell[2] for cell in cells.values()),
        "debit_centimes": sum(cell[0] for cell in cells.values()),
        "credit_centimes": sum(cell[1] for cell in cells.values()),
        "mois": [
            {
                "mois": mois, "debit_centimes": cells[mois][0],
                "credit_centimes": cells[mois][1], "lignes": cells[mois][2],
            }
            for mois in sorted(busiest)
        ],
    }
