"""Ecrire xml: lines of the books become an XML FEC, by the official schema of the regime.

Source: LPF art. A47 A-1, VI-2°, and the four official schemas. In XML the date, the piece, the
label, the lettrage and the validation belong to the écriture, not to its lines: those of the
first line are written, and what the other lines said of their own is counted as lost. A blank date
of the piece is written as that of the écriture (BOI-CF-IOR-60-40-20 §190). The auxiliary account
is named CompteAuxNum, which every version of the schemas takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

import polars as pl

from boucle.compta.lot import SEPARATEUR_EXTRA
from boucle.errors import Anomalie, Rapport
from boucle.errors.donnees import fic
from boucle.formats.fec.forme.colonnes import BIC, imposed
from boucle.formats.fec.xml.valeurs import COMPTE, SCHEMAS
from boucle.values import day_of, format_centimes

_INTERDITS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PROPRES = ("piece_ref", "piece_date", "libelle", "valid_date")
_XSI = "http://www.w3.org/2001/XMLSchema-instance"


class EcrivainXml:
    """Write an XML FEC frame by frame; an écriture may run over two frames.

    A frame has the columns of a lot, and the texts `journal_lib`, `compte_lib`, `tiers_lib`;
    the lines of an écriture follow one another. colonnes_extra: names of the values that the
    frame's `extra` holds. rapport: FIC-046 when something of the lines could not be kept, FIC-047
    when the schema refuses what the books hold.
    """

    def __init__(
        self,
        target: BinaryIO,
        cloture: date,
        regime: str = BIC,
        colonnes_extra: tuple[str, ...] = (),
    ) -> None:
        self.rapport = Rapport()
        self.lignes = 0
        self._target = target
        self._extras = {nom: rank for rank, nom in enumerate(colonnes_extra)}
        self._reglements = [colonne.nom for colonne in imposed(regime)[18:]]
        self._journal: str | None = None
        self._ecriture: list[dict[str, Any]] = []
        self._pertes = self._refusees = 0
        self._refusee: dict[str, str] = {}
        schema = next(nom for nom, known in SCHEMAS.items() if known == regime)
        self._put(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<comptabilite xmlns:xsi="{_XSI}" xsi:noNamespaceSchemaLocation="{schema}">\n'
            f"<exercice>\n<DateCloture>{cloture.isoformat()}</DateCloture>\n"
        )

    def write(self, frame: pl.DataFrame) -> None:
        """Append the lines of one frame."""
        for row in frame.iter_rows(named=True):
            last = self._ecriture[-1] if self._ecriture else None
            if last and (last["journal"], last["num"]) != (row["journal"], row["num"]):
                self._flush()
            self._ecriture.append(row)
            self.lignes += 1

    def close(self) -> None:
        """End the document; the target stays open."""
        self._flush()
        if self._journal is not None:
            self._put("</journal>\n")
        self._put("</exercice>\n</comptabilite>\n")
        if self._pertes:
            self.rapport.add(Anomalie(fic.XML_PERTE, slots={"nombre": self._pertes}))
        if self._refusees:
            slots = {"nombre": self._refusees, **self._refusee}
            self.rapport.add(Anomalie(fic.XML_REFUSE, slots=slots))

    def _put(self, texte: str) -> None:
        self._target.write(texte.encode())

    def _flush(self) -> None:
        rows, self._ecriture = self._ecriture, []
        if not rows:
            return
        first = rows[0]
        out = []
        if not self._lawful(rows):
            self._refusees += 1
            self._refusee = self._refusee or {"journal": first["journal"], "num": first["num"]}
        if first["journal"] != self._journal:
            out += ["</journal>\n"] if self._journal is not None else []
            out += [
                "<journal>\n",
                _tag("JournalCode", first["journal"]),
                _tag("JournalLib", first["journal_lib"]),
            ]
            self._journal = first["journal"]
        out += ["<ecriture>\n", *self._head(rows)]
        for row in rows:
            out += ["<ligne>\n", *_ligne(row), "</ligne>\n"]
        out.append("</ecriture>\n")
        self._put("".join(out))

    def _lawful(self, rows: list[dict[str, Any]]) -> bool:
        """Tell whether the schema takes this écriture."""
        first = rows[0]
        dated = first["valid_date"] is not None
        if dated and "DateRglt" in self._reglements:
            dated = bool(self._extra(first, "DateRglt"))
        return dated and len(rows) > 1 and all(map(_well_numbered, rows))

    def _extra(self, row: dict[str, Any], nom: str) -> str:
        rank = self._extras.get(nom)
        values = row["extra"].split(SEPARATEUR_EXTRA)
        return values[rank] if rank is not None and rank < len(values) else ""

    def _head(self, rows: list[dict[str, Any]]) -> Iterator[str]:
        first = rows[0]
        lettrages = {(row["lettrage"], row["date_let"]) for row in rows if row["lettrage"]}
        lettrage, date_let = min(lettrages, key=str) if lettrages else ("", None)
        self._pertes += len(lettrages) > 1
        self._pertes += any(row[name] != first[name] for row in rows for name in _PROPRES)
        yield _tag("EcritureNum", first["num"])
        yield _tag("EcritureDate", _day(first["date"]))
        yield _tag("EcritureLib", first["libelle"])
        yield _tag("PieceRef", first["piece_ref"])
        piece_date = first["piece_date"] if first["piece_date"] is not None else first["date"]
        yield _tag("PieceDate", _day(piece_date))
        if lettrage:
            yield _tag("EcritureLet", lettrage)
            yield _tag("DateLet", _day(date_let)) if date_let is not None else ""
        yield _tag("ValidDate", _day(first["valid_date"]))
        for nom in self._reglements:
            value = self._extra(first, nom)
            if nom == "DateRglt" and re.fullmatch("[0-9]{8}", value):
                value = f"{value[:4]}-{value[4:6]}-{value[6:]}"
            if value or nom in ("DateRglt", "ModeRglt"):
                yield _tag(nom, value)


def write_xml(
    frames: Iterable[pl.DataFrame],
    target: BinaryIO,
    cloture: date,
    regime: str = BIC,
    colonnes_extra: tuple[str, ...] = (),
) -> EcrivainXml:
    """Write all the frames; give the writer, with its rapport and its count."""
    writer = EcrivainXml(target, cloture, regime, colonnes_extra)
    for frame in frames:
        writer.write(frame)
    writer.close()
    return writer


def _well_numbered(row: dict[str, Any]) -> bool:
    return COMPTE.fullmatch(row["compte"]) is not None


def _ligne(row: dict[str, Any]) -> Iterator[str]:
    yield _tag("CompteNum", row["compte"])
    yield _tag("CompteLib", row["compte_lib"])
    if row["tiers"]:
        yield _tag("CompteAuxNum", row["tiers"])
    if row["tiers_lib"]:
        yield _tag("CompteAuxLib", row["tiers_lib"])
    if row["montant_devise"] is not None:
        yield _tag("Montantdevise", _decimal(row["montant_devise"]))
    if row["devise"]:
        yield _tag("Idevise", row["devise"])
    if row["debit"] or not row["credit"]:
        yield _tag("Debit", format_centimes(row["debit"], "."))
    if row["credit"]:
        yield _tag("Credit", format_centimes(row["credit"], "."))


def _tag(nom: str, texte: str) -> str:
    return f"<{nom}>{escape(_INTERDITS.sub(' ', texte))}</{nom}>\n"


def _day(jours: int | None) -> str:
    return day_of(jours).isoformat() if jours is not None else ""


def _decimal(dix_milliemes: int) -> str:
    units, rest = divmod(abs(dix_milliemes), 10_000)
    sign = "-" if dix_milliemes < 0 else ""
    decimals = f"{rest:04d}"
    return f"{sign}{units}.{decimals[:2]}{decimals[2:].rstrip('0')}"
