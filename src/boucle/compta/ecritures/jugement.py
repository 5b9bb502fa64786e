"""Jugement: what is said of the écritures and of the lettrages once all the lines are there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np

from boucle.compta.bilan import DESEQUILIBRES_MAX, Bilan
from boucle.compta.constats import Citee, Constats, deviation
from boucle.compta.ecritures.runs import Groupes
from boucle.compta.rassemblement import Rassemblement
from boucle.compta.regles.collecte import Collecte
from boucle.errors import ANOMALIES_MAX, Anomalie, Gravite, Kind
from boucle.errors.donnees import ecr, lig

Citees = Mapping[int, Citee]
Cite = Callable[[Iterable[int]], Citees]
"""Give back the lines of these numbers."""


class Jugement:
    """Judge what was gathered, then say it, then say what the unreadable lines entail.

    reprises: écritures are known by a number, which must not be taken again.
    """

    def __init__(
        self, somme: Rassemblement, constats: Constats, collecte: Collecte, *, reprises: bool
    ) -> None:
        self._constats, self._collecte = constats, collecte
        self.constat = somme.ecritures.finish(reprises=reprises)
        seules = self.constat.une_ligne
        # A line that has both sides is told as such: that it is a whole écriture follows from it.
        both = np.isin(seules.colonnes[0], somme.deux_cotes.whole())
        self._seules, self._doubles = seules.where(~both), seules.where(both)
        tiers = somme.tiers.codes
        somme.lettrages.finish(tiers.index("") if "" in tiers else -1)
        self._ouverts = [
            (kind, *somme.lettrages.find_ouverts(un_cote=un_cote, first=ANOMALIES_MAX))
            for kind, un_cote in ((ecr.LETTRAGE_DESEQUILIBRE, False), (ecr.LETTRAGE_OUVERT, True))
        ]
        self._reunis, self._nombre_reunis = somme.lettrages.find_reunis(first=ANOMALIES_MAX)
        self._reemploi, self._nombre_reemplois = somme.lettrages.find_reemploi()

    def wanted(self) -> Iterator[int]:
        """Number the lines that are to be quoted."""
        for groupe in self.constat.desequilibres.first(DESEQUILIBRES_MAX):
            yield groupe.premiere
        for groupe in self._seules.first(ANOMALIES_MAX):
            yield groupe.premiere
        for dates in self.constat.dates[:ANOMALIES_MAX]:
            yield dates.ligne
        for _, ouverts, _ in self._ouverts:
            yield from (ouvert.ligne for ouvert in ouverts)
        for partage in self._reunis:
            yield from partage
        yield from self._reemploi or ()

    def judge(self, citees: Citees) -> None:
        """Say everything."""
        say, add, constat = self._constats, self._collecte.add, self.constat
        for groupe in constat.desequilibres.first(ANOMALIES_MAX):
            add(say.say_desequilibre(citees[groupe.premiere], groupe))
        self._count_rest(say.ecart, len(constat.desequilibres))
        for groupe in self._seules.first(ANOMALIES_MAX):
            add(say.say_une_ligne(citees[groupe.premiere], groupe))
        self._count_rest(ecr.UNE_LIGNE, len(self._seules))
        for dates in constat.dates[:ANOMALIES_MAX]:
            add(say.say_dates(citees[dates.ligne], dates))
        self._count_rest(ecr.PLUSIEURS_DATES, len(constat.dates))
        for kind, ouverts, nombre in self._ouverts:
            for ouvert in ouverts:
                add(say.say_lettrage(kind, citees[ouvert.ligne], ouvert.ecart))
            self._count_rest(kind, nombre)
        for ligne, autre in self._reunis:
            add(say.say_partage(ecr.LETTRAGE_PARTAGE, citees[ligne], citees[autre]))
        self._count_rest(ecr.LETTRAGE_PARTAGE, self._nombre_reunis)
        if self._reemploi is not None:
            ligne, autre = self._reemploi
            nombre = self._nombre_reemplois
            citee = citees[ligne]
            add(say.say_partage(ecr.LETTRAGE_REEMPLOYE, citee, citees[autre], nombre=nombre))

    def _count_rest(self, kind: Kind, n: int) -> None:
        """Count those beyond what a rapport keeps."""
        self._collecte.count(kind, max(0, n - ANOMALIES_MAX))

    def fill(self, bilan: Bilan, citees: Citees) -> None:
        """Put in a bilan how many écritures there are, and which do not balance."""
        bilan.ecritures = self.constat.ecritures
        bilan.desequilibres_total = len(self.constat.desequilibres)
        bilan.desequilibres += [
            deviation(citees[groupe.premiere], groupe)
            for groupe in self.constat.desequilibres.first(DESEQUILIBRES_MAX)
        ]

    def attach(self, anomalies: Iterable[Anomalie], cite: Cite) -> None:
        """Write each consequence on the first blocking anomaly of the line that causes it."""
        causes: dict[int, Anomalie] = {}
        sides: dict[int, Anomalie] = {}
        for anomalie in anomalies:
            if anomalie.ligne is None:
                continue
            if anomalie.kind.gravite is Gravite.BLOQUANT:
                causes.setdefault(anomalie.ligne, anomalie)
            if anomalie.kind is lig.DEUX_COTES:
                sides[anomalie.ligne] = anomalie
        lines = self.constat.causes
        hit = np.isin(lines, np.array(sorted(causes), np.int64))
        groupes = self.constat.explained
        for ligne, kind, citee in zip(
            lines[hit].tolist(), *self._entailed(groupes.where(hit), cite), strict=True
        ):
            causes[ligne].consequences.append(citee.entail(kind))
        hit = np.isin(self._doubles.colonnes[0], np.array(sorted(sides), np.int64))
        for kind, citee in zip(*self._entailed(self._doubles.where(hit), cite), strict=True):
            sides[citee.n].consequences.append(citee.entail(kind))

    def _entailed(self, groupes: Groupes, cite: Cite) -> tuple[list[Kind], list[Citee]]:
        """Say what is the case of each of these écritures, and give its first line."""
        found = groupes.first(len(groupes))
        citees = cite([groupe.premiere for groupe in found])
        kinds = [self._constats.ecart if groupe.ecart else ecr.UNE_LIGNE for groupe in found]
        return kinds, [citees[groupe.premiere] for groupe in found]
