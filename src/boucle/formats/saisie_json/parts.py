"""Parts: the analytic breakdown that a line sends under `axeAna<code of the axe>`.

The published page shows the inner object in images only: its names are ours, with aliases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from boucle.errors.demandes import ressource as r
from boucle.errors.demandes.req import CHAMP_REPETE
from boucle.errors.demandes.req_json import PART_SANS_MONTANT
from boucle.formats.saisie_json.montants import read_montant, read_number
from boucle.schema.champs.champ import Faux, Usage, described_as, shown
from boucle.schema.champs.champs import Code, Texte

_CLE = re.compile(r"axeana\[?(.{1,17}?)\]?", re.IGNORECASE)
SECTION = ("section", "codeSection", "code")
LIBELLE = ("sectionLib", "libelleSection", "libelle")
MONTANT = ("montant", "amount")
POURCENTAGE = ("pourcentage", "percent", "taux")
QUANTITE = ("quantite", "quantity")
PARTS_MAX = 1_000
_CENT = 100_00
_read_axe = Code("axe", "Axe", max=17).reader(Usage())
_read_section = Code("section", "Section", max=35).reader(Usage())
_read_libelle = Texte("sectionLib", "Libellé", max=100).reader(Usage())


_CLES = frozenset(
    nom.lower()
    for nom in (*SECTION, *LIBELLE, *MONTANT, *POURCENTAGE, *QUANTITE, "debit", "credit")
)


class Part(NamedTuple):
    """One share: net centimes (debit less credit) or hundredths of a percent, or all of it."""

    section: str
    libelle: str
    net: int | None
    centiemes: int | None
    quantite: int | None


class Ventilee(NamedTuple):
    """The shares of one line on one axe; net: the line's debit less its credit, in centimes."""

    n: int
    axe: str
    net: int
    parts: list[Part]


def axe_of(cle: str) -> str | None:
    """Give the axe that a key of a line names, or None when it is no such key."""
    found = _CLE.fullmatch(cle)
    return None if found is None else found[1]


def read_parts(value: Any, axe: str, net: int, separateur: str) -> list[Part]:
    """Read the shares of one line on one axe; net: the line's debit less its credit."""
    _read_axe(axe)
    sens = -1 if net < 0 else 1
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > PARTS_MAX:
        raise Faux(
            r.TYPE_INATTENDU, attendu=f"un tableau de {PARTS_MAX} parts au plus", lu=shown(value)
        )
    parts = [_part(item, sens, separateur) for item in value]
    if len(parts) > 1 and any(part.net is part.centiemes is None for part in parts):
        raise Faux(PART_SANS_MONTANT)
    return parts


def _part(item: Any, sens: int, separateur: str) -> Part:
    if not isinstance(item, dict):
        raise Faux(r.TYPE_INATTENDU, attendu="un objet par part", lu=shown(item))
    item = _folded(item)
    section = _read_section(_first(item, SECTION))
    if not section:
        raise Faux(r.TYPE_INATTENDU, attendu="un code de section par part", lu=shown(item))
    quantite, percent = _first(item, QUANTITE), _first(item, POURCENTAGE)
    return Part(
        section,
        _read_libelle(_first(item, LIBELLE)),
        _net(item, sens, separateur),
        None if percent is None else read_number(percent, 2, separateur),
        None if quantite is None else read_number(quantite, 4, separateur),
    )


def _folded(item: dict[str, Any]) -> dict[str, Any]:
    """Give the keys of a share in small letters; each is one that we know, and comes once."""
    sent: dict[str, Any] = {}
    for nom, given in item.items():
        key = nom.lower()
        if key not in _CLES:
            raise Faux(
                r.CHAMP_INCONNU,
                ressource=f"une part : {shown(nom)} y est lu",
                acceptes="section, sectionLib, montant, pourcentage, debit, credit, quantite",
            )
        if key in sent:
            raise Faux(CHAMP_REPETE, lu=shown(given), autre=shown(sent[key]))
        sent[key] = given
    return sent


def _net(item: dict[str, Any], sens: int, separateur: str) -> int | None:
    if item.get("debit") is not None or item.get("credit") is not None:
        sides = [item.get("debit"), item.get("credit")]
        debit, credit = (
            read_montant(side, separateur).centimes
            if isinstance(side, dict)
            else 0
            if side is None
            else read_number(side, 2, separateur)
            for side in sides
        )
        return debit - credit
    amount = _first(item, MONTANT)
    return None if amount is None else sens * read_number(amount, 2, separateur)


def _first(item: dict[str, Any], noms: Sequence[str]) -> Any:
    return next((item[nom.lower()] for nom in noms if item.get(nom.lower()) is not None), None)


def amounts(parts: Sequence[Part], net: int) -> Iterator[tuple[Part, int, int]]:
    """Give each share with its debit and its credit, in centimes, on the side of its sign.

    Percentages that make a hundred make the line, to the centime.
    """
    cumul = 0
    for part in parts:
        montant = net if part.net is None else part.net
        if part.centiemes is not None and part.net is None:
            before, cumul = cumul, cumul + part.centiemes
            montant = _share(net, cumul) - _share(net, before)
        on_debit = montant >= 0
        yield part, montant if on_debit else 0, 0 if on_debit else -montant


def _share(net: int, centiemes: int) -> int:
    return int((Decimal(net) * centiemes / _CENT).quantize(Decimal(1)))


def describe_part() -> dict[str, Any]:
    """Describe one share in JSON Schema, as it is sent with an import or for lines of the books."""
    number, side = ["number", "string", "null"], ["number", "string", "object", "null"]
    return {
        "type": "object",
        "required": ["section"],
        "description": "Une part seule sans montant prend toute la ligne",
        "properties": {
            "section": described_as("string", "Code de la section", "NORD", minLength=1),
            "montant": described_as(number, "Du côté de la ligne : débit ou crédit", 60),
            "pourcentage": described_as(number, "Deux décimales ; 100 font la ligne", 50),
            "debit": described_as(side, "Débit de la part, en euros", 60),
            "credit": described_as(side, "Crédit de la part, en euros", 60),
            "quantite": described_as(number, "Quantité", 2),
        },
    }
