"""GelEssai: all that is said of one file, as plain values that do not depend on how it is made.

What counts is what leaves a reader: verdicts, sentences, places, proposals, consequences, totals,
lots. An amount or a day of a slot is written the same whether it travels as a number or a text.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from boucle.errors import Anomalie, Niveau
from boucle.errors.donnees import ecr
from boucle.errors.rapport.rendu_json import document
from boucle.formats.lecture import Lecture
from boucle.values import format_centimes

_MONTANTS = frozenset(("debit", "credit", "ecart", "solde", "montant", "total"))
TAILLE = 10
"""Signs kept of a digest: enough that no change of what is said goes unseen."""
_DU_TRA = ("fiches", "exercices")


def said(lecture: Lecture) -> dict[str, Any]:
    """Give all that a reading says."""
    told = document(lecture.rapport)
    del told["outil"]
    return {
        **told,
        "niveaux": {niveau.value: lecture.rapport.verdict(niveau) for niveau in Niveau},
        "slots": [_slots(a) for a in lecture.rapport.anomalies],
        # What a TRA alone brings is not there in a FEC.
        "bilan": {
            nom: value
            for nom, value in lecture.bilan.to_json().items()
            if value or nom not in _DU_TRA
        },
    }


def digest(*told: Any) -> str:
    """Sum up plain values."""
    text = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:TAILLE]


def whole(frames: Sequence[pl.DataFrame]) -> str:
    """Give the lines of several frames as text."""
    if not frames:
        return ""
    out = io.BytesIO()
    pl.concat(frames).write_csv(out)
    return out.getvalue().decode()


def _slots(anomalie: Anomalie) -> dict[str, Any]:
    told = {name: _plain(name, value) for name, value in anomalie.slots.items()}
    if anomalie.kind is ecr.LIGNE_EGAREE:
        told["contenu"] = f"contient « {anomalie.lu} »" if anomalie.lu else "est vide"
    return told


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if name in _MONTANTS and isinstance(value, int):
        return format_centimes(value)
    return value
