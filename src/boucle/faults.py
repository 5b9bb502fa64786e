"""Faults: named points where a test may kill the process, to prove that nothing is half-done.

Off unless BOUCLE_FAUTE is set to `point` or `point:n` (the n-th passage): an unarmed point costs
one comparison. The only fault is SIGKILL, which nothing can catch or tidy up after.
"""

from __future__ import annotations

import os
import signal

POINTS = (
    "demande.figee",
    "demande.avant_commit",
    "demande.apres_commit",
    "bail.pris",
    "fetch.debut",
    "fetch.corps_10",
    "fetch.corps_50",
    "fetch.corps_99",
    "fetch.avant_renommage",
    "fetch.apres_renommage",
    "source.liee",
    "fetch.fin",
    "lecture.lancee",
    "lecture.premier_lot",
    "lecture.dernier_lot",
    "lecture.soldes",
    "lecture.finie",
    "pieces.annoncees",
    "pieces.gardees",
    "plan.fini",
    "publication.creations",
    "publication.avant_commit",
    "publication.apres_commit",
    "erreur.avant_commit",
    "erreur.apres_commit",
    "nouvel_essai.avant_commit",
    "decision.avant_commit",
    "decision.apres_commit",
    "demande_decision.avant_commit",
    "demande_decision.apres_commit",
    "decision_due.avant_commit",
    "decision_due.apres_commit",
    "balayage.tranche",
)

_POINT, _, _RANK = os.environ.get("BOUCLE_FAUTE", "").partition(":")
_passages = 0


def point(name: str) -> None:
    """Die here, at once, when this point is armed for this passage."""
    if name != _POINT:
        return
    global _passages
    _passages += 1
    if _passages == int(_RANK or 1):
        os.kill(os.getpid(), signal.SIGKILL)
