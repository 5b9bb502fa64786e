"""Bilan: what a file adds up to, line by line."""

from __future__ import annotations

from boucle.compta.bilan import (
    DESEQUILIBRES_MAX,
    Bilan,
    Desequilibre,
    Solde,
    Tiers,
    Variante,
)
from boucle.compta.constats import deviation
from boucle.compta.ecritures.runs import Groupe
from boucle.errors import Anomalie
from boucle.formats.fec.forme.colonnes import JOURNAL_DEFAUT, JOURNAL_DEFAUT_LIB
from boucle.values import day_of
from oracle_fec.ecritures import find_causes, group
from oracle_fec.fichier import Fichier, Ligne


def add_up(fichier: Fichier) -> Bilan:
    """Add up a file that was read."""
    bilan = Bilan(cle_ecriture=fichier.cle, regime=fichier.entete.regime)
    bilan.colonnes_extra = [nom for nom, _ in fichier.entete.extras]
    lignes = fichier.lignes
    bilan.lignes = len(lignes)
    bilan.debit = sum(ligne.debit or 0 for ligne in lignes)
    bilan.credit = sum(ligne.credit or 0 for ligne in lignes)
    days = [ligne.date for ligne in lignes if ligne.date is not None]
    if days:
        bilan.date_min, bilan.date_max = day_of(min(days)), day_of(max(days))
    _add_codes(bilan, fichier)
    _add_soldes(bilan, fichier)
    _add_desequilibres(bilan, fichier)
    return bilan


def _add_codes(bilan: Bilan, fichier: Fichier) -> None:
    bilan.journaux = _labels(
        bilan, "journal", [(x.journal, x.textes.get("JournalLib", "")) for x in fichier.lignes]
    )
    if bilan.journaux.get(JOURNAL_DEFAUT) == "" and any(
        fichier.is_par_defaut(ligne) for ligne in fichier.lignes
    ):
        bilan.journaux[JOURNAL_DEFAUT] = JOURNAL_DEFAUT_LIB
    bilan.comptes = _labels(
        bilan, "compte", [(x.compte, x.textes.get("CompteLib", "")) for x in fichier.lignes]
    )
    firsts: dict[str, str] = {}
    pairs = []
    for ligne in fichier.lignes:
        code = ligne.textes.get("CompAuxNum", "")
        firsts.setdefault(code, ligne.compte)
        pairs.append((code, ligne.textes.get("CompAuxLib", "")))
    labels = _labels(bilan, "tiers", pairs)
    bilan.tiers = {code: Tiers(lib, firsts[code]) for code, lib in labels.items()}


def _labels(bilan: Bilan, genre: str, pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Give the first label that is not blank of each code, and note the other ones.

    A label under a blank code is a variant of the blank code, so that it is not lost.
    """
    first: dict[str, str] = {}
    counts: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    for code, libelle in pairs:
        if code and not first.setdefault(code, libelle):
            first[code] = libelle
        if not libelle or libelle == first.get(code) or (code, libelle) in seen:
            continue
        seen.add((code, libelle))
        counts[code] = counts.get(code, 0) + 1
        bilan.libelles.append(Variante(genre, code, counts[code], libelle))
    return first


def _add_soldes(bilan: Bilan, fichier: Fichier) -> None:
    sums: dict[tuple[str, str, str], list[int]] = {}
    for ligne in fichier.lignes:
        if not ligne.complete or ligne.date is None:
            continue
        key = (ligne.compte, ligne.journal, day_of(ligne.date).isoformat()[:7])
        total = sums.setdefault(key, [0, 0, 0])
        total[0] += ligne.debit or 0
        total[1] += ligne.credit or 0
        total[2] += 1
    bilan.soldes = [Solde(*key, *sums[key]) for key in sorted(sums)]


def _add_desequilibres(bilan: Bilan, fichier: Fichier) -> None:
    ecritures = group(fichier)
    causes = find_causes(fichier)
    bilan.ecritures = len(ecritures)
    for key, lignes in ecritures.items():
        ecart = sum(ligne.ecart for ligne in lignes if ligne.chiffree)
        if not ecart or key in causes:
            continue
        bilan.desequilibres_total += 1
        if len(bilan.desequilibres) < DESEQUILIBRES_MAX:
            bilan.desequilibres.append(_gap(lignes, ecart))


def _gap(lignes: list[Ligne], ecart: int) -> Desequilibre:
    return deviation(lignes[0].citee, Groupe(lignes[0].n, lignes[-1].n, ecart))


def judge_envoyes(fichier: Fichier) -> list[Anomalie]:
    """Comptes whose number the dossier cannot keep as it was sent."""
    envoyes: dict[str, set[str]] = {}
    for ligne in fichier.lignes:
        if ligne.compte:
            envoyes.setdefault(ligne.compte, set()).add(ligne.textes["CompteNum"])
    return fichier.constats.say_longueurs(envoyes)
