"""Conclusion: what can only be said once the whole file is read: écritures, numbers, lettrages,
totals. The texts it quotes are read again from the file, for the anomalies that are kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np

from boucle.compta.bilan import CLE_JOUR, CLE_NUM, CLE_PIECE, DESEQUILIBRES_MAX, Bilan, Desequilibre
from boucle.compta.codes.plan import judge_longueurs
from boucle.compta.compte import normalise_compte
from boucle.compta.contexte import COMPTE_ATTENTE
from boucle.compta.ecritures.lettrages import Partage, name_groupe
from boucle.compta.ecritures.numerotation import (
    JOURNAL,
    Suite,
    check_numerotation,
    follow_plain,
    read_cles,
)
from boucle.compta.ecritures.runs import HASH_BIT, DatesMelees, Groupe, Groupes
from boucle.compta.regles.chiffres import judge_chiffres
from boucle.errors import ANOMALIES_MAX, Anomalie, Consequence, Gravite, Kind, Rapport
from boucle.errors.anomalie import clip
from boucle.errors.donnees import ecr, fic, lig
from boucle.formats.fec.forme.colonnes import JOURNAL_DEFAUT
from boucle.formats.fec.forme.lignes import judge_fins
from boucle.formats.fec.lecture.journaux import DEDUIT
from boucle.formats.fec.lecture.passage import Fold
from boucle.formats.fec.lecture.relecture import Relecture
from boucle.values import day_of

Textes = dict[str, str]


class Conclusion:
    """Turn what the fold knows into anomalies and a bilan."""

    def __init__(self, fold: Fold, relecture: Relecture) -> None:
        self.fold, self.grille, self.relecture = fold, fold.grille, relecture
        self.collecte = fold.collecte
        self.constat = fold.ecritures.finish(reprises=self.grille.cle == CLE_NUM)
        self.seules, self.doubles = self._split_seules()
        self.suite = self._follow_numeros()
        self.suite.repeat(self.constat.reprises)
        tiers = fold.lexique.tiers.codes
        fold.lettrages.finish(tiers.index("") if "" in tiers else -1)
        self.ouverts = [
            (kind, *fold.lettrages.find_ouverts(un_cote=un_cote, first=ANOMALIES_MAX))
            for kind, un_cote in ((ecr.LETTRAGE_DESEQUILIBRE, False), (ecr.LETTRAGE_OUVERT, True))
        ]
        self.reunis = fold.lettrages.find_reunis(first=ANOMALIES_MAX)
        self.reemploi = fold.lettrages.find_reemploi()
        self._textes: dict[int, Textes] = {}

    def _split_seules(self) -> tuple[Groupes, Groupes]:
        """Set apart the écritures of one line that has both sides: it is what that entails."""
        seules = self.constat.une_ligne
        both = np.isin(seules.colonnes[0], self.fold.indices.deux_cotes.whole())
        return seules.where(~both), seules.where(both)

    def judge(self) -> None:
        """Add every anomalie of the whole file."""
        self._textes = self._read(self._wanted())
        self._judge_fichier()
        self._judge_ecritures()
        self._judge_lettrages()
        self._judge_numeros()

    def _read(self, lignes: Iterable[int]) -> dict[int, Textes]:
        textes = self.relecture.read(lignes)
        self.fold.deduits.complete(textes, self.fold.lexique.journaux)
        return textes

    def _wanted(self) -> Iterable[int]:
        """Number the lines whose texts are needed."""
        constat, suite = self.constat, self.suite
        if self.fold.a_nouveau.tardif:
            yield self.fold.a_nouveau.tardif
        for groupe in constat.desequilibres.first(DESEQUILIBRES_MAX):
            yield groupe.premiere
        for groupe in self.seules.first(ANOMALIES_MAX):
            yield groupe.premiere
        for dates in constat.dates[:ANOMALIES_MAX]:
            yield dates.ligne
        for _, ouverts, _ in self.ouverts:
            yield from (ouvert.ligne for ouvert in ouverts)
        for partage in self.reunis[0]:
            yield from partage
        yield from self.reemploi[0] or ()
        for saut in suite.sauts[:ANOMALIES_MAX]:
            yield saut.ligne
        for retour in (*suite.repetitions[:ANOMALIES_MAX], *suite.reculs[:ANOMALIES_MAX]):
            yield retour.ligne
            if retour.autre_ligne:
                yield retour.autre_ligne

    def _follow_numeros(self) -> Suite:
        """Follow the numbers of the distinct écritures, in order of first line."""
        constat, textes = self.constat, self.fold.numeros
        if self.grille.cle != CLE_NUM or not constat.cles.size:
            return Suite()
        if not textes.runs.size:
            suite = follow_plain(constat.cles)
            if suite is not None:
                return suite
        journaux, nombres = read_cles(constat.cles)
        prefixes = np.zeros(nombres.size, np.int32)
        keep = constat.cles < HASH_BIT
        if textes.runs.size:
            runs = textes.runs.whole()
            keep[runs] = True
            journaux[runs] = textes.journaux.whole()
            nombres[runs] = textes.nombres.whole()
            prefixes[runs] = textes.places.whole()
        if constat.premiers is not None:
            keep &= constat.premiers
        lignes = constat.lignes.whole()
        return check_numerotation(journaux[keep], prefixes[keep], nombres[keep], lignes[keep])

    def _judge_fichier(self) -> None:
        fold, add = self.fold, self.collecte.add
        for anomalie in judge_fins(self.grille.ouverture, fold.seule):
            add(anomalie)
        if not fold.lignes and not fold.illisibles:
            add(Anomalie(fic.FICHIER_VIDE))
        if fold.lignes and self.grille.cle != CLE_NUM:
            add(Anomalie(fic.CLE_PIECE_REF if self.grille.cle == CLE_PIECE else fic.CLE_DATE))
        for nom, (nombre, premiere) in fold.reglements.items():
            if nombre:
                slots = {"nombre": nombre, "premiere": premiere}
                add(Anomalie(fic.REGLEMENTS_VIDES, colonne=nom, slots=slots))
        if fold.journal_defaut:
            add(Anomalie(fic.JOURNAL_PAR_DEFAUT, corrige=JOURNAL_DEFAUT))
        longueur = self.grille.contexte.longueur_compte
        chiffres = fold.indices.chiffres
        for anomalie in (
            *judge_longueurs(fold.lexique.envoyes, longueur),
            *judge_chiffres(chiffres.premiers, chiffres.grands, chiffres.ronds),
        ):
            add(anomalie)
        self._judge_a_nouveau()

    def _judge_a_nouveau(self) -> None:
        opening, add = self.fold.a_nouveau, self.collecte.add
        slots: dict[str, Any]
        if opening.tardif:
            slots = {"journal": self._journal(self._textes[opening.tardif])}
            if "JournalCode" in self.grille.places:
                self._add_cell(ecr.A_NOUVEAU_TARDIF, opening.tardif, "JournalCode", **slots)
            else:
                add(Anomalie(ecr.A_NOUVEAU_TARDIF, ligne=opening.tardif, slots=slots))
        if self.fold.lignes and not opening.present:
            add(Anomalie(fic.A_NOUVEAU_ABSENT))
        if opening.jour_min < opening.jour_max:
            slots = {"date_min": day_of(opening.jour_min), "date_max": day_of(opening.jour_max)}
            add(Anomalie(fic.A_NOUVEAU_DATES, slots=slots))

    def _cle(self, ligne: int) -> tuple[str, str]:
        """Give journal and number of the écriture of a line that was read again."""
        return self._cle_of(self._textes[ligne])

    def _journal(self, textes: Textes) -> str:
        named = textes.get("JournalCode", "") or textes.get(DEDUIT, "")
        return named or self.grille.journal_defaut

    def _cle_of(self, textes: Textes) -> tuple[str, str]:
        journal = self._journal(textes)
        if self.grille.cle != CLE_JOUR:
            return journal, textes.get(self.grille.cle, "")
        jour = self._day(textes, "EcritureDate")
        return journal, f"{jour:%Y%m%d}" if jour else ""

    def _judge_ecritures(self) -> None:
        contexte = self.grille.contexte
        solde = contexte.desequilibre == COMPTE_ATTENTE
        kind = ecr.DESEQUILIBRE_SOLDE if solde else ecr.DESEQUILIBRE
        more = {"compte": contexte.compte_attente} if solde else {}
        for groupe in self.constat.desequilibres.first(ANOMALIES_MAX):
            jour = self._day(self._textes[groupe.premiere], "EcritureDate")
            dated = {"jour": jour} if jour else {}
            found = self._add_groupe(kind, groupe, ecart=groupe.ecart, **dated, **more)
            if groupe.premiere == groupe.derniere:
                found.consequences.append(_consequence(ecr.UNE_LIGNE, self._cle(groupe.premiere)))
        self._count_rest(kind, len(self.constat.desequilibres))
        for groupe in self.seules.first(ANOMALIES_MAX):
            self._add_groupe(ecr.UNE_LIGNE, groupe)
        self._count_rest(ecr.UNE_LIGNE, len(self.seules))
        for dates in self.constat.dates[:ANOMALIES_MAX]:
            self._add_dates(dates)
        self._count_rest(ecr.PLUSIEURS_DATES, len(self.constat.dates))

    def _count_rest(self, kind: Kind, n: int) -> None:
        """Count those beyond what a rapport keeps."""
        self.collecte.count(kind, max(0, n - ANOMALIES_MAX))

    def _add_groupe(self, kind: Kind, groupe: Groupe, **more: Any) -> Anomalie:
        journal, num = self._cle(groupe.premiere)
        found = Anomalie(
            kind,
            ligne=groupe.premiere,
            lignes=(groupe.premiere, groupe.derniere),
            slots={"journal": journal, "num": num, **more},
        )
        self.collecte.add(found)
        return found

    def _add_cell(self, kind: Kind, ligne: int, colonne: str, **slots: Any) -> Anomalie:
        found = Anomalie(
            kind,
            ligne=ligne,
            colonne=colonne,
            champ=self.grille.places[colonne] + 1,
            lu=clip(self._textes[ligne][colonne]),
            slots=slots,
        )
        self.collecte.add(found)
        return found

    def _add_dates(self, dates: DatesMelees) -> None:
        journal, num = self._cle(dates.ligne)
        found = self._add_cell(
            ecr.PLUSIEURS_DATES,
            dates.ligne,
            "EcritureDate",
            journal=journal,
            num=num,
            date_min=day_of(dates.jour_min),
            date_max=day_of(dates.jour_max),
        )
        found.lignes = (dates.premiere, dates.derniere)

    def _judge_lettrages(self) -> None:
        for kind, ouverts, nombre in self.ouverts:
            for ouvert in ouverts:
                self._add_cell(
                    kind,
                    ouvert.ligne,
                    "EcritureLet",
                    code=self._textes[ouvert.ligne]["EcritureLet"],
                    compte=self._groupe(ouvert.ligne),
                    ecart=ouvert.ecart,
                )
            self._count_rest(kind, nombre)
        for partage in self.reunis[0]:
            self._add_partage(ecr.LETTRAGE_PARTAGE, partage)
        self._count_rest(ecr.LETTRAGE_PARTAGE, self.reunis[1])
        reemploi, nombre = self.reemploi
        if reemploi is not None:
            self._add_partage(ecr.LETTRAGE_REEMPLOYE, reemploi, nombre=nombre)

    def _add_partage(self, kind: Kind, partage: Partage, **more: int) -> None:
        self._add_cell(
            kind,
            partage.ligne,
            "EcritureLet",
            code=self._textes[partage.ligne]["EcritureLet"],
            compte=self._groupe(partage.ligne),
            autre=self._groupe(partage.autre_ligne),
            autre_ligne=partage.autre_ligne,
            **more,
        )

    def _groupe(self, ligne: int) -> str:
        textes, longueur = self._textes[ligne], self.grille.contexte.longueur_compte
        compte = normalise_compte(textes.get("CompteNum", ""), longueur)
        return name_groupe(compte, textes.get("CompAuxNum", ""))

    def _judge_numeros(self) -> None:
        suite = self.suite
        if suite.sans_suite:
            slots = {"defauts": suite.defauts, "nombre": suite.nombre}
            self.collecte.add(Anomalie(fic.NUMEROS_SANS_SUITE, slots=slots))
        prefixes = self.fold.numeros.prefixes
        for saut in suite.sauts[:ANOMALIES_MAX]:
            prefixe = prefixes[saut.prefixe]
            self._add_cell(
                ecr.NUMERO_SAUTE,
                saut.ligne,
                "EcritureNum",
                suite=self._suite_of(saut.ligne),
                debut=clip(f"{prefixe}{saut.avant}"),
                fin=clip(f"{prefixe}{saut.apres}"),
                manquants=saut.apres - saut.avant - 1,
            )
        self._count_rest(ecr.NUMERO_SAUTE, len(suite.sauts))
        for retour in suite.repetitions[:ANOMALIES_MAX]:
            journal, num = self._cle(retour.ligne)
            self._add_cell(
                ecr.NUMERO_REPETE,
                retour.ligne,
                "EcritureNum",
                num=num,
                journal=journal,
                autre_journal=self._cle(retour.autre_ligne)[0],
                autre_ligne=retour.autre_ligne,
            )
        self._count_rest(ecr.NUMERO_REPETE, len(suite.repetitions))
        for retour in suite.reculs[:ANOMALIES_MAX]:
            self._add_cell(
                ecr.NUMERO_RECULE,
                retour.ligne,
                "EcritureNum",
                suite=self._suite_of(retour.ligne),
                num=self._cle(retour.ligne)[1],
                precedent=clip(f"{prefixes[retour.prefixe]}{retour.precedent}"),
            )
        self._count_rest(ecr.NUMERO_RECULE, len(suite.reculs))

    def _suite_of(self, ligne: int) -> str:
        """Name the journal whose numbers are followed; blank when they run through the file."""
        return self._cle(ligne)[0] if self.suite.mode == JOURNAL else ""

    def attach(self, rapport: Rapport) -> None:
        """Write each consequence on the first blocking anomaly of the line that causes it."""
        causes: dict[int, Anomalie] = {}
        for anomalie in rapport.anomalies:
            if anomalie.kind.gravite is Gravite.BLOQUANT and anomalie.ligne is not None:
                causes.setdefault(anomalie.ligne, anomalie)
        constat = self.constat
        hit = np.isin(constat.causes, np.array(sorted(causes), np.int64))
        groupes = constat.explained.where(hit).first(constat.causes.size)
        solde = self.grille.contexte.desequilibre == COMPTE_ATTENTE
        gap = ecr.DESEQUILIBRE_SOLDE if solde else ecr.DESEQUILIBRE
        textes = self._read(groupe.premiere for groupe in groupes)
        for groupe, cause in zip(groupes, constat.causes[hit].tolist(), strict=True):
            kind = gap if groupe.ecart else ecr.UNE_LIGNE
            cle = self._cle_of(textes[groupe.premiere])
            causes[cause].consequences.append(_consequence(kind, cle))
        self._attach_doubles(rapport)

    def _attach_doubles(self, rapport: Rapport) -> None:
        sides = {a.ligne: a for a in rapport.anomalies if a.kind is lig.DEUX_COTES and a.ligne}
        hit = np.isin(self.doubles.colonnes[0], np.array(sorted(sides), np.int64))
        groupes = self.doubles.where(hit).first(len(sides))
        textes = self._read(groupe.premiere for groupe in groupes)
        for groupe in groupes:
            cle = self._cle_of(textes[groupe.premiere])
            sides[groupe.premiere].consequences.append(_consequence(ecr.UNE_LIGNE, cle))

    def fill(self, bilan: Bilan) -> None:
        """Put in a bilan what this room knows."""
        bilan.ecritures = self.constat.ecritures
        bilan.desequilibres_total = len(self.constat.desequilibres)
        for groupe in self.constat.desequilibres.first(DESEQUILIBRES_MAX):
            textes = self._textes[groupe.premiere]
            journal, num = self._cle_of(textes)
            bilan.desequilibres.append(
                Desequilibre(
                    journal,
                    num,
                    self._day(textes, "EcritureDate"),
                    textes.get("PieceRef", ""),
                    textes.get("EcritureLib", ""),
                    self._day(textes, "ValidDate"),
                    groupe.ecart,
                    groupe.premiere,
                    groupe.derniere,
                )
            )

    def _day(self, textes: Textes, nom: str) -> date | None:
        if nom not in textes:
            return None
        jour = self.grille.judge_cell(nom, textes[nom]).valeur
        return day_of(jour) if isinstance(jour, int) else None


def _consequence(kind: Kind, cle: tuple[str, str]) -> Consequence:
    return Consequence(kind, *cle)
