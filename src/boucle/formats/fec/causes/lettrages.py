"""Lettrages causes: a wrong amount unbalances its écriture and its lettrage: one fault, told once.

The lettrage is written on the écriture when both are out of balance by the same amount and a line
of the écriture bears that lettrage. Looked for once a file is read, for the anomalies kept.
"""

from __future__ import annotations

from boucle.compta.bilan import CLE_NUM
from boucle.compta.compte import normalise_compte
from boucle.compta.contexte import Contexte
from boucle.compta.ecritures.lettrages import name_groupe
from boucle.errors import Anomalie, Consequence
from boucle.errors.donnees import ecr
from boucle.formats.fec.lecture.relecture import Relues
from boucle.formats.lecture import Lecture

Cle = tuple[str, str, int]
"""A lettrage: its code, its compte and tiers, what it is out of balance by."""
_ECARTS = (ecr.DESEQUILIBRE, ecr.DESEQUILIBRE_SOLDE)
ETENDUE_MAX = 100
# Lines from the first to the last of an écriture, beyond which it is not looked at.


def attach_lettrages(lecture: Lecture, relues: Relues, contexte: Contexte) -> None:
    """Write each lettrage that an écriture unbalances on it, and list it no more.

    relues: lines of the flat FEC that was read. The lecture itself is changed, and given back.
    """
    rapport = lecture.rapport
    gaps: dict[int, list[Anomalie]] = {}
    for anomalie in rapport.anomalies:
        if anomalie.kind in _ECARTS and len(lines_of(anomalie)) <= ETENDUE_MAX:
            gaps.setdefault(anomalie.slots["ecart"], []).append(anomalie)
    wanted = [
        anomalie
        for anomalie in rapport.anomalies
        if anomalie.kind is ecr.LETTRAGE_DESEQUILIBRE and anomalie.slots["ecart"] in gaps
    ]
    if not wanted:
        return
    ecarts = {anomalie.slots["ecart"] for anomalie in wanted}
    causes = _index([gap for ecart in ecarts for gap in gaps[ecart]], lecture, relues, contexte)
    for lettrage in wanted:
        slots = lettrage.slots
        gap = causes.get((slots["code"], slots["compte"], slots["ecart"]))
        if gap is not None:
            gap.consequences.append(Consequence(lettrage.kind, code=slots["code"]))
            rapport.withdraw(lettrage)


def _index(
    gaps: list[Anomalie], lecture: Lecture, relues: Relues, contexte: Contexte
) -> dict[Cle, Anomalie]:
    """Map each lettrage that a line of an écriture bears, and its gap, to the first of those."""
    textes = relues.read(n for gap in gaps for n in lines_of(gap))
    by_num = lecture.bilan.cle_ecriture == CLE_NUM
    causes: dict[Cle, Anomalie] = {}
    for gap in gaps:
        for n in lines_of(gap):
            line = textes.get(n, {})
            if by_num and line.get("EcritureNum") != gap.slots["num"]:
                continue
            compte = normalise_compte(line.get("CompteNum", ""), contexte.longueur_compte)
            holder = name_groupe(compte, line.get("CompAuxNum", ""))
            key = line.get("EcritureLet", ""), holder, gap.slots["ecart"]
            causes.setdefault(key, gap)
    return causes


def lines_of(anomalie: Anomalie) -> range:
    """Give the lines from the first to the last of an écriture."""
    first, last = anomalie.lignes or (0, -1)
    return range(first, last + 1)
