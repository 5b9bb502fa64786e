"""Consignes: what the options of a body do to its lines, and the dossier's own codes.

Each change is told, and what may not be done is an anomalie. Nothing runs per line, but for the
lines that are told.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import polars as pl

from boucle.compta.compte import normalise_compte
from boucle.compta.contexte import COMPTE_ATTENTE, REFUSER, Contexte, Exercice
from boucle.compta.detail import A_NOUVEAU, INITIAL
from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie, Kind
from boucle.errors.donnees import envoi as dits
from boucle.errors.donnees import lig
from boucle.formats.saisie_json.champs import (
    COTES,
    FICHIER,
    JOURS,
    JOURS_ISO,
    NUMEROS,
    TEXTES,
)
from boucle.formats.saisie_json.corps import Envoi
from boucle.formats.saisie_json.lecteur import Lignes
from boucle.values import day_of

NOMS: dict[str, str] = {
    **{entry.column: entry.champ.nom for entry in TEXTES},
    **{column: nom for nom, column in JOURS.items()},
    **{column: nom for nom, (column, _) in JOURS_ISO.items()},
    **{entry.column: entry.champ.nom for entry in NUMEROS},
    **{cote: cote for cote in COTES},
    "piece_jointe": FICHIER,
}
TIERS_ATTENTE = "ATTENTE"
"""Code that takes the place of an unknown tiers which the request forbids to create."""
CREATIONS = {
    "journal": ("createNewJournaux", "defaultJournalId"),
    "compte": ("createNewComptes", "defaultCompte"),
    "tiers": ("createNewTiers", ""),
}
_SANS_EFFET = {
    "sortLines": "l'ordre envoyé est gardé, et les livres se lisent par date et par journal.",
    "newFolio": "chaque import forme déjà un lot à lui seul.",
}


def restreints(envoi: Envoi) -> list[str]:
    """List the kinds of codes whose records must be known before the lines are read."""
    return [
        genre
        for genre, (creer, defaut) in CREATIONS.items()
        if not envoi.options[creer] or (defaut and envoi.options[defaut])
    ]


def policy(envoi: Envoi) -> str:
    """Say what is done with an unbalanced écriture; '' leaves it to the dossier."""
    strict = envoi.options.fail_on_unbalanced
    if strict is None:
        return ""
    return REFUSER if strict or not envoi.options["balanceAuto"] else COMPTE_ATTENTE


class Consignes:
    """Apply them block by block.

    connus: codes of the dossier and their objectId, by kind; None where no dossier is known.
    """

    def __init__(
        self,
        envoi: Envoi,
        contexte: Contexte,
        connus: Mapping[str, Mapping[str, str]] | None,
        collecte: Collecte,
    ) -> None:
        self._envoi, self._contexte, self._collecte = envoi, contexte, collecte
        self._hors_dossier, self._connus = connus is None, connus or {}
        self._remplacants = {genre: self._remplacant(genre) for genre in CREATIONS}
        self._derniere = None if envoi.options["multiPeriode"] else _last_open(contexte)
        self._comptes: dict[str, str] = {"": ""}
        self._deplaces: dict[str, Anomalie] = {}
        for nom, effet in _SANS_EFFET.items():
            if envoi.options[nom]:
                collecte.add(Anomalie(dits.OPTION_SANS_EFFET, lu=nom, slots={"effet": effet}))

    def _remplacant(self, genre: str) -> str:
        """Give the code that takes the place of an unknown one; '' for none."""
        defaut = CREATIONS[genre][1]
        if not defaut:
            return TIERS_ATTENTE
        wanted = self._envoi.options[defaut]
        codes = self._connus.get(genre, {})
        return next((code for code, object_id in codes.items() if object_id == wanted), "")

    def apply(self, lignes: Lignes) -> pl.DataFrame:
        """Give the table of a block as it is to be booked."""
        table = _whole(lignes.table)
        if not table.height:
            return table
        table = table.with_columns(self._booked(table))
        for genre in CREATIONS:
            table = self._replaced(table, genre)
        self._judge_days(table)
        self._judge_openings(table)
        self._tell_midnights(lignes)
        if self._envoi.options["createPieceRef"]:
            made = (
                pl.when(pl.col("reference") != "")
                .then("reference")
                .otherwise(
                    pl.col("journal") + "-" + pl.col("date").cast(pl.Date).dt.strftime("%Y%m%d")
                )
            )
            blank = pl.col("piece_ref") == ""
            table = table.with_columns(
                pl.when(blank).then(made).otherwise("piece_ref").fill_null("").alias("piece_ref")
            )
        return table

    def finish(self) -> None:
        """Tell what is counted over the whole body."""
        for anomalie in self._deplaces.values():
            self._collecte.add(anomalie)

    def _booked(self, table: pl.DataFrame) -> pl.Series:
        comptes = table["compte"]
        sent = comptes.unique(maintain_order=True).to_list()
        for compte in sent:
            if compte not in self._comptes:
                held = self._envoi.options.booked(compte)
                self._comptes[compte] = normalise_compte(held, self._contexte.longueur_compte)
            if self._envoi.options.booked(compte) != compte:
                self._note_moved(compte, table["n"].filter(comptes == compte))
        kept = [self._comptes[compte] for compte in sent]
        if kept == sent:
            return comptes
        return comptes.replace_strict(sent, kept, return_dtype=pl.String)

    def _note_moved(self, compte: str, n: pl.Series) -> None:
        found = self._deplaces.get(compte)
        if found is None:
            found = self._deplaces[compte] = Anomalie(
                dits.COMPTES_DEPLACES,
                ligne=int(n[0]),
                lu=compte,
                corrige=self._comptes[compte],
                slots={"nombre": 0},
            )
        found.slots["nombre"] += n.len()

    def _replaced(self, table: pl.DataFrame, genre: str) -> pl.DataFrame:
        """Put the default code in the place of one that is unknown and may not be created."""
        codes, remplacant = table[genre], self._remplacants[genre]
        if genre == "journal" and remplacant:
            codes = codes.set(codes == "", remplacant)
            table = table.with_columns(codes)
        if self._hors_dossier or self._envoi.options[CREATIONS[genre][0]]:
            return table
        unknown = (codes != "") & ~codes.is_in(list(self._connus.get(genre, ())))
        if not unknown.any():
            return table
        if not remplacant:
            option = {"option": CREATIONS[genre][0]}
            self._tell(lig.CODE_INCONNU, table, unknown, genre, option)
            return table
        self._tell(lig.CODE_REMPLACE, table, unknown, genre, {}, corrige=remplacant)
        replaced = [codes.set(unknown, remplacant)]
        if (libelle := f"{genre}_lib") in table.columns:
            replaced.append(table[libelle].set(unknown, ""))
        return table.with_columns(replaced)

    def _judge_days(self, table: pl.DataFrame) -> None:
        jours, low, high = table["date"], self._envoi.debut, self._envoi.fin
        out = pl.repeat(False, table.height, dtype=pl.Boolean, eager=True)
        if low is not None:
            out |= (jours < low).fill_null(False)
        if high is not None:
            out |= (jours > high).fill_null(False)
        bounds = {
            nom: "…" if day is None else f"{day_of(day):%d/%m/%Y}"
            for nom, day in (("debut", low), ("fin", high))
        }
        self._tell(lig.DATE_HORS_CONTEXTE, table, out, "date", bounds)
        if self._derniere is not None:
            derniere = self._derniere
            odd = [
                jour
                for jour in jours.unique().drop_nulls().to_list()
                if not derniere.holds(day_of(jour))
            ]
            rows = jours.is_in(odd).fill_null(False) & ~out
            slots = {"exercice": derniere.code}
            self._tell(lig.PERIODE_NON_DERNIERE, table, rows, "date", slots)

    def _judge_openings(self, table: pl.DataFrame) -> None:
        if self._envoi.options["aNouveaux"]:
            return
        opening = table["journal"] == A_NOUVEAU
        if "type_ligne" in table.columns:
            opening |= (table["type_ligne"] == INITIAL).fill_null(False)
        self._tell(lig.A_NOUVEAU_REFUSE, table, opening, "journal", {})

    def _tell_midnights(self, lignes: Lignes) -> None:
        for n, nom, text in lignes.minuits:
            if not self._collecte.room(dits.MINUIT):
                self._collecte.count(dits.MINUIT)
                continue
            jour = text[:10]
            self._collecte.add(
                Anomalie(
                    dits.MINUIT,
                    ligne=n,
                    colonne=nom,
                    lu=text,
                    slots={"jour": jour, "autre": _next_day(jour)},
                )
            )

    def _tell(
        self,
        kind: Kind,
        table: pl.DataFrame,
        rows: pl.Series,
        column: str,
        slots: Mapping[str, str],
        corrige: str | None = None,
    ) -> None:
        """Tell the same thing of some lines, while the rapport has room; count them all."""
        for row in np.flatnonzero(rows.to_numpy()).tolist():
            if not self._collecte.room(kind):
                self._collecte.count(kind)
                continue
            value = table[column][row]
            self._collecte.add(
                Anomalie(
                    kind,
                    ligne=int(table["n"][row]),
                    colonne=NOMS[column],
                    lu=day_of(value).isoformat() if column == "date" else str(value),
                    corrige=corrige,
                    slots=dict(slots),
                )
            )


def _whole(table: pl.DataFrame) -> pl.DataFrame:
    """Add the columns that the options look at."""
    missing = [
        pl.lit("", dtype=pl.String).alias(name)
        for name in ("journal", "compte", "tiers", "reference", "piece_ref")
        if name not in table.columns
    ]
    if "date" not in table.columns:
        missing.append(pl.lit(None, dtype=pl.Int32).alias("date"))
    return table.with_columns(missing) if missing else table


def _last_open(contexte: Contexte) -> Exercice | None:
    return max(
        (year for year in contexte.exercices if not year.clos),
        key=lambda year: year.fin,
        default=None,
    )


def _next_day(jour: str) -> str:
    try:
        return (date.fromisoformat(jour) + timedelta(days=1)).isoformat()
    except ValueError:
        return "lendemain"
