"""Numeros lignes: a file that numbers its lines instead of its écritures: one fault, told once.

No écriture of it balances, though its lines do all together: the numbers are at fault, not the
amounts of each line.
"""

from __future__ import annotations

from boucle.compta.bilan import CLE_NUM
from boucle.compta.contexte import Contexte
from boucle.errors import Anomalie, ecr, fic
from boucle.formats.fec.lecture.lignes_relues import Relues
from boucle.formats.lecture import Lecture

LIGNES_MIN = 4


def tell_numeros(lecture: Lecture, _relues: Relues, _contexte: Contexte) -> None:
    """Say that every line has a number of its own, instead of every écriture out of balance.

    The lecture itself is changed, and given back.
    """
    bilan, rapport = lecture.bilan, lecture.rapport
    nombre = rapport.comptes.get(ecr.DESEQUILIBRE.code, 0)
    alone = bilan.cle_ecriture == CLE_NUM and bilan.ecritures == bilan.lignes >= LIGNES_MIN
    if not alone or 2 * nombre < bilan.lignes or bilan.debit != bilan.credit:
        return
    nums = [a.slots["num"] for a in rapport.anomalies if a.kind is ecr.DESEQUILIBRE]
    if len(set(nums)) < len(nums):  # Then journaux vary from line to line, not numbers.
        return
    entailed = [
        text for anomalie in rapport.withdraw_all(ecr.DESEQUILIBRE)
        for text in anomalie.consequences if not text.startswith(ecr.UNE_LIGNE.code)
    ]
    found = Anomalie(
        fic.NUMERO_PAR_LIGNE, colonne="EcritureNum", slots={"nombre": nombre},
        consequences=list(dict.fromkeys(entailed)),
    )
    rapport.insert(found)
    rapport.sort()
