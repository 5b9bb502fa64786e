"""SchemasImports: what is answered about an import, a deposit and the books, each fact described.

A test holds them against what the server answers: a fact that is not here fails it.
"""

from __future__ import annotations

from typing import Any

from boucle.api.document.proprietes import (
    GUID,
    entier,
    liste,
    nombre,
    objet,
    prop,
    texte,
    texte_ou_rien,
)
from boucle.api.document.schemas_rapport import components
from boucle.compta.etat import SIGNES, Etat
from boucle.errors import Refus
from boucle.errors.demandes.req import CODE_IBS_ABSENT
from boucle.errors.demandes.ressource import CHAMP_OBLIGATOIRE
from boucle.errors.donnees.imp import DELAI_DEPASSE
from boucle.formats.registre import FORMATS

Json = dict[str, Any]
_ABSENT = Refus(CHAMP_OBLIGATOIRE, champ="date")
_INSTANT = "2026-01-15T09:30:00Z"
_VALIDE = SIGNES[Etat.VALIDE]
_JOUR: Json = {"format": "date"}
_EVENEMENT: Json = objet(
    {
        "de": texte("État quitté ; vide à la demande.", "en_attente"),
        "vers": texte("État pris.", "en_cours", enum=[*Etat]),
        "auteur": texte("Qui l'a fait : une clé, une personne ou le serveur.", "worker"),
        "le": texte("Quand.", _INSTANT, format="date-time"),
        "detail": texte("Ce qui en est dit de plus.", ""),
    }
)
_ERREUR: Json = prop(
    ["object", "null"],
    "Ce qui a arrêté l'import.",
    {"code": DELAI_DEPASSE.code, "message": DELAI_DEPASSE.titre},
    required=["code", "message"],
    additionalProperties=False,
    properties={
        "code": texte("Code stable de la faute.", DELAI_DEPASSE.code),
        "message": texte("Ce qui ne va pas.", DELAI_DEPASSE.titre),
    },
)
_IMPORT: Json = {
    "id": texte("Identifiant de la demande.", GUID, format="uuid"),
    "codeDossier": texte("Dossier qui reçoit les écritures.", "CEGID001"),
    "format": texte("Format du fichier.", "FEC", enum=[*FORMATS]),
    "nomFichier": texte("Nom du fichier.", "842008161FEC20251231.txt"),
    "partenaire": texte("Partenaire de la clé qui l'a demandé.", "Caisse Plus"),
    "status": entier(
        "1 en attente, 2 en cours, 3 terminé avec succès, 4 terminé avec erreur.",
        _VALIDE.statut,
        enum=sorted({signe.statut for signe in SIGNES.values()}),
    ),
    "code": entier(
        "10 en attente, 20 en cours, 25 et plus une fois fini.",
        _VALIDE.code,
        enum=sorted(signe.code for signe in SIGNES.values()),
    ),
    "etat": texte("État, en détail.", Etat.VALIDE.value, enum=[*Etat]),
    "libelle": texte("Le même, en français.", _VALIDE.libelle),
    "etape": texte("Où en est la lecture ; vide avant elle.", "publish"),
    "lignesLues": nombre("Lignes lues jusqu'ici.", 120),
    "lignes": nombre("Lignes gardées.", 120),
    "lignesAjoutees": nombre("Lignes ajoutées pour équilibrer.", 0),
    "ecritures": nombre("Écritures.", 40),
    "debitCentimes": entier("Débit, en centimes.", 1_200_000),
    "creditCentimes": entier("Crédit, en centimes.", 1_200_000),
    "premierMouvement": texte_ou_rien("Date la plus ancienne.", "2025-01-02", **_JOUR),
    "dernierMouvement": texte_ou_rien("Date la plus récente.", "2025-12-31", **_JOUR),
    "exercice": texte("Exercice de ces dates ; vide quand il n'est pas connu.", "EXERCICE 2025"),
    "avertissements": nombre("Anomalies qui n'empêchent rien.", 0),
    "erreur": _ERREUR,
    "essais": nombre("Fois où l'import a été pris.", 1),
    "prochainEssai": texte_ou_rien("Quand il sera pris, s'il attend.", None, format="date-time"),
    "creeLe": texte("Quand il a été demandé.", _INSTANT, format="date-time"),
    "modifieLe": texte("Son dernier changement.", _INSTANT, format="date-time"),
    "rapport": texte("Adresse de son rapport.", f"/v1/imports/{GUID}/rapport"),
    "historique": liste(
        _EVENEMENT,
        description="Ses états, du premier au dernier ; absent d'une liste.",
        examples=[[]],
    ),
}
SCHEMAS: Json = {
    **components(),
    "Import": objet(_IMPORT, ("historique",)),
    "importDemande": objet(
        {
            "accountingImportRequestId": texte(
                "Identifiant de la demande, à suivre.", GUID, format="uuid"
            ),
        }
    ),
    "adresseDepot": objet(
        {
            "depositUrl": texte(
                "Adresse où déposer le fichier par PUT.",
                f"https://compta.example/depot/1/{GUID}/fichier.txt?se=1767225600&sig=abc",
            ),
            "uri": texte("`URI` à donner à l'import.", f"{GUID}/fichier.txt"),
            "expire": texte("Fin de validité de l'adresse.", _INSTANT, format="date-time"),
        }
    ),
    "fichierDepose": objet(
        {
            "uri": texte("`URI` à donner à l'import.", f"{GUID}/fec.txt"),
            "octets": nombre("Taille reçue.", 1024),
            "sha256": texte("Empreinte de ce qui est gardé.", "0" * 64, pattern="^[0-9a-f]{64}$"),
        }
    ),
    "compteBalance": objet(
        {
            "compte": texte("Numéro du compte.", "40100000"),
            "debitCentimes": entier("Débit, en centimes.", 0),
            "creditCentimes": entier("Crédit, en centimes.", 12_000),
            "lignes": nombre("Lignes de ce compte.", 1),
        }
    ),
    "FauteJson": objet(
        {
            "code": texte("Code stable de la faute.", _ABSENT.kind.code),
            "champ": texte("Où, dans le corps.", "data.ecritures[0].date"),
            "message": texte("Ce qui ne va pas.", _ABSENT.message),
            "remede": texte("Ce qu'il faut faire.", _ABSENT.remede),
            "lu": texte_ou_rien("Valeur lue.", None),
            "numeroEcriture": entier("Rang de la ligne, depuis 1.", 1, minimum=1),
        },
        ("numeroEcriture",),
    ),
    "refusJson": objet(
        {
            "error": objet(
                {
                    "instanceId": texte("Numéro de cette réponse.", GUID, format="uuid"),
                    "message": texte("Première faute.", CODE_IBS_ABSENT.message),
                    "code": texte("Son code stable.", CODE_IBS_ABSENT.code),
                    "remede": texte("Ce qu'il faut faire.", CODE_IBS_ABSENT.remede),
                    "erreurs": liste(
                        {"$ref": "#/components/schemas/FauteJson"},
                        description="Toutes les fautes.",
                        examples=[[]],
                    ),
                    "nombreErreurs": nombre("Leur nombre, dites ou non.", 1),
                },
                ("erreurs", "nombreErreurs"),
                description="Le refus.",
                examples=[
                    {
                        "instanceId": GUID,
                        "message": CODE_IBS_ABSENT.message,
                        "code": CODE_IBS_ABSENT.code,
                        "remede": CODE_IBS_ABSENT.remede,
                    }
                ],
            ),
        }
    ),
    "sante": objet(
        {
            "sante": {
                "const": "bonne",
                "description": "Le serveur et sa base répondent.",
                "examples": ["bonne"],
            }
        }
    ),
}


def sample(nom: str) -> Json:
    """Give the sample of one of these schemas, made of those of its properties."""
    return {
        key: told["examples"][0]
        for key, told in SCHEMAS[nom]["properties"].items()
        if key in SCHEMAS[nom]["required"]
    }
