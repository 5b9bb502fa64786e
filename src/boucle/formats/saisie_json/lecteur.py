"""Lecteur: the lines of a body by blocks, each read as columns, what is odd line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np
import polars as pl

from boucle.bornes import BORNES
from boucle.compta.detail import SCHEMA as DETAIL
from boucle.compta.saisie import SCHEMA as SAISIE
from boucle.errors import Refus
from boucle.errors.demandes import req_json as j
from boucle.errors.demandes.req_json import ENVOI_TROP_GRAND
from boucle.formats.saisie_json.colonnes import Colonnes
from boucle.formats.saisie_json.corps import FAUTES_ARRET, Envoi, Ligne, read_ligne
from boucle.formats.saisie_json.parts import Ventilee, axe_of
from boucle.formats.saisie_json.squelette import Corps
from boucle.formats.saisie_json.tranches import Malforme, Tranche
from boucle.formats.saisie_json.valeurs import Bloc, Valeurs
from boucle.schema.json import Illisible, read_strict

DTYPES: dict[str, pl.DataType] = {**DETAIL, **SAISIE}
_raws = msgspec.json.Decoder(list[msgspec.Raw]).decode


@dataclass(slots=True)
class Lignes:
    """Lines that follow one another. table: `n` and the columns of a saisie or of a detail that
    they bear; perdues: those that are no object. minuits: line, field and text of each instant
    that may be the next day in Paris.
    """

    table: pl.DataFrame
    perdues: list[int] = field(default_factory=list)
    ventilees: list[Ventilee] = field(default_factory=list)
    minuits: list[tuple[int, str, str]] = field(default_factory=list)


class Lecteur:
    """Read the lines of a body whose envelope was read; lignes_max: 0 for no bound."""

    def __init__(self, corps: Corps, envoi: Envoi, lignes_max: int = 0) -> None:
        self._corps, self._envoi, self._max = corps, envoi, lignes_max
        self._colonnes = Colonnes()
        self._valeurs = Valeurs(envoi)
        self._vues = len(corps.squelette.fautes)
        self.cles: dict[str, str] = {}
        """Field that each key met is read as, by key, in the order of the first line of each."""
        self.lues = 0
        self.arret = False

    def blocks(self) -> Iterator[Lignes]:
        """Give the lines; what is wrong goes to the envoi, and ends the reading when there is too
        much of it. Refuses CORPS_ILLISIBLE and ENVOI_TROP_GRAND.
        """
        enveloppe = self._envoi.nombre_fautes
        for found in self._corps.lines(self._read):
            yield found
            envoi = self._envoi
            if envoi.nombre_fautes + len(envoi.inconnus) >= FAUTES_ARRET:
                self.arret = True
                break
        self._finish(enveloppe)

    def _finish(self, enveloppe: int) -> None:
        """Judge what only the whole shows; enveloppe: how many faults stood before the lines."""
        envoi = self._envoi
        envoi.blame_all(self._corps.squelette.fautes[self._vues :])
        if self.lues < 2 and self._corps.squelette.tableau is not None:
            del envoi.fautes[enveloppe:]
            envoi.nombre_fautes = enveloppe
            kind = j.ECRITURES_UNE_LIGNE if self.lues else j.ECRITURES_ABSENTES
            envoi.blame("data.ecritures", kind)
            return
        if len(envoi.sirens) > 1:
            sirens = ", ".join(sorted(envoi.sirens)[:10])
            envoi.blame("data.ecritures", j.SIREN_DIFFERENTS, sirens)
        envoi.blame_all(envoi.inconnus)

    def _read(self, tranche: Tranche) -> Lignes:
        if tranche.elements is None:
            found = self._columns(tranche.octets)
        else:
            items = []
            for element in tranche.elements:
                try:
                    items.append(read_strict(element.octets)[0])
                except Illisible as fault:
                    self._corps.refuse(fault.raison, element.at + fault.octet)
            self._bound(len(items))
            found = self._exact(dict(enumerate(items)), None)
            self.lues += len(items)
        return found

    def _columns(self, octets: bytes) -> Lignes:
        lues = self._colonnes.read(octets)
        self.cles |= self._colonnes.cles
        bloc = self._valeurs.read(lues)
        impaires = dict(lues.impaires)
        if bloc.impaires.any():
            raws = _raws(b"[" + octets + b"]")
            impaires |= {rang: bytes(raws[rang]) for rang in lues.rangs[bloc.impaires].tolist()}
        items: dict[int, Any] = {}
        for rang in sorted(impaires):
            try:
                items[rang] = read_strict(impaires[rang])[0]
            except Illisible as fault:
                raise Malforme from fault
        self._bound(lues.taille)
        self._note_sirets(bloc)
        found = self._exact(items, (bloc, lues.rangs) if lues.rangs.size else None)
        self.lues += lues.taille
        return found

    def _bound(self, lignes: int) -> None:
        if self._max and self.lues + lignes > self._max:
            raise Refus(ENVOI_TROP_GRAND, octets_max=BORNES.envoi_octets, lignes_max=self._max)

    def _note_keys(self, item: dict[str, Any]) -> None:
        for nom in item:
            if nom in self.cles:
                continue
            if (lecture := self._envoi.known.get(nom.lower())) is not None:
                self.cles[nom] = lecture.nom
            elif axe_of(nom) is not None:
                self.cles[nom] = nom

    def _note_sirets(self, bloc: Bloc) -> None:
        """Note the SIREN of the plain lines; a line of an établissement unknown is odd."""
        sirets = bloc.colonnes.get("etablissement")
        if sirets is None:
            return
        for siret in sirets.filter(pl.Series(~bloc.impaires)).unique().to_list():
            if siret:
                self._envoi.sirens.add(siret[:9])

    def _exact(
        self, items: dict[int, Any], plain: tuple[Bloc, np.ndarray[Any, Any]] | None
    ) -> Lignes:
        """Read odd lines one by one, and put them back among the plain ones."""
        found = Lignes(pl.DataFrame(schema={"n": pl.Int64}))
        rows: list[Ligne] = []
        for rang, item in items.items():
            if isinstance(item, dict):
                self._note_keys(item)
            ligne = read_ligne(self._envoi, self.lues + rang, item)
            if ligne is None:
                found.perdues.append(self.lues + rang + 1)
            else:
                rows.append(ligne)
        if plain is not None:
            _add_plain(found, *plain, self.lues)
        if rows:
            found.table = _with_rows(found.table, rows)
            found.ventilees += [part for row in rows for part in row.ventilees]
            found.minuits += [one for row in rows for one in row.minuits]
            if plain is not None:
                found.ventilees.sort(key=lambda part: part.n)
                found.minuits.sort()
        return found


def _add_plain(found: Lignes, bloc: Bloc, rangs: np.ndarray[Any, Any], before: int) -> None:
    n = rangs + before + 1
    table = pl.DataFrame({"n": pl.Series(n, dtype=pl.Int64), **bloc.colonnes})
    if bloc.impaires.any():
        table = table.filter(pl.Series(~bloc.impaires))
    found.table = table
    kept = ~bloc.impaires
    found.ventilees = [part._replace(n=int(n[part.n])) for part in bloc.ventilees if kept[part.n]]
    found.minuits = [(int(n[row]), nom, text) for row, nom, text in bloc.minuits if kept[row]]


def _with_rows(table: pl.DataFrame, rows: list[Ligne]) -> pl.DataFrame:
    """Add lines read one by one, in the order of the body; what none says is blank."""
    names = {name for row in rows for name in row.valeurs} | set(table.columns)
    more = pl.DataFrame(
        {name: [row.valeurs.get(name) for row in rows] for name in sorted(names)},
        schema={name: DTYPES[name] for name in sorted(names)},
    )
    table = pl.concat([table, more], how="diagonal").sort("n") if table.height else more
    texts = [name for name in table.columns if DTYPES[name] == pl.String()]
    return table.with_columns(pl.col(texts).fill_null(""))
