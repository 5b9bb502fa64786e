"""REQ, imports: what can be wrong in following, judging or reading back an import."""

from __future__ import annotations

from boucle.errors.kind import Gravite, Kind, Portee


def _req(code: str, statut: int, titre: str, message: str, remede: str) -> Kind:
    return Kind(
        code=code,
        gravite=Gravite.BLOQUANT,
        portee=Portee.REQUETE,
        titre=titre,
        message=message,
        remede=remede,
        statut=statut,
    )


IMPORT_INCONNU = _req(
    "REQ-250",
    404,
    "Import inconnu",
    "Aucun import ne porte l'identifiant « {lu} ».",
    "Reprenez l'`accountingImportRequestId` rendu par la demande d'import.",
)
DEJA_DECIDE = _req(
    "REQ-251",
    409,
    "Import déjà jugé ou pas encore prêt",
    "L'import est dans l'état « {etat} »{par} : seul un import en attente de validation peut être "
    "validé ou rejeté.",
    "Votre demande n'a rien changé. L'historique de l'import dit qui l'a jugé, et quand.",
)
URI_INCONNUE = _req(
    "REQ-252",
    400,
    "Fichier déposé introuvable",
    "Aucun fichier n'a été déposé sous l'URI « {lu} ».",
    "Demandez une adresse par `getFileUrlDeposit`, déposez le fichier par PUT, puis refaites la "
    "demande.",
)
URL_INATTENDUE = _req(
    "REQ-254",
    409,
    "URL non attendue",
    "L'import est dans l'état « {etat} » : il n'attend pas de nouvelle URL.",
    "Une nouvelle URL ne se donne qu'à un import en attente d'URL.",
)
RAPPORT_ABSENT = _req(
    "REQ-255",
    404,
    "Rapport pas encore établi",
    "L'import n'a pas encore de rapport.",
    "Attendez la fin de l'import : `getImportStatus` rend 3 ou 4.",
)
LIGNES_ABSENTES = _req(
    "REQ-256",
    409,
    "Pas de lignes à montrer",
    "L'import est dans l'état « {etat} » : il n'a pas de lignes.",
    "Les lignes se lisent sur un import en attente de validation ou validé.",
)
EXERCICE_INCONNU = _req(
    "REQ-257",
    404,
    "Exercice inconnu",
    "Le dossier n'a pas d'exercice « {lu} ».",
    "Exercices du dossier : {connus}.",
)
SOURCE_ABSENTE = _req(
    "REQ-259",
    404,
    "Fichier pas encore obtenu",
    "Le fichier de l'import n'est pas encore là.",
    "Attendez que l'étape `fetch` soit passée : voyez `getImportStatus`.",
)
MODELE_ABSENT = _req(
    "REQ-260",
    400,
    "Modèle d'import absent",
    "Le modèle d'import n'est pas spécifié.",
    "Indiquez dans `modele` le code d'un modèle d'import du dossier.",
)
MODELE_INCONNU = _req(
    "REQ-261",
    400,
    "Modèle d'import inconnu",
    "Le dossier n'a pas de modèle d'import {modele}.",
    "Modèles du dossier : {connus}. Reprenez le code de l'un d'eux, ou créez le modèle "
    "(`/modeleImport`).",
)
