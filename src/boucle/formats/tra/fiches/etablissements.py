"""Etablissements: the establishment codes of movements as the SIRET that the dossier knows.

The code of the file's own default establishment (***PS5, else the first ***ETB, else the first
code met) is that of the import when nothing gives its SIRET; any other one without a SIRET is told.
"""

from __future__ import annotations

import polars as pl

from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie
from boucle.errors.donnees import tra
from boucle.formats.tra.fiches.parametres import Parametres
from boucle.formats.tra.texte.zones import ZONES

_ZONE = ZONES["ETABLISSEMENT"]


class Etablissements:
    """Give the SIRET of each line; '' for that of the import. connus: SIRET by code, of the
    dossier."""

    def __init__(self, connus: dict[str, str], parametres: Parametres, collecte: Collecte) -> None:
        self._connus, self._parametres, self._collecte = connus, parametres, collecte
        self._premier = ""
        self._sirets: dict[str, str] = {"": ""}

    def read(self, general: pl.DataFrame) -> pl.Series:
        """Give the SIRET of each of these lines."""
        codes = general["ETABLISSEMENT"]
        first = general.select("n", "ETABLISSEMENT").unique(
            "ETABLISSEMENT", keep="first", maintain_order=True
        )
        for n, code in first.iter_rows():
            if code not in self._sirets:
                self._sirets[code] = self._siret(n, code)
        known = first["ETABLISSEMENT"]
        sirets = pl.Series([self._sirets[code] for code in known.to_list()], dtype=pl.String)
        return codes.replace_strict(known, sirets, return_dtype=pl.String)

    def _siret(self, n: int, code: str) -> str:
        self._premier = self._premier or code
        found = self._parametres.fiches.sirets.get(code) or self._connus.get(code, "")
        if not found and code != (self._parametres.etablissement or self._premier):
            self._collecte.add(
                Anomalie(
                    tra.ETABLISSEMENT_SANS_SIRET,
                    ligne=n,
                    colonne=_ZONE.dit,
                    champ=_ZONE.debut,
                    lu=code,
                )
            )
        return found
