"""PetitXlsx: a workbook written by hand, with what a spreadsheet can put in one.

A cell is a text, an int, a Decimal, a date, a time, a bool, None, or a `Formule`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

_XMLNS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_JOUR_0 = date(1899, 12, 30)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/>{parts}'
    '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.styles+xml"/></Types>'
)
_STYLES = (
    f'<styleSheet xmlns="{_XMLNS}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
    '<xf numFmtId="20" applyNumberFormat="1"/></cellXfs>'
    "</styleSheet>"
)


@dataclass(frozen=True)
class Formule:
    """A formula. valeur: as it was last computed, None when it never was; an error as `#REF!`."""

    texte: str
    valeur: Any = None


@dataclass
class Feuille:
    """One sheet. etat: visible, hidden or veryHidden; lignes_cachees: from 1."""

    nom: str
    rangees: Sequence[Sequence[Any]]
    etat: str = "visible"
    lignes_cachees: Sequence[int] = ()
    fusions: Sequence[str] = ()
    depart: int = 1
    attributs: Mapping[str, str] = field(default_factory=dict)


def classeur(*feuilles: Feuille, dates_1904: bool = False) -> bytes:
    """Write a workbook of these sheets."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        parts = "".join(
            f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="application/vnd.'
            'openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
            for at in range(1, len(feuilles) + 1)
        )
        archive.writestr("[Content_Types].xml", _TYPES.format(parts=parts))
        archive.writestr("_rels/.rels", _rels({"rId1": ("officeDocument", "xl/workbook.xml")}))
        sheets = "".join(
            f'<sheet name="{escape(feuille.nom)}" sheetId="{at}" state="{feuille.etat}" '
            f'r:id="rId{at}"/>'
            for at, feuille in enumerate(feuilles, 1)
        )
        base = '<workbookPr date1904="1"/>' if dates_1904 else ""
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_XMLNS}" xmlns:r="{_REL}">{base}'
            f"<sheets>{sheets}</sheets></workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            _rels(
                {
                    **{
                        f"rId{at}": ("worksheet", f"worksheets/sheet{at}.xml")
                        for at in range(1, len(feuilles) + 1)
                    },
                    "rIdS": ("styles", "styles.xml"),
                }
            ),
        )
        archive.writestr("xl/styles.xml", _STYLES)
        for at, feuille in enumerate(feuilles, 1):
            archive.writestr(f"xl/worksheets/sheet{at}.xml", _sheet(feuille))
    return out.getvalue()


def _rels(parts: Mapping[str, tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="{name}" Type="{_REL}/{genre}" Target="{target}"/>'
        for name, (genre, target) in parts.items()
    )
    xmlns = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{xmlns}">{rows}</Relationships>'


def _sheet(feuille: Feuille) -> str:
    rows = []
    for at, cells in enumerate(feuille.rangees, feuille.depart):
        hidden = ' hidden="1"' if at in feuille.lignes_cachees else ""
        made = "".join(_cell(f"{_column(rank)}{at}", cell) for rank, cell in enumerate(cells))
        rows.append(f'<row r="{at}"{hidden}>{made}</row>')
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in feuille.fusions)
    merged = f"<mergeCells>{merged}</mergeCells>" if merged else ""
    return f'<worksheet xmlns="{_XMLNS}"><sheetData>{"".join(rows)}</sheetData>{merged}</worksheet>'


def _column(rank: int) -> str:
    name = ""
    rank += 1
    while rank:
        rank, letter = divmod(rank - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def _cell(ref: str, value: Any) -> str:
    formula = ""
    if isinstance(value, Formule):
        formula, value = f"<f>{escape(value.texte)}</f>", value.valeur
        if value is None:
            return f'<c r="{ref}">{formula}</c>'
    if value is None:
        return f'<c r="{ref}"/>'
    if isinstance(value, bool):
        return f'<c r="{ref}" t="b">{formula}<v>{int(value)}</v></c>'
    if isinstance(value, date):
        return f'<c r="{ref}" s="1">{formula}<v>{(value - _JOUR_0).days}</v></c>'
    if isinstance(value, time):
        part = Decimal(value.hour * 60 + value.minute) / (24 * 60)
        return f'<c r="{ref}" s="2">{formula}<v>{part}</v></c>'
    if isinstance(value, int | Decimal):
        return f'<c r="{ref}">{formula}<v>{value}</v></c>'
    if value.startswith("#") and formula:
        return f'<c r="{ref}" t="e">{formula}<v>{value}</v></c>'
    if formula:
        return f'<c r="{ref}" t="str">{formula}<v>{escape(value)}</v></c>'
    return f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
