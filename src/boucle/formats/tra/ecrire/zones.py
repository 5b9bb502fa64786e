"""Zones: lines of fixed zones, laid out by the notice that the reader follows (`notice.csv`)."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from boucle.formats.fec.ecrire.plat import nearest
from boucle.formats.tra.texte.zones import MONTANT, NOMBRE, QUANTITE, TAUX, Zone, zones_of

CHARSET = "cp1252"
FIN = "\r\n"
JOUR_VIDE = "01011900"
_A_DROITE = frozenset((MONTANT, NOMBRE, QUANTITE, TAUX))
_HORS_PLACE = "[\x00-\x1f\x7f-\x9f]"
_NON_CP1252 = "[^\x20-\x7e\xa0-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"


def put(record: str, values: Mapping[str, str]) -> str:
    """Lay out one record of the notice; its three stars and letters are put before its zones."""
    zones = zones_of(record)
    last = max(zone.fin for zone in zones.values())
    text = " " * last
    head = "" if record == "ENT" else f"***{record}"
    text = head + text[len(head) :]
    for nom, value in values.items():
        zone = zones[nom]
        cell = one_line(value)[: zone.longueur]
        cell = cell.rjust(zone.longueur) if zone.genre in _A_DROITE else cell.ljust(zone.longueur)
        text = text[: zone.debut - 1] + cell + text[zone.fin :]
    return text


def one_line(text: str) -> str:
    """Give a text that a zone can hold: no control, no character outside of the charset."""
    shown = "".join(" " if ord(char) < 32 or 127 <= ord(char) < 160 else char for char in text)
    return "".join(nearest(char, CHARSET) for char in shown)


def fit(column: pl.Expr, zone: Zone) -> pl.Expr:
    """Cut a column of texts to its zone and fill it; what was cut was counted before."""
    text = column.str.slice(0, zone.longueur)
    if zone.genre in _A_DROITE or zone.nom == "NUMEROPIECE":
        return text.str.pad_start(zone.longueur)
    return text.str.pad_end(zone.longueur)


def fitting(texts: pl.Series) -> pl.Series:
    """Give texts that zones can hold; Python runs once for each distinct text that cannot."""
    odd = texts.str.contains(f"{_HORS_PLACE}|{_NON_CP1252}")
    if not odd.any():
        return texts
    wrong = texts.filter(odd).unique().to_list()
    return texts.replace(wrong, [one_line(text) for text in wrong])


def lay_out(zones: list[Zone], cells: Mapping[str, pl.Expr]) -> pl.Expr:
    """Give whole lines: each zone filled, those without a cell blank; zones follow one another."""
    pieces = []
    for zone in zones:
        cell = cells.get(zone.nom)
        pieces.append(pl.lit(" " * zone.longueur) if cell is None else fit(cell, zone))
    return pl.concat_str(pieces)
