"""Modele: which cell of a line is what, as a dossier's model says it.

Source: published pages of the personalised import (screen of models: separators, date format,
lines left out at both ends, columns dragged onto their names). The names of the fields are those
of the JSON import.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from boucle.compta.jour import begins_by_year, compile_format
from boucle.formats.noms import PERSO, Genre, of_genre

CHAMPS: dict[str, tuple[str, str]] = {
    **{champ: (nom.colonne, nom.titre) for champ, nom in PERSO.items()},
    "ignore": ("", "Colonne laissée de côté"),
}
"""Column of a saisie or of a detail, and French label, by the name in a model."""

DATES = tuple(nom.colonne for nom in of_genre(PERSO, Genre.JOUR))
MONTANTS = tuple(nom.colonne for nom in of_genre(PERSO, Genre.MONTANT))
CODES = tuple(nom.colonne for nom in of_genre(PERSO, Genre.CODE))
SEPARATEURS = {"tab": "\t"}
ENCODAGES = {
    "auto": "reconnu",
    "utf-8": "UTF-8",
    "iso-8859-15": "latin 9",
    "cp1252": "Windows",
    "cp850": "MS-DOS",
    "utf-16": "UTF-16",
}
SANS_GUILLEMETS = "aucun"
PROTEGES = "proteges"
_MARQUE = "'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
FORMULE = f"^{_MARQUE}"
"""Begins what spreadsheets read as a formula; full-width signs are some of theirs too."""
APOSTROPHE = f"^'({_MARQUE})"
"""The apostrophe that keeps a spreadsheet from taking a text for a formula."""
GUILLEMETS = {
    "stricts": "ouvrent et ferment une cellule (RFC 4180)",
    SANS_GUILLEMETS: "sont du texte comme un autre",
    PROTEGES: "stricts, et l'apostrophe mise devant une formule n'est pas du texte",
}


class Colonne(NamedTuple):
    """One column: its field, its place (from 0, None: found by its title), its title."""

    champ: str
    place: int | None
    entete: str
    defaut: str

    @property
    def nom(self) -> str:
        """Name for a person: the title, or the field."""
        return self.entete or self.champ


@dataclass(frozen=True, slots=True)
class Modele:
    """How a file is to be read; encodage '' is recognised, feuille '' is the only one to be seen.

    guillemets: whether quotes around a cell have a meaning; where not, they are text.
    proteges: an apostrophe before what begins like a formula is no part of the text.
    """

    separateur: str
    decimale: str
    dates: re.Pattern[str]
    format_date: str
    encodage: str
    ignorer_debut: int
    ignorer_fin: int
    colonnes: tuple[Colonne, ...]
    guillemets: bool = True
    proteges: bool = False
    feuille: str = ""

    @property
    def an_devant(self) -> bool:
        """True when dates begin by the year: no country then puts the day before the month."""
        return begins_by_year(self.format_date)

    @property
    def titree(self) -> bool:
        """True when a column is found by its title, or held against it."""
        return any(colonne.entete for colonne in self.colonnes)


def make_modele(values: Mapping[str, Any]) -> Modele:
    """Make a model of the wire's values; those were accepted when the model was written."""
    format_date = values.get("formatDate") or "JJ/MM/AAAA"
    dates = compile_format(format_date)
    assert dates is not None
    return Modele(
        separateur=SEPARATEURS.get(values["separateur"], values["separateur"]),
        decimale=values["decimale"],
        dates=dates,
        format_date=format_date,
        encodage="" if values["encodage"] == "auto" else values["encodage"],
        ignorer_debut=values["ignorerDebut"] or 0,
        ignorer_fin=values["ignorerFin"] or 0,
        colonnes=tuple(
            Colonne(
                item["champ"],
                item["position"] - 1 if item.get("position") else None,
                (item.get("entete") or "").strip(),
                item.get("defaut") or "",
            )
            for item in values["colonnes"]
            if item["champ"] != "ignore"
        ),
        guillemets=values.get("guillemets") != SANS_GUILLEMETS,
        proteges=values.get("guillemets") == PROTEGES,
        feuille=(values.get("feuille") or "").strip(),
    )


def missing(colonnes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Say, as ends of French sentences, what stops these columns from making an écriture."""
    names = [str(item.get("champ") or "") for item in colonnes]
    found = set(names)
    for needed in ("date", "compte", "journal"):
        if needed not in found:
            yield f"aucune colonne n'est « {needed} »"
    if not {"debit", "credit"} <= found and "montant" not in found:
        yield "il faut « debit » et « credit », ou « montant » (avec « sens » ou son signe)"
    elif ("debit" in found) != ("credit" in found):
        yield "« debit » et « credit » vont ensemble"
    if "sens" in found and "montant" not in found:
        yield "« sens » demande « montant »"
    for name in sorted(found - {"ignore", ""}):
        if names.count(name) > 1:
            yield f"« {name} » est donné {names.count(name)} fois"
    for item in colonnes:
        if not (item.get("position") or item.get("entete") or item.get("defaut")):
            yield f"« {item.get('champ')} » n'a ni position, ni en-tête, ni valeur par défaut"
    yield from _shared(colonnes)


def _shared(colonnes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Say which columns of a file two fields would read."""
    for key, said in (("position", "à la position"), ("entete", "sous le titre")):
        champs: dict[Any, list[str]] = {}
        for item in colonnes:
            if item.get("champ") != "ignore" and item.get(key):
                place = item[key]
                place = plain_titre(place) if isinstance(place, str) else place
                champs.setdefault(place, []).append(str(item.get("champ")))
        for place, noms in champs.items():
            if len(noms) > 1:
                yield f"{' et '.join(f'« {nom} »' for nom in noms)} sont {said} {place}"


def plain_titre(text: str) -> str:
    """Bring a title to what makes two titles the same: no accent, case, mark or double blank."""
    flat = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(
        char if char.isalnum() else " " for char in flat if not unicodedata.combining(char)
    )
    return " ".join(kept.split())
