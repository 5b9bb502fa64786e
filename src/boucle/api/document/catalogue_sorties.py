"""CatalogueSorties: the books out in every format, described for the published document."""

from __future__ import annotations

from typing import Any

from boucle.api.document.operation import Operation, query
from boucle.api.document.proprietes import entier, liste, objet, prop, ref, texte
from boucle.api.routes.catalogue_imports import SAISIE_JSON
from boucle.errors.demandes import req, req_import
from boucle.errors.demandes import ressource as r
from boucle.errors.donnees import sortie
from boucle.formats.sortie.delimite import MODELE
from boucle.formats.sortie.portes import Forme, Sort
from boucle.formats.sortie.registre import SORTIES as SORTIES_FORMATS

Json = dict[str, Any]
TAG = "Livres"
_STRING: Json = {"type": "string", "minLength": 1}
_JOUR: Json = {"type": "string", "format": "date"}
_CHOIX = (
    query("exercice", "Code, jour ou année de clôture de l'exercice", _STRING, "EXERCICE 2025"),
    query("debut", "Premier jour", _JOUR, "2025-01-01"),
    query("fin", "Dernier jour", _JOUR, "2025-03-31"),
    query(
        "import",
        "L'`accountingImportRequestId` d'un import validé",
        {"type": "string", "format": "uuid"},
        "77dc9a4a-3390-485b-b134-2913384a5563",
    ),
    query("filter", "Filtre, comme celui d'EcritureComptable", _STRING, 'journalCode=="VE"'),
)
_PERTES = query(
    "pertes",
    "`acceptees` : le fichier part même s'il ne dit pas tout",
    {"enum": ["refusees", "acceptees"], "default": "refusees"},
    "acceptees",
)
_LONGUEUR = query(
    "longueur", "Longueur des lignes d'un TRA", {"enum": ["ETE", "STD"], "default": "ETE"}, "ETE"
)
_REFUS = (
    req_import.EXERCICE_INCONNU,
    req_import.IMPORT_INCONNU,
    req_import.LIGNES_ABSENTES,
    req.PARAMETRE_INVALIDE,
    r.FILTRE_ILLISIBLE,
    r.FILTRE_CHAMP_INCONNU,
    r.FILTRE_VALEUR,
    r.FILTRE_TROP_GRAND,
    r.FILTRE_TROP_COUTEUX,
    sortie.SORTIE_SANS_CHOIX,
    sortie.SORTIE_VIDE,
)
_COMMUN = (
    "Les lignes validées, choisies par exercice, par jours, par import ou par filtre, l'un et "
    "l'autre à la fois si plusieurs sont donnés. Le fichier part au fil de la lecture, sa taille "
    "n'est pas annoncée. Ce que ce format ne peut pas dire est compté avant : l'export est refusé "
    "(409) avec la liste, ou part avec `pertes=acceptees`, la liste en bref dans "
    "`X-Boucle-Pertes` ; docs/reference/formats.md dit ce que chaque format porte. "
)
_DIT = {
    Forme.FEC: (
        "Écritures en FEC",
        "Dans l'ordre des imports ; le FEC légal d'un exercice est sous `/fec`.",
    ),
    Forme.TRA: (
        "Écritures en TRA",
        "Version 011, `ETE` ou `STD`. Une pièce garde son numéro si tous tiennent en huit "
        "chiffres ; sinon elles sont numérotées de 1.",
    ),
    Forme.JSON: (
        "Écritures en JSON",
        "Un corps d'importJson, qui se renvoie tel quel ; au-delà du plafond de lignes "
        "d'importJson, par périodes.",
    ),
    Forme.CSV: (
        "Écritures en CSV",
        "UTF-8, point-virgule, virgule décimale. Le modèle qui le relit est dans "
        "docs/reference/formats.md. Un texte qu'un tableur prendrait pour une formule vient "
        "derrière une apostrophe, que ce modèle retire.",
    ),
    Forme.XLSX: (
        "Écritures en classeur",
        "Cellules typées, sans formule ; une feuille de plus tous les 1 048 575 lignes. Le "
        "classeur part quand il est écrit.",
    ),
}


def _closed(node: Any) -> Any:
    """Close every object of a schema: what we send holds nothing that is not said."""
    if isinstance(node, list):
        return [_closed(part) for part in node]
    if not isinstance(node, dict):
        return node
    found = {nom: _closed(part) for nom, part in node.items()}
    is_schema = "properties" in found and "type" in found
    return found | {"additionalProperties": False} if is_schema else found


_PERTE = objet(
    {
        "champ": texte("Ce qui ne sort pas entier.", "dateValidation"),
        "sort": {
            "enum": [str(sort) for sort in Sort if sort is not Sort.PORTE],
            "description": "Ce qu'il devient.",
            "examples": [str(Sort.PERDU)],
        },
        "nombre": entier("Combien.", 12, minimum=1),
        "unite": texte("De quoi.", "lignes"),
        "ligne": prop(["integer", "null"], "La première, par sa ligne dans l'import.", 2),
        "lu": prop(["string", "null"], "Ce qu'elle dit.", "2025-01-31"),
    }
)
SCHEMAS: Json = {
    "pertesExport": objet(
        {
            "format": texte("Format demandé.", "json"),
            "pertes": liste(ref("perteExport"), description="Vide : tout sort.", examples=[[]]),
        }
    ),
    "perteExport": _PERTE,
    "ecrituresExport": _closed(SAISIE_JSON.corps),
}
_EXEMPLE = {
    "format": "json",
    "pertes": [
        {
            "champ": "dateValidation",
            "sort": "perdu",
            "nombre": 12,
            "unite": "lignes",
            "ligne": 2,
            "lu": "2025-01-31",
        }
    ],
}
_MODELE = {**MODELE, "colonnes": [{"champ": "date", "position": 1, "entete": "Date"}]}
del _MODELE["libelle"]
_DETECTION = objet(
    {
        "modele": objet(
            {
                **{
                    nom: {"description": "Voir `modeleImport`.", "examples": [_MODELE[nom]]}
                    for nom in _MODELE
                    if nom != "colonnes"
                },
                "colonnes": liste(
                    objet(
                        {
                            "champ": texte("Champ.", "date"),
                            "position": entier("Position, depuis 1.", 1, minimum=1),
                            "entete": texte("Titre.", "Date"),
                        },
                        ("entete",),
                    ),
                    description="Colonnes.",
                    examples=[_MODELE["colonnes"]],
                ),
            },
            description="Tel que `POST /modeleImport` le prend.",
            examples=[_MODELE],
        ),
        "raisons": liste(
            objet(
                {
                    "quoi": texte("Champ ou réglage.", "date"),
                    "choix": texte("Ce qui est choisi.", "1"),
                    "raison": texte("Pourquoi.", "titre « Date »"),
                    "doute": prop("boolean", "À regarder.", False),
                }
            ),
            description="Une par choix.",
            examples=[[]],
        ),
        **{
            nom: liste({"type": "string"}, description=said, examples=[[exemple]])
            for nom, said, exemple in (
                ("doutes", "Ce qu'il faut regarder.", "date"),
                ("manque", "Champs que rien ne montre : à donner par un défaut.", "journal"),
                ("obstacles", "Ce qui empêche le modèle de servir.", "aucune colonne « journal »"),
            )
        },
    }
)
SCHEMAS["detection"] = _DETECTION
_DETECTE = {
    "modele": _MODELE,
    "raisons": [{"quoi": "date", "choix": "1", "raison": "titre « Date »", "doute": False}],
    "doutes": [],
    "manque": ["journal", "compte", "montant"],
    "obstacles": [],
}
SORTIES: tuple[Operation, ...] = (
    Operation(
        "modele.detecter",
        "POST",
        "/v1/modeles/detecter",
        "Vérification",
        "Trouver le modèle d'un fichier",
        "Le corps est un fichier délimité, dont le début suffit. Rend un modèle d'import complet, "
        "la raison de chaque choix, ce qui est douteux et ce que rien ne montre. Rien n'est gardé.",
        ref("detection"),
        _DETECTE,
        corps={"type": "string", "format": "binary"},
        media_corps="application/octet-stream",
        refus=(sortie.TABLEAU_ABSENT, req.CORPS_TROP_GRAND),
    ),
    *(
        Operation(
            f"sortie.{forme}",
            "GET",
            f"/v1/dossiers/{{code}}/ecritures.{forme}",
            TAG,
            titre,
            _COMMUN + suite,
            ref("ecrituresExport") if forme is Forme.JSON else None,
            SAISIE_JSON.corps_exemple if forme is Forme.JSON else None,
            parametres=(*_CHOIX, _PERTES, *([_LONGUEUR] if forme is Forme.TRA else [])),
            media=SORTIES_FORMATS[forme].media.partition(";")[0],
            refus=(
                *_REFUS,
                sortie.SORTIE_PERTES,
                sortie.SORTIE_IMPOSSIBLE,
                sortie.SORTIE_CHANGEE,
            ),
        )
        for forme, (titre, suite) in _DIT.items()
    ),
    Operation(
        "sortie.pertes",
        "GET",
        "/v1/dossiers/{code}/ecritures/pertes",
        TAG,
        "Ce qu'un export perdrait",
        "Compte, sans rien écrire, ce qu'un format ne dirait pas des lignes choisies.",
        ref("pertesExport"),
        _EXEMPLE,
        parametres=(
            query(
                "format",
                "Format de l'export",
                {"enum": [str(forme) for forme in _DIT]},
                "json",
                required=True,
            ),
            *_CHOIX,
            _LONGUEUR,
        ),
        refus=_REFUS,
    ),
)
