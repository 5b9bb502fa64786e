"""LIG and FIC, personalised files: what a model did not find, or could not read."""

from __future__ import annotations

from boucle.errors.kind import Gravite, Kind, Portee

_SOURCE = "Import personnalisé : modèle d'import du dossier"


def _kind(
    code: str, portee: Portee, titre: str, message: str, remede: str,
    gravite: Gravite = Gravite.BLOQUANT,
) -> Kind:
    return Kind(
        code=code, gravite=gravite, portee=portee, titre=titre, message=message, remede=remede,
        source=_SOURCE,
    )


ENTETE_INTROUVABLE = _kind(
    "FIC-070", Portee.FICHIER, "Titre de colonne introuvable",
    "Aucune colonne ne s'intitule « {colonne} » ; titres lus : {titres}.",
    "Corrigez le titre dans le modèle, ou donnez la position de la colonne.",
)
LECTURE_ARRETEE = _kind(
    "FIC-071", Portee.FICHIER, "Cellule sans fin",
    "La lecture s'arrête vers la ligne {ligne} : une cellule dépasse {limite} caractères.",
    "Cherchez un guillemet ouvert qui n'est jamais fermé.",
)
SANS_LIGNE = _kind(
    "FIC-072", Portee.FICHIER, "Aucune ligne à lire",
    "Le fichier n'a aucune ligne entre les {debut} premières et les {fin} dernières, que le "
    "modèle laisse de côté.",
    "Vérifiez le fichier, et les lignes ignorées dans le modèle.",
)
CELLULE_ABSENTE = _kind(
    "LIG-070", Portee.LIGNE, "Ligne trop courte",
    "La ligne {ligne} compte {champs} cellules ; le modèle en lit {attendus}.",
    "Cherchez un séparateur oublié, ou corrigez le séparateur du modèle.",
)
MONTANT_PERSO = _kind(
    "LIG-071", Portee.CELLULE, "Montant illisible",
    "{colonne} contient « {lu} » ; attendu : un nombre de deux décimales au plus, comme {exemple}.",
    "Corrigez le montant, ou le séparateur décimal du modèle.",
)
DATE_PERSO = _kind(
    "LIG-072", Portee.CELLULE, "Date illisible",
    "{colonne} contient « {lu} » ; attendu : une date du calendrier, au format {format}.",
    "Corrigez la date, ou le format de date du modèle.",
)
SENS_PERSO = _kind(
    "LIG-073", Portee.CELLULE, "Sens illisible",
    "{colonne} contient « {lu} » ; attendu : D ou C.",
    "Écrivez D pour un débit et C pour un crédit.",
)
CARACTERES_PERSO = _kind(
    "LIG-074", Portee.CELLULE, "Caractères illisibles",
    "{colonne} contient des octets hors du codage {encodage} ; lu « {lu} ».",
    "Corrigez l'encodage du modèle, ou la cellule dans le logiciel d'origine.",
    Gravite.AVERTISSEMENT,
)
