"""Consequences: what one fault entails elsewhere, written on it instead of being listed beside it.

A journal, a day or the file is out of balance because an écriture is, or because one bears several
dates; a waiting account stays open because a line of it could not be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from boucle.compta.regles.communes import Communes, first_line
from boucle.errors import Anomalie, Consequence, Gravite, Rapport
from boucle.errors.donnees import ecr

JOURNAUX_MAX = 100


def attach_causes(
    rapport: Rapport, entailed: Sequence[tuple[int, Consequence]], communes: Communes | None = None
) -> None:
    """Write each consequence on the first anomaly kept that is a blocking one of its line.

    entailed: the line of each cause, and what it entails. communes: a line that
    bears none may repeat a bad cell, which is then the cause.
    """
    if not entailed:
        return
    first: dict[int, Anomalie] = {}
    shared: dict[tuple[int, str], Anomalie] = {}
    for anomalie in rapport.anomalies:
        if anomalie.kind.gravite is Gravite.BLOQUANT and anomalie.ligne is not None:
            first.setdefault(anomalie.ligne, anomalie)
            shared.setdefault((anomalie.ligne, anomalie.colonne or ""), anomalie)
    for ligne, said in entailed:
        cause = first.get(ligne)
        for colonne in communes.colonnes if communes and not cause else ():
            key = first_line(communes, colonne, ligne), colonne
            cause = cause or shared.get(key)
        if cause is not None:
            cause.consequences.append(said)


def attach_ecarts(rapport: Rapport) -> None:
    """Write on the first cause kept that the file, a journal or a day is out of balance.

    The gaps are those of `faits['desequilibre']`.
    """
    ecarts: dict[str, Any] = rapport.faits["desequilibre"]
    gaps = [a for a in rapport.anomalies if _entails_gap(a)]
    if ecarts["fichier"] and gaps:
        gaps[0].consequences.append(Consequence(ecr.FICHIER_DESEQUILIBRE))
    for journal in list(ecarts["journaux"])[:JOURNAUX_MAX]:
        said = Consequence(ecr.JOURNAL_DESEQUILIBRE, journal)
        _append(said, (a for a in gaps if _is_of(a, journal)))
    dated = [a for a in rapport.anomalies if a.kind in (ecr.DESEQUILIBRE, ecr.PLUSIEURS_DATES)]
    for jour in map(date.fromisoformat, ecarts["jours"]):
        said = Consequence(ecr.JOUR_DESEQUILIBRE, jour=jour)
        _append(said, (a for a in dated if _holds(a, jour)))


def _entails_gap(anomalie: Anomalie) -> bool:
    return anomalie.kind is ecr.DESEQUILIBRE or any(
        found.kind is ecr.DESEQUILIBRE for found in anomalie.consequences
    )


def _is_of(anomalie: Anomalie, journal: str) -> bool:
    if anomalie.kind is ecr.DESEQUILIBRE:
        return bool(anomalie.slots["journal"] == journal)
    return any(
        found.kind is ecr.DESEQUILIBRE and found.journal == journal
        for found in anomalie.consequences
    )


def _holds(anomalie: Anomalie, jour: date) -> bool:
    slots = anomalie.slots
    if anomalie.kind is ecr.DESEQUILIBRE:
        return bool(slots.get("jour") == jour)
    return bool(slots["date_min"] <= jour <= slots["date_max"])


def _append(said: Consequence, causes: Iterable[Anomalie]) -> None:
    cause = next(iter(causes), None)
    if cause is not None:
        cause.consequences.append(said)


def name_fault(anomalie: Anomalie) -> Consequence:
    """Give an anomalie as a consequence: its kind, and the écriture where it is one's."""
    if anomalie.kind in (ecr.DESEQUILIBRE, ecr.PLUSIEURS_DATES):
        return Consequence(anomalie.kind, anomalie.slots["journal"], anomalie.slots["num"])
    return Consequence(anomalie.kind)
