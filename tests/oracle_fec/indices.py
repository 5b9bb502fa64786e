"""Indices: first digits, round amounts, days, doubtful comptes, counted line by line."""

from __future__ import annotations

from boucle.compta.compte import is_attente
from boucle.compta.regles.chiffres import ROND_CENTIMES, is_taken, judge_chiffres
from boucle.errors import Anomalie
from oracle_fec.fichier import Fichier


def judge_montants(fichier: Fichier) -> list[Anomalie]:
    """Look at the amounts: their first digits, and how many are round."""
    montants = [
        abs(ligne.ecart)
        for ligne in fichier.lignes
        if ligne.chiffree and ligne.ecart and is_taken(ligne.n)
    ]
    premiers = [0] * 9
    for montant in montants:
        premiers[int(str(montant)[0]) - 1] += 1
    grands = [montant for montant in montants if montant >= ROND_CENTIMES]
    ronds = sum(montant % ROND_CENTIMES == 0 for montant in grands)
    return judge_chiffres(premiers, len(grands), ronds)


def add_jours(fichier: Fichier) -> dict[int, int]:
    """Give the days that do not balance, in order, with their gaps."""
    sums: dict[int, int] = {}
    for ligne in fichier.lignes:
        if ligne.complete and ligne.date is not None:
            sums[ligne.date] = sums.get(ligne.date, 0) + ligne.ecart
    return {jour: sums[jour] for jour in sorted(sums) if sums[jour]}


def find_douteux(fichier: Fichier) -> dict[str, int]:
    """Map each waiting account to its first line that could not be read whole."""
    found: dict[str, int] = {}
    for ligne in fichier.lignes:
        if not ligne.complete and is_attente(ligne.compte):
            found.setdefault(ligne.compte, ligne.n)
    return found
