"""Totaux: what the sums of a whole file say: accounts left open, books closed, exercice, gaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice

from boucle.compta.bilan import Bilan
from boucle.compta.compte import is_attente, is_gestion
from boucle.compta.contexte import premier_jour
from boucle.errors import Anomalie, Consequence, Kind
from boucle.errors.donnees import ecr, fic, lig
from boucle.values import day_of

JOURS_MAX = 31
"""Days out of balance that a rapport names."""


def judge_soldes(
    bilan: Bilan, douteux: Mapping[str, int]
) -> tuple[list[Anomalie], list[tuple[int, Consequence]]]:
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
    entailed: list[tuple[int, Consequence]] = []
    if len(moved) > 1 and not any(nets[compte] for compte in moved):
        found.append(Anomalie(ecr.SOLDE_GESTION))
    for compte in sorted(nets):
        if not is_attente(compte) or not nets[compte]:
            continue
        if compte in douteux:
            said = Consequence(ecr.ATTENTE_OUVERTE, code=compte)
            entailed.append((douteux[compte], said))
        else:
            slots = {"compte": compte, "solde": nets[compte]}
            found.append(Anomalie(ecr.ATTENTE_OUVERTE, slots=slots))
    return found, entailed


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
        "jours": {day_of(jour).isoformat(): jours[jour] for jour in islice(jours, JOURS_MAX)},
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
    if debut > cloture or fin < premier_jour(cloture):
        slots = {"cloture": cloture, "debut": debut, "fin": fin}
        explained = (lig.DATE_APRES_CLOTURE, lig.DATE_AVANT_OUVERTURE)
        return Anomalie(fic.AUTRE_EXERCICE, slots=slots), explained
    if debut >= premier_jour(cloture):
        return None
    if debut < premier_jour(premier_jour(cloture) - timedelta(days=1)):
        return None
    if a_nouveau is not None:
        found = a_nouveau == debut
    else:
        months = {solde.mois for solde in bilan.soldes}
        found = all(mois in months for mois in _months(debut, premier_jour(cloture)))
    slots = {"debut": debut, "fin": cloture}
    if not found:
        return None
    return Anomalie(fic.EXERCICE_LONG, slots=slots), (lig.DATE_AVANT_OUVERTURE,)


def _months(debut: date, fin: date) -> Iterator[str]:
    """Name the months from one day to another, both included."""
    rank, last = debut.year * 12 + debut.month - 1, fin.year * 12 + fin.month - 1
    while rank <= last:
        yield f"{rank // 12:04d}-{rank % 12 + 1:02d}"
        rank += 1
