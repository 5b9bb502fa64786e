"""Egarees: lines that a number, or a journal, parts from their écriture: one fault, told once.

A line: two écritures are out of balance by the same amount, one way and the other, and a line of
one stands in the other or beside it: one bad cell, with what it should hold. The line is the only
one of its écriture, or the one that gives it a second date; where both have but one line, another
anomaly must tell which is in the wrong. All the lines: a file that numbers its lines instead of its
écritures, none of which balances though its lines do all together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product

from boucle.compta.bilan import CLE_NUM
from boucle.compta.contexte import Contexte
from boucle.compta.regles.communes import communes_of
from boucle.errors import Anomalie, Rapport
from boucle.errors.anomalie import clip
from boucle.errors.donnees import ecr, fic
from boucle.formats.fec.causes.consequences import name_fault
from boucle.formats.fec.lecture.relecture import Relues, Textes, ecart_of
from boucle.formats.lecture import Lecture

_PAIRES_MAX = 10_000
_SUITES = (ecr.NUMERO_SAUTE, ecr.NUMERO_REPETE, ecr.NUMERO_RECULE)
_NUM, _JOURNAL = "EcritureNum", "JournalCode"
_INDICES = {_NUM: (ecr.NUMERO_SAUTE, ecr.NUMERO_REPETE), _JOURNAL: (ecr.LIBELLE_JOURNAL,)}
"""What is told at the line of the bad cell, never of what follows it."""
_SLOTS = {_NUM: "num", _JOURNAL: "journal"}


@dataclass(frozen=True, slots=True)
class _Paire:
    """A line that may be of another écriture: its gap, that of the other, what parts them.

    dates: that the line gives a second date to its écriture, where it has other lines.
    """

    ligne: int
    gap: Anomalie
    other: Anomalie
    colonne: str
    dates: Anomalie | None


def attach_egarees(lecture: Lecture, relues: Relues, contexte: Contexte) -> None:
    """Say of such a line that it is parted from its écriture, instead of two that do not balance.

    relues: lines of the flat FEC that was read; an XML one writes number and journal once for all
    the lines of an écriture. The lecture itself is changed, and given back.
    """
    rapport = lecture.rapport
    asked = lecture.bilan.cle_ecriture == CLE_NUM and communes_of(contexte) is None
    paires = list(_find_paires(rapport)) if asked and rapport.is_whole(ecr.DESEQUILIBRE) else []
    if not paires:
        return
    suspects = {
        (a.ligne, colonne)
        for a in rapport.anomalies
        for colonne, kinds in _INDICES.items()
        if a.kind in kinds
    }
    textes = relues.read(paire.ligne for paire in paires)
    told: set[int] = set()
    for paire in sorted(paires, key=lambda paire: _is_alone(paire.other)):
        line = textes.get(paire.ligne, {})
        sure = not _is_alone(paire.other) or (paire.ligne, paire.colonne) in suspects
        fits = (sure or _is_odd(paire)) and _answers(paire, line)
        if fits and told.isdisjoint({id(paire.gap), id(paire.other)}):
            told |= {id(paire.gap), id(paire.other)}
            _tell(rapport, paire, line.get(paire.colonne, ""), relues.champs[paire.colonne])
    rapport.sort()


def _find_paires(rapport: Rapport) -> Iterator[_Paire]:
    gaps: dict[int, list[Anomalie]] = {}
    for anomalie in rapport.anomalies:
        if anomalie.kind is ecr.DESEQUILIBRE and anomalie.lignes:
            gaps.setdefault(anomalie.slots["ecart"], []).append(anomalie)
    dates = {_cle(a): a for a in rapport.anomalies if a.kind is ecr.PLUSIEURS_DATES}
    for ecart, those in gaps.items():
        others = gaps.get(-ecart, [])
        if len(those) * len(others) > _PAIRES_MAX:
            continue
        for gap, other in product(those, others):
            second = None if _is_alone(gap) else dates.get(_cle(gap))
            ligne = gap.ligne if _is_alone(gap) else second and second.ligne
            colonne = _parting(ligne, gap, other) if ligne else ""
            if ligne and colonne:
                yield _Paire(ligne, gap, other, colonne, second)


def _cle(anomalie: Anomalie) -> tuple[str, str]:
    return anomalie.slots["journal"], anomalie.slots["num"]


def _is_alone(gap: Anomalie) -> bool:
    first, last = gap.lignes or (0, 0)
    return first == last


def _parting(ligne: int, gap: Anomalie, other: Anomalie) -> str:
    """Name the column that parts a line from an écriture that it stands in or beside."""
    first, last = other.lignes or (0, 0)
    journal, num = (gap.slots[nom] == other.slots[nom] for nom in ("journal", "num"))
    if not first - 1 <= ligne <= last + 1 or journal == num:
        return ""
    same_day = gap.slots.get("jour") == other.slots.get("jour")
    return "" if _is_alone(gap) and not same_day else _NUM if journal else _JOURNAL


def _is_odd(paire: _Paire) -> bool:
    """True when only the number of the line is not made of digits: it is then in the wrong."""
    return paire.other.slots["num"].isdigit() and not paire.gap.slots["num"].isdigit()


def _answers(paire: _Paire, line: Textes) -> bool:
    """True when the line is what the other écriture lacks: its amount, its day."""
    if ecart_of(line) != paire.gap.slots["ecart"]:
        return False
    jour: date | None = paire.other.slots.get("jour")
    return paire.dates is None or line.get("EcritureDate") == (f"{jour:%Y%m%d}" if jour else "")


def _tell(rapport: Rapport, paire: _Paire, lu: str, champ: int) -> None:
    gap, other, colonne = paire.gap, paire.other, paire.colonne
    found = Anomalie(
        ecr.LIGNE_EGAREE,
        ligne=paire.ligne,
        colonne=colonne,
        champ=champ,
        lu=clip(lu),
        corrige=other.slots[_SLOTS[colonne]],
        slots={
            "num": other.slots["num"],
            "journal": other.slots["journal"],
            "ecart": abs(gap.slots["ecart"]),
        },
    )
    entailed = [other, *([paire.dates] if paire.dates else []), *_find_suites(rapport, paire)]
    rapport.replace(gap, found)
    found.consequences += [name_fault(gap), *gap.consequences]
    for effet in entailed:
        rapport.entail(found, effet, name_fault(effet))
    found.consequences = list(dict.fromkeys(found.consequences))


def _find_suites(rapport: Rapport, paire: _Paire) -> Iterator[Anomalie]:
    """Give what the same cell upsets in the sequence of numbers, and in what journaux are."""
    journal, num = _cle(paire.gap)
    journaux = (journal, paire.other.slots["journal"])
    labels = [
        a for a in rapport.anomalies if a.kind is ecr.LIBELLE_JOURNAL and a.slots["code"] == journal
    ]
    for anomalie in rapport.anomalies:
        slots = anomalie.slots
        here = paire.ligne in (anomalie.ligne, slots.get("autre_ligne"))
        near = paire.colonne == _NUM and num in (slots.get("debut"), slots.get("precedent"))
        if anomalie.kind in _SUITES and (here or near):
            yield anomalie
        late = anomalie.kind is ecr.A_NOUVEAU_TARDIF and (anomalie.ligne or 0) > paire.ligne
        if paire.colonne == _JOURNAL and late and slots["journal"] in journaux:
            yield anomalie
    if paire.colonne == _JOURNAL and len(labels) == 1:
        yield labels[0]


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
        said
        for anomalie in rapport.withdraw_all(ecr.DESEQUILIBRE)
        for said in anomalie.consequences
        if said.kind is not ecr.UNE_LIGNE
    ]
    found = Anomalie(
        fic.NUMERO_PAR_LIGNE,
        colonne="EcritureNum",
        slots={"nombre": nombre},
        consequences=list(dict.fromkeys(entailed)),
    )
    rapport.insert(found)
    rapport.sort()
