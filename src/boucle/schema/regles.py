"""Regles: rules between the fields of one record that several declarations share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from boucle.errors.demandes import ressource as r
from boucle.schema.resource import Regle, Violation
from boucle.values import siret_ok

PERSONNE_PHYSIQUE, PERSONNE_MORALE = 1, 2


def ordered(debut: str, fin: str, *, champ_debut: str, champ_fin: str) -> Regle:
    """Ask that the second day does not come before the first; both are column names."""

    def rule(valeurs: Mapping[str, Any]) -> Iterable[Violation]:
        start, end = valeurs[debut], valeurs[fin]
        if start is not None and end is not None and end < start:
            yield champ_fin, r.DATES_INVERSEES, {"debut": champ_debut, "lu": end.isoformat()}

    return rule


def at_most(debut: str, fin: str, *, champ_fin: str, mois_max: int) -> Regle:
    """Ask that a period lasts so many months at most."""

    def rule(valeurs: Mapping[str, Any]) -> Iterable[Violation]:
        start, end = valeurs[debut], valeurs[fin]
        if start is None or end is None:
            return
        months = (end.year - start.year) * 12 + end.month - start.month
        if end >= start and months >= mois_max:
            slots = {
                "debut": start.isoformat(),
                "fin": end.isoformat(),
                "mois_max": mois_max,
                "lu": end.isoformat(),
            }
            yield champ_fin, r.DUREE_EXCESSIVE, slots

    return rule


def named_by_nature(valeurs: Mapping[str, Any]) -> Iterable[Violation]:
    """Ask a natural person for a name and a legal person for a raison sociale."""
    nature = valeurs["nature"]
    if nature == PERSONNE_PHYSIQUE and not valeurs["nom"]:
        yield "nom", r.REQUIS_AVEC, {"condition": "nature vaut 1 (personne physique)", "lu": ""}
    if nature == PERSONNE_MORALE and not valeurs["raison_sociale"]:
        condition = "nature vaut 2 (personne morale)"
        yield "raisonSociale", r.REQUIS_AVEC, {"condition": condition, "lu": ""}


def siren_with_nic(valeurs: Mapping[str, Any]) -> Iterable[Violation]:
    """Ask that SIREN and NIC together make a right SIRET."""
    siren, nic = valeurs["siren"], valeurs["nic"]
    if siren and nic and not siret_ok(siren + nic):
        yield "nic", r.SIREN_SIRET_DISCORDANTS, {"siren": siren, "lu": nic}


def siren_of_siret(valeurs: Mapping[str, Any]) -> Iterable[Violation]:
    """Ask that the SIRET begins with the SIREN."""
    siren, siret = valeurs["siren"], valeurs["siret"]
    if siren and siret and not siret.startswith(siren):
        yield "siret", r.SIREN_SIRET_DISCORDANTS, {"siren": siren, "lu": siret}
