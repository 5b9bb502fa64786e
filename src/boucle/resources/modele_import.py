"""ModeleImport: how a personalised file is read: separators, dates, columns."""

from boucle.formats.perso.modele import CHAMPS, ENCODAGES, GUILLEMETS
from boucle.resources._modele import makes_ecritures
from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Choix, Code, Entier, Liste, Texte
from boucle.schema.resource import Niveau, Resource

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
    regles=(makes_ecritures,),
    ecarts=("L'API publiée règle les modèles à l'écran ; la ressource est à nous.",),
)
