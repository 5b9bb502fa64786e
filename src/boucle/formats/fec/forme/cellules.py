"""Cellules: the exact reading of one cell: its value, and what is wrong in its writing.

Called once per distinct value of a column. Digits are matched as ASCII before any number is
made, so that `1e9999999` costs nothing. The first question is what the official checker says
(level *forme*); then what the law says of what the checker lets pass (*droit*); then whether the
books can hold it (centimes).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from boucle.compta.jour import make_jour
from boucle.compta.montant import Ecueil, count
from boucle.errors import Kind
from boucle.errors.donnees import lig
from boucle.formats.fec.forme.colonnes import Colonne, Exigence, Genre
from boucle.values import days_of

BLANCS = " \t\u00a0"
"""What is cut on both sides of every cell."""


def is_quoted(cell: str) -> bool:
    """True when quotes stand around a cell."""
    lu = cell.strip(BLANCS)
    return len(lu) > 1 and lu[0] == lu[-1] == '"'


def has_guillemets(cells: Sequence[str]) -> bool:
    """True when every cell of a line that holds something is in quotes, and three at least."""
    filled = [cell for cell in cells if cell.strip(BLANCS)]
    return len(filled) > 2 and all(map(is_quoted, filled))


def unquote(cell: str) -> str:
    """Give what stands between the quotes of a cell; a cell without them as it is."""
    return cell.strip(BLANCS)[1:-1].replace('""', '"') if is_quoted(cell) else cell


class Cellule(NamedTuple):
    """What a cell says. valeur: centimes, ten-thousandths, days, +1/-1, or text.

    valeur None: a blank date or currency amount, or an unreadable cell (kind is then blocking).
    corrige: the right writing of what was surely meant.
    """

    valeur: int | str | None
    kind: Kind | None = None
    corrige: str | None = None

    @property
    def douteuse(self) -> bool:
        """True when the value is not known: checks across lines then skip the line."""
        return self.valeur is None and self.kind is not None


def judge(colonne: Colonne, regime: str, raw: str) -> Cellule:
    """Read one cell of an imposed column, blank or not, and judge it."""
    texte = raw.strip(BLANCS)
    if colonne.genre is Genre.DATE:
        return _judge_date(colonne, regime, texte)
    if colonne.genre is Genre.MONTANT:
        if colonne.nom == "Montantdevise":
            return parse_montant(texte, 4)
        cellule = parse_montant(texte)
        if cellule.kind is None and cellule.valeur < 0:  # type: ignore[operator]
            return cellule._replace(kind=lig.MONTANT_NEGATIF)
        return cellule
    if colonne.genre is Genre.SENS:
        return parse_sens(texte)
    if not texte:
        kind = blank_kind(colonne, regime)
        bloque = kind is lig.INDISPENSABLE_ABSENTE
        return Cellule(None if bloque else "", kind)
    if colonne.nom == "CompteNum" and _RACINE.match(texte) is None:
        return Cellule(texte, lig.COMPTE_RACINE)
    if colonne.nom == "Idevise" and _DEVISE.fullmatch(texte) is None:
        upper = texte.upper()
        return Cellule(texte, lig.DEVISE_CODE, upper if _DEVISE.fullmatch(upper) else None)
    return Cellule(texte)


_RACINE = re.compile(r"[0-9]{3}")
_DEVISE = re.compile(r"[A-Z]{3}")


def blank_kind(colonne: Colonne, regime: str) -> Kind | None:
    """Name what a blank cell of this column breaks; None when it may be blank."""
    exigence = colonne.exigence(regime)
    if exigence is Exigence.E and colonne.indispensable:
        return lig.INDISPENSABLE_ABSENTE
    if exigence is Exigence.V and colonne.nom == "JournalCode":
        return lig.INDISPENSABLE_ABSENTE
    if exigence in (Exigence.E, Exigence.V):
        return lig.VALEUR_ABSENTE
    return lig.VALEUR_ABSENTE_DROIT if exigence is Exigence.DROIT else None


# Dates: the patterns are those of the official checker, which looks for a year of 1900 to 2099
# before any other one, and holds that one alone to twelve months and thirty-one days.
_MARQUES = "[-/.]*"
_MOIS, _JOUR = "(?P<mois>[01][0-9])", "(?P<jour>[0-3][0-9])"
_HEURE = "(?:[T ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2})?"


def _ordres(annee: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Write the patterns of a date, year first and year last."""
    annee = f"(?P<annee>{annee})"
    return (
        re.compile(annee + _MARQUES + _MOIS + _MARQUES + _JOUR + _HEURE),
        re.compile(_JOUR + _MARQUES + _MOIS + _MARQUES + annee + _HEURE),
    )


_DU_SIECLE, _D_AILLEURS = _ordres("(?:19|20)[0-9]{2}"), _ordres("[0-9]{4}")
# What it refuses and a reader understands: one figure for a day, an hour without seconds.
_FIN_LARGE = r"(?:[T ][0-9]{1,2}:[0-9]{1,2}(?::[0-9]{1,2})?Z?)?"
_LARGES = tuple(
    re.compile(motif + _FIN_LARGE)
    for motif in (
        r"(?P<annee>(?:19|20)[0-9]{2})(?P<mois>[0-9]{2})(?P<jour>[0-9]{2})",
        r"(?P<annee>(?:19|20)[0-9]{2})([-/. ])(?P<mois>[0-9]{1,2})\2(?P<jour>[0-9]{1,2})",
        r"(?P<jour>[0-9]{1,2})([-/. ])(?P<mois>[0-9]{1,2})\2(?P<annee>(?:19|20)[0-9]{2})",
    )
)
_ZEROS = re.compile(r"[-0/.]+")
_LEGALE = re.compile(r"[0-9]{8}")


def _judge_date(colonne: Colonne, regime: str, texte: str) -> Cellule:
    if texte and not is_zeros(texte):
        return parse_date(texte)
    if not texte:
        return Cellule(None, blank_kind(colonne, regime))
    # Zeros: the checker takes them as blank for E, and as a value for V.
    exigence = colonne.exigence(regime)
    if exigence is Exigence.E:
        return Cellule(None, blank_kind(colonne, regime))
    if exigence in (Exigence.V, Exigence.DROIT):
        return Cellule(None, lig.VALEUR_ABSENTE_DROIT)
    return Cellule(None, lig.DATE_ZERO)


def parse_date(texte: str) -> Cellule:
    """Read a date that is not blank, as days since 1970-01-01."""
    if _LEGALE.fullmatch(texte):
        # Nearly every date: any month has 28 days, and no other order could be meant.
        annee, mois, jour = int(texte[:4]), int(texte[4:6]), int(texte[6:])
        if 1900 <= annee <= 2099 and 1 <= mois <= 12 and 1 <= jour <= 28:
            return Cellule(days_of(date(annee, mois, jour)))
    texte = texte.replace("\u00a0", " ")
    lu = next((lu for forme in _DU_SIECLE if (lu := forme.fullmatch(texte))), None)
    if lu is None:
        lu = _first(_D_AILLEURS, texte)
        if lu is None:
            return _read_large(texte)
    elif not _is_plausible(lu):
        return Cellule(None, lig.DATE_HORS_CALENDRIER)
    ecrit = f"{lu['annee']}{lu['mois']}{lu['jour']}"
    days = _days(lu)
    if days is None:
        return Cellule(None, lig.DATE_INEXISTANTE)
    if not "1900" <= lu["annee"] <= "2099":
        return Cellule(days, lig.DATE_SIECLE, ecrit)
    return Cellule(days) if texte == ecrit else Cellule(days, lig.DATE_FORMAT, ecrit)


def is_zeros(texte: str) -> bool:
    """True when the official checker takes this text for no date at all."""
    return _ZEROS.fullmatch(texte) is not None


def is_date_admise(texte: str) -> bool:
    """True when the official checker takes this text, neither blank nor zeros, for a date."""
    lu = next((lu for forme in _DU_SIECLE if (lu := forme.fullmatch(texte))), None)
    if lu is not None:
        return _is_plausible(lu)
    return any(forme.fullmatch(texte) for forme in _D_AILLEURS)


def _read_large(texte: str) -> Cellule:
    """Read a date that the checker refuses for its writing."""
    lu = _first(_LARGES, texte)
    if lu is None:
        return Cellule(None, _foreign_digits(texte) or lig.DATE_ILLISIBLE)
    days = _days(lu)
    if days is None:
        return Cellule(None, lig.DATE_HORS_CALENDRIER)
    ecrit = f"{lu['annee']}{lu['mois']:0>2}{lu['jour']:0>2}"
    return Cellule(days, lig.DATE_MAL_ECRITE, ecrit)


def _first(formes: tuple[re.Pattern[str], ...], texte: str) -> re.Match[str] | None:
    """Match the first of these patterns, but for one whose day or month cannot be."""
    found = [lu for forme in formes if (lu := forme.fullmatch(texte))]
    return next((lu for lu in found if _is_plausible(lu)), found[0] if found else None)


def _days(lu: re.Match[str]) -> int | None:
    found = make_jour(int(lu["annee"]), int(lu["mois"]), int(lu["jour"]))
    return None if found is None else days_of(found)


def _is_plausible(lu: re.Match[str]) -> bool:
    return int(lu["mois"]) <= 12 and int(lu["jour"]) <= 31


def _foreign_digits(texte: str) -> Kind | None:
    if texte.isascii():
        return None
    if any(unicodedata.category(char) == "Nd" and not char.isascii() for char in texte):
        return lig.CHIFFRES_NON_LATINS
    return None


# Amounts.
_LONGUEUR_MAX = 100
_MILLE = " \u202f\u2009'’"
# Eleven digits of euros: below what the books can hold, so there is nothing else to compare.
_SIMPLE = re.compile(r"[0-9]{1,11},[0-9]{2}")
# A text that holds anything else is no amount in any notation: no use trying them all.
_ETRANGER = re.compile(rf"[^0-9+\-.,{_MILLE}\u00a0€EURSOeurso]")
_T_DECIMAL = re.compile(r" *[+-]*[0-9,]+ *[+-]* *")
_T_EXPOSANT = re.compile(r" *[+-]*[0-9,]+[Ee][0-9+-]+ *")
_SIGNE = re.compile(r"([+-]?) *([^+-].*?) *([+-]?)", re.DOTALL)
_UNITE = re.compile(r"(.*?) *(?:€|EUR|EUROS?|euros?)", re.DOTALL)
_VIRGULE = re.compile(r"([0-9]*),?([0-9]*)")
_POINT = re.compile(r"([0-9]*)\.([0-9]*)")
_EXPOSANT = re.compile(r"([0-9]{1,13})(?:,([0-9]{0,13}))?[Ee]([+-]?)0*([0-9]{1,2})")
_GROUPES = re.compile(
    rf"([0-9]{{1,3}}([{_MILLE}.,])[0-9]{{3}}(?:\2[0-9]{{3}})*)(?:([.,])([0-9]*))?"
)


class _Nombre(NamedTuple):
    """A decimal number as digits: no Python number is made before its length is judged."""

    entier: str
    fraction: str
    kind: Kind | None = None


def parse_montant(texte: str, decimales: int = 2) -> Cellule:
    """Read an amount as an integer of 10**-decimales; a blank one is 0, or None in currency."""
    if not texte:
        return Cellule(0 if decimales == 2 else None)
    if decimales == 2 and _SIMPLE.fullmatch(texte):
        return Cellule(int(texte.replace(",", "")))
    foreign = _foreign_digits(texte)
    if foreign is not None:
        return Cellule(None, foreign)
    if _ETRANGER.search(texte):
        return Cellule(None, lig.MONTANT_ILLISIBLE)
    texte = texte.replace("\u00a0", " ")
    forme = is_montant_admis(texte)
    # No amount is that long; the reading below is not linear in the length of blanks.
    nombre, moins = _read_nombre(texte) if len(texte) <= _LONGUEUR_MAX else (None, False)
    if nombre is None:
        return Cellule(None, lig.MONTANT_PAS_UN_NOMBRE if forme else lig.MONTANT_ILLISIBLE)
    if nombre.kind is lig.MONTANT_AMBIGU:
        return Cellule(None, lig.MONTANT_AMBIGU)
    kind = nombre.kind
    if not forme and kind in (None, lig.MONTANT_SCIENTIFIQUE):
        # Read for certain, yet the checker refuses it: a blank between the sign and the digits.
        kind = lig.MONTANT_MILLIERS
    valeur = count(nombre.entier, nombre.fraction, decimales)
    if valeur is Ecueil.TROP_FIN:
        return Cellule(None, lig.MONTANT_NON_CENTIMES if forme else lig.MONTANT_HORS_LIVRES)
    if not isinstance(valeur, int):
        return Cellule(None, lig.MONTANT_TROP_GRAND if forme else lig.MONTANT_HORS_LIVRES)
    valeur = -valeur if moins else valeur
    if kind is None:
        return Cellule(valeur)
    return Cellule(valeur, kind, _write(valeur, decimales))


def is_montant_admis(texte: str) -> bool:
    """True when the official checker takes this text, which is not blank, for a number.

    It wants one mark or one blank at most, and counts the minus signs but with an exponent. Outer
    blanks count too, where the checker leaves any.
    """
    if "." in texte or texte.count(",") + texte.count(" ") > 1:
        return False
    if _T_DECIMAL.fullmatch(texte) is not None:
        return texte.count("-") <= 1
    return _T_EXPOSANT.fullmatch(texte) is not None


def _read_nombre(texte: str) -> tuple[_Nombre | None, bool]:
    unite = _UNITE.fullmatch(texte)
    corps = unite[1] if unite else texte
    if m := _EXPOSANT.fullmatch(corps.lstrip("+-")):
        signes = corps[: len(corps) - len(corps.lstrip("+-"))]
        ok = len(signes) <= 1 and not unite
        return (_shift(m) if ok else None), signes == "-"
    m2 = _SIGNE.fullmatch(corps)
    if m2 is None or (m2[1] and m2[3]):
        return None, False
    nombre = _read_corps(m2[2])
    if nombre is not None and unite and nombre.kind is not lig.MONTANT_AMBIGU:
        nombre = nombre._replace(kind=lig.MONTANT_UNITE)
    return nombre, "-" in (m2[1], m2[3])


def _read_corps(corps: str) -> _Nombre | None:
    if (m := _VIRGULE.fullmatch(corps)) and (m[1] or m[2]):
        return _Nombre(m[1], m[2])
    if (m := _POINT.fullmatch(corps)) and (m[1] or m[2]):
        # 1.234 may be one thousand two hundred and thirty-four.
        milliers = len(m[2]) == 3 and 1 <= len(m[1]) <= 3 and m[1][0] != "0"
        return _Nombre(m[1], m[2], lig.MONTANT_AMBIGU if milliers else lig.MONTANT_POINT)
    if (m := _GROUPES.fullmatch(corps)) and m[2] != m[3]:
        return _Nombre(re.sub("[^0-9]", "", m[1]), m[4] or "", lig.MONTANT_MILLIERS)
    return None


def _shift(m: re.Match[str]) -> _Nombre:
    """Write a mantissa and a short exponent as plain digits."""
    entier, fraction, rang = m[1], m[2] or "", int(m[4])
    if m[3] == "-":
        digits = entier.rjust(rang + 1, "0")
        cut = len(digits) - rang
        return _Nombre(digits[:cut], digits[cut:] + fraction, lig.MONTANT_SCIENTIFIQUE)
    digits = fraction.ljust(rang, "0")
    return _Nombre(entier + digits[:rang], digits[rang:], lig.MONTANT_SCIENTIFIQUE)


def _write(valeur: int, decimales: int) -> str:
    entier, fraction = divmod(abs(valeur), 10**decimales)
    fin = f"{fraction:0{decimales}d}"
    if decimales > 2:
        fin = fin[:2] + fin[2:].rstrip("0")
    return f"{'-' if valeur < 0 else ''}{entier},{fin}"


# Sides.
_SENS = {"D": 1, "C": -1, "+1": 1, "-1": -1}


def parse_sens(texte: str) -> Cellule:
    """Read a side: 1 for debit, -1 for credit."""
    sens = _SENS.get(texte.upper())
    return Cellule(sens, None if sens else lig.SENS_INVALIDE)
