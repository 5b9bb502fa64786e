"""Conclusion: what can only be said once the whole file is read: écritures, numbers, lettrages,
totals. The texts it quotes are read again from the file, for the anomalies that are kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np

from boucle.compta.bilan import CLE_JOUR, CLE_NUM, CLE_PIECE, Bilan
from boucle.compta.compte import normalise_compte
from boucle.compta.constats import Citee, Constats
from boucle.compta.ecritures.jugement import Jugement
from boucle.compta.ecritures.numerotation import (
    JOURNAL,
    Suite,
    check_numerotation,
    follow_plain,
    read_cles,
)
from boucle.compta.ecritures.runs import HASH_BIT, Constat
from boucle.compta.piece import num_of
from boucle.compta.regles.chiffres import judge_chiffres
from boucle.errors import ANOMALIES_MAX, Anomalie, Kind, Rapport
from boucle.errors.donnees import ecr, fic
from boucle.formats.fec.forme.colonnes import JOURNAL_DEFAUT, NOMS
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
        champs = {nom: at + 1 for nom, at in self.grille.places.items()}
        self.constats = Constats(self.grille.contexte, NOMS, champs)
        numerotees = self.grille.cle == CLE_NUM
        self.jugement = Jugement(fold.somme, self.constats, self.collecte, reprises=numerotees)
        self.suite = self._follow_numeros(self.jugement.constat)
        self.suite.repeat(self.jugement.constat.reprises)
        self._citees: dict[int, Citee] = {}

    def judge(self) -> None:
        """Add every anomalie of the whole file."""
        self._citees = self._cite([*self._wanted(), *self.jugement.wanted()])
        self._judge_fichier()
        self.jugement.judge(self._citees)
        self._judge_numeros()

    def attach(self, rapport: Rapport) -> None:
        """Write each consequence on the first blocking anomaly of the line that causes it."""
        self.jugement.attach(rapport.anomalies, self._cite)

    def fill(self, bilan: Bilan) -> None:
        """Put in a bilan what this room knows."""
        self.jugement.fill(bilan, self._citees)

    def _wanted(self) -> Iterable[int]:
        """Number the lines whose texts are needed here."""
        suite = self.suite
        if self.fold.a_nouveau.tardif:
            yield self.fold.a_nouveau.tardif
        for saut in suite.sauts[:ANOMALIES_MAX]:
            yield saut.ligne
        for retour in (*suite.repetitions[:ANOMALIES_MAX], *suite.reculs[:ANOMALIES_MAX]):
            yield retour.ligne
            if retour.autre_ligne:
                yield retour.autre_ligne

    def _cite(self, lignes: Iterable[int]) -> dict[int, Citee]:
        """Read lines again."""
        textes = self.relecture.read(lignes)
        self.fold.deduits.complete(textes, self.fold.lexique.journaux)
        return {n: self._citee(n, texte) for n, texte in textes.items()}

    def _citee(self, n: int, texte: Textes) -> Citee:
        jour = self._day(texte, "EcritureDate")
        journal = texte.get("JournalCode", "") or texte.get(DEDUIT, "")
        num = texte.get(self.grille.cle, "")
        if self.grille.cle == CLE_JOUR:
            num = num_of(jour)
        return Citee(
            n,
            journal or self.grille.journal_defaut,
            num,
            compte=normalise_compte(
                texte.get("CompteNum", ""), self.grille.contexte.longueur_compte
            ),
            tiers=texte.get("CompAuxNum", ""),
            jour=jour,
            piece_ref=texte.get("PieceRef", ""),
            libelle=texte.get("EcritureLib", ""),
            valid_date=self._day(texte, "ValidDate"),
            lus={lot: texte[nom] for lot, nom in NOMS.items() if nom in texte},
        )

    def _day(self, texte: Textes, nom: str) -> date | None:
        if nom not in texte:
            return None
        jour = self.grille.judge_cell(nom, texte[nom]).valeur
        return day_of(jour) if isinstance(jour, int) else None

    def _follow_numeros(self, constat: Constat) -> Suite:
        """Follow the numbers of the distinct écritures, in order of first line."""
        textes = self.fold.numeros
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
        if not fold.somme.lignes and not fold.illisibles:
            add(Anomalie(fic.FICHIER_VIDE))
        if fold.somme.lignes and self.grille.cle != CLE_NUM:
            add(Anomalie(fic.CLE_PIECE_REF if self.grille.cle == CLE_PIECE else fic.CLE_DATE))
        for nom, (nombre, premiere) in fold.reglements.items():
            if nombre:
                slots = {"nombre": nombre, "premiere": premiere}
                add(Anomalie(fic.REGLEMENTS_VIDES, colonne=nom, slots=slots))
        if fold.somme.lignes and self._is_euro():
            add(Anomalie(fic.DEVISE_EURO, colonne="Idevise"))
        if fold.journal_defaut:
            add(Anomalie(fic.JOURNAL_PAR_DEFAUT, corrige=JOURNAL_DEFAUT))
        chiffres = fold.somme.chiffres
        for anomalie in (
            *self.constats.say_longueurs(fold.lexique.envoyes),
            *judge_chiffres(chiffres.premiers, chiffres.grands, chiffres.ronds),
        ):
            add(anomalie)
        self._judge_a_nouveau()

    def _is_euro(self) -> bool:
        """True when every line names the euro as its currency."""
        lexique = self.fold.lexique
        if "Idevise" not in lexique:
            return False
        return not (lexique["Idevise"].has("vide") or lexique["Idevise"].has("autre"))

    def find_numero(self) -> str:
        """Give the number, made of digits alone, of every écriture; '' when there are several."""
        cles = self.jugement.constat.cles
        if self.grille.cle != CLE_NUM or not cles.size or (cles >= HASH_BIT).any():
            return ""
        _, bords = read_cles(cles[[0, -1]])
        if bords[0] != bords[1] or (read_cles(cles)[1] != bords[0]).any():
            return ""
        return str(int(bords[0]))

    def _judge_a_nouveau(self) -> None:
        opening, add = self.fold.a_nouveau, self.collecte.add
        if opening.tardif:
            add(self.constats.say_tardif(self._citees[opening.tardif]))
        if self.fold.somme.lignes and not opening.present:
            add(Anomalie(fic.A_NOUVEAU_ABSENT))
        if opening.jour_min < opening.jour_max:
            slots = {"date_min": day_of(opening.jour_min), "date_max": day_of(opening.jour_max)}
            add(Anomalie(fic.A_NOUVEAU_DATES, slots=slots))

    def _judge_numeros(self) -> None:
        suite, say, add = self.suite, self.constats, self.collecte.add
        if suite.sans_suite:
            slots = {"defauts": suite.defauts, "nombre": suite.nombre}
            add(Anomalie(fic.NUMEROS_SANS_SUITE, slots=slots))
        prefixes, citees = self.fold.numeros.prefixes, self._citees
        for saut in suite.sauts[:ANOMALIES_MAX]:
            citee, bornes = citees[saut.ligne], (saut.avant, saut.apres)
            add(say.say_saut(citee, self._suite_of(citee), prefixes[saut.prefixe], bornes))
        self._count_rest(ecr.NUMERO_SAUTE, len(suite.sauts))
        for retour in suite.repetitions[:ANOMALIES_MAX]:
            add(say.say_repetition(citees[retour.ligne], citees[retour.autre_ligne]))
        self._count_rest(ecr.NUMERO_REPETE, len(suite.repetitions))
        for retour in suite.reculs[:ANOMALIES_MAX]:
            citee = citees[retour.ligne]
            precedent = f"{prefixes[retour.prefixe]}{retour.precedent}"
            add(say.say_recul(citee, self._suite_of(citee), precedent))
        self._count_rest(ecr.NUMERO_RECULE, len(suite.reculs))

    def _count_rest(self, kind: Kind, n: int) -> None:
        """Count those beyond what a rapport keeps."""
        self.collecte.count(kind, max(0, n - ANOMALIES_MAX))

    def _suite_of(self, citee: Citee) -> str:
        """Name the journal whose numbers are followed; blank when they run through the file."""
        return citee.journal if self.suite.mode == JOURNAL else ""
