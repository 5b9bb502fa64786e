"""Constats: what the whole of a file shows, said once, for every format.

A finding holds numbers of lines; what is said of it quotes these lines. Whoever reads the file
gives them back as `Citee`, and the anomalie is made here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from boucle.compta.bilan import Desequilibre
from boucle.compta.contexte import COMPTE_ATTENTE, Contexte
from boucle.compta.ecritures.copies import Copie
from boucle.compta.ecritures.lettrages import name_groupe
from boucle.compta.ecritures.runs import DatesMelees, Groupe
from boucle.errors import Anomalie, Consequence, Kind
from boucle.errors.anomalie import LU_MAX, clip
from boucle.errors.donnees import ecr, lig
from boucle.values import day_of


@dataclass(frozen=True, slots=True)
class Citee:
    """One line as it is quoted. compte: at the length of the dossier.

    lus: its cells as they are shown, by column of a lot.
    """

    n: int
    journal: str
    num: str
    compte: str = ""
    tiers: str = ""
    jour: date | None = None
    piece_ref: str = ""
    libelle: str = ""
    valid_date: date | None = None
    lus: Mapping[str, str] = field(default_factory=dict)

    @property
    def titulaire(self) -> str:
        """The compte and the tiers that a lettrage is under."""
        return name_groupe(self.compte, self.tiers)

    def entail(self, kind: Kind) -> Consequence:
        """Say that something is the case of the écriture of this line, because of another one."""
        return Consequence(kind, self.journal, self.num)


def deviation(citee: Citee, groupe: Groupe) -> Desequilibre:
    """Give what a balancing line needs of an écriture; citee: its first line."""
    return Desequilibre(
        citee.journal,
        citee.num,
        citee.jour,
        citee.piece_ref,
        citee.libelle,
        citee.valid_date,
        groupe.ecart,
        groupe.premiere,
        groupe.derniere,
    )


@dataclass(frozen=True, slots=True)
class Constats:
    """noms: what the file calls a column of a lot; champs: the place of such a column, from 1."""

    contexte: Contexte
    noms: Mapping[str, str] = field(default_factory=dict)
    champs: Mapping[str, int] = field(default_factory=dict)

    @property
    def ecart(self) -> Kind:
        """What an écriture that does not balance is: refused, or closed on the waiting account."""
        solde = self.contexte.desequilibre == COMPTE_ATTENTE
        return ecr.DESEQUILIBRE_SOLDE if solde else ecr.DESEQUILIBRE

    def say_desequilibre(self, citee: Citee, groupe: Groupe) -> Anomalie:
        """Say that an écriture does not balance; citee: its first line."""
        more: dict[str, Any] = {"ecart": groupe.ecart}
        if citee.jour is not None:
            more["jour"] = citee.jour
        if self.ecart is ecr.DESEQUILIBRE_SOLDE:
            more["compte"] = self.contexte.compte_attente
        found = self._ecriture(self.ecart, citee, groupe, **more)
        if groupe.premiere == groupe.derniere:
            found.consequences.append(citee.entail(ecr.UNE_LIGNE))
        return found

    def say_une_ligne(self, citee: Citee, groupe: Groupe) -> Anomalie:
        """Say that an écriture has one line."""
        return self._ecriture(ecr.UNE_LIGNE, citee, groupe)

    def say_copie(self, citee: Citee, copie: Copie) -> Anomalie:
        """Say that an écriture has each of its lines twice."""
        return Anomalie(
            ecr.LIGNES_DOUBLES,
            ligne=copie.premiere,
            lignes=(copie.premiere, copie.derniere),
            slots={"journal": citee.journal, "num": citee.num, "nombre": copie.nombre},
        )

    def say_dates(self, citee: Citee, dates: DatesMelees) -> Anomalie:
        """Say that an écriture has several dates; citee: its first line of another date."""
        found = self._cell(
            ecr.PLUSIEURS_DATES,
            citee,
            "date",
            journal=citee.journal,
            num=citee.num,
            date_min=day_of(dates.jour_min),
            date_max=day_of(dates.jour_max),
        )
        found.lignes = (dates.premiere, dates.derniere)
        return found

    def say_lettrage(self, kind: Kind, citee: Citee, ecart: int) -> Anomalie:
        """Say that a lettrage is left open."""
        code = citee.lus["lettrage"]
        return self._cell(kind, citee, "lettrage", code=code, compte=citee.titulaire, ecart=ecart)

    def say_partage(self, kind: Kind, citee: Citee, autre: Citee, **more: int) -> Anomalie:
        """Say that a lettrage is of several holders."""
        return self._cell(
            kind,
            citee,
            "lettrage",
            code=citee.lus["lettrage"],
            compte=citee.titulaire,
            autre=autre.titulaire,
            autre_ligne=autre.n,
            **more,
        )

    def say_saut(self, citee: Citee, suite: str, prefixe: str, bornes: tuple[int, int]) -> Anomalie:
        """Say that numbers are missing between two; suite: the journal followed, '' for all."""
        avant, apres = bornes
        return self._cell(
            ecr.NUMERO_SAUTE,
            citee,
            "num",
            suite=suite,
            debut=clip(f"{prefixe}{avant}"),
            fin=clip(f"{prefixe}{apres}"),
            manquants=apres - avant - 1,
        )

    def say_repetition(self, citee: Citee, autre: Citee) -> Anomalie:
        """Say that a number is taken again; autre: the first line of the écriture that had it."""
        return self._cell(
            ecr.NUMERO_REPETE,
            citee,
            "num",
            num=citee.num,
            journal=citee.journal,
            autre_journal=autre.journal,
            autre_ligne=autre.n,
        )

    def say_recul(self, citee: Citee, suite: str, precedent: str) -> Anomalie:
        """Say that a number is lower than the one before it."""
        return self._cell(
            ecr.NUMERO_RECULE, citee, "num", suite=suite, num=citee.num, precedent=clip(precedent)
        )

    def say_tardif(self, citee: Citee) -> Anomalie:
        """Say that the opening entries do not come first."""
        return self._cell(ecr.A_NOUVEAU_TARDIF, citee, "journal", journal=citee.journal)

    def say_longueurs(self, envoyes: Mapping[str, set[str]]) -> list[Anomalie]:
        """Say which comptes are too long for the dossier, and which ones become one.

        envoyes: the comptes as sent, by the number that the dossier keeps; where its length is not
        known, nothing can be said. Gives LIG-016 and LIG-017, sorted by number.
        """
        longueur = self.contexte.longueur_compte
        if not longueur:
            return []
        found = [
            Anomalie(lig.COMPTE_TROP_LONG, lu=compte[:LU_MAX], slots={"longueur": longueur})
            for compte in sorted(envoyes)
            if len(compte) > longueur
        ]
        for compte in sorted(envoyes):
            first, *others = sorted(envoyes[compte])
            for other in others:
                confondus = Anomalie(lig.COMPTES_CONFONDUS, slots={"autre": first})
                confondus.lu, confondus.corrige = other[:LU_MAX], compte[:LU_MAX]
                found.append(confondus)
        return found

    def _ecriture(self, kind: Kind, citee: Citee, groupe: Groupe, **more: Any) -> Anomalie:
        return Anomalie(
            kind,
            ligne=groupe.premiere,
            lignes=(groupe.premiere, groupe.derniere),
            slots={"journal": citee.journal, "num": citee.num, **more},
        )

    def _cell(self, kind: Kind, citee: Citee, colonne: str, **slots: Any) -> Anomalie:
        """Say something of a cell; of the line alone where the file has no such column."""
        if colonne not in citee.lus:
            return Anomalie(kind, ligne=citee.n, slots=slots)
        nom = self.noms.get(colonne, colonne)
        return Anomalie(
            kind,
            ligne=citee.n,
            colonne=nom,
            champ=self.champs.get(nom),
            lu=clip(citee.lus[colonne]),
            slots=slots,
        )
