"""Causes lignes: one bad cell may break a rule of its écriture too: one fault, told once.

Each rule is applied to what it knows. A day out of the exercice also gives two dates to its
écriture, an amount left out unbalances it, a tiers left out spreads its lettrage over two. Looked
for once a file is read, where the rapport keeps all of both faults: that of the écriture is
written on the cell.
"""

from __future__ import annotations

from collections.abc import Iterator

from boucle.compta.bilan import CLE_JOUR
from boucle.compta.contexte import Contexte
from boucle.errors import Anomalie, Consequence, Kind, Rapport
from boucle.errors.donnees import ecr, lig
from boucle.formats.fec.causes.consequences import name_fault
from boucle.formats.fec.causes.lettrages import ETENDUE_MAX, lines_of
from boucle.formats.fec.lecture.relecture import Relues, Textes
from boucle.formats.lecture import Lecture

_HORS_EXERCICE = (
    lig.HORS_EXERCICE,
    lig.EXERCICE_CLOS,
    lig.DATE_APRES_CLOTURE,
    lig.DATE_AVANT_OUVERTURE,
)
_SENS = {"Debit": ("D", "+1"), "Credit": ("C", "-1")}


def attach_lignes(lecture: Lecture, relues: Relues, _contexte: Contexte) -> None:
    """Write each fault of an écriture that one cell explains on it, and list it no more.

    relues: lines of the flat FEC that was read. The lecture itself is changed, and given back.
    """
    rapport, cle = lecture.rapport, lecture.bilan.cle_ecriture
    _attach_validations(rapport)
    _attach_partages(rapport)
    dates = _suspects(rapport, ecr.PLUSIEURS_DATES, _HORS_EXERCICE)
    gaps = _suspects(rapport, ecr.DESEQUILIBRE, (lig.LIGNE_A_ZERO,))
    # Where a day is the key, the lines of an écriture are anywhere among others of that day.
    if cle == CLE_JOUR or not dates + gaps:
        return
    lines = {n for fault in (*dates, *gaps) for n in lines_of(fault)}
    textes = relues.read(lines)
    for fault in dates:
        _attach_date(rapport, fault, dict(_lines_of(fault, textes, cle)))
    for fault in gaps:
        _attach_montant(rapport, fault, dict(_lines_of(fault, textes, cle)), relues.champs)
    rapport.sort()


def _attach_validations(rapport: Rapport) -> None:
    """A ValidDate before its écriture, that goes back too: one cell. Or the only line that another
    date puts after its validation, all right for the first date of its écriture."""
    early = [a for a in rapport.anomalies if a.kind is lig.VALIDATION_AVANT_ECRITURE]
    if not rapport.is_whole(lig.VALIDATION_AVANT_ECRITURE):
        return
    back = {a.ligne: a for a in rapport.anomalies if a.kind is ecr.VALIDATION_DESORDRE}
    for anomalie in early:
        if anomalie.ligne in back:
            rapport.entail(back[anomalie.ligne], anomalie, Consequence(anomalie.kind))
    for dates in [a for a in rapport.anomalies if a.kind is ecr.PLUSIEURS_DATES]:
        first = f"{dates.slots['date_min']:%Y%m%d}"
        inside = [
            a
            for a in early
            if a.ligne in lines_of(dates)
            and a.ligne not in back
            and a.slots["ecriture_date"] == dates.slots["date_max"]
        ]
        if len(inside) == 1 and (inside[0].lu or "") >= first:
            rapport.entail(dates, inside[0], Consequence(inside[0].kind))
            early.remove(inside[0])


def _attach_partages(rapport: Rapport) -> None:
    """A lettrage that balances across tiers, one of which is the tiers left out of a line."""
    blank = {a.ligne: a for a in rapport.anomalies if a.kind is lig.LIBELLE_SANS_TIERS}
    if not rapport.is_whole(ecr.LETTRAGE_PARTAGE):
        return
    for anomalie in [a for a in rapport.anomalies if a.kind is ecr.LETTRAGE_PARTAGE]:
        cause = blank.get(anomalie.ligne) or blank.get(anomalie.slots["autre_ligne"])
        if cause is not None:
            rapport.entail(cause, anomalie, Consequence(anomalie.kind, code=anomalie.slots["code"]))


def _suspects(rapport: Rapport, kind: Kind, causes: tuple[Kind, ...]) -> list[Anomalie]:
    """List the faults of écritures that hold a line with one of these causes.

    None where some of them are counted but not kept: to tell a part of them would lose the count.
    """
    lines = {a.ligne for a in rapport.anomalies if a.kind in causes}
    if not lines or not all(map(rapport.is_whole, (kind, *causes))):
        return []
    return [
        a
        for a in rapport.anomalies
        if a.kind is kind and len(lines_of(a)) <= ETENDUE_MAX and not lines.isdisjoint(lines_of(a))
    ]


def _lines_of(fault: Anomalie, textes: dict[int, Textes], cle: str) -> Iterator[tuple[int, Textes]]:
    """Give the lines of an écriture, among those from its first to its last."""
    for n in lines_of(fault):
        line = textes.get(n, {})
        journal = line.get("JournalCode", "")
        if line.get(cle) == fault.slots["num"] and journal in ("", fault.slots["journal"]):
            yield n, line


def _attach_date(rapport: Rapport, fault: Anomalie, lines: dict[int, Textes]) -> None:
    """Write several dates on the one that is out of the exercice, where the others are one."""
    outside = {
        a.ligne: a for a in rapport.anomalies if a.kind in _HORS_EXERCICE and a.ligne in lines
    }
    inside = {line.get("EcritureDate") for n, line in lines.items() if n not in outside}
    if outside and len(inside) == 1:
        rapport.entail(next(iter(outside.values())), fault, name_fault(fault))


def _attach_montant(
    rapport: Rapport, fault: Anomalie, lines: dict[int, Textes], champs: dict[str, int]
) -> None:
    """Say that an amount was left out, where an écriture lacks one and has a blank cell for it."""
    ecart = fault.slots["ecart"]
    cote = "Debit" if ecart < 0 else "Credit"
    for line in [a for a in rapport.anomalies if a.kind is lig.LIGNE_A_ZERO]:
        colonne = _find_blank(lines.get(line.ligne or 0, {}), cote)
        if not colonne:
            continue
        slots = {**fault.slots, "ecart": abs(ecart)}
        found = Anomalie(
            lig.MONTANT_OUBLIE,
            ligne=line.ligne,
            colonne=colonne,
            champ=champs[colonne],
            lu="",
            slots={**slots, "cote": "débit" if cote == "Debit" else "crédit"},
        )
        rapport.replace(line, found)
        rapport.entail(found, fault, name_fault(fault))
        return


def _find_blank(line: Textes, cote: str) -> str:
    """Name the blank cell of a line that an amount on this side would fill; '' for none."""
    if line.get(cote) == "":
        return cote
    sens = line.get("Sens", "").upper()
    return "Montant" if line.get("Montant") == "" and sens in _SENS[cote] else ""
