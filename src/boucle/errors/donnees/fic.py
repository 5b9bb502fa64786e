"""FIC: what can be wrong in a whole file: its name, its bytes, its header, its archive.

Sources: LPF art. A47 A-1 (L), BOI-CF-IOR-60-40-20 (B), official checker 1.00.10b (T).
Level *forme* gives the checker's yes or no; `FIC-002`, `FIC-003` and others stand for the cases
where it refuses to run and gives no report at all.
"""

from __future__ import annotations

from collections.abc import Mapping

from boucle.errors.kind import Gravite, Kind, Niveau, Portee

_BLOQ, _AVERT, _INFO = Gravite.BLOQUANT, Gravite.AVERTISSEMENT, Gravite.INFORMATION
_FORME, _DROIT, _COMPTA = Niveau.FORME, Niveau.DROIT, Niveau.COMPTABILITE


def _fic(
    code: str,
    gravite: Gravite,
    niveau: Niveau | None,
    titre: str,
    message: str,
    remede: str,
    source: str = "",
    *,
    conforme: bool = False,
    remedes: Mapping[str, str] | None = None,
) -> Kind:
    return Kind(
        code=code,
        gravite=gravite,
        portee=Portee.FICHIER,
        titre=titre,
        message=message,
        remede=remede,
        source=source,
        niveau=niveau,
        non_conforme=niveau is not None and not conforme,
        remedes=remedes or {},
    )


# What is in the way of any reading.
FICHIER_VIDE = _fic(
    "FIC-001",
    _BLOQ,
    _FORME,
    "Fichier sans écriture",
    "Le fichier ne contient aucune ligne d'écriture.",
    "Refaites l'export : il faut au moins une écriture ; à plat, sous la ligne de titres.",
    "Contrôle officiel : « fichier vide », sans rapport",
)
ENTETE_ILLISIBLE = _fic(
    "FIC-002",
    _BLOQ,
    _FORME,
    "Ligne de titres non reconnue",
    "La première ligne n'est pas une ligne de titres de FEC ; elle commence par « {lu} ».",
    "Mettez en première ligne les noms des zones, séparés par une tabulation ou une barre « | ».",
    "LPF art. A47 A-1, VII-4° ; contrôle officiel : « Séparateur non conforme », sans rapport",
)
SEPARATEUR_TOLERE = _fic(
    "FIC-003",
    _AVERT,
    _FORME,
    "Séparateur refusé par le contrôle officiel",
    "Les zones sont séparées par « {lu} » ; seules la tabulation et la barre « | » sont admises.",
    "L'import lit ce fichier. Pour l'administration, refaites l'export avec la tabulation.",
    "LPF art. A47 A-1, VI-1° ; contrôle officiel : refus sans rapport",
)
NOM_SANS_FORME = _fic(
    "FIC-004",
    _AVERT,
    _FORME,
    "Nom de fichier refusé par le contrôle officiel",
    "Le nom « {lu} » n'est pas fait du SIREN, de FEC et de la date de clôture AAAAMMJJ.",
    "Nommez le fichier SIREN + FEC + date de clôture : {exemple}.",
    "LPF art. A47 A-1, IX ; contrôle officiel : refus sans rapport",
)
NOM_HORS_NORME = _fic(
    "FIC-005",
    _AVERT,
    _DROIT,
    "Nom de fichier hors norme",
    "Le nom « {lu} » n'a pas la forme légale : neuf chiffres du SIREN, FEC, date de clôture réelle "
    "AAAAMMJJ, suivie au besoin de _1, _2…",
    "Renommez le fichier : {exemple}.",
    "LPF art. A47 A-1, IX ; BOI-CF-IOR-60-40-20 §370",
)
SANS_NOM = _fic(
    "FIC-015",
    _INFO,
    None,
    "Nom de fichier non vérifié",
    "Le fichier vient de l'entrée standard, sans nom : son nom légal n'est pas vérifié.",
    "Donnez ce nom avec l'option --nom, par exemple --nom 732829320FEC20241231.txt.",
    "LPF art. A47 A-1, IX",
)
SIREN_CLE = _fic(
    "FIC-006",
    _AVERT,
    _DROIT,
    "Clé du SIREN fausse",
    "Le SIREN {lu} du nom de fichier a une clé de contrôle fausse.",
    "Vérifiez le SIREN de l'entreprise et renommez le fichier.",
    "LPF art. A47 A-1, IX ; clé de Luhn du SIREN",
)
SIREN_AUTRE = _fic(
    "FIC-007",
    _BLOQ,
    None,
    "SIREN d'un autre dossier",
    "Le fichier porte le SIREN {lu} ; le dossier a le SIREN {attendu}.",
    "Vérifiez que le fichier est bien celui de ce client, ou corrigez le SIREN du dossier.",
    "Import : un fichier ne va que dans le dossier de son entreprise",
)
CLOTURE_AUTRE = _fic(
    "FIC-008",
    _AVERT,
    _DROIT,
    "Date de clôture étrangère au dossier",
    "Le nom annonce une clôture au {lu} ; aucun exercice du dossier ne se termine ce jour-là.",
    "Vérifiez la date du nom de fichier, ou les exercices du dossier.",
    "LPF art. A47 A-1, IX",
)
EXERCICE_LONG = _fic(
    "FIC-009",
    _INFO,
    _DROIT,
    "Exercice de plus de douze mois",
    "Les écritures commencent le {debut:jour} pour une clôture au {fin:jour} : l'exercice compte "
    "plus de douze mois.",
    "Rien à faire si l'exercice a bien cette durée.",
    "LPF art. A47 A-1, VII-1°",
    conforme=True,
)
UTF16 = _fic(
    "FIC-010",
    _BLOQ,
    _FORME,
    "Fichier en UTF-16",
    "Le fichier est codé en UTF-16.",
    "Refaites l'export en UTF-8 ou en ISO-8859-15.",
    "LPF art. A47 A-1, XII-1°",
)
BINAIRE = _fic(
    "FIC-011",
    _BLOQ,
    _FORME,
    "Fichier qui n'est pas du texte",
    "Le fichier n'est pas un fichier texte : il commence par les octets {lu}.",
    "Envoyez l'export texte ou XML du logiciel, non un classeur, un PDF ou une image.",
    "LPF art. A47 A-1, VI-1°",
)
LIGNE_TROP_LONGUE = _fic(
    "FIC-016",
    _BLOQ,
    _FORME,
    "Ligne trop longue",
    "La ligne {ligne} dépasse {octets_max} octets : rien du fichier n'a été lu.",
    "Refaites l'export avec une fin de ligne après chaque ligne d'écriture.",
    "LPF art. A47 A-1, VI-1° : chaque ligne finit par un retour chariot et/ou une fin de ligne",
)
TROP_DE_COLONNES = _fic(
    "FIC-017",
    _BLOQ,
    _FORME,
    "Trop de colonnes",
    "La ligne {ligne} a {nombre} colonnes ; {nombre_max} au plus sont lues.",
    "Vérifiez le séparateur et la ligne de titres, puis refaites l'export.",
    "LPF art. A47 A-1, VII-1° : dix-huit colonnes, et celles que l'entreprise ajoute",
)
FIN_DE_TROP = _fic(
    "FIC-018",
    _AVERT,
    _FORME,
    "Fins de ligne d'un caractère de trop",
    "La ligne de titres se termine par {fin} : le contrôle officiel laisse le caractère de trop "
    "dans le nom {colonne}, qu'il ne reconnaît plus.",
    "Gardez une seule convention (CR+LF, LF ou CR) pour tout le fichier.",
    "LPF art. A47 A-1, VI-1° ; contrôle officiel : colonne absente",
)
FIN_DE_TROP_ADMISE = _fic(
    "FIC-019",
    _AVERT,
    _DROIT,
    "Fins de ligne d'un caractère de trop, admises",
    "La ligne de titres se termine par {fin} : le contrôle officiel l'admet, la dernière colonne "
    "n'étant pas une colonne imposée.",
    "Gardez une seule convention (CR+LF, LF ou CR) pour tout le fichier.",
    "LPF art. A47 A-1, VI-1° ; contrôle officiel : admis",
)
DEBUT_SANS_FIN = _fic(
    "FIC-058",
    _AVERT,
    _FORME,
    "Ligne de titres trop longue pour le contrôle",
    "Les {octets} premiers octets ne contiennent pas de fin de ligne entière : le contrôle "
    "officiel la cherche là, et croit le fichier vide ou ses lignes coupées.",
    "Raccourcissez la ligne de titres : retirez les colonnes qui ne sont pas imposées.",
    "Contrôle officiel : fin de ligne cherchée au début, « fichier vide »",
)
CP1252 = _fic(
    "FIC-012",
    _AVERT,
    _DROIT,
    "Codage Windows-1252",
    "Le fichier est codé en Windows-1252, qui n'est pas un des codages admis ; il se lit sans "
    "perte.",
    "Refaites l'export en UTF-8 ou en ISO-8859-15.",
    "LPF art. A47 A-1, XII-1°",
)
FINS_DE_LIGNE = _fic(
    "FIC-013",
    _AVERT,
    _FORME,
    "Fins de ligne mélangées",
    "Le fichier mêle plusieurs sortes de fins de ligne ; la première différente est à la ligne "
    "{ligne}.",
    "Gardez une seule convention (CR+LF, LF ou CR) pour tout le fichier.",
    "LPF art. A47 A-1, VI-1° ; contrôle officiel : les lignes suivantes se collent",
)

TROP_DE_CODES = _fic(
    "FIC-014",
    _BLOQ,
    None,
    "Trop de codes différents",
    "{colonne} contient à la ligne {ligne} un code de plus (« {lu} ») que les {limite} codes "
    "différents qu'un fichier peut porter ; la lecture s'arrête avant cette ligne.",
    "Vérifiez que {colonne} contient bien des codes, et non des libellés ou des numéros de ligne.",
    "Import : garde contre les fichiers lus de travers",
)

# The header.
COLONNE_INDISPENSABLE = _fic(
    "FIC-020",
    _BLOQ,
    _FORME,
    "Colonne indispensable absente",
    "La colonne {colonne} manque : sans elle les écritures ne peuvent pas être lues.",
    "Ajoutez la colonne {colonne} à l'export.",
    "LPF art. A47 A-1, VII et VIII ; contrôle officiel",
)
COLONNE_ABSENTE = _fic(
    "FIC-021",
    _AVERT,
    _FORME,
    "Colonne absente",
    "La colonne {colonne}, obligatoire au régime {regime}, manque dans la ligne de titres.",
    "Ajoutez la colonne {colonne} à l'export, même si elle reste vide.",
    "LPF art. A47 A-1, VII et VIII ; contrôle officiel",
)
COLONNE_MAL_NOMMEE = _fic(
    "FIC-022",
    _AVERT,
    _FORME,
    "Colonne mal nommée",
    "La colonne « {lu} » est lue comme {corrige}, mais ce n'est pas le nom imposé.",
    "Renommez la colonne « {lu} » en {corrige}.",
    "LPF art. A47 A-1, VII et VIII ; contrôle officiel : colonne absente",
)
COLONNE_EN_PLUS = _fic(
    "FIC-023",
    _INFO,
    _FORME,
    "Colonne supplémentaire",
    "La colonne « {lu} » (position {champ}) n'est pas une colonne imposée ; elle est gardée.",
    "Rien à faire : les colonnes supplémentaires sont admises après les colonnes imposées.",
    "LPF art. A47 A-1, VII-1° ; contrôle officiel : simple remarque",
    conforme=True,
)
COLONNES_PERMUTEES = _fic(
    "FIC-024",
    _AVERT,
    _DROIT,
    "Colonnes dans un autre ordre",
    "Les colonnes ne sont pas dans l'ordre imposé : {colonne} est en position {champ}, "
    "{attendu} y était attendu.",
    "Remettez les colonnes dans l'ordre de l'arrêté ; l'import les lit par leur nom.",
    "LPF art. A47 A-1, VII-1° : « dans l'ordre »",
)
COLONNE_EN_DOUBLE = _fic(
    "FIC-025",
    _BLOQ,
    _DROIT,
    "Colonne présente deux fois",
    "La colonne {colonne} figure deux fois dans la ligne de titres ; la seconde est en position "
    "{champ}.",
    "Retirez une des deux colonnes {colonne}.",
    "LPF art. A47 A-1, VII-1°",
)
SEPARATEUR_FINAL = _fic(
    "FIC-026",
    _INFO,
    _FORME,
    "Séparateur en fin de ligne",
    "Chaque ligne se termine par un séparateur de trop ; il est ignoré.",
    "Rien à faire : le contrôle officiel l'admet aussi.",
    "Contrôle officiel : information",
    conforme=True,
)
SEPARATEURS_FINAUX = _fic(
    "FIC-028",
    _AVERT,
    _FORME,
    "Plusieurs séparateurs en fin de ligne",
    "Chaque ligne se termine par {nombre} séparateurs de trop ; le contrôle officiel n'en admet "
    "qu'un.",
    "Retirez les séparateurs de trop à la fin des lignes, titres compris.",
    "Contrôle officiel : nombre de champs",
)
COLONNE_NOM_DE_L_OUTIL = _fic(
    "FIC-029",
    _AVERT,
    _DROIT,
    "Colonne sous le nom interne du contrôle",
    "La colonne « {lu} » est lue comme {corrige} : le contrôle officiel la reconnaît aussi, mais "
    "ce n'est pas le nom imposé.",
    "Renommez la colonne « {lu} » en {corrige}.",
    "LPF art. A47 A-1, VII et VIII ; contrôle officiel : admis",
)
DEUX_NOTATIONS = _fic(
    "FIC-027",
    _BLOQ,
    _DROIT,
    "Débit/Crédit et Montant/Sens ensemble",
    "Le fichier contient à la fois Debit ou Credit et Montant ou Sens : {lu}.",
    "Gardez une seule des deux notations.",
    "LPF art. A47 A-1, X : « l'une des deux »",
)

# How the lines are gathered into écritures, and what is left blank by the whole file.
CLE_PIECE_REF = _fic(
    "FIC-030",
    _AVERT,
    _FORME,
    "Écritures regroupées par PieceRef",
    "EcritureNum est vide dans tout le fichier : les lignes sont regroupées par JournalCode et "
    "PieceRef.",
    "Vérifiez les écritures obtenues, et faites numéroter les écritures par le logiciel.",
    "LPF art. A47 A-1, VII-1°, zone 3",
)
CLE_DATE = _fic(
    "FIC-031",
    _AVERT,
    _FORME,
    "Écritures regroupées par journal et par jour",
    "EcritureNum et PieceRef sont vides dans tout le fichier : les lignes sont regroupées par "
    "journal et par jour.",
    "Vérifiez les écritures obtenues, et faites numéroter les écritures par le logiciel.",
    "LPF art. A47 A-1, VII-1°, zone 3",
)
NUMEROS_SANS_SUITE = _fic(
    "FIC-032",
    _AVERT,
    _DROIT,
    "Numéros d'écriture sans suite",
    "Les numéros d'écriture ne forment pas une suite : {defauts} ruptures pour {nombre} numéros.",
    "Numérotez les écritures sans rupture, pour le fichier ou par journal.",
    "LPF art. A47 A-1, VII-1°, zone 3 ; BOI-CF-IOR-60-40-20 §40",
)
REGLEMENTS_VIDES = _fic(
    "FIC-033",
    _INFO,
    _DROIT,
    "Lignes sans règlement",
    "{colonne} est vide sur {nombre} lignes, dont la première est la ligne {premiere}.",
    "Vérifiez que ces lignes ne sont pas des encaissements ni des paiements.",
    "LPF art. A47 A-1, VIII-5° et VIII-7° ; contrôle officiel : admis",
    conforme=True,
)
JOURNAL_PAR_DEFAUT = _fic(
    "FIC-034",
    _INFO,
    None,
    "Journal mis par défaut",
    "JournalCode est vide, ce que ce régime admet : les lignes concernées vont au journal "
    "{corrige}.",
    "Rien à faire, ou indiquez un journal dans l'export.",
    "LPF art. A47 A-1, VIII",
)

A_NOUVEAU_ABSENT = _fic(
    "FIC-035",
    _INFO,
    _DROIT,
    "Pas d'à-nouveaux",
    "Aucun journal d'à-nouveaux n'est reconnu dans le fichier.",
    "Rien à faire pour un premier exercice ; sinon, ajoutez les à-nouveaux en tête du fichier.",
    "LPF art. A47 A-1, VII-1° et 3°",
    conforme=True,
)
A_NOUVEAU_DATES = _fic(
    "FIC-036",
    _INFO,
    _DROIT,
    "À-nouveaux à plusieurs dates",
    "Les écritures d'à-nouveaux portent plusieurs dates, du {date_min:jour} au {date_max:jour}.",
    "Vérifiez que les à-nouveaux ne sont pas passés deux fois.",
    "LPF art. A47 A-1, VII-1° et 3°",
    conforme=True,
)

# Hints for an auditor.
PREMIERS_CHIFFRES = _fic(
    "FIC-037",
    _INFO,
    _COMPTA,
    "Premiers chiffres inhabituels",
    "Les premiers chiffres de {nombre} montants s'écartent de la loi de Benford : {part} % d'entre "
    "eux commencent par {chiffre}, contre {attendu} % attendus.",
    "Rien à corriger : des loyers, des abonnements ou des prix qui se répètent l'expliquent "
    "souvent.",
    "Indice d'audit : loi de Benford, écart moyen de plus de 1,5 point",
    conforme=True,
)
MONTANTS_RONDS = _fic(
    "FIC-038",
    _INFO,
    _COMPTA,
    "Montants ronds nombreux",
    "Parmi {nombre} montants d'au moins 100 euros, {part} % sont des multiples de 100.",
    "Rien à corriger : vérifiez s'il s'agit de forfaits, d'acomptes ou d'estimations.",
    "Indice d'audit : plus d'un montant sur cinq",
    conforme=True,
)
AUTRE_EXERCICE = _fic(
    "FIC-039",
    _AVERT,
    _DROIT,
    "Fichier d'un autre exercice que son nom",
    "Le nom annonce une clôture au {cloture:jour}, mais toutes les écritures vont du {debut:jour} "
    "au {fin:jour}.",
    "Vérifiez la date du nom de fichier : c'est celle de la clôture de l'exercice.",
    "LPF art. A47 A-1, VII-1° et IX : un fichier par exercice",
)

# XML.
XML_CLOTURE = _fic(
    "FIC-048",
    _AVERT,
    _DROIT,
    "Clôture du XML autre que celle du nom",
    "Le nom annonce une clôture au {cloture:jour}, et l'élément DateCloture le {date:jour}.",
    "Corrigez DateCloture, ou la date du nom de fichier : les deux sont la date de clôture.",
    "LPF art. A47 A-1, VI-2° et IX",
)
XML_ILLISIBLE = _fic(
    "FIC-040",
    _BLOQ,
    _FORME,
    "XML mal formé",
    "Le fichier XML ne peut pas être lu, ligne {ligne} : {raison}.",
    "Refaites l'export XML du logiciel.",
    "LPF art. A47 A-1, VI-2°",
)
XML_SANS_SCHEMA = _fic(
    "FIC-041",
    _AVERT,
    _FORME,
    "Schéma XML non déclaré",
    "Les 300 premiers octets du fichier ne nomment aucun des schémas officiels "
    "(xsi:noNamespaceSchemaLocation).",
    "Déclarez dans l'élément comptabilite le schéma du régime, par exemple formatA47A-I-VII-1.xsd.",
    "LPF art. A47 A-1, VI-2° ; contrôle officiel : « ne respecte pas le XSD »",
)
XML_HORS_SCHEMA = _fic(
    "FIC-042",
    _BLOQ,
    _FORME,
    "XML hors du schéma officiel",
    "Ligne {ligne} du XML : {raison}.",
    "Corrigez l'élément pour suivre le schéma officiel.",
    "LPF art. A47 A-1, VI-2° et schémas officiels",
)
XML_ENTITES = _fic(
    "FIC-043",
    _BLOQ,
    _FORME,
    "XML avec déclaration de type",
    "Le fichier XML contient une déclaration DOCTYPE ou des entités, qui ne sont pas lues.",
    "Refaites l'export sans déclaration DOCTYPE.",
    "LPF art. A47 A-1, VI-2°",
)

XML_ECART = _fic(
    "FIC-044",
    _AVERT,
    _FORME,
    "Écart au schéma XML officiel",
    "Ligne {ligne} du XML : {raison}.",
    "Corrigez l'élément pour suivre le schéma officiel ; l'import l'a lu quand même.",
    "LPF art. A47 A-1, VI-2° et schémas officiels",
)

XML_ELEMENT_IGNORE = _fic(
    "FIC-045",
    _INFO,
    _FORME,
    "Élément supplémentaire",
    "L'élément « {lu} » n'est pas un élément imposé ; il n'est pas gardé.",
    "Rien à faire : les éléments supplémentaires sont admis à la fin d'une ligne.",
    "Schémas officiels : any à la fin de ligne",
    conforme=True,
)

XML_PERTE = _fic(
    "FIC-046",
    _INFO,
    None,
    "Ce que le XML ne garde pas",
    "{nombre} écritures portent, d'une ligne à l'autre, des pièces, libellés, lettrages ou dates "
    "différents : le XML n'en garde qu'un par écriture.",
    "Remettez le fichier à plat si ces différences comptent.",
    "Schémas officiels : ces éléments appartiennent à l'écriture",
)

XML_REFUSE = _fic(
    "FIC-047",
    _AVERT,
    None,
    "Écritures que le schéma XML refuse",
    "Écritures que le schéma officiel refuse : {nombre}, dont la première est l'écriture {num} du "
    "journal {journal}. Il leur manque une date (validation, règlement) ou une deuxième ligne, ou "
    "un compte ne commence pas par trois chiffres.",
    "Corrigez ces écritures, ou remettez le fichier à plat.",
    "Schémas officiels : ValidDate, DateRglt, ligne et CompteNum",
)

XML_SANS_DECLARATION = _fic(
    "FIC-049",
    _AVERT,
    _FORME,
    "XML sans déclaration",
    "Le fichier ne commence pas par <?xml : le contrôle officiel n'y reconnaît pas un XML.",
    'Écrivez <?xml version="1.0" encoding="UTF-8"?> en tête du fichier.',
    "Contrôle officiel : « Séparateur non conforme », sans rapport",
)
XML_MAL_APLATI = _fic(
    "FIC-063",
    _AVERT,
    _FORME,
    "XML que le contrôle ne sait pas mettre à plat",
    "Ligne {ligne} du XML : {raison}. Le contrôle officiel, qui met le XML à plat, n'y retrouve "
    "pas ses zones.",
    "Changez ce texte dans le logiciel d'origine, ou remettez le fichier à plat.",
    "Contrôle officiel : conversion du XML, puis nombre de champs",
)

# Where the checker reads a file in another way than the law has it, and than we do.
FORME_ADMISE = _fic(
    "FIC-064",
    _INFO,
    _DROIT,
    "Fichier que le contrôle officiel laisse passer",
    "L'outil de l'administration juge ce fichier conforme : ce qui est dit ici de sa forme ne "
    "compte qu'au niveau droit.",
    "Corrigez quand même ce qui est dit : la loi le demande, et l'import aussi.",
    "Contrôle officiel : le fichier y a été suivi octet par octet",
    conforme=True,
)
FORME_REFUSEE = _fic(
    "FIC-065",
    _AVERT,
    _FORME,
    "Fichier que le contrôle officiel lit autrement",
    "L'outil de l'administration juge ce fichier non conforme : {raison}.",
    "Corrigez ce point dans le logiciel d'origine ; l'import lit le fichier quand même.",
    "Contrôle officiel : le fichier y a été suivi octet par octet",
)

# One cause for the whole file, told once.
GUILLEMETS = _fic(
    "FIC-066",
    _BLOQ,
    _FORME,
    "Zones entre guillemets",
    "Les zones sont entre guillemets, dès la ligne {ligne} : un FEC n'en a pas, et ils font "
    "partie de chaque valeur. {nombre} zones ne se lisent pas.",
    "Refaites l'export sans guillemets, ou retirez-les par la réparation « guillemets ».",
    "LPF art. A47 A-1, XII ; contrôle officiel : les guillemets y sont des caractères",
)
NUMERO_UNIQUE = _fic(
    "FIC-067",
    _AVERT,
    _DROIT,
    "Un seul numéro d'écriture",
    "EcritureNum vaut {num} sur toutes les lignes : il ne distingue aucune écriture, et les lignes "
    "d'un journal n'en font qu'une.",
    "Faites numéroter les écritures par le logiciel, en suite continue.",
    "LPF art. A47 A-1, VII-1°, zone 3 ; BOI-CF-IOR-60-40-20 §40",
)
_SANS_VALEUR = {
    "ValidDate": "Validez les écritures dans le logiciel d'origine, puis refaites l'export : un "
    "brouillard n'a pas sa place dans un FEC.",
    "PieceRef": "Faites écrire la référence des pièces ; sans pièce, une référence convenue.",
    "PieceDate": "Faites écrire la date des pièces ; sans pièce, celle de l'écriture.",
}
COLONNE_VIDE = _fic(
    "FIC-068",
    _AVERT,
    _FORME,
    "Colonne obligatoire toujours vide",
    "{colonne} est vide sur toutes les lignes ({nombre}).",
    "Faites remplir {colonne} par le logiciel d'origine, puis refaites l'export.",
    "LPF art. A47 A-1, VII et VIII ; contrôle officiel",
    remedes=_SANS_VALEUR,
)
COLONNE_VIDE_ADMISE = _fic(
    "FIC-069",
    _AVERT,
    _DROIT,
    "Colonne obligatoire toujours vide, admise",
    "{colonne} ne porte de valeur sur aucune ligne ({nombre}).",
    "Faites remplir {colonne} par le logiciel d'origine, puis refaites l'export.",
    "LPF art. A47 A-1, VII et VIII ; contrôle officiel : admis",
    remedes=_SANS_VALEUR,
)
COLONNE_DE_ZEROS = _fic(
    "FIC-094",
    _AVERT,
    _DROIT,
    "Colonne de dates à zéro",
    "{colonne} ne contient que des zéros, sur toutes les lignes ({nombre}).",
    "Laissez {colonne} vide, ou remplissez-la par la réparation « date ».",
    "BOI-CF-IOR-60-40-20 §70 : une zone sans objet est vide ; contrôle officiel : admis",
)
DEVISE_EURO = _fic(
    "FIC-095",
    _INFO,
    _DROIT,
    "Idevise toujours EUR",
    "Idevise vaut EUR sur toutes les lignes : ces zones ne servent qu'aux opérations en devises.",
    "Rien à corriger si le logiciel l'écrit ainsi ; sinon, laissez Idevise et Montantdevise vides.",
    "BOI-CF-IOR-60-40-20 §70 et §260-270 ; contrôle officiel : admis",
    conforme=True,
)
COLONNES_DECALEES = _fic(
    "FIC-096",
    _BLOQ,
    _FORME,
    "Colonnes décalées",
    "Les valeurs sont décalées de {decalage} par rapport aux titres, à partir de {colonne} : "
    "{nombre} anomalies n'ont pas d'autre cause.",
    "Remettez chaque titre au-dessus de ses valeurs dans l'export.",
    "LPF art. A47 A-1, VII-4° : la première ligne nomme les zones",
)
CHAMPS_PARTOUT = _fic(
    "FIC-097",
    _BLOQ,
    _FORME,
    "Toutes les lignes ont un autre nombre de champs",
    "La ligne de titres a {attendus} champs, et toutes les autres ({nombre}) en ont {champs}.",
    "Donnez aux lignes et aux titres les mêmes zones, ou retirez le séparateur en trop.",
    "LPF art. A47 A-1, VII-4° ; contrôle officiel : nombre de champs",
)

# Archives.
ARCHIVE_ILLISIBLE = _fic(
    "FIC-050",
    _BLOQ,
    None,
    "Archive illisible",
    "L'archive « {lu} » est abîmée ou chiffrée : {raison}.",
    "Envoyez le fichier lui-même, ou refaites l'archive sans mot de passe.",
)
ARCHIVE_PLUSIEURS = _fic(
    "FIC-051",
    _BLOQ,
    None,
    "Archive de plusieurs fichiers",
    "L'archive « {lu} » contient {nombre} fichiers ; un seul est attendu.",
    "Envoyez chaque fichier dans sa propre archive, ou sans archive.",
)
ARCHIVE_TROP_GRANDE = _fic(
    "FIC-052",
    _BLOQ,
    None,
    "Archive trop grande une fois ouverte",
    "Une fois ouverte, l'archive « {lu} » dépasse {octets_max} octets.",
    "Envoyez le fichier lui-même, ou découpez-le en parties _1, _2…",
)
ARCHIVE_EMBOITEE = _fic(
    "FIC-053",
    _BLOQ,
    None,
    "Archive dans une archive",
    "L'archive « {lu} » contient elle-même une archive.",
    "Envoyez le fichier dans une seule archive, ou sans archive.",
)
PARTIES_DISCORDANTES = _fic(
    "FIC-054",
    _BLOQ,
    _DROIT,
    "Parties de fichier discordantes",
    "La partie « {lu} » n'a pas la ligne de titres, le séparateur ou le codage de la première.",
    "Refaites toutes les parties _1, _2… avec la même norme.",
    "LPF art. A47 A-1, XIII",
)
PARTIE_MANQUANTE = _fic(
    "FIC-055",
    _AVERT,
    _DROIT,
    "Partie de fichier manquante",
    "Les parties données sont {lu} : il en manque dans la suite.",
    "Ajoutez les parties qui manquent.",
    "LPF art. A47 A-1, XIII",
)

# The description that goes with the file.
DESCRIPTION_INCOMPLETE = _fic(
    "FIC-056",
    _AVERT,
    _DROIT,
    "Description incomplète",
    "La description « {lu} » ne dit rien de ces zones : {manquantes}.",
    "Complétez la description : chaque zone du fichier y a son nom, sa nature et sa signification.",
    "LPF art. A47 A-1, XI ; contrôle officiel : non vérifié",
)

# The numbers of écritures.
NUMERO_PAR_LIGNE = _fic(
    "FIC-057",
    _BLOQ,
    _COMPTA,
    "Un numéro par ligne",
    "EcritureNum change à chaque ligne : {nombre} écritures d'une seule ligne ne s'équilibrent "
    "pas, alors que le fichier est équilibré.",
    "Faites donner le même EcritureNum à toutes les lignes d'une écriture.",
    "LPF art. A47 A-1, VII-1°, zone 3 ; Plan comptable général : partie double",
)

# The import.
FORMAT_DOUBLE = _fic(
    "FIC-090",
    _AVERT,
    None,
    "Fichier de deux formats",
    "Le fichier se reconnaît comme {formats} ; il est lu comme {choisi}.",
    "Dites le format, ou donnez le modèle, qui conviennent à ce fichier.",
    "Contrôle d'un fichier : format reconnu",
)
FORMAT_INCONNU = _fic(
    "FIC-091",
    _AVERT,
    None,
    "Format non reconnu",
    "Rien ne dit le format du fichier : ni les titres ou le nom d'un FEC, ni l'en-tête *** d'un "
    "TRA, ni les ecritures d'un corps JSON. Il est lu comme {choisi}.",
    "Pour un CSV ou un classeur, donnez le modèle qui le lit ; sinon, dites le format.",
    "Contrôle d'un fichier : format reconnu",
)
DEJA_IMPORTE = _fic(
    "FIC-060",
    _AVERT,
    None,
    "Fichier déjà importé",
    "Le même fichier a été importé le {date} par {auteur} (import {premier_import}, {etat}).",
    "Rejetez cet import s'il fait double emploi.",
    "Import : les mêmes octets envoyés deux fois dans le même dossier",
)
EXERCICE_A_CREER = _fic(
    "FIC-061",
    _INFO,
    None,
    "Exercice à créer",
    "Aucun exercice du dossier ne couvre du {debut} au {fin} : il sera créé.",
    "Vérifiez les bornes de l'exercice avant de valider.",
    "Import : réglage du dossier, création des exercices",
)
CLES_ECRITURE = _fic(
    "FIC-062",
    _INFO,
    None,
    "Ce qui rassemble les lignes",
    "Dans chaque journal, les lignes sont rassemblées en écritures par {cles} ; entre parenthèses, "
    "le nombre de lignes que chacun a rassemblées.",
    "Vérifiez les écritures obtenues. Pour les séparer autrement, donnez une même référence de "
    "pièce aux lignes de chaque écriture.",
    "Usage : la pièce, à défaut la référence, à défaut le jour",
)
