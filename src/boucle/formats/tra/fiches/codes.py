"""Codes: what movements name, held against the records of their file, and their lettrage."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import polars as pl

from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie
from boucle.errors.donnees import tra
from boucle.formats.tra.fiches.apports import COLLECTIFS
from boucle.formats.tra.fiches.parametres import Parametres
from boucle.formats.tra.texte.zones import ZONES, Zone

VUS_MAX = 300_000


class Lien(NamedTuple):
    """What a zone of a movement names: the column it is in, the records that describe it."""

    colonne: str
    zone: Zone
    enregistrements: tuple[str, ...]


LIENS = {
    "journal": Lien("journal", ZONES["JOURNAL"], ("JAL",)),
    "compte": Lien("compte", ZONES["GENERAL"], ("CGN", "CGE")),
    "tiers": Lien("tiers", ZONES["AUXILIAIRE"], ("CAE",)),
    "mode": Lien("MODEPAIE", ZONES["MODEPAIE"], ("MDP",)),
    "devise": Lien("devise", ZONES["DEVISE"], ("DEV",)),
    "etablissement": Lien("ETABLISSEMENT", ZONES["ETABLISSEMENT"], ("ETB",)),
    "regime": Lien("REGIMETVA", ZONES["REGIMETVA"], ("REG",)),
    "tva": Lien("TVA", ZONES["TVA"], ("TVA",)),
}
"""By sort of code, in the order of the zones."""


class Codes:
    """Tell codes without a record, tiers on a compte that takes none, days outside the file's
    own exercices (when the dossier's are not known), lettrages that are not whole.
    """

    def __init__(self, parametres: Parametres, collecte: Collecte, judge_exercices: bool) -> None:
        self._parametres, self._collecte = parametres, collecte
        self._judge_exercices = judge_exercices
        self.vus: dict[str, dict[str, int]] = {genre: {} for genre in LIENS}
        self._dites: set[str] = set()
        self._partiels: Anomalie | None = None

    def judge(self, general: pl.DataFrame) -> None:
        """Look at general lines."""
        for genre, lien in LIENS.items():
            self._note_codes(general, genre, lien.colonne)
        self._judge_collectifs(general)
        if self._judge_exercices and self._parametres.exercices:
            self._judge_days(general)

    def _note_codes(self, general: pl.DataFrame, genre: str, colonne: str) -> None:
        seen = self.vus[genre]
        met = general[colonne].unique()
        if len(seen) >= VUS_MAX or not (set(met.to_list()) - seen.keys() - {""}):
            return
        first = general.select("n", colonne).unique(colonne, keep="first", maintain_order=True)
        for n, code in first.iter_rows():
            if code and code not in seen and len(seen) < VUS_MAX:
                seen[code] = n

    def _judge_codes(self, genre: str, lien: Lien) -> None:
        """Say each code without a record once, when the file has records of its sort."""
        for code, n in self.vus[genre].items():
            key = self._parametres.key(genre, code)
            if self._parametres.described(lien.enregistrements, key) is False:
                self._cell(
                    tra.CODE_NON_DECRIT,
                    n,
                    lien.zone,
                    code,
                    enregistrement=lien.enregistrements[0],
                )

    def _judge_collectifs(self, general: pl.DataFrame) -> None:
        natures = self._parametres.natures
        if not natures:
            return
        borne = general.filter(pl.col("tiers") != "")
        number = self._parametres.compte
        plain = [
            code
            for code in borne["compte"].unique().to_list()
            if natures.get(number(code), "COC") not in COLLECTIFS
        ]
        if not plain:
            return
        borne = borne.filter(pl.col("compte").is_in(plain))
        nature = mapped(borne["compte"], lambda code: natures.get(number(code), ""))
        odd = (nature != "") & ~nature.is_in(list(COLLECTIFS))
        rows = borne.select("n", "compte", "tiers").with_columns(nature.alias("nature"))
        for n, compte, tiers, found in rows.filter(odd).iter_rows():
            self._cell(
                tra.TIERS_SANS_COLLECTIF, n, LIENS["tiers"].zone, tiers, compte=compte, nature=found
            )

    def _judge_days(self, general: pl.DataFrame) -> None:
        held = [pl.col("date").is_between(debut, fin) for debut, fin in self._parametres.exercices]
        odd = general.filter(pl.col("date").is_not_null() & ~pl.any_horizontal(held))
        days = odd.select("n", pl.col("date").cast(pl.Date).dt.strftime("%d%m%Y"))
        for n, day in days.iter_rows():
            self._cell(tra.HORS_EXERCICES, n, ZONES["DATECOMPTABLE"], day)

    def iso(self, general: pl.DataFrame) -> pl.Series:
        """Give the currency of each line under its ISO code, where the file says it (TRA-064)."""
        devises = self._parametres.iso
        if not devises:
            return general["devise"]
        renamed = [code for code, iso in devises.items() if code != iso and code not in self._dites]
        first = general.select("n", "devise").filter(pl.col("devise").is_in(renamed))
        for n, code in first.unique("devise", keep="first", maintain_order=True).iter_rows():
            self._dites.add(code)
            self._collecte.add(
                Anomalie(
                    tra.DEVISE_ISO,
                    ligne=n,
                    colonne=ZONES["DEVISE"].dit,
                    champ=ZONES["DEVISE"].debut,
                    lu=code,
                    corrige=devises[code],
                )
            )
        return mapped(general["devise"], lambda code: devises.get(code, code))

    def lettered(self, general: pl.DataFrame) -> pl.DataFrame:
        """Keep the code of the lines that are wholly matched, and of no other."""
        coded = general["lettrage"] != ""
        if not coded.any():
            return general.with_columns(pl.lit(None, pl.Int32).alias("date_let"))
        whole = coded & (general["ETATLETTRAGE"] == "TL")
        lower = whole & (general["lettrage"] != general["lettrage"].str.to_uppercase())
        for n, code in general.filter(lower).select("n", "lettrage").iter_rows():
            self._cell(tra.LETTRAGE, n, ZONES["LETTRAGE"], code)
        partial = general["n"].filter(coded & ~whole)
        if partial.len():
            if self._partiels is None:
                self._partiels = Anomalie(
                    tra.LETTRAGES_PARTIELS, ligne=int(partial[0]), slots={"nombre": 0}
                )
            self._partiels.slots["nombre"] += partial.len()
        return general.with_columns(
            pl.when(whole).then("lettrage").otherwise(pl.lit("")).alias("lettrage"),
            pl.when(whole).then("date_let").otherwise(None).alias("date_let"),
        )

    def finish(self) -> None:
        """Say which codes have no record, and how many lettrages are not whole."""
        for genre, lien in LIENS.items():
            self._judge_codes(genre, lien)
        if self._partiels is not None:
            self._collecte.add(self._partiels)

    def _cell(self, kind: Any, n: int, zone: Zone, lu: str, **slots: Any) -> None:
        self._collecte.add(
            Anomalie(kind, ligne=n, colonne=zone.dit, champ=zone.debut, lu=lu, slots=slots)
        )


def mapped(texts: pl.Series, make: Callable[[str], str]) -> pl.Series:
    """Map each distinct text once."""
    known = texts.unique()
    made = pl.Series([make(text) for text in known.to_list()], dtype=pl.String)
    return texts.replace_strict(known, made, return_dtype=pl.String)
