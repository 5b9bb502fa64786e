"""Juge: what is asked of a case: the books are those that were sent, or a place is named."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from boucle.compta.contexte import COMPTE_ATTENTE, REFUSER, Contexte
from boucle.errors import Anomalie, Portee
from boucle.formats.registre import FORMATS, PERSO
from campagne.cas import Cas, Envoi
from campagne.lots import Livres, livres_lus, livres_of

EGAUX, DIT = "égaux", "dit"


@dataclass(frozen=True)
class Lu:
    """One file read in process as far as the lot."""

    livres: Livres
    bloquant: bool
    anomalies: list[Anomalie]


def read(folder: Path, envoi: Envoi) -> Lu:
    """Write a file and read it as an import does."""
    path = folder / envoi.nom
    path.write_bytes(envoi.octets())
    lots: list[pl.DataFrame] = []
    contexte = Contexte(desequilibre=COMPTE_ATTENTE if envoi.format == PERSO else REFUSER)
    lecture = FORMATS[envoi.format].read(path, contexte, envoi.parametres(), on_lot=lots.append)
    rapport = lecture.rapport
    return Lu(livres_lus(lots), rapport.bloquant, list(rapport.anomalies))


def judge(folder: Path, cas: Cas) -> str:
    """Give EGAUX or DIT; AssertionError when a clean file is not read as it was sent, or when the
    books differ and nothing says where."""
    sent = livres_of(cas.propre.lot)
    propre = read(folder, cas.propre)
    assert propre.livres == sent, ("propre", _said(propre.anomalies))
    assert not propre.bloquant, ("propre", _said(propre.anomalies))
    gate = read(folder, cas.gate)
    if gate.livres == sent and not gate.bloquant:
        return EGAUX
    fresh = _fresh(propre, gate)
    if cas.touchees is None:
        told = [a for a in fresh if a.ligne is not None or a.kind.portee is Portee.FICHIER]
    else:
        lines = set(cas.gate.numeros(cas.touchees))
        told = [a for a in fresh if _lines_of(a) & lines]
    assert told, ("sans un mot", _said(gate.anomalies))
    return DIT


def _fresh(propre: Lu, gate: Lu) -> list[Anomalie]:
    """Give the anomalies that the fault brought: those of the clean file prove nothing."""
    known = Counter(map(_key, propre.anomalies))
    found = []
    for anomalie in gate.anomalies:
        key = _key(anomalie)
        if known[key]:
            known[key] -= 1
        else:
            found.append(anomalie)
    return found


def _key(anomalie: Anomalie) -> tuple[Any, ...]:
    return anomalie.kind.code, anomalie.colonne, anomalie.lu


def _lines_of(anomalie: Anomalie) -> set[int]:
    found = set() if anomalie.ligne is None else {anomalie.ligne}
    return found | set(anomalie.lignes or ())


def _said(anomalies: list[Anomalie]) -> list[tuple[Any, ...]]:
    return [(a.kind.code, a.ligne, a.champ, a.lu) for a in anomalies[:6]]
