"""IMP: what can end an import for a reason that is not in one cell, line or écriture."""

from __future__ import annotations

from boucle.errors.kind import Gravite, Kind, Portee


def _imp(
    code: str,
    titre: str,
    message: str,
    remede: str,
    *,
    source: str = "",
    passager: bool = False,
    gravite: Gravite = Gravite.BLOQUANT,
) -> Kind:
    return Kind(
        code=code,
        gravite=gravite,
        portee=Portee.FICHIER,
        titre=titre,
        message=message,
        remede=remede,
        source=source,
        passager=passager,
    )


LECTURE_INTERROMPUE = _imp(
    "IMP-001",
    "Lecture interrompue",
    "La lecture du fichier s'est arrêtée {essais} fois sans finir.",
    "Le fichier dépasse sans doute la mémoire du serveur : coupez-le en plusieurs parties, ou "
    "prévenez l'exploitant.",
    passager=True,
)
DELAI_DEPASSE = _imp(
    "IMP-002",
    "Délai dépassé",
    "Le fichier n'a pas pu être obtenu en {heures} heures d'essais ; dernière cause : {cause}",
    "Refaites la demande avec une URL qui répond, ou déposez le fichier.",
)
EXERCICE_ABSENT = _imp(
    "IMP-003",
    "Exercice absent",
    "Aucun exercice du dossier ne contient les dates du fichier, du {debut} au {fin}. "
    "Exercice attendu : {exercice}.",
    "Ouvrez l'exercice {exercice} dans le dossier puis refaites l'import, ou autorisez sa "
    "création par l'import (réglage `creerExercice`).",
)
SOURCE_PERDUE = _imp(
    "IMP-004",
    "Fichier déposé introuvable",
    "Le fichier déposé sous « {lu} » n'est plus dans l'espace de dépôt.",
    "Déposez le fichier de nouveau et refaites la demande.",
)
SOURCE_REMPLACEE = _imp(
    "IMP-007",
    "Fichier déposé remplacé après la demande",
    "Le fichier déposé sous « {lu} » n'est plus celui qui y était quand l'import a été demandé : "
    "il n'a pas été lu.",
    "Refaites la demande pour importer le fichier qui s'y trouve à présent, ou déposez le bon "
    "fichier à une nouvelle adresse.",
)
PANNE = _imp(
    "IMP-005",
    "Panne du serveur",
    "Le serveur n'a pas pu mener l'import ; l'incident est noté sous le numéro {incident}.",
    "Refaites la demande ; si elle échoue encore, donnez ce numéro à l'exploitant.",
)
JSON_REFUSE = _imp(
    "IMP-006",
    "Données JSON refusées",
    "Les données gardées de la demande ne passent pas les contrôles : {cause}",
    "Refaites la demande ; le serveur contrôle à présent ce point.",
)
LECTURE_TROP_LONGUE = _imp(
    "IMP-008",
    "Lecture trop longue",
    "La lecture du fichier a dépassé {secondes} secondes.",
    "Coupez le fichier en plusieurs parties, ou demandez à l'exploitant de relever "
    "`BOUCLE_IMPORT_DUREE_S`.",
)
CALCUL_EXCESSIF = _imp(
    "IMP-009",
    "Lecture trop coûteuse",
    "La lecture du fichier a pris plus de {secondes} secondes de calcul.",
    "Coupez le fichier en plusieurs parties, ou demandez à l'exploitant de relever "
    "`BOUCLE_IMPORT_CALCUL_S`.",
)
MEMOIRE_EXCESSIVE = _imp(
    "IMP-010",
    "Mémoire dépassée",
    "La lecture du fichier a demandé plus de {octets} octets de mémoire.",
    "Coupez le fichier en plusieurs parties, ou demandez à l'exploitant de relever "
    "`BOUCLE_IMPORT_MEMOIRE_OCTETS`.",
)
