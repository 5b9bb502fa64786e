"""Alignement: lines whose zones are not where they should be, found by their anchors.

Anchors of a movement: its day (4-11), its side (130) and its amount (131-150). A line whose side
is elsewhere, with its amount after it, is shifted: it is told once with all that are shifted
alike, for the cause is one. A line that only its coding moved is put back in place.
"""

from __future__ import annotations

import re

from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie
from boucle.errors.donnees import tra
from boucle.formats.encodage import UTF8
from boucle.formats.tra.pieces.montants import read_jour
from boucle.formats.tra.texte.zones import MOUVEMENT, ZONES, Zone

ECART_MAX = 40
_MONTANT = re.compile(r" *[-+]?[0-9]{1,17}(?:[,.][0-9]{1,4})? *", re.ASCII)
_JOUR = re.compile(r"[0-9]{8}", re.ASCII)
_ECARTS = [sign * n for n in range(1, ECART_MAX + 1) for sign in (-1, 1)]
_DATE, _ECHEANCE, _SENS = ZONES["DATECOMPTABLE"], ZONES["ECHEANCE"], ZONES["SENS"]
_LARGEUR = MOUVEMENT[-1].fin


def is_aligned(text: str, ecart: int = 0) -> bool:
    """True when the side and the amount stand this many columns after their place."""
    at = _SENS.debut - 1 + ecart
    if at < 0 or text[at : at + 1] not in ("D", "C"):
        return False
    montant = text[at + 1 : at + 21]
    # A side is one letter between blanks or digits; a label may hold any letter.
    before = text[at - 1 : at] if at else ""
    return (
        not before.isalpha()
        and _MONTANT.fullmatch(montant) is not None
        and text[at + 21 : at + 22] in ("", " ", "N", "S", "U", "R", "P", "C")
    )


def realign(raw: bytes, charset: str) -> str | None:
    """Read again a line that its coding alone has moved; None when that explains nothing.

    A line of UTF-8 in a file of one byte a character is read by characters; a line of UTF-8
    whose zones were counted in bytes is cut in bytes.
    """
    if raw.isascii():
        return None
    try:
        text = raw.decode(UTF8)
    except UnicodeDecodeError:
        return None
    if charset == UTF8:
        zones = [raw[zone.debut - 1 : zone.fin] for zone in MOUVEMENT]
        text = "".join(zone.decode(UTF8, "replace").ljust(len(zone)) for zone in zones)
        text += raw[_LARGEUR:].decode(UTF8, "replace")
    aligned = is_aligned(text) and read_jour(_DATE.cut(text)) is not None
    return text.rstrip("\r") if aligned else None


class Decalages:
    """Gather the shifted lines of a file: one anomalie for each way of being shifted."""

    def __init__(self, collecte: Collecte) -> None:
        self._collecte = collecte
        self._found: dict[tuple[int, str], Anomalie] = {}
        self._dernier = 0

    def look(self, n: int, text: str) -> bool:
        """Tell a shifted line; False when it is not one."""
        for ecart in (self._dernier, *_ECARTS):
            if ecart and is_aligned(text, ecart):
                self._dernier = ecart
                self._tell(n, ecart, _premiere(text, ecart))
                return True
        return False

    def _tell(self, n: int, ecart: int, zone: Zone) -> None:
        known = self._found.get((ecart, zone.nom))
        if known is not None:
            assert known.lignes is not None
            known.lignes = (known.lignes[0], n)
            known.slots["nombre"] += 1
            return
        slots = {
            "nombre": 1,
            "ecart": _said(ecart),
            "cote": "droite" if ecart > 0 else "gauche",
            "lu_en": _SENS.debut + ecart,
        }
        found = Anomalie(
            tra.COLONNES_DECALEES,
            ligne=n,
            colonne=zone.dit,
            champ=zone.debut,
            lignes=(n, n),
            slots=slots,
        )
        self._found[ecart, zone.nom] = found
        self._collecte.add(found)


def _premiere(text: str, ecart: int) -> Zone:
    """Give the first anchor that is out of place."""
    if read_jour(_DATE.cut(text)) is None:
        return _DATE
    moved = _ECHEANCE._replace(debut=_ECHEANCE.debut + ecart)
    if _JOUR.fullmatch(moved.cut(text)) and not _JOUR.fullmatch(_ECHEANCE.cut(text)):
        return _ECHEANCE
    return _SENS


def _said(ecart: int) -> str:
    return f"{abs(ecart)} colonne{'s' if abs(ecart) > 1 else ''}"
