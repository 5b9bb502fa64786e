"""LIG and FIC, files read through a model: what is wrong in their shape, then in their cells.

The shape is judged first: what the bytes are, the titles, the widths, the quotes. A line is the
physical one, a column its place in the line.
"""

from __future__ import annotations

from boucle.errors.kind import Gravite, Kind, Portee

_SOURCE = "Import personnalisé : modèle d'import du dossier"
_AVERT, _INFO = Gravite.AVERTISSEMENT, Gravite.INFORMATION
_FICHIER, _LIGNE, _CELLULE = Portee.FICHIER, Portee.LIGNE, Portee.CELLULE


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


# What the bytes are.
PAS_UN_TABLEAU = _kind(
    "FIC-073",
    _FICHIER,
    "Fichier qui n'est pas un tableau",
    "Le fichier est {nature} : ni un texte délimité, ni un classeur .xlsx.",
    "Exportez les écritures en CSV ou en .xlsx, seules ou dans un zip ou un gzip.",
)
ENCODAGE_AUTRE = _kind(
    "FIC-079",
    _FICHIER,
    "Codage autre que celui du modèle",
    "Le modèle annonce {annonce} ; le fichier se lit en {encodage}, à voir la ligne {ligne} : "
    "« {lu} ». Il est lu en {encodage}.",
    "Vérifiez les lettres accentuées, puis corrigez l'encodage du modèle.",
    _AVERT,
)
ENCODAGE_DOUTEUX = _kind(
    "FIC-080",
    _LIGNE,
    "Lettres d'un autre codage",
    "La ligne {ligne} contient « {lu} », qui ressemble à des lettres accentuées codées en {autre} "
    "et lues en {encodage}.",
    "Vérifiez les libellés ; corrigez l'encodage du modèle, ou l'export du logiciel d'origine.",
    _AVERT,
)
ENCODAGE_DEVINE = _kind(
    "FIC-081",
    _FICHIER,
    "Codage deviné",
    "Le fichier ne dit pas son codage : il est lu en {encodage}. La première ligne accentuée est "
    "la ligne {ligne} : « {lu} ».",
    "Si des lettres y sont fausses, donnez l'encodage dans le modèle.",
    _INFO,
)
LIGNE_RECODEE = _kind(
    "LIG-091",
    _LIGNE,
    "Ligne codée autrement que le fichier",
    "La ligne {ligne} n'est pas codée comme le reste du fichier ({encodage}) ; elle est lue en "
    "{autre} : « {lu} ».",
    "Vérifiez ses lettres accentuées ; codez tout le fichier de la même façon.",
    _AVERT,
)
SANS_FIN = _kind(
    "FIC-082",
    _LIGNE,
    "Dernière ligne sans fin",
    "La ligne {ligne}, la dernière, n'a pas de fin de ligne : le fichier peut être coupé là.",
    "Vérifiez que la dernière ligne est entière.",
    _INFO,
)

# Titles.
ENTETE_INTROUVABLE = _kind(
    "FIC-070",
    _FICHIER,
    "Titre de colonne introuvable",
    "Aucune colonne ne s'intitule « {colonne} » ; titres lus : {titres}.",
    "Corrigez le titre dans le modèle, ou donnez la position de la colonne.",
)
TITRE_EN_DOUBLE = _kind(
    "FIC-074",
    _FICHIER,
    "Titre présent deux fois",
    "La ligne de titres, ligne {ligne}, porte deux fois « {colonne} » : en position {premiere} et "
    "{champ}.",
    "Retirez une des deux colonnes, ou donnez la position de la bonne dans le modèle.",
)
TITRE_AUTRE = _kind(
    "FIC-075",
    _FICHIER,
    "Colonne d'un autre titre",
    "Le modèle lit « {colonne} » en position {champ}, où la ligne de titres (ligne {ligne}) porte "
    "« {lu} »{ailleurs}.",
    "Corrigez la position dans le modèle, ou l'ordre des colonnes dans l'export.",
)
TITRE_DIFFERENT = _kind(
    "FIC-076",
    _FICHIER,
    "Titre autre que celui du modèle",
    "En position {champ}, le modèle attend « {colonne} » et la ligne de titres (ligne {ligne}) "
    "porte « {lu} » ; la position l'emporte.",
    "Vérifiez que c'est la même colonne, puis corrigez le titre dans le modèle.",
    _AVERT,
)
TITRE_INCONNU = _kind(
    "FIC-092",
    _FICHIER,
    "Titre que rien n'annonce",
    "En position {champ}, la colonne que le modèle lit comme « {colonne} » s'intitule « {lu} » "
    "(ligne {ligne}).",
    "Si c'est bien elle, donnez ce titre dans le modèle : il sera alors vérifié.",
    _INFO,
)
TITRES_REVENUS = _kind(
    "FIC-077",
    _LIGNE,
    "Titres au milieu du fichier",
    "La ligne {ligne} répète les titres : deux fichiers semblent mis bout à bout.",
    "Envoyez un fichier par import.",
)
LIGNE_LAISSEE = _kind(
    "FIC-078",
    _LIGNE,
    "Ligne laissée de côté qui se lit comme une écriture",
    "La ligne {ligne}, que le modèle laisse de côté ({raison}), se lit comme une écriture : "
    "« {lu} ».",
    "Corrigez dans le modèle le nombre de lignes ignorées ; les lignes vides comptent.",
    _AVERT,
)
SANS_LIGNE = _kind(
    "FIC-072",
    _FICHIER,
    "Aucune ligne à lire",
    "Le fichier n'a aucune ligne entre les {debut} premières et les {fin} dernières, que le "
    "modèle laisse de côté.",
    "Vérifiez le fichier, et les lignes ignorées dans le modèle.",
)

# Workbooks.
CLASSEUR_ILLISIBLE = _kind(
    "FIC-083",
    _FICHIER,
    "Classeur illisible",
    "Le classeur ne peut pas être lu : {raison}.",
    "Ouvrez-le dans un tableur et enregistrez-le en .xlsx, sans mot de passe, ou en CSV.",
)
FEUILLE_A_CHOISIR = _kind(
    "FIC-084",
    _FICHIER,
    "Plusieurs feuilles",
    "Le classeur a {nombre} feuilles visibles : {feuilles} ; le modèle n'en nomme aucune.",
    "Nommez la feuille dans le modèle, ou envoyez un classeur d'une feuille.",
)
FEUILLE_INTROUVABLE = _kind(
    "FIC-085",
    _FICHIER,
    "Feuille introuvable",
    "Aucune feuille ne s'appelle « {lu} » ; le classeur a : {feuilles}.",
    "Corrigez le nom de la feuille dans le modèle.",
)
FEUILLE_CACHEE = _kind(
    "FIC-086",
    _FICHIER,
    "Feuille cachée",
    "Le classeur a une feuille cachée, « {lu} », {suite}.",
    "Vérifiez qu'elle ne porte pas d'écritures à importer, ou supprimez-la.",
    _AVERT,
)
LIGNES_CACHEES = _kind(
    "FIC-087",
    _FICHIER,
    "Lignes cachées",
    "La feuille cache {nombre} lignes, dont la première est la ligne {ligne} ; elles sont lues "
    "comme les autres.",
    "Retirez le filtre ou le masque, et vérifiez les lignes qu'ils cachaient.",
    _AVERT,
)
CELLULES_FUSIONNEES = _kind(
    "FIC-088",
    _CELLULE,
    "Cellules fusionnées",
    "La ligne {ligne}, colonne {champ}, porte des cellules fusionnées ({lu}) : seule la première "
    "a une valeur, les autres sont vides.",
    "Défusionnez les cellules et répétez la valeur où elle vaut.",
    _AVERT,
)
CODES_EN_NOMBRES = _kind(
    "FIC-089",
    _CELLULE,
    "Codes écrits comme des nombres",
    "{colonne} contient des nombres, dont le premier, « {lu} », est à la ligne {ligne} : des "
    "zéros en tête y seraient perdus.",
    "Si ces codes commencent par des zéros, mettez la colonne au format texte.",
    _INFO,
)
ERREUR_TABLEUR = _kind(
    "LIG-088",
    _CELLULE,
    "Formule sans valeur",
    "{colonne} contient à la ligne {ligne} une formule qui ne donne pas de valeur : « {lu} ».",
    "Corrigez la formule dans le tableur, recalculez et enregistrez.",
)

# Quotes.
LECTURE_ARRETEE = _kind(
    "FIC-071",
    _FICHIER,
    "Cellule sans fin",
    "La lecture s'arrête vers la ligne {ligne} : une cellule dépasse {limite} caractères.",
    "Cherchez un guillemet ouvert qui n'est jamais fermé.",
)
GUILLEMET_OUVERT = _kind(
    "LIG-075",
    _CELLULE,
    "Guillemet jamais fermé",
    "Le guillemet qui ouvre la cellule {champ} de la ligne {ligne} n'est jamais fermé : « {lu} ».",
    "Fermez-le ou doublez-le ; si l'export n'entoure pas ses cellules, dites-le dans le modèle "
    "(guillemets : aucun).",
)
GUILLEMET_SUIVI = _kind(
    "LIG-076",
    _CELLULE,
    "Texte après un guillemet fermant",
    "La cellule {champ} de la ligne {ligne} continue après son guillemet fermant : « {lu} ».",
    "Doublez les guillemets qui font partie du texte, ou dites dans le modèle que l'export n'en "
    "met pas (guillemets : aucun).",
)
LIGNES_AVALEES = _kind(
    "LIG-078",
    _CELLULE,
    "Lignes prises dans une cellule",
    "La cellule {champ}, ouverte par un guillemet à la ligne {ligne}, contient des lignes entières "
    "jusqu'à la ligne {derniere} : « {lu} ».",
    "Cherchez un guillemet isolé dans ces lignes ; si l'export n'entoure pas ses cellules, "
    "dites-le dans le modèle (guillemets : aucun).",
)
CELLULE_SUR_LIGNES = _kind(
    "LIG-077",
    _CELLULE,
    "Cellule sur plusieurs lignes",
    "La cellule {champ} s'étend de la ligne {ligne} à la ligne {derniere} : « {lu} ».",
    "Vérifiez qu'elle ne prend pas le texte d'une autre ligne.",
    _AVERT,
)
GUILLEMET_TEXTE = _kind(
    "LIG-079",
    _CELLULE,
    "Guillemet dans le texte",
    "La cellule {champ} de la ligne {ligne} contient un guillemet au milieu de son texte, gardé "
    "tel quel : « {lu} ».",
    "Rien à faire si ce guillemet fait partie du texte.",
    _INFO,
)

# Widths.
CELLULE_ABSENTE = _kind(
    "LIG-070",
    _LIGNE,
    "Ligne trop courte",
    "La ligne {ligne} compte {champs} cellules ; le modèle en lit {attendus}.",
    "Cherchez un séparateur oublié, ou corrigez le séparateur du modèle.",
)
LIGNE_LARGE = _kind(
    "LIG-080",
    _LIGNE,
    "Ligne trop longue",
    "La ligne {ligne} compte {champs} cellules pour {attendus} colonnes ; celle en trop contient "
    "« {lu} ».",
    "Cherchez un séparateur dans un texte ou dans un montant.",
)
LIGNE_ETROITE = _kind(
    "LIG-081",
    _LIGNE,
    "Ligne plus courte que les titres",
    "La ligne {ligne} compte {champs} cellules pour {attendus} colonnes ; celles qui manquent à la "
    "fin sont lues comme vides.",
    "Vérifiez qu'il ne manque pas un séparateur au milieu de la ligne.",
    _AVERT,
)
LIGNES_INEGALES = _kind(
    "LIG-100",
    _LIGNE,
    "Lignes plus longues que les autres",
    "La ligne {ligne} compte {champs} cellules, la dernière vide, quand la plupart en comptent "
    "{attendus} ; lignes ainsi : {nombre}.",
    "Cherchez un séparateur dans un texte de cette ligne : ses cellules peuvent être décalées.",
    _AVERT,
)
COLONNE_ECARTEE = _kind(
    "LIG-101",
    _CELLULE,
    "Valeurs dans une colonne que rien ne lit",
    "La colonne {champ}, que le modèle ne lit pas, n'a de valeur que sur {nombre} ligne(s) ; la "
    "première, ligne {ligne}, est « {lu} ».",
    "Vérifiez que cette valeur n'est pas celle d'une colonne voisine, décalée.",
    _INFO,
)

# Cells.
MONTANT_PERSO = _kind(
    "LIG-071",
    _CELLULE,
    "Montant illisible",
    "{colonne} contient « {lu} » ; attendu : un nombre de deux décimales au plus, comme {exemple}.",
    "Corrigez le montant, ou le séparateur décimal du modèle.",
)
MONTANT_TROIS_CHIFFRES = _kind(
    "LIG-083",
    _CELLULE,
    "Montant ambigu",
    "{colonne} contient « {lu} » : « {marque} » suivi de trois chiffres peut y marquer les "
    "milliers ou les décimales.",
    "Écrivez deux décimales et pas de séparateur de milliers, comme {exemple}.",
)
MONTANT_DECIDE = _kind(
    "LIG-084",
    _CELLULE,
    "Montant à trois décimales",
    "{colonne} contient « {lu} », lu {corrige} : d'autres montants de la colonne montrent que "
    "« {marque} » y marque les décimales.",
    "Vérifiez que ce montant n'est pas mille fois plus grand.",
    _AVERT,
)
MONTANTS_CONTRAIRES = _kind(
    "LIG-085",
    _LIGNE,
    "Montants qui se contredisent",
    "La ligne {ligne} donne {cotes} au débit et au crédit, et {montant} par le montant et le sens.",
    "Corrigez la ligne, ou retirez du modèle une des deux notations.",
)
DATE_PERSO = _kind(
    "LIG-072",
    _CELLULE,
    "Date illisible",
    "{colonne} contient « {lu} » ; attendu : une date du calendrier, au format {format}.",
    "Corrigez la date, ou le format de date du modèle.",
)
DATES_DOUBLES = _kind(
    "LIG-086",
    _CELLULE,
    "Dates qui se lisent dans les deux sens",
    "Aucune date de {colonne} n'a de jour au-delà du 12 : rien ne prouve que « {lu} », à la ligne "
    "{ligne}, est le {jour:jour} et non le {autre:jour}.",
    "Vérifiez une date, et le format de date du modèle.",
    _INFO,
)
DATES_INVERSEES = _kind(
    "LIG-087",
    _CELLULE,
    "Dates sans doute inversées",
    "Toutes les dates de {colonne} tombent le {quantieme} d'un mois, et tiennent dans un seul mois "
    "si jour et mois sont échangés : « {lu} », à la ligne {ligne}, est lu {jour:jour}, et non "
    "{autre:jour}.",
    "Vérifiez une date : le fichier vient peut-être d'un pays qui écrit le mois d'abord.",
    _AVERT,
)
SENS_PERSO = _kind(
    "LIG-073",
    _CELLULE,
    "Sens illisible",
    "{colonne} contient « {lu} » ; attendu : D ou C.",
    "Écrivez D pour un débit et C pour un crédit.",
)
CARACTERES_PERSO = _kind(
    "LIG-074",
    _CELLULE,
    "Caractères illisibles",
    "{colonne} contient des octets hors du codage {encodage} ; lu « {lu} ».",
    "Corrigez l'encodage du modèle, ou la cellule dans le logiciel d'origine.",
    _AVERT,
)
CARACTERE_INVISIBLE = _kind(
    "LIG-089",
    _CELLULE,
    "Caractère invisible",
    "{colonne} contient un caractère invisible : « {lu} » ; lu « {corrige} ».",
    "Retirez-le dans le logiciel d'origine.",
    _AVERT,
)
CELLULE_DATE = _kind(
    "LIG-090",
    _CELLULE,
    "Code ou texte devenu une date",
    "{colonne} contient une date, « {lu} », où un texte est attendu : un tableur l'a peut-être "
    "tirée d'un code.",
    "Mettez la colonne au format texte avant d'y écrire, et vérifiez cette valeur.",
    _AVERT,
)
CODE_ABIME = _kind(
    "LIG-092",
    _CELLULE,
    "Code abîmé par un tableur",
    "{colonne} contient « {lu} », un code que le tableur a pris pour un nombre.",
    "Mettez la colonne au format texte avant d'y écrire, et rétablissez le code.",
    _AVERT,
)
ZEROS_PERDUS = _kind(
    "LIG-093",
    _CELLULE,
    "Zéros de tête perdus",
    "{colonne} contient « {lu} » à la ligne {ligne}, quand d'autres codes de la colonne commencent "
    "par un zéro sur {longueur} chiffres.",
    "Mettez la colonne au format texte avant d'y écrire, et rétablissez les zéros.",
    _AVERT,
)
CODES_INEGAUX = _kind(
    "LIG-094",
    _CELLULE,
    "Codes de chiffres de longueurs différentes",
    "{colonne} ne contient que des chiffres, de {courte} à {longueur} ; le plus court, « {lu} », "
    "est à la ligne {ligne} : des zéros en tête ont pu se perdre.",
    "Rien à faire si ces codes n'ont jamais commencé par un zéro.",
    _INFO,
)
DEFAUT_PRIS = _kind(
    "LIG-095",
    _CELLULE,
    "Cellules vides prises par défaut",
    "{colonne} est vide sur {nombre} ligne(s), dont la ligne {ligne} : elles y prennent la valeur "
    "par défaut du modèle, « {corrige} ».",
    "Vérifiez que cette valeur convient à chacune de ces lignes.",
    _INFO,
)
LIBELLES_VIDES = _kind(
    "LIG-102",
    _CELLULE,
    "Libellés vides",
    "{colonne} est vide sur {nombre} ligne(s), dont la ligne {ligne}, et remplie sur la plupart.",
    "Vérifiez que les cellules de ces lignes ne sont pas décalées.",
    _INFO,
)
DATES_A_MOITIE = _kind(
    "LIG-096",
    _CELLULE,
    "Dates sans doute inversées en partie",
    "Les dates de {colonne} qui n'ont qu'une lecture vont du {debut:jour} au {fin:jour} ; "
    "« {lu} », à la ligne {ligne}, est lu {jour:jour}, et y tomberait si jour et mois étaient "
    "échangés ({autre:jour}), comme toutes celles qui se lisent dans les deux sens.",
    "Un tableur d'un autre pays a sans doute échangé jour et mois là où il le pouvait : reprenez "
    "l'export d'origine.",
    _AVERT,
)
DATES_MELEES = _kind(
    "LIG-097",
    _CELLULE,
    "Dates écrites de deux façons",
    "{colonne} mêle {facons} ; la première qui diffère, « {lu} », est à la ligne {ligne}.",
    "Vérifiez ces dates : un tableur ne change que celles qu'il sait lire.",
    _AVERT,
)
