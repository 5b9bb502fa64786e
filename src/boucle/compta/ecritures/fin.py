"""Fin: what can only be said of assembled lines once all are there: écritures and lettrages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.bilan import DESEQUILIBRES_MAX, Bilan, Desequilibre
from boucle.compta.compte import normalise_compte
from boucle.compta.contexte import COMPTE_ATTENTE, Contexte
from boucle.compta.ecritures.copies import Copie
from boucle.compta.ecritures.lettrages import Lettrages, name_groupe
from boucle.compta.ecritures.runs import Constat, Groupe, Groupes
from boucle.compta.regles.collecte import Collecte
from boucle.errors import ANOMALIES_MAX, Anomalie, Consequence, Gravite, Kind
from boucle.errors.donnees import ecr
from boucle.values import day_of

Textes = dict[str, Any]
_PREMIERES = ("n", "journal", "num", "date", "piece_ref", "libelle", "valid_date")
_LETTREES = ("n", "lettrage", "compte", "tiers")


def premieres(saisie: pl.DataFrame, rows: NDArray[np.int64]) -> pl.DataFrame:
    """Keep what may be said of the écritures that begin on these rows."""
    return saisie.select(_PREMIERES)[rows]


def premieres_lettrees(saisie: pl.DataFrame, rows: NDArray[np.int64]) -> pl.DataFrame:
    """Keep what may be said of the lettrages of these rows: the first line of each one."""
    lettered = saisie.select(_LETTREES)[rows]
    return lettered.unique(_LETTREES[1:], keep="first", maintain_order=True)


class Fin:
    """Turn what was remembered of the lines into anomalies and gaps."""

    def __init__(
        self,
        contexte: Contexte,
        collecte: Collecte,
        nom: Callable[[str], str],
        debuts: list[pl.DataFrame],
        lettrees: list[pl.DataFrame],
    ) -> None:
        self._collecte, self._nom, self._longueur = collecte, nom, contexte.longueur_compte
        self._debuts, self._lettrees = debuts, lettrees
        self._solde = contexte.desequilibre == COMPTE_ATTENTE
        self._gap = ecr.DESEQUILIBRE_SOLDE if self._solde else ecr.DESEQUILIBRE
        self._more = {"compte": contexte.compte_attente} if self._solde else {}

    def judge_ecritures(self, constat: Constat, bilan: Bilan) -> None:
        """Say which écritures do not balance, have one line, or several dates."""
        bilan.ecritures = constat.ecritures
        bilan.desequilibres_total = len(constat.desequilibres)
        gaps = constat.desequilibres.first(DESEQUILIBRES_MAX)
        lone = constat.une_ligne.first(ANOMALIES_MAX)
        dates = constat.dates[:ANOMALIES_MAX]
        wanted = {groupe.premiere for groupe in (*gaps, *lone)} | {some.ligne for some in dates}
        textes = _read(self._debuts, wanted)
        for rank, groupe in enumerate(gaps):
            bilan.desequilibres.append(_gap(textes[groupe.premiere], groupe))
            if rank < ANOMALIES_MAX:
                self._add_gap(groupe, textes[groupe.premiere])
        self._count_rest(self._gap, len(constat.desequilibres))
        for groupe in lone:
            self._add(ecr.UNE_LIGNE, groupe, textes[groupe.premiere])
        self._count_rest(ecr.UNE_LIGNE, len(constat.une_ligne))
        for some in dates:
            texte = textes[some.ligne]
            self._collecte.add(
                Anomalie(
                    ecr.PLUSIEURS_DATES,
                    ligne=some.ligne,
                    colonne=self._nom("date"),
                    lu=day_of(texte["date"]).isoformat(),
                    lignes=(some.premiere, some.derniere),
                    slots={
                        "journal": texte["journal"],
                        "num": texte["num"],
                        "date_min": day_of(some.jour_min),
                        "date_max": day_of(some.jour_max),
                    },
                )
            )
        self._count_rest(ecr.PLUSIEURS_DATES, len(constat.dates))
        self._attach(constat.explained, constat.causes)

    def tell_copies(self, copies: Sequence[Copie]) -> None:
        """Say which écritures have each of their lines twice."""
        shown = copies[:ANOMALIES_MAX]
        textes = _read(self._debuts, {copie.premiere for copie in shown})
        for copie in shown:
            texte = textes[copie.premiere]
            self._collecte.add(
                Anomalie(
                    ecr.LIGNES_DOUBLES,
                    ligne=copie.premiere,
                    lignes=(copie.premiere, copie.derniere),
                    slots={
                        "journal": texte["journal"],
                        "num": texte["num"],
                        "nombre": copie.nombre,
                    },
                )
            )
        self._count_rest(ecr.LIGNES_DOUBLES, len(copies))

    def _add_gap(self, groupe: Groupe, texte: Textes) -> None:
        found = self._add(self._gap, groupe, texte, ecart=groupe.ecart, **self._more)
        if groupe.premiere == groupe.derniere:
            found.consequences.append(_consequence(ecr.UNE_LIGNE, texte))

    def _add(self, kind: Kind, groupe: Groupe, texte: Textes, **more: Any) -> Anomalie:
        found = Anomalie(
            kind,
            ligne=groupe.premiere,
            lignes=(groupe.premiere, groupe.derniere),
            slots={"journal": texte["journal"], "num": texte["num"], **more},
        )
        self._collecte.add(found)
        return found

    def _count_rest(self, kind: Kind, n: int) -> None:
        self._collecte.count(kind, max(0, n - ANOMALIES_MAX))

    def _attach(self, explained: Groupes, causes: NDArray[np.int64]) -> None:
        """Write on the anomaly of an unreadable line that its écriture cannot be judged."""
        first: dict[int, Anomalie] = {}
        for anomalie in self._collecte.kept():
            if anomalie.kind.gravite is Gravite.BLOQUANT and anomalie.ligne is not None:
                first.setdefault(anomalie.ligne, anomalie)
        hit = np.isin(causes, np.array(sorted(first), np.int64))
        groupes = explained.where(hit).first(causes.size)
        textes = _read(self._debuts, {groupe.premiere for groupe in groupes})
        for groupe, cause in zip(groupes, causes[hit].tolist(), strict=True):
            kind = self._gap if groupe.ecart else ecr.UNE_LIGNE
            first[cause].consequences.append(_consequence(kind, textes[groupe.premiere]))

    def judge_lettrages(self, lettrages: Lettrages) -> None:
        """Say which lettrages do not balance, and which have one side only."""
        longueur = self._longueur
        for kind, un_cote in ((ecr.LETTRAGE_DESEQUILIBRE, False), (ecr.LETTRAGE_OUVERT, True)):
            ouverts, nombre = lettrages.find_ouverts(un_cote=un_cote, first=ANOMALIES_MAX)
            textes = _read(self._lettrees, {ouvert.ligne for ouvert in ouverts})
            for ouvert in ouverts:
                texte = textes[ouvert.ligne]
                self._collecte.add(
                    Anomalie(
                        kind,
                        ligne=ouvert.ligne,
                        colonne=self._nom("lettrage"),
                        lu=texte["lettrage"],
                        slots={
                            "code": texte["lettrage"],
                            "compte": _groupe(texte, longueur),
                            "ecart": ouvert.ecart,
                        },
                    )
                )
            self._count_rest(kind, nombre)
        self._judge_partages(lettrages, longueur)

    def _judge_partages(self, lettrages: Lettrages, longueur: int) -> None:
        """Say which codes balance only across tiers, and that some serve several times."""
        reunis, nombre = lettrages.find_reunis(first=ANOMALIES_MAX)
        reemploi, nombre_reemplois = lettrages.find_reemploi()
        found = [(ecr.LETTRAGE_PARTAGE, partage, 0) for partage in reunis]
        if reemploi is not None:
            found.append((ecr.LETTRAGE_REEMPLOYE, reemploi, nombre_reemplois))
        wanted = {ligne for _, partage, _ in found for ligne in partage}
        textes = _read(self._lettrees, wanted)
        for kind, (ligne, autre_ligne), several in found:
            texte, autre = textes[ligne], textes[autre_ligne]
            self._collecte.add(
                Anomalie(
                    kind,
                    ligne=ligne,
                    colonne=self._nom("lettrage"),
                    lu=texte["lettrage"],
                    slots={
                        "code": texte["lettrage"],
                        "compte": _groupe(texte, longueur),
                        "autre": _groupe(autre, longueur),
                        "autre_ligne": autre_ligne,
                        "nombre": several,
                    },
                )
            )
        self._count_rest(ecr.LETTRAGE_PARTAGE, nombre)


def _read(frames: list[pl.DataFrame], wanted: Iterable[int]) -> dict[int, Textes]:
    """Find the texts of some lines."""
    lines = pl.Series(sorted(wanted), dtype=pl.Int64)
    if not lines.len():
        return {}
    rows = pl.concat(frame.filter(pl.col("n").is_in(lines.implode())) for frame in frames)
    return {row["n"]: row for row in rows.iter_rows(named=True)}


def _gap(texte: Textes, groupe: Groupe) -> Desequilibre:
    return Desequilibre(
        texte["journal"],
        texte["num"],
        _day(texte["date"]),
        texte["piece_ref"],
        texte["libelle"],
        _day(texte["valid_date"]),
        groupe.ecart,
        groupe.premiere,
        groupe.derniere,
    )


def _groupe(texte: Textes, longueur: int) -> str:
    return name_groupe(normalise_compte(texte["compte"], longueur), texte["tiers"])


def _day(jour: int | None) -> date | None:
    return None if jour is None else day_of(jour)


def _consequence(kind: Kind, texte: Textes) -> Consequence:
    return Consequence(kind, texte["journal"], texte["num"])
