"""Zones: the fixed columns of every record and line of a TRA file, read from `notice.csv`.

Source: vendor's notice of the TRA file, version 011 (2015-09); positions count from 1. A line that
stops before a zone holds blanks there; what follows the last zone is not read.

`notice.csv` has one row a zone. A record bears its three letters, without the three stars and the
letters themselves; ENT is the header, MVT the first 222 columns of a movement, SUITE and SUITE_A
what follows on a general and on an analytic line, G, V, P and B the lines of these types, TL the
ten free tables.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

TEXTE, CODE, DATE, DRAPEAU, MONTANT, NOMBRE, QUANTITE, SENS, TAUX = (
    "texte",
    "code",
    "date",
    "drapeau",
    "montant",
    "nombre",
    "quantite",
    "sens",
    "taux",
)
GENRES = frozenset((TEXTE, CODE, DATE, DRAPEAU, MONTANT, NOMBRE, QUANTITE, SENS, TAUX))
"""How a zone is written; a date has 8 characters (JJMMAAAA) or 10 (JJ/MM/AAAA)."""
Zones = tuple["Zone", ...]
_FICHIER, _COLONNES = "notice.csv", "enregistrement;zone;debut;longueur;genre;obligatoire"


class Zone(NamedTuple):
    """One zone: debut and longueur in characters, genre: how it is written."""

    nom: str
    debut: int
    longueur: int
    genre: str = TEXTE
    obligatoire: bool = False

    @property
    def fin(self) -> int:
        """Last column of the zone."""
        return self.debut + self.longueur - 1

    @property
    def dit(self) -> str:
        """Name for a person, with its columns: `SENS (130)`, `GENERAL (14-30)`."""
        place = str(self.debut) if self.longueur == 1 else f"{self.debut}-{self.fin}"
        return f"{self.nom} ({place})"

    def cut(self, text: str) -> str:
        """Give what a line holds there, blanks included."""
        return text[self.debut - 1 : self.fin]


@cache
def read_notice() -> dict[str, dict[str, Zone]]:
    """Give every zone by the record that it belongs to and by its name, in order of place."""
    text = files(__package__).joinpath(_FICHIER).read_text("utf-8")
    title, *rows = text.splitlines()
    assert title == _COLONNES
    found: dict[str, dict[str, Zone]] = {}
    for row in rows:
        enregistrement, nom, debut, longueur, genre, obligatoire = row.split(";")
        zone = Zone(nom, int(debut), int(longueur), genre, obligatoire == "x")
        found.setdefault(enregistrement, {})[nom] = zone
    return found


def zones_of(enregistrement: str) -> dict[str, Zone]:
    """Give the zones of one record by name."""
    return read_notice()[enregistrement]


MOUVEMENT: Zones = tuple(zones_of("MVT").values())
"""The whole of a movement of 222 columns, which every movement begins with."""

_SUITE = (
    "REFEXTERNE QTE1 QUALIFQTE1 REFLIBRE REGIMETVA TVA REFPOINTAGE DATEPOINTAGE DATEPAQUETMAX "
    "LETTRAGE ETATLETTRAGE CUTOFFDEB CUTOFFFIN VALIDDATE"
)
SUITE: Zones = tuple(zones_of("SUITE")[nom] for nom in _SUITE.split())
"""What is kept of what follows in the extended layout; an analytic line uses QTE1 of it alone."""

LARGEURS = {"STD": MOUVEMENT[-1].fin, "ETE": max(zone.fin for zone in zones_of("SUITE").values())}
NATURES = ("FC", "AC", "RC", "FF", "AF", "RF", "OD", "OC", "OF")
ZONES: dict[str, Zone] = {zone.nom: zone for zone in (*MOUVEMENT, *SUITE)}
