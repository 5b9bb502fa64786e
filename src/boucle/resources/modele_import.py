"""ModeleImport: how a personalised file is read: separators, dates, columns."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.json import decode

from boucle.compta.jour import compile_format
from boucle.errors.demandes import ressource as r
from boucle.formats.perso.modele import (
    CHAMPS,
    ENCODAGES,
    GUILLEMETS,
    missing,
)
from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Choix, Code, Entier, Liste, Texte
from boucle.schema.resource import Niveau, Resource, Violation


def _makes_ecritures(valeurs: Mapping[str, Any]) -> Iterable[Violation]:
    """Ask for columns that make an écriture, and for a date format that names a day."""
    colonnes = decode(valeurs["colonnes"])
    for attendu in missing(colonnes):
        slots = {"lu": f"{len(colonnes)} colonnes", "attendu": attendu}
        yield "colonnes", r.FORME_INVALIDE, slots
    if compile_format(valeurs["format_date"]) is None:
        slots = {"lu": valeurs["format_date"], "attendu": "un format comme JJ/MM/AAAA"}
        yield "formatDate", r.FORME_INVALIDE, slots
    if valeurs["separateur"] == valeurs["decimale"]:
        slots = {"lu": valeurs["decimale"], "attendu": "autre chose que le séparateur de colonnes"}
        yield "decimale", r.FORME_INVALIDE, slots


RESOURCE = Resource(
    nom="modeleImport",
    chemin="modeleImport",
    titre="Modèle d'import",
    article="Le modèle d'import",
    tag="Ecritures comptables (import)",
    niveau=Niveau.DOSSIER,
    cle="code",
    acces=Acces(lire=0, ecrire=3),
    complete=True,
    champs=(
        Code("code", "Code", requis=True, max=60),
        Texte("libelle", "Libellé", max=150),
        Choix(
            "separateur",
            "Séparateur de colonnes",
            defaut=";",
            valeurs={";": "point-virgule", ",": "virgule", "|": "barre", "tab": "tabulation"},
        ),
        Choix("decimale", "Séparateur décimal", defaut=",", valeurs={".": "point", ",": "virgule"}),
        Texte("formatDate", "Format des dates", max=20, defaut="JJ/MM/AAAA"),
        Choix("encodage", "Encodage", defaut="auto", valeurs=ENCODAGES),
        Choix("guillemets", "Guillemets autour des cellules", defaut="stricts", valeurs=GUILLEMETS),
        Texte(
            "feuille",
            "Feuille d'un classeur",
            max=100,
            description="Vide : la seule feuille visible.",
        ),
        Entier("ignorerDebut", "Lignes ignorées au début", minimum=0, maximum=1000, defaut=1),
        Entier("ignorerFin", "Lignes ignorées à la fin", minimum=0, maximum=1000, defaut=0),
        Liste(
            "colonnes",
            "Colonnes",
            longueur_max=100,
            champs=(
                Choix(
                    "champ",
                    "Champ",
                    requis=True,
                    valeurs={nom: titre for nom, (_, titre) in CHAMPS.items()},
                ),
                Entier("position", "Position, depuis 1", minimum=1, maximum=500),
                Texte("entete", "En-tête", max=100),
                Texte("defaut", "Valeur par défaut", max=100),
            ),
        ),
    ),
    exemple={
        "code": "IMPORTPERSO",
        "libelle": "Caisse du client",
        "separateur": ";",
        "decimale": ",",
        "colonnes": [
            {"champ": "date", "position": 1},
            {"champ": "journal", "defaut": "CA"},
            {"champ": "compte", "entete": "Compte"},
            {"champ": "debit", "position": 3},
            {"champ": "credit", "position": 4},
        ],
    },
    regles=(_makes_ecritures,),
    ecarts=("L'API publiée règle les modèles à l'écran ; la ressource est à nous.",),
)
