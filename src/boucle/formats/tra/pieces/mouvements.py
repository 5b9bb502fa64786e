"""Mouvements: the movements of a block as typed columns; a fault is told with its zone.

Columns are cut and read whole; Python goes line by line only through lines that hold a fault.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie, Kind
from boucle.errors.donnees import tra
from boucle.formats.decimales import Decimales
from boucle.formats.tra.pieces import montants
from boucle.formats.tra.texte.alignement import Decalages, is_aligned, realign
from boucle.formats.tra.texte.enregistrements import LUS, SYNONYMES
from boucle.formats.tra.texte.grille import Grille
from boucle.formats.tra.texte.longueurs import Longueurs
from boucle.formats.tra.texte.zones import DATE as GENRE_DATE
from boucle.formats.tra.texte.zones import MOUVEMENT as COMMUNE
from boucle.formats.tra.texte.zones import NATURES, QUANTITE, SUITE, ZONES, Zone
from boucle.values import format_centimes

LU_MAX = 200
_NON_REELS = {"S": "simulation", "U": "situation", "R": "révision", "P": "prévision"}
_AXES = ("A1", "A2", "A3", "A4", "A5")
_DATES = tuple(zone for zone in SUITE if zone.genre == GENRE_DATE)
_QUANTITES = tuple(zone for zone in SUITE if zone.genre == QUANTITE)
_MONTANTS = ("MONTANT1", "MONTANT2", "MONTANT3")
_FIN_MONTANT = ZONES["MONTANT1"].fin
Masks = dict[str, pl.Series]


class Mouvements:
    """Read movements; a line that could not be read at all is in `perdues`, and was told."""

    def __init__(
        self,
        etendu: bool,
        largeur: int,
        charset: str,
        collecte: Collecte,
        tell_recodee: Callable[[int], None],
    ) -> None:
        self._etendu, self._largeur, self._charset = etendu, largeur, charset
        self._collecte, self._tell_recodee = collecte, tell_recodee
        self._decalages = Decalages(collecte)
        self._longueurs = Longueurs(collecte)
        self._comptees: dict[str, Anomalie] = {}
        self._decimales = Decimales()
        self._sans_tete = False
        self._fixes: dict[str, str] = {}
        self.perdues: list[int] = []

    def read(self, lines: pl.DataFrame, raw: Callable[[int], bytes]) -> pl.DataFrame:
        """Take lines (n, t); give one row per line that is read, general or analytic.

        raw: gives the bytes of a line by its number, to read it otherwise.
        An amount, a day or a code that cannot be read is null there, and told.
        """
        lines = self._realigned(lines, raw)
        self._count_long(lines)
        self._fixes = {}
        rows = self._with_amounts(self._typed(self._cut(lines)))
        return self._judged(self._drop(rows))

    @property
    def sans_tete(self) -> bool:
        """True when the next analytic lines follow a line that is lost."""
        return self._sans_tete

    def read_grille(self, grille: Grille) -> pl.DataFrame:
        """Give the same for the movements of a clean block."""
        size = grille.mouvements.size
        zones = (*COMMUNE, *(SUITE if self._etendu else ()))
        columns, self._fixes = {}, {}
        for zone in zones:
            columns[zone.nom], only = grille.column(zone)
            if only is not None:
                self._fixes[zone.nom] = only
        for zone in () if self._etendu else SUITE:
            columns[zone.nom] = pl.Series([""]).new_from_index(0, size)
            self._fixes[zone.nom] = ""
        true = pl.Series([True]).new_from_index(0, size)
        rows = pl.DataFrame(
            {
                "n": grille.mouvements + grille.premiere,
                **columns,
                "longueur": grille.longueurs[grille.mouvements],
                "type_lu": true,
                "sens_lu": true,
                "dite": ~true,
            }
        )
        rows = self._with_amounts(self._typed(rows))
        return self._judged(rows)

    def _typed(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Add what is read of the zones that every movement has."""
        return rows.with_columns(
            pl.col("TYPE_CPTE").replace(SYNONYMES).alias("type"),
            pl.when(pl.col("AXE") == "A").then(pl.lit("A1")).otherwise("AXE").alias("axe"),
            self._distinct(rows, "CODEMONTANT", _codage).alias("codage"),
            self._distinct(rows, "DATECOMPTABLE", montants.read_jour).alias("date"),
            *(self._centimes(rows, nom).alias(f"c_{nom}") for nom in _MONTANTS),
        )

    def _centimes(self, rows: pl.DataFrame, nom: str) -> pl.Series:
        if nom in self._fixes:
            return self._distinct(rows, nom, montants.read_centimes)
        return montants.centimes_of(rows[nom])

    def _distinct(
        self, rows: pl.DataFrame, nom: str, read: Callable[[str], int | None]
    ) -> pl.Series:
        """Read each distinct text of a column once."""
        if nom in self._fixes:
            only = pl.Series([read(self._fixes[nom])], dtype=pl.Int64)
            return only.new_from_index(0, rows.height)
        return _distinct(rows[nom], read)

    def _judged(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Tell what is wrong in rows, and read the zones that may be blank."""
        sound = rows.filter(~rows["dite"]) if rows["dite"].any() else rows
        self._longueurs.note(sound)
        self._judge_cells(sound)
        return self._with_options(rows)

    def _realigned(self, lines: pl.DataFrame, raw: Callable[[int], bytes]) -> pl.DataFrame:
        """Put back in place the lines that their coding alone has moved."""
        sides = lines["t"].str.slice(ZONES["SENS"].debut - 1, 1).is_in(["D", "C"])
        odd = (~sides).arg_true().to_list()
        if not odd:
            return lines
        texts = lines["t"].to_list()
        for at in odd:
            n = lines["n"][at]
            found = realign(raw(n), self._charset)
            if found is not None:
                texts[at] = found
                self._tell_recodee(n)
        return lines.with_columns(pl.Series("t", texts, dtype=pl.String))

    def _count_long(self, lines: pl.DataFrame) -> None:
        rest = lines["t"].str.slice(self._largeur)
        rows = (rest.str.strip_chars() != "").arg_true()
        for n in lines["n"].gather(rows).to_list():
            self.count("long", tra.FIN_NON_LUE, n, largeur=self._largeur)

    def count(self, cle: str, kind: Kind, n: int, **slots: Any) -> None:
        """Count lines of which one thing is said, at the first of them."""
        known = self._comptees.get(cle)
        if known is None:
            known = self._comptees[cle] = Anomalie(kind, ligne=n, slots={"nombre": 0, **slots})
            self._collecte.add(known)
        known.slots["nombre"] += 1

    def _cut(self, lines: pl.DataFrame) -> pl.DataFrame:
        blank = pl.lit("")
        columns = [
            pl.col("t")
            .str.slice(zone.debut - 1, zone.longueur)
            .str.strip_chars(" ")
            .alias(zone.nom)
            for zone in (*COMMUNE, *(SUITE if self._etendu else ()))
        ]
        if not self._etendu:
            columns += [blank.alias(zone.nom) for zone in SUITE]
        columns.append(pl.col("t").str.len_chars().cast(pl.Int64).alias("longueur"))
        rows = lines.with_columns(columns)
        return rows.with_columns(
            pl.col("TYPE_CPTE").is_in(list(LUS)).alias("type_lu"),
            pl.col("SENS").is_in(["D", "C"]).alias("sens_lu"),
        )

    def _with_amounts(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Choose the amount in euros and the amount in the currency, by the coding."""

        def pick(place: pl.Expr) -> pl.Expr:
            return pl.coalesce(
                pl.when(place == rank).then(pl.col(f"c_{nom}")).otherwise(None)
                for rank, nom in enumerate(_MONTANTS)
            )

        euros, devise = pl.col("codage") // 10 - 1, pl.col("codage") % 10 - 1
        rows = rows.with_columns(
            pick(euros).alias("montant"),
            pick(devise).alias("en_devise"),
            (euros == -1).alias("a_convertir"),
            euros.alias("place_euros"),
            devise.alias("place_devise"),
        )
        todo = rows["a_convertir"].fill_null(False)
        if todo.any():
            pairs = rows.filter(todo).select("en_devise", "TAUXDEV").rows()
            made = [None if m is None else montants.convert(m, taux) for m, taux in pairs]
            rows = rows.with_columns(
                rows["montant"].scatter(todo.arg_true(), pl.Series(made, dtype=pl.Int64))
            )
        return rows

    def _drop(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Take out the lines that cannot be read at all, each told."""
        short = rows["longueur"] < _FIN_MONTANT
        short &= (
            ~rows["sens_lu"]
            | rows["montant"].is_null()
            | rows["t"].str.slice(ZONES["MONTANT1"].debut - 1, 1).is_in([" ", ""])
        )
        lost = []
        for at in (~rows["type_lu"] | ~rows["sens_lu"] | short).arg_true().to_list():
            n, text = rows["n"][at], rows["t"][at]
            if not is_aligned(text) and self._decalages.look(n, text):
                lost.append(at)
            elif short[at]:
                slots = {"longueur": len(text)}
                self._collecte.add(Anomalie(tra.LIGNE_COURTE, ligne=n, slots=slots))
                lost.append(at)
            elif not rows["type_lu"][at]:
                self.tell(tra.TYPE_LIGNE, n, ZONES["TYPE_CPTE"], rows["TYPE_CPTE"][at])
                lost.append(at)
        return self._without(rows, lost)

    def _without(self, rows: pl.DataFrame, lost: list[int]) -> pl.DataFrame:
        """Leave out lines already told; the analytic lines after a general one go with it.

        A lost analytic line stays, without its amount, so that the parts of its line are known
        to be incomplete.
        """
        analytic = (rows["type"] == "A").to_list() if lost or self._sans_tete else []
        told = {at for at in lost if analytic[at]}
        gone = set(lost) - told
        for at in (-1, *sorted(gone)) if self._sans_tete else sorted(gone):
            after = at + 1
            while after < rows.height and analytic[after]:
                gone.add(after)
                after += 1
        self._sans_tete = bool(rows.height) and rows.height - 1 in gone
        self.perdues += [rows["n"][at] for at in sorted(gone)]
        dite = pl.Series("dite", [False]).new_from_index(0, rows.height).scatter(sorted(told), True)
        kept = pl.Series([True]).new_from_index(0, rows.height).scatter(sorted(gone), False)
        return rows.with_columns(
            dite, pl.when(dite).then(None).otherwise("montant").alias("montant")
        ).filter(kept)

    def _judge_cells(self, rows: pl.DataFrame) -> None:
        """Tell the zones that cannot be read, or that are read with a remark."""
        analytic = rows["type"].is_in(["A", "H"])
        dated = rows["type"] != "A"
        self._each(rows, dated & rows["date"].is_null(), tra.DATE, "DATECOMPTABLE")
        self._each(rows, ~rows["sens_lu"], tra.SENS, "SENS")
        self._each(rows, rows["codage"].is_null(), tra.CODAGE, "CODEMONTANT")
        self._judge_amounts(rows)
        self._each(
            rows, (rows["type"] == "X") & (rows["AUXILIAIRE"] == ""), tra.TIERS_ABSENT, "AUXILIAIRE"
        )
        self._each(rows, analytic & (rows["AUXILIAIRE"] == ""), tra.SECTION_ABSENTE, "AUXILIAIRE")
        self._each(rows, analytic & ~rows["axe"].is_in(_AXES), tra.AXE, "AXE")
        self._each(rows, ~rows["TYPE_PIECE"].is_in(NATURES), tra.NATURE_PIECE, "TYPE_PIECE")
        kind = rows["TYPE_ECRITURE"]
        for letter, titre in _NON_REELS.items():
            self._each(rows, kind == letter, tra.ECRITURE_NON_REELLE, "TYPE_ECRITURE", titre=titre)
        known = kind.is_in(["", "N", *_NON_REELS])
        self._each(rows, ~known, tra.TYPE_ECRITURE, "TYPE_ECRITURE")

    def _judge_amounts(self, rows: pl.DataFrame) -> None:
        for rank, nom in enumerate(_MONTANTS):
            used = (rows["place_euros"] == rank) | (rows["place_devise"] == rank)
            used = used.fill_null(False)
            bad = used & rows[f"c_{nom}"].is_null()
            # A currency amount that is missing beside its euros costs nothing.
            bad &= ~(
                (rows["place_devise"] == rank) & (rows["place_euros"] >= 0) & (rows[nom] == "")
            ).fill_null(False)
            self._each(rows, bad, tra.MONTANT, nom)
            told = used & ~bad
            zone, values = ZONES[nom], rows[f"c_{nom}"].set(~told, None)
            self._decimales.read(rows[nom], values, rows["n"], zone.dit, zone.debut)
            self._each(
                rows, told & (rows[f"c_{nom}"] < 0).fill_null(False), tra.MONTANT_NEGATIF, nom
            )
            point = told & rows[nom].str.contains(".", literal=True)
            for at in point.arg_true().to_list():
                self.tell(
                    tra.MONTANT_POINT,
                    rows["n"][at],
                    ZONES[nom],
                    rows[nom][at],
                    corrige=format_centimes(rows[f"c_{nom}"][at]),
                )
        lost = rows["a_convertir"].fill_null(False) & rows["en_devise"].is_not_null()
        self._each(rows, lost & rows["montant"].is_null(), tra.TAUX, "TAUXDEV")

    def _with_options(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Read the zones that may be blank; one that cannot be read counts as blank, told."""
        found = []
        general = rows["type"] != "A"
        for zone in (ZONES["ECHEANCE"], *_DATES):
            values = self._distinct(rows, zone.nom, montants.read_jour)
            bad = values.is_null() & ~rows[zone.nom].is_in(list(montants.JOURS_VIDES))
            # An analytic line has other zones there.
            bad &= general
            self._each(rows, bad, tra.FACULTATIF, zone.nom, attendu="une date JJMMAAAA")
            found.append(values.cast(pl.Int32).alias(zone.nom))
        for zone in _QUANTITES:
            values = self._distinct(rows, zone.nom, montants.read_dix_milliemes)
            bad = values.is_null() & (rows[zone.nom] != "")
            self._each(rows, bad, tra.FACULTATIF, zone.nom, attendu="un nombre à quatre décimales")
            found.append(values.set(values == 0, None).alias(zone.nom))
        return rows.with_columns(found)

    def finish(self) -> None:
        """Say what is known of the lines of the whole file."""
        self._longueurs.finish()
        for anomalie in self._decimales.finish():
            self._collecte.add(anomalie)

    def _each(
        self, rows: pl.DataFrame, mask: pl.Series, kind: Kind, nom: str, **slots: Any
    ) -> None:
        places = mask.arg_true()
        room = self._collecte.room(kind)
        for at in places.head(room).to_list():
            self.tell(kind, rows["n"][at], ZONES[nom], rows[nom][at], **slots)
        self._collecte.count(kind, max(0, places.len() - room))

    def tell(self, kind: Kind, n: int, zone: Zone, lu: str, **slots: Any) -> None:
        """Tell one zone of one line."""
        corrige = slots.pop("corrige", None)
        self._collecte.add(
            Anomalie(
                kind,
                ligne=n,
                colonne=zone.dit,
                champ=zone.debut,
                lu=lu[:LU_MAX],
                corrige=corrige,
                slots=slots,
            )
        )


def _codage(text: str) -> int | None:
    """Write a coding as one number: ten times the place of the euros, plus that of the currency,
    places counted from 1, 0 for none.
    """
    found = montants.read_codage(text)
    return None if found is None else 10 * (found.euros + 1) + found.devise + 1


def _distinct(texts: pl.Series, read: Callable[[str], int | None]) -> pl.Series:
    """Read each distinct text once."""
    known = texts.unique()
    values = pl.Series([read(text) for text in known.to_list()], dtype=pl.Int64)
    # A column without a row keeps its own type when it is replaced.
    return texts.replace_strict(known, values, return_dtype=pl.Int64).cast(pl.Int64)
