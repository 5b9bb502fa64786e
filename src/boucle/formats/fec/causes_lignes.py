"""Causes lignes: one bad cell may break a rule of its écriture too: one fault, told once.

Each rule is applied to what it knows. A day out of the exercice also gives two dates to its
écriture, an amount left out unbalances it, a tiers left out spreads its lettrage over two. Looked
for once a file is read, for the anomalies kept: the fault of the écriture is written on the cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from boucle.compta.bilan import CLE_JOUR
from boucle.compta.contexte import Contexte
from boucle.errors import Anomalie, Rapport, ecr, lig
from boucle.formats.fec.corrections import Textes, read_textes
from boucle.formats.fec.lecture import Lecture
from boucle.formats.fec.lettrages_causes import ETENDUE_MAX, lines_of

_HORS_EXERCICE = frozenset({
    lig.HORS_EXERCICE, lig.EXERCICE_CLOS, lig.DATE_APRES_CLOTURE, lig.DATE_AVANT_OUVERTURE,
})
_MONTANTS = ("Debit", "Credit", "Montant")


def attach_lignes(lecture: Lecture, source: Path, contexte: Contexte) -> Lecture:
    """Write each fault of an écriture that one cell explains on it, and list it no more.

    source: the flat FEC that was read. The lecture itself is changed, and given back.
    """
    rapport = lecture.rapport
    _attach_validations(rapport)
    _attach_partages(rapport)
    dates = _suspects(rapport, ecr.PLUSIEURS_DATES.code, _HORS_EXERCICE)
    gaps = _suspects(rapport, ecr.DESEQUILIBRE.code, frozenset({lig.LIGNE_A_ZERO}))
    if not dates and not gaps:
        return lecture
    lines = {n for fault in (*dates, *gaps) for n in lines_of(fault)}
    textes = read_textes(lines, source, contexte)
    cle = lecture.bilan.cle_ecriture
    for fault in dates:
        _attach_date(rapport, fault, dict(_lines_of(fault, textes, cle)))
    for fault in gaps:
        _attach_montant(rapport, fault, dict(_lines_of(fault, textes, cle)))
    return lecture


def _attach_validations(rapport: Rapport) -> None:
    """A ValidDate before its écriture, that goes back too or whose écriture has another date."""
    causes = {a.ligne: a for a in rapport.anomalies if a.kind is ecr.PLUSIEURS_DATES}
    causes |= {a.ligne: a for a in rapport.anomalies if a.kind is ecr.VALIDATION_DESORDRE}
    for anomalie in [a for a in rapport.anomalies if a.kind is lig.VALIDATION_AVANT_ECRITURE]:
        cause = causes.get(anomalie.ligne)
        if cause is not None:
            rapport.entail(cause, anomalie, anomalie.kind.code)


def _attach_partages(rapport: Rapport) -> None:
    """A lettrage that balances across tiers, one of which is the tiers left out of a line."""
    blank = {a.ligne: a for a in rapport.anomalies if a.kind is lig.LIBELLE_SANS_TIERS}
    for anomalie in [a for a in rapport.anomalies if a.kind is ecr.LETTRAGE_PARTAGE]:
        cause = blank.get(anomalie.ligne) or blank.get(anomalie.slots["autre_ligne"])
        if cause is not None:
            rapport.entail(cause, anomalie, f"{anomalie.kind.code} {anomalie.slots['code']}")


def _suspects(rapport: Rapport, code: str, causes: frozenset[object]) -> list[Anomalie]:
    """List the faults of écritures that hold a line with one of these causes."""
    lines = {a.ligne for a in rapport.anomalies if a.kind in causes}
    return [
        a for a in rapport.anomalies
        if lines and a.kind.code == code and len(lines_of(a)) <= ETENDUE_MAX
        and not lines.isdisjoint(lines_of(a))
    ]


def _lines_of(
    fault: Anomalie, textes: dict[int, Textes], cle: str
) -> Iterator[tuple[int, Textes]]:
    """Give the lines of an écriture, among those from its first to its last."""
    for n in lines_of(fault):
        line = textes.get(n, {})
        num = line.get(cle) if cle != CLE_JOUR else fault.slots["num"]
        journal = line.get("JournalCode", "")
        if line and num == fault.slots["num"] and journal in ("", fault.slots["journal"]):
            yield n, line


def _attach_date(rapport: Rapport, fault: Anomalie, lines: dict[int, Textes]) -> None:
    """Write several dates on the one that is out of the exercice, where the others are one."""
    outside = {
        a.ligne: a for a in rapport.anomalies if a.kind in _HORS_EXERCICE and a.ligne in lines
    }
    inside = {line.get("EcritureDate") for n, line in lines.items() if n not in outside}
    if outside and len(inside) == 1:
        rapport.entail(next(iter(outside.values())), fault, _ecriture(fault))


def _attach_montant(rapport: Rapport, fault: Anomalie, lines: dict[int, Textes]) -> None:
    """Say that an amount was left out, where one écriture out of balance has a blank one."""
    blank = [
        (a, colonne) for a in rapport.anomalies if a.kind is lig.LIGNE_A_ZERO and a.ligne in lines
        for colonne in _MONTANTS if not lines[a.ligne].get(colonne, "0")
    ]
    if not blank:
        return
    line, colonne = blank[0]
    found = Anomalie(
        lig.MONTANT_OUBLIE, ligne=line.ligne, colonne=colonne, lu="",
        champ=rapport.faits["colonnes"].index(colonne) + 1, slots=dict(fault.slots),
    )
    rapport.replace(line, found)
    rapport.entail(found, fault, _ecriture(fault))


def _ecriture(fault: Anomalie) -> str:
    return f"{fault.kind.code} {fault.slots['journal']} {fault.slots['num']}"
