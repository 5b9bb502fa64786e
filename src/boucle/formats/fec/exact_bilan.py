"""Exact bilan: what a file adds up to, and the rules that need the final balances."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice

from boucle.compta.bilan import (
    DESEQUILIBRES_MAX,
    Bilan,
    Desequilibre,
    Solde,
    Tiers,
    Variante,
)
from boucle.compta.plan import is_attente, is_gestion, judge_longueurs
from boucle.errors import Anomalie, Kind, ecr, fic, lig
from boucle.formats.fec.colonnes import JOURNAL_DEFAUT, JOURNAL_DEFAUT_LIB
from boucle.formats.fec.exact_ecritures import find_causes, group
from boucle.formats.fec.exact_fichier import Fichier, Ligne, day_of
from boucle.formats.fec.exact_lignes import first_day
from boucle.values import format_centimes

JOURS_MAX = 31
"""Days out of balance that a rapport names."""


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
        key = (ligne.compte, ligne.journal, f"{day_of(ligne.date):%Y-%m}")
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
            bilan.desequilibres.append(_gap(key, lignes, ecart))


def _gap(key: tuple[str, str], lignes: list[Ligne], ecart: int) -> Desequilibre:
    first = lignes[0]
    valid = first.cellules["ValidDate"].valeur if "ValidDate" in first.cellules else None
    return Desequilibre(
        journal=key[0],
        num=key[1],
        date=day_of(first.date) if first.date is not None else None,
        piece_ref=first.textes.get("PieceRef", ""),
        libelle=first.textes.get("EcritureLib", ""),
        valid_date=day_of(valid) if isinstance(valid, int) else None,
        ecart_centimes=ecart,
        premiere_ligne=first.n,
        derniere_ligne=lignes[-1].n,
    )


def judge_soldes(
    bilan: Bilan, douteux: Mapping[str, int]
) -> tuple[list[Anomalie], list[tuple[int, str]]]:
    """Classes 6 and 7 closed to zero; waiting accounts left open.

    douteux: waiting accounts with a line that could not be read. That they are left open is then
    the consequence of that line: given apart, with the line.
    """
    nets: dict[str, int] = {}
    moved: set[str] = set()
    for solde in bilan.soldes:
        nets[solde.compte] = nets.get(solde.compte, 0) + solde.debit - solde.credit
        if is_gestion(solde.compte) and (solde.debit or solde.credit):
            moved.add(solde.compte)
    found = []
    entailed: list[tuple[int, str]] = []
    if len(moved) > 1 and not any(nets[compte] for compte in moved):
        found.append(Anomalie(ecr.SOLDE_GESTION))
    for compte in sorted(nets):
        if not is_attente(compte) or not nets[compte]:
            continue
        if compte in douteux:
            entailed.append((douteux[compte], f"{ecr.ATTENTE_OUVERTE.code} {compte}"))
        else:
            slots = {"compte": compte, "solde": format_centimes(nets[compte])}
            found.append(Anomalie(ecr.ATTENTE_OUVERTE, slots=slots))
    return found, entailed


def judge_envoyes(fichier: Fichier) -> list[Anomalie]:
    """Comptes whose number the dossier cannot keep as it was sent."""
    envoyes: dict[str, set[str]] = {}
    for ligne in fichier.lignes:
        if ligne.compte:
            envoyes.setdefault(ligne.compte, set()).add(ligne.textes["CompteNum"])
    return judge_longueurs(envoyes, fichier.contexte.longueur_compte)


def gap_faits(bilan: Bilan, jours: Mapping[int, int]) -> dict[str, object]:
    """Say by how much the file, each journal and each day are out of balance, in centimes.

    jours: the days that are, with their gaps, in order; the first `JOURS_MAX` are named.
    """
    journaux: dict[str, int] = {}
    for solde in bilan.soldes:
        journaux[solde.journal] = journaux.get(solde.journal, 0) + solde.debit - solde.credit
    return {
        "fichier": sum(journaux.values()),
        "journaux": {code: journaux[code] for code in sorted(journaux) if journaux[code]},
        "jours": {
            day_of(jour).isoformat(): jours[jour] for jour in islice(jours, JOURS_MAX)
        },
        "nombre_jours": len(jours),
    }


def judge_exercice(
    bilan: Bilan, cloture: date | None, a_nouveau: date | None
) -> tuple[Anomalie, tuple[Kind, ...]] | None:
    """Tell what the days of a whole file say of its exercice, and the kinds that this explains.

    Where no day is inside the exercice that the name tells, the name is at fault, not each line:
    FIC-039. The exercice is longer than twelve months, FIC-009, when its first day is that of the
    opening entries (a_nouveau), or, where there are none, when no month is without a line from
    its first day on.
    """
    debut, fin = bilan.date_min, bilan.date_max
    if cloture is None or debut is None or fin is None:
        return None
    if debut > cloture or fin < first_day(cloture):
        slots = {"cloture": cloture.isoformat(), "debut": debut.isoformat(), "fin": fin.isoformat()}
        explained = (lig.DATE_APRES_CLOTURE, lig.DATE_AVANT_OUVERTURE)
        return Anomalie(fic.AUTRE_EXERCICE, slots=slots), explained
    if debut >= first_day(cloture):
        return None
    if debut < first_day(first_day(cloture) - timedelta(days=1)):
        return None
    if a_nouveau is not None:
        found = a_nouveau == debut
    else:
        months = {solde.mois for solde in bilan.soldes}
        found = all(mois in months for mois in _months(debut, first_day(cloture)))
    slots = {"debut": debut.isoformat(), "fin": cloture.isoformat()}
    if not found:
        return None
    return Anomalie(fic.EXERCICE_LONG, slots=slots), (lig.DATE_AVANT_OUVERTURE,)


def _months(debut: date, fin: date) -> Iterator[str]:
    """Name the months from one day to another, both included."""
    rank, last = debut.year * 12 + debut.month - 1, fin.year * 12 + fin.month - 1
    while rank <= last:
        yield f"{rank // 12:04d}-{rank % 12 + 1:02d}"
        rank += 1
