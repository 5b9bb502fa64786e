"""LIG and IMP, JSON imports: what is wrong in lines that came from a file, or is told of them."""

from __future__ import annotations

from boucle.errors.kind import Gravite, Kind, Portee

_SOURCE = "API publiée, import JSON"


def _kind(
    code: str,
    portee: Portee,
    titre: str,
    message: str,
    remede: str,
    gravite: Gravite = Gravite.BLOQUANT,
) -> Kind:
    return Kind(
        code=code,
        gravite=gravite,
        portee=portee,
        titre=titre,
        message=message,
        remede=remede,
        source=_SOURCE,
    )


LIGNE_REFUSEE = _kind(
    "LIG-066",
    Portee.LIGNE,
    "Ligne JSON refusée",
    "Élément {ligne} de `data.ecritures` : {cause}",
    "Pour corriger : {faire}",
)
DEMANDE_REFUSEE = _kind(
    "IMP-020",
    Portee.FICHIER,
    "Corps JSON refusé",
    "Le fichier n'est pas un corps d'importJson que Boucle accepte : {cause}",
    "Pour corriger : {faire}",
)
MINUIT = _kind(
    "LIG-067",
    Portee.CELLULE,
    "Instant proche de minuit",
    "{colonne} contient « {lu} » : le {jour} est pris, comme écrit ; à l'heure de Paris, c'est "
    "peut-être déjà le {autre}.",
    "Envoyez le jour seul, ou l'instant avec son décalage, comme 2026-02-01T00:00:00+01:00.",
    Gravite.AVERTISSEMENT,
)
COMPTES_DEPLACES = _kind(
    "LIG-068",
    Portee.FICHIER,
    "Comptes changés par comptesRules",
    "{nombre} lignes du compte {lu} sont tenues au compte {corrige}, par l'option comptesRules.",
    "Rien à faire si la règle est voulue ; la première ligne est la ligne {ligne}.",
    Gravite.INFORMATION,
)
OPTION_SANS_EFFET = _kind(
    "IMP-021",
    Portee.FICHIER,
    "Option sans effet",
    "L'option {lu} est demandée : {effet}",
    "Rien à faire.",
    Gravite.INFORMATION,
)
DOCUMENT_NON_RAPATRIE = _kind(
    "LIG-069",
    Portee.LIGNE,
    "Document non rapatrié",
    "Le document « {lu} », nommé à la ligne {ligne}, n'est pas gardé : {cause}",
    "Les écritures sont importées sans lui : déposez-le par storeDocument, ou refaites l'import "
    "avec une adresse qui répond.",
    Gravite.AVERTISSEMENT,
)
