"""ModeleImport: how a personalised file is read: separators, dates, columns."""

from boucle.schema.champs import Choix, Code, Entier, Liste, Texte
from boucle.schema.resource import Niveau, Resource

RESOURCE = Resource(
    nom="modeleImport",
    chemin="modeleImport",
    titre="Modèle d'import",
    article="Le modèle d'import",
    tag="Ecritures comptables (import)",
    niveau=Niveau.DOSSIER,
    cle="code",
    complete=True,
    champs=(
        Code("code", "Code", requis=True, max=60),
        Texte("libelle", "Libellé", max=150),
        Choix("separateur", "Séparateur de colonnes", defaut=";",
              valeurs={";": "point-virgule", ",": "virgule", "|": "barre", "tab": "tabulation"}),
        Choix("decimale", "Séparateur décimal", defaut=".",
              valeurs={".": "point", ",": "virgule"}),
        Texte("formatDate", "Format des dates", max=20, defaut="JJ/MM/AAAA"),
        Choix("encodage", "Encodage", defaut="auto",
              valeurs={"auto": "reconnu", "utf-8": "UTF-8", "iso-8859-15": "latin 9",
                       "cp1252": "Windows"}),
        Entier("ignorerDebut", "Lignes ignorées au début", minimum=0, maximum=1000, defaut=1),
        Entier("ignorerFin", "Lignes ignorées à la fin", minimum=0, maximum=1000, defaut=0),
        Liste(
            "colonnes", "Colonnes", longueur_max=100,
            champs=(
                Texte("champ", "Champ", max=40, requis=True),
                Entier("position", "Position, depuis 1", minimum=1, maximum=500),
                Texte("entete", "En-tête", max=100),
                Texte("defaut", "Valeur par défaut", max=100),
            ),
        ),
    ),
    exemple={"code": "IMPORTPERSO", "libelle": "Caisse du client", "separateur": ";",
             "decimale": ",", "colonnes": [{"champ": "date", "position": 1}]},
    ecarts=("L'API publiée règle les modèles à l'écran ; la ressource est à nous.",),
)
