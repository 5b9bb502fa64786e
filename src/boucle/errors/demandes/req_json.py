"""REQ, JSON import: what can be wrong in the body of importJson; the published messages to the
letter.

Source: published page of the JSON import, which answers them with HTTP 200.
"""

from __future__ import annotations

from boucle.errors.kind import Gravite, Kind, Portee

_DOC = "API publiée, import JSON : messages d'erreur"
_ISO = "'YYYY-MM-DDTHH:mm:ss.SSSZ'"


def _req(code: str, titre: str, message: str, remede: str) -> Kind:
    return Kind(
        code=code,
        gravite=Gravite.BLOQUANT,
        portee=Portee.REQUETE,
        titre=titre,
        message=message,
        remede=remede,
    )


def _published(code: str, titre: str, message: str, remede: str) -> Kind:
    return Kind(
        code=code,
        gravite=Gravite.BLOQUANT,
        portee=Portee.REQUETE,
        titre=titre,
        message=message,
        remede=remede,
        source=_DOC,
        imposed=message,
    )


# The published thirteen.
PAYLOAD_ABSENT = _published(
    "REQ-270",
    "Import JSON sans contenu",
    "Il n'y a pas de payload : la méthode est-elle bien en POST dans la requête ?",
    "Envoyez en POST un objet JSON avec `codeIbs` et `data`.",
)
CONTEXTE_ABSENT = _published(
    "REQ-271",
    "Contexte absent",
    "Le contexte est obligatoire sans l'option multiPeriode",
    "Donnez `data.contexte` avec `from` et `to`, ou l'option `multiPeriode`.",
)
ECRITURES_ABSENTES = _published(
    "REQ-272",
    "Aucune écriture",
    "Il n'y a pas d'écritures à importer (l'objet écritures est vide)",
    "Donnez les lignes dans `data.ecritures`.",
)
ECRITURES_NON_TABLEAU = _published(
    "REQ-273",
    "Écritures hors tableau",
    "Les écritures doivent être présentées sous formes de tableau",
    "Mettez les lignes dans un tableau JSON, même s'il n'y en a que deux.",
)
ECRITURES_UNE_LIGNE = _published(
    "REQ-274",
    "Une seule ligne",
    "Le tableau d'écritures doit comporter au moins deux lignes",
    "Une écriture a au moins deux lignes : ajoutez la contrepartie.",
)
CONTEXTE_DATES = _published(
    "REQ-275",
    "Dates du contexte illisibles",
    f"Les dates du contexte doivent être au format ISO {_ISO}",
    "Écrivez par exemple 2026-01-31T00:00:00.000Z.",
)
JUSTIFICATIF_DATE = _published(
    "REQ-276",
    "Date du justificatif illisible",
    f"La date du justificatif doit être au format ISO {_ISO}",
    "Écrivez par exemple 2026-01-31T00:00:00.000Z.",
)
CUTOFF_SEUL = _published(
    "REQ-277",
    "Cut-off incomplet",
    "Les dates de début et fin de cut-off doivent être renseignées ensemble",
    "Donnez `debCutOff` et `finCutOff`, ou aucune des deux.",
)
CUTOFF_DEBUT = _published(
    "REQ-278",
    "Début de cut-off illisible",
    f"La date de début de cut-off doit être au format ISO {_ISO}",
    "Écrivez par exemple 2026-01-31T00:00:00.000Z.",
)
CUTOFF_FIN = _published(
    "REQ-279",
    "Fin de cut-off illisible",
    f"La date de fin de cut-off doit être au format ISO {_ISO}",
    "Écrivez par exemple 2026-01-31T00:00:00.000Z.",
)
SIRET_LIGNE = _published(
    "REQ-280",
    "SIRET d'une ligne invalide",
    "Le numéro SIRET est invalide : il doit comporter 14 chiffres et respecter l'algorithme de "
    "Luhn sur l'écriture numéro {numeroEcriture}",
    "Corrigez le SIRET, ou ne l'envoyez pas : l'établissement principal est alors pris.",
)
SIREN_DIFFERENTS = _published(
    "REQ-281",
    "Plusieurs entreprises",
    "Les SIRET des écritures doivent appartenir à la même entreprise (SIREN identique)",
    "Envoyez un import par entreprise.",
)
ETABLISSEMENT_LIGNE = _published(
    "REQ-282",
    "Établissement d'une ligne inconnu",
    "L'établissement correspondant au SIRET {SIRET} n'est pas reconnu pour le dossier {codeIBS}",
    "Créez l'établissement dans le dossier, ou corrigez le SIRET.",
)

# Ours.
DATA_ABSENTE = _req(
    "REQ-283",
    "Données absentes",
    "Le champ data n'est pas un objet.",
    "Mettez dans `data` un objet avec `contexte`, `options` et `ecritures`.",
)
DATE_FORMAT_LIGNE = _req(
    "REQ-284",
    "Date hors format",
    "Le champ {champ} vaut {lu} ; format attendu : {format}.",
    "Écrivez la date selon l'option `formatDate`, ou selon le format ISO.",
)
FORMAT_DATE_INCONNU = _req(
    "REQ-285",
    "Format de date inconnu",
    "L'option formatDate vaut {lu} : une année, un mois et un jour y sont attendus une fois.",
    "Écrivez par exemple YYYY-MM-DDTHH:mm:ss.SSSZ ou JJ/MM/AAAA.",
)
MONTANT_FIN = _req(
    "REQ-286",
    "Montant trop fin ou trop grand",
    "Le champ {champ} vaut {lu}, qui n'est pas un nombre de {decimales} décimales au plus dans "
    "les bornes.",
    "Arrondissez le montant, l'écriture restant équilibrée.",
)
TYPE_HORS_LIVRES = _req(
    "REQ-287",
    "Type d'écriture hors des livres",
    "Le champ {champ} vaut {lu} : les livres ne tiennent que les types {admises}.",
    "N'envoyez ni simulation, ni prévision, ni projet, ni budget.",
)
CONTEXTE_INVERSE = _req(
    "REQ-288",
    "Contexte inversé",
    "Le contexte finit le {fin}, avant de commencer le {debut}.",
    "Échangez `from` et `to`.",
)
PART_SANS_MONTANT = _req(
    "REQ-289",
    "Part de ventilation sans montant",
    "Le champ {champ} a plusieurs parts, dont une sans montant ni pourcentage.",
    "Donnez à chaque part `debit` ou `credit`, `montant`, ou `pourcentage`.",
)
MONTANTS_DIFFERENTS = _req(
    "REQ-290",
    "Deux montants en euros",
    "Le champ {champ} vaut {lu} en `amount` et {autre} en `currencyAmount`, en euros tous deux.",
    "Donnez le même montant dans les deux, ou `amount` seul.",
)
MONTANT_TROIS_CHIFFRES = _req(
    "REQ-291",
    "Montant ambigu",
    "Le champ {champ} vaut {lu} : trois chiffres après une marque disent des milliers ou des "
    "millièmes.",
    "Envoyez le montant en nombre JSON, ou en texte avec deux décimales.",
)
ENVOI_TROP_GRAND = _req(
    "REQ-292",
    "Envoi trop grand pour une demande",
    "La demande dépasse {octets_max} octets ou {lignes_max} lignes.",
    "Déposez le même corps (`getFileUrlDeposit`, puis PUT) et envoyez à importJson `codeIbs` et "
    "son `URI`, ou l'`URL` où le lire.",
)
DATA_ET_FICHIER = _req(
    "REQ-293",
    "Données et fichier à la fois",
    "La demande donne `data`, et {champ} aussi.",
    "Envoyez les écritures dans `data`, ou dites où lire le fichier, pas les deux.",
)
DEMANDE_DU_FICHIER = _req(
    "REQ-294",
    "Fichier d'une autre demande",
    "Le champ {champ} du fichier vaut {lu}, celui de la demande {autre}.",
    "Le fichier a le corps d'un importJson : mettez-y le même {champ}, ou retirez-le du fichier.",
)
