"""Modele: which cell of a line is what, as a dossier's model says it.

Source: published pages of the personalised import (screen of models: separators, date format,
lines left out at both ends, columns dragged onto their names). The names of the fields are those
of the JSON import.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

CHAMPS: dict[str, tuple[str, str]] = {
    "journal": ("journal", "Code journal"),
    "journalLib": ("journal_lib", "Libellé du journal"),
    "date": ("date", "Date comptable"),
    "compte": ("compte", "Compte général"),
    "compteLib": ("compte_lib", "Libellé du compte"),
    "tiers": ("tiers", "Code du tiers"),
    "tiersLib": ("tiers_lib", "Nom du tiers"),
    "piece": ("num", "Pièce : ce qui rassemble les lignes d'une écriture"),
    "refPiece": ("piece_ref", "Référence de la pièce"),
    "datePiece": ("piece_date", "Date de la pièce"),
    "libelle": ("libelle", "Libellé"),
    "reference": ("reference", "Référence"),
    "debit": ("debit", "Débit"),
    "credit": ("credit", "Crédit"),
    "montant": ("montant", "Montant, avec le sens ou avec son signe"),
    "sens": ("sens", "Sens, D ou C"),
    "codeLettrage": ("lettrage", "Code de lettrage"),
    "dateLettrage": ("date_let", "Date de lettrage"),
    "dateEcheance": ("echeance", "Échéance"),
    "modePaiement": ("mode_paiement", "Mode de paiement"),
    "commentaire": ("commentaire", "Commentaire"),
    "ignore": ("", "Colonne laissée de côté"),
}
"""Column of a saisie or of a detail, and French label, by the name in a model."""

DATES = ("date", "piece_date", "date_let", "echeance")
MONTANTS = ("debit", "credit", "montant")
SEPARATEURS = {"tab": "\t"}
_JETONS = {"AAAA": r"(?P<an>\d{4})", "AA": r"(?P<siecle>\d{2})", "MM": r"(?P<mois>\d{1,2})",
           "JJ": r"(?P<jour>\d{1,2})"}
_JETON = re.compile("AAAA|AA|MM|JJ")
_ANGLAIS = str.maketrans("YyDdMmaj", "AAJJMMAJ")


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
    """How a file is to be read; encodage '' is recognised."""

    separateur: str
    decimale: str
    dates: re.Pattern[str]
    format_date: str
    encodage: str
    ignorer_debut: int
    ignorer_fin: int
    colonnes: tuple[Colonne, ...]


def make_modele(values: Mapping[str, Any]) -> Modele:
    """Make a model of the wire's values; those were accepted when the model was written."""
    format_date = values.get("formatDate") or "JJ/MM/AAAA"
    dates = compile_dates(format_date)
    assert dates is not None
    return Modele(
        separateur=SEPARATEURS.get(values["separateur"], values["separateur"]),
        decimale=values["decimale"], dates=dates, format_date=format_date,
        encodage="" if values["encodage"] == "auto" else values["encodage"],
        ignorer_debut=values["ignorerDebut"] or 0, ignorer_fin=values["ignorerFin"] or 0,
        colonnes=tuple(
            Colonne(
                item["champ"], item["position"] - 1 if item.get("position") else None,
                (item.get("entete") or "").strip(), item.get("defaut") or "",
            )
            for item in values["colonnes"] if item["champ"] != "ignore"
        ),
    )


def compile_dates(text: str) -> re.Pattern[str] | None:
    """Compile a date format such as JJ/MM/AAAA or DD/MM/YYYY; None when it names no full day."""
    plain = text.translate(_ANGLAIS)
    parts = _JETON.findall(plain)
    if sorted(part[0] for part in parts) != ["A", "J", "M"]:
        return None
    marks = _JETON.split(plain)
    pattern = re.escape(marks[0]) + "".join(
        _JETONS[part] + re.escape(mark) for part, mark in zip(parts, marks[1:], strict=True)
    )
    if not any(marks[1:-1]):
        pattern = pattern.replace("{1,2}", "{2}")
    return re.compile(pattern, re.ASCII)


def missing(colonnes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Say, as ends of French sentences, what stops these columns from making an écriture."""
    names = [str(item.get("champ") or "") for item in colonnes]
    found = set(names)
    for needed in ("date", "compte", "journal"):
        if needed not in found:
            yield f"aucune colonne n'est « {needed} »"
    if not {"debit", "credit"} <= found and "montant" not in found:
        yield "il faut « debit » et « credit », ou « montant » (avec « sens » ou son signe)"
    for name in sorted(found - {"ignore", ""}):
        if names.count(name) > 1:
            yield f"« {name} » est donné {names.count(name)} fois"
    for item in colonnes:
        if not (item.get("position") or item.get("entete") or item.get("defaut")):
            yield f"« {item.get('champ')} » n'a ni position, ni en-tête, ni valeur par défaut"
