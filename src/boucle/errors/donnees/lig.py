"""LIG: what can be wrong in a line or in one of its cells.

Sources: LPF art. A47 A-1, BOI-CF-IOR-60-40-20, official checker 1.00.10b. A cell raises at most
one anomalie about its own writing. BLOQUANT: its value cannot be known for certain.
"""

from __future__ import annotations

from collections.abc import Mapping

from boucle.errors.kind import Gravite, Kind, Niveau, Portee

_BLOQ, _AVERT, _INFO = Gravite.BLOQUANT, Gravite.AVERTISSEMENT, Gravite.INFORMATION
_FORME, _DROIT, _COMPTA = Niveau.FORME, Niveau.DROIT, Niveau.COMPTABILITE
_ART = "LPF art. A47 A-1"


def _lig(
    code: str,
    gravite: Gravite,
    niveau: Niveau | None,
    titre: str,
    message: str,
    remede: str,
    source: str = "",
    *,
    conforme: bool = False,
    portee: Portee = Portee.CELLULE,
    remedes: Mapping[str, str] | None = None,
) -> Kind:
    return Kind(
        code=code,
        gravite=gravite,
        portee=portee,
        titre=titre,
        message=message,
        remede=remede,
        source=source,
        niveau=niveau,
        non_conforme=niveau is not None and not conforme,
        remedes=remedes or {},
    )


# The line as a whole.
LIGNE_VIDE = _lig(
    "LIG-001",
    _AVERT,
    _FORME,
    "Ligne vide",
    "La ligne {ligne} est vide.",
    "Supprimez la ligne vide, même à la fin du fichier.",
    "Contrôle officiel : « une ligne est vide »",
    portee=Portee.LIGNE,
)
NOMBRE_DE_CHAMPS = _lig(
    "LIG-002",
    _BLOQ,
    _FORME,
    "Nombre de zones inattendu",
    "La ligne {ligne} compte {champs} zones au lieu de {attendus}.",
    "Cherchez une zone oubliée, ou un séparateur ou un retour à la ligne dans un libellé.",
    f"{_ART}, VI-1° ; contrôle officiel : nombre de champs",
    portee=Portee.LIGNE,
)
CHAMPS_VIDES_EN_TROP = _lig(
    "LIG-003",
    _AVERT,
    _FORME,
    "Zones vides en trop",
    "La ligne {ligne} compte {champs} zones au lieu de {attendus} ; celles en trop sont vides et "
    "ignorées.",
    "Retirez les séparateurs en trop à la fin de la ligne.",
    "Contrôle officiel : nombre de champs",
    portee=Portee.LIGNE,
)
OCTET_NUL = _lig(
    "LIG-004",
    _AVERT,
    _DROIT,
    "Octet nul dans une zone",
    "{colonne} contient un octet nul, retiré à la lecture : « {corrige} ».",
    "Corrigez la zone dans le logiciel d'origine.",
    f"{_ART}, XII-1°",
)
OCTETS_INVALIDES = _lig(
    "LIG-005",
    _AVERT,
    _DROIT,
    "Caractères illisibles",
    "{colonne} contient des octets qui ne sont pas de l'UTF-8, codage du reste du fichier ; "
    "lu « {lu} ».",
    "Corrigez la zone dans le logiciel d'origine, ou codez tout le fichier de la même façon.",
    f"{_ART}, XII-1°",
)
CARACTERE_INTERDIT = _lig(
    "LIG-006",
    _AVERT,
    _DROIT,
    "Caractère de commande dans une zone",
    "{colonne} contient un caractère invisible de commande, retiré à la lecture : « {corrige} ».",
    "Corrigez la zone dans le logiciel d'origine.",
    f"{_ART}, XII-1°",
)

CHAMP_SANS_NOM = _lig(
    "LIG-007",
    _AVERT,
    _DROIT,
    "Valeur sous une colonne sans nom",
    "La zone {champ} n'a pas de nom dans la ligne de titres ; sa valeur « {lu} » n'est pas gardée.",
    "Donnez un nom à la dernière colonne, ou retirez la valeur.",
    f"{_ART}, VII-4°",
)

# Blank cells.
INDISPENSABLE_ABSENTE = _lig(
    "LIG-010",
    _BLOQ,
    _FORME,
    "Valeur indispensable absente",
    "{colonne} est vide à la ligne {ligne} : sans elle la ligne ne peut pas être enregistrée.",
    "Renseignez {colonne} sur cette ligne.",
    f"{_ART}, VII et VIII ; contrôle officiel",
)
_SANS_VALEUR = {
    "ValidDate": "Validez l'écriture dans le logiciel d'origine, puis refaites l'export : un "
    "brouillard n'a pas sa place dans un FEC.",
    "PieceRef": "Indiquez la référence de la pièce ; sans pièce, une référence convenue.",
    "PieceDate": "Indiquez la date de la pièce ; sans pièce, celle de l'écriture.",
}
VALEUR_ABSENTE = _lig(
    "LIG-011",
    _AVERT,
    _FORME,
    "Valeur obligatoire absente",
    "{colonne} est vide à la ligne {ligne}.",
    "Renseignez {colonne} sur cette ligne.",
    f"{_ART}, VII et VIII ; contrôle officiel",
    remedes=_SANS_VALEUR,
)
VALEUR_ABSENTE_DROIT = _lig(
    "LIG-012",
    _AVERT,
    _DROIT,
    "Valeur obligatoire absente",
    "{colonne} ne porte pas de valeur à la ligne {ligne} (lu : « {lu} »).",
    "Renseignez {colonne} sur cette ligne.",
    f"{_ART}, VII et VIII ; BOI-CF-IOR-60-40-20 §180-190 ; contrôle officiel : admis",
    remedes=_SANS_VALEUR,
)
JOURNAL_DEDUIT = _lig(
    "LIG-009",
    _AVERT,
    _COMPTA,
    "Journal oublié sur une ligne",
    "JournalCode est vide à la ligne {ligne}, alors que l'écriture {num} est au journal "
    "{corrige} ; la ligne y est rattachée.",
    "Renseignez JournalCode sur cette ligne ({corrige}), comme sur les autres de l'écriture.",
    f"Usage : une écriture n'a qu'un journal ; {_ART}, VIII : zone qui peut rester vide",
)

# Accounts.
COMPTE_RACINE = _lig(
    "LIG-013",
    _AVERT,
    _DROIT,
    "Compte sans racine de trois chiffres",
    "Le compte « {lu} » ne commence pas par trois chiffres du plan comptable.",
    "Indiquez un compte du plan comptable général, par exemple 41100000.",
    f"{_ART}, VII-1°, zone 5 ; BOI-CF-IOR-60-40-20 §130 ; contrôle officiel : simple remarque",
)
COMPTE_RACINE_XML = _lig(
    "LIG-018",
    _AVERT,
    _FORME,
    "Compte sans racine, refusé par le schéma",
    "Le compte « {lu} » ne commence pas par trois chiffres, ce que le schéma XML officiel exige.",
    "Indiquez un compte du plan comptable général, par exemple 41100000.",
    f"Schémas officiels : CompteNum ; {_ART}, VII-1°, zone 5",
)
COMPTE_ABIME = _lig(
    "LIG-082",
    _BLOQ,
    None,
    "Numéro de compte abîmé",
    "{colonne} contient « {lu} », qui n'est pas un numéro de compte : un chiffre, puis des "
    "chiffres et des lettres.",
    "Mettez la colonne au format texte dans le tableur, sans blanc ni décimale.",
    "La règle de l'API pour le numéro d'un compte",
)
MONTANTS_ENTIERS = _lig(
    "LIG-098",
    _INFO,
    None,
    "Aucun montant n'a de décimales",
    "Aucun montant du fichier n'a de décimales : « {lu} », à la ligne {ligne}, est lu {corrige} "
    "euros.",
    "Vérifiez que ce ne sont pas des centimes, et que la marque décimale ne s'est pas perdue.",
    "Import personnalisé, notice du fichier TRA : montants en euros",
)
LETTRES_RECODEES = _lig(
    "LIG-099",
    _AVERT,
    None,
    "Lettres codées deux fois",
    "{colonne} contient « {lu} », qui ressemble à des lettres accentuées lues dans un autre codage "
    "avant d'arriver ici.",
    "Vérifiez les libellés ; reprenez l'export d'origine, sans l'ouvrir dans un autre logiciel.",
    "Notice de l'import : ce qui est lu est ce qui est montré",
)
COMPTE_INCONNU_PCG = _lig(
    "LIG-014",
    _AVERT,
    _COMPTA,
    "Racine de compte inconnue",
    "Le compte {lu} n'appartient à aucune classe du plan comptable général.",
    "Vérifiez le numéro du compte ; la première ligne qui l'emploie est la ligne {ligne}.",
    "Plan comptable général, liste des comptes",
    conforme=True,
)
TIERS_HORS_COLLECTIF = _lig(
    "LIG-015",
    _INFO,
    _COMPTA,
    "Compte de tiers sur un compte général",
    "Le compte {compte} porte un compte auxiliaire (« {lu} ») alors qu'il n'est pas un compte de "
    "tiers.",
    "Vérifiez que le compte auxiliaire est voulu sur ce compte.",
    "Usage : les comptes auxiliaires détaillent les comptes de la classe 4",
    conforme=True,
)
COMPTE_TROP_LONG = _lig(
    "LIG-016",
    _AVERT,
    None,
    "Compte plus long que ceux du dossier",
    "Le compte {lu} compte plus de chiffres que ceux du dossier ({longueur}) ; il est gardé tel "
    "quel.",
    "Raccourcissez le compte, ou allongez les comptes du dossier.",
    "Import : longueur des comptes du dossier",
    portee=Portee.FICHIER,
)
COMPTES_CONFONDUS = _lig(
    "LIG-017",
    _AVERT,
    None,
    "Deux comptes ramenés au même numéro",
    "Les comptes {lu} et {autre} deviennent tous deux {corrige} à la longueur du dossier.",
    "Vérifiez que ces comptes n'en font qu'un.",
    "Import : longueur des comptes du dossier",
    portee=Portee.FICHIER,
)

# Amounts.
MONTANT_ILLISIBLE = _lig(
    "LIG-020",
    _BLOQ,
    _FORME,
    "Montant illisible",
    "{colonne} contient « {lu} », qui n'est pas un montant.",
    "Écrivez un montant en chiffres avec une virgule (un point en XML), par exemple 1234,56.",
    f"{_ART}, XII-2° ; contrôle officiel : « un format numérique est attendu »",
)
MONTANT_POINT = _lig(
    "LIG-021",
    _AVERT,
    _FORME,
    "Point décimal",
    "{colonne} contient « {lu} » avec un point ; lu {corrige}.",
    "Exportez les montants avec une virgule : {corrige}.",
    f"{_ART}, XII-2° ; contrôle officiel : séparateur « , » attendu",
)
MONTANT_MILLIERS = _lig(
    "LIG-022",
    _AVERT,
    _FORME,
    "Blanc ou séparateur de milliers",
    "{colonne} contient « {lu} » avec un blanc ou un séparateur de milliers ; lu {corrige}.",
    "Exportez les montants sans blanc ni séparateur de milliers : {corrige}.",
    f"{_ART}, XII-2° ; contrôle officiel : « sans séparateur de milliers »",
)
MONTANT_AMBIGU = _lig(
    "LIG-023",
    _BLOQ,
    _FORME,
    "Montant ambigu",
    "{colonne} contient « {lu} » : le point peut y marquer les milliers ou les décimales.",
    "Écrivez le montant avec une virgule et sans séparateur de milliers.",
    f"{_ART}, XII-2° ; contrôle officiel : séparateur « , » attendu",
)
MONTANT_UNITE = _lig(
    "LIG-024",
    _AVERT,
    _FORME,
    "Unité après le montant",
    "{colonne} contient « {lu} » ; lu {corrige}.",
    "Exportez le montant seul, sans unité : {corrige}.",
    f"{_ART}, XII-2° ; contrôle officiel : « un format numérique est attendu »",
)
MONTANT_SCIENTIFIQUE = _lig(
    "LIG-025",
    _AVERT,
    _DROIT,
    "Notation scientifique",
    "{colonne} contient « {lu} » ; lu {corrige}.",
    "Exportez le montant en clair : {corrige}.",
    f"{_ART}, XII-2° ; contrôle officiel : admis",
)
MONTANT_NON_CENTIMES = _lig(
    "LIG-026",
    _BLOQ,
    None,
    "Montant plus fin que le centime",
    "{colonne} contient « {lu} », qui n'est pas un nombre entier de centimes.",
    "Arrondissez le montant au centime dans le logiciel d'origine, l'écriture restant équilibrée.",
    "Import : les livres sont tenus au centime",
)
MONTANT_TROP_GRAND = _lig(
    "LIG-027",
    _BLOQ,
    None,
    "Montant démesuré",
    "{colonne} contient « {lu} », plus grand que ce que les livres admettent.",
    "Vérifiez le montant.",
    "Import : les montants vont jusqu'à cent milliards d'euros",
)
MONTANT_PAS_UN_NOMBRE = _lig(
    "LIG-028",
    _BLOQ,
    _DROIT,
    "Montant mal formé",
    "{colonne} contient « {lu} », que le contrôle officiel laisse passer mais qui n'est pas un "
    "montant.",
    "Écrivez un montant en chiffres avec une virgule (un point en XML), par exemple 1234,56.",
    f"{_ART}, XII-2°",
)
CHIFFRES_NON_LATINS = _lig(
    "LIG-029",
    _BLOQ,
    _FORME,
    "Chiffres d'un autre alphabet",
    "{colonne} contient « {lu} », dont les chiffres ne sont pas ceux de 0 à 9.",
    "Écrivez le montant ou la date avec les chiffres de 0 à 9.",
    f"{_ART}, XII ; contrôle officiel : arrêt sans rapport",
)

MONTANT_HORS_LIVRES = _lig(
    "LIG-019",
    _BLOQ,
    _FORME,
    "Montant mal écrit et impossible à tenir",
    "{colonne} contient « {lu} », mal écrit, et plus fin que le centime ou trop grand.",
    "Écrivez un montant entier de centimes, avec une virgule, par exemple 1234,56.",
    f"{_ART}, XII-2° ; contrôle officiel : format numérique",
)

# Dates.
DATE_ILLISIBLE = _lig(
    "LIG-030",
    _BLOQ,
    _FORME,
    "Date illisible",
    "{colonne} contient « {lu} », qui n'est pas une date.",
    "Écrivez la date AAAAMMJJ, par exemple 20240131 (AAAA-MM-JJ en XML).",
    f"{_ART}, XII-3° ; contrôle officiel : « format date est incorrect »",
)
DATE_HORS_CALENDRIER = _lig(
    "LIG-031",
    _BLOQ,
    _FORME,
    "Mois ou jour impossible",
    "{colonne} contient « {lu} » : le mois dépasse 12 ou le jour dépasse 31.",
    "Corrigez la date, écrite AAAAMMJJ (AAAA-MM-JJ en XML).",
    f"{_ART}, XII-3° ; contrôle officiel : « dates calendaires »",
)
DATE_INEXISTANTE = _lig(
    "LIG-032",
    _BLOQ,
    _DROIT,
    "Jour qui n'existe pas",
    "{colonne} contient « {lu} », un jour qui n'existe pas au calendrier.",
    "Corrigez la date.",
    f"{_ART}, XII-3° ; contrôle officiel : admis",
)
DATE_INEXISTANTE_XML = _lig(
    "LIG-036",
    _BLOQ,
    _FORME,
    "Jour qui n'existe pas, refusé par le schéma",
    "{colonne} contient « {lu} », un jour qui n'existe pas au calendrier et que le schéma XML "
    "officiel refuse.",
    "Corrigez la date, écrite AAAA-MM-JJ.",
    f"Schémas officiels : dates ; {_ART}, VI-2°",
)
DATE_FORMAT = _lig(
    "LIG-033",
    _AVERT,
    _DROIT,
    "Date écrite autrement",
    "{colonne} contient « {lu} » ; lu {corrige}.",
    "Exportez les dates sous la forme AAAAMMJJ : {corrige}.",
    f"{_ART}, XII-3° ; contrôle officiel : admis",
)
DATE_MAL_ECRITE = _lig(
    "LIG-039",
    _AVERT,
    _FORME,
    "Date mal écrite",
    "{colonne} contient « {lu} », une date que le contrôle officiel ne lit pas ; lue {corrige}.",
    "Exportez les dates sous la forme AAAAMMJJ : {corrige}.",
    f"{_ART}, XII-3° ; contrôle officiel : « format date est incorrect »",
)
DATE_SIECLE = _lig(
    "LIG-034",
    _AVERT,
    _DROIT,
    "Date hors des années 1900 à 2099",
    "{colonne} contient « {lu} », hors des années 1900 à 2099.",
    "Vérifiez l'année.",
    "Contrôle officiel : simple remarque",
    conforme=True,
)
DATE_ZERO = _lig(
    "LIG-035",
    _AVERT,
    _DROIT,
    "Zéros à la place d'une date vide",
    "{colonne} contient « {lu} » ; lu comme une date vide.",
    "Laissez la zone vide quand il n'y a pas de date.",
    "BOI-CF-IOR-60-40-20 §70 ; contrôle officiel : admis",
)
DATE_VIDE_XML = _lig(
    "LIG-037",
    _AVERT,
    _FORME,
    "Élément sans date, refusé par le schéma",
    "{colonne} ne porte pas de date (lu : « {lu} »), ce que le schéma XML officiel refuse.",
    "Écrivez la date AAAA-MM-JJ, ou retirez l'élément quand il n'y a pas de date.",
    f"Schémas officiels : dates ; {_ART}, VI-2°",
)

# Sides and pairs.
SENS_INVALIDE = _lig(
    "LIG-040",
    _BLOQ,
    _FORME,
    "Sens inconnu",
    "Sens contient « {lu} » ; D, C, +1 ou -1 sont attendus.",
    "Indiquez D ou C, ou +1 ou -1.",
    f"{_ART}, VII-2° ; contrôle officiel : arrêt sans rapport",
)
DEUX_COTES = _lig(
    "LIG-041",
    _AVERT,
    _COMPTA,
    "Débit et crédit sur la même ligne",
    "La ligne {ligne} porte un débit de {debit:euros} et un crédit de {credit:euros}.",
    "Séparez la ligne en deux, ou gardez la différence d'un seul côté.",
    "Contrôle officiel : simple remarque",
    portee=Portee.LIGNE,
)
LIGNE_A_ZERO = _lig(
    "LIG-042",
    _AVERT,
    _COMPTA,
    "Ligne sans montant",
    "La ligne {ligne} n'a ni débit ni crédit.",
    "Indiquez le montant oublié, ou supprimez la ligne si elle ne sert à rien.",
    "Contrôle officiel : simple remarque",
    conforme=True,
    portee=Portee.LIGNE,
)
MONTANT_OUBLIE = _lig(
    "LIG-038",
    _BLOQ,
    _COMPTA,
    "Montant oublié",
    "La ligne {ligne} n'a pas de montant, et il manque un {cote} de {ecart:euros} à son "
    "écriture {num} du journal {journal}.",
    "Indiquez le montant oublié : {ecart:euros} au {cote}, si rien d'autre ne manque à l'écriture.",
    "Plan comptable général : partie double ; contrôle officiel : simple remarque",
)
MONTANT_NEGATIF = _lig(
    "LIG-043",
    _INFO,
    _COMPTA,
    "Montant négatif",
    "{colonne} contient un montant négatif : {lu}.",
    "Rien à faire si le logiciel tient ainsi ses contrepassations.",
    f"{_ART}, XII-2° : valeurs signées admises",
    conforme=True,
)
LETTRAGE_SANS_DATE = _lig(
    "LIG-044",
    _AVERT,
    _COMPTA,
    "Lettrage sans date",
    "La ligne {ligne} porte un code de lettrage mais pas de date de lettrage.",
    "Renseignez DateLet.",
    f"{_ART}, VII-1°, zones 14 et 15",
)
DATE_SANS_LETTRAGE = _lig(
    "LIG-045",
    _AVERT,
    _COMPTA,
    "Date de lettrage sans code",
    "La ligne {ligne} porte une date de lettrage mais pas de code.",
    "Renseignez EcritureLet, ou videz DateLet.",
    f"{_ART}, VII-1°, zones 14 et 15",
)
TIERS_SANS_LIBELLE = _lig(
    "LIG-046",
    _AVERT,
    _COMPTA,
    "Compte auxiliaire sans libellé",
    "La ligne {ligne} porte un compte auxiliaire sans CompAuxLib.",
    "Renseignez CompAuxLib.",
    f"{_ART}, VII-1°, zones 7 et 8",
)
LIBELLE_SANS_TIERS = _lig(
    "LIG-047",
    _AVERT,
    _COMPTA,
    "Libellé de tiers sans compte auxiliaire",
    "La ligne {ligne} porte un libellé de tiers sans CompAuxNum.",
    "Renseignez CompAuxNum, ou videz CompAuxLib.",
    f"{_ART}, VII-1°, zones 7 et 8",
)
DEVISE_SANS_MONTANT = _lig(
    "LIG-048",
    _AVERT,
    _COMPTA,
    "Devise sans montant",
    "La ligne {ligne} porte une devise sans Montantdevise.",
    "Renseignez Montantdevise, ou videz Idevise.",
    f"{_ART}, VII-1°, zones 17 et 18 ; BOI-CF-IOR-60-40-20 §260-270",
)
MONTANT_SANS_DEVISE = _lig(
    "LIG-049",
    _AVERT,
    _COMPTA,
    "Montant en devise sans devise",
    "La ligne {ligne} porte un montant en devise sans Idevise.",
    "Renseignez Idevise, ou videz Montantdevise.",
    f"{_ART}, VII-1°, zones 17 et 18 ; BOI-CF-IOR-60-40-20 §260-270",
)
DEVISE_CODE = _lig(
    "LIG-056",
    _AVERT,
    _COMPTA,
    "Code de devise inhabituel",
    "Idevise contient « {lu} », qui n'est pas un code de trois lettres majuscules.",
    "Indiquez le code ISO 4217, par exemple USD.",
    "Usage : ISO 4217",
    conforme=True,
)

# Days.
VALIDATION_AVANT_ECRITURE = _lig(
    "LIG-050",
    _AVERT,
    _COMPTA,
    "Validation avant l'écriture",
    "ValidDate ({lu}) précède EcritureDate ({ecriture_date:jour}).",
    "Vérifiez les deux dates : une écriture se valide le jour même ou après.",
    f"{_ART}, VII-1°, zone 16",
)
DATE_APRES_CLOTURE = _lig(
    "LIG-051",
    _AVERT,
    _DROIT,
    "Date après la clôture",
    "EcritureDate ({lu}) est postérieure à la clôture de l'exercice, le {fin:jour}.",
    "Mettez l'écriture dans le fichier de son exercice, ou corrigez la date.",
    f"{_ART}, VII-1° : un fichier par exercice",
)
DATE_AVANT_OUVERTURE = _lig(
    "LIG-052",
    _AVERT,
    _DROIT,
    "Date avant l'ouverture",
    "EcritureDate ({lu}) est antérieure à l'ouverture de l'exercice, le {debut:jour}.",
    "Mettez l'écriture dans le fichier de son exercice, ou corrigez la date.",
    f"{_ART}, VII-1° : un fichier par exercice",
)
HORS_EXERCICE = _lig(
    "LIG-053",
    _BLOQ,
    None,
    "Date dans aucun exercice du dossier",
    "{colonne} ({lu}) ne tombe dans aucun exercice du dossier.",
    "Créez l'exercice qui contient le {lu}, ou corrigez la date.",
    "Import : une écriture va dans un exercice ouvert",
)
EXERCICE_CLOS = _lig(
    "LIG-054",
    _BLOQ,
    None,
    "Date dans un exercice clos",
    "{colonne} ({lu}) tombe dans l'exercice {exercice}, qui est clos.",
    "Corrigez la date, ou demandez au cabinet si l'exercice peut recevoir des écritures.",
    "Import : une écriture va dans un exercice ouvert",
)

# What a request allows, and the dossier's own codes.
DATE_HORS_CONTEXTE = _lig(
    "LIG-061",
    _BLOQ,
    None,
    "Date hors du contexte de l'import",
    "{colonne} ({lu}) n'est pas entre le {debut} et le {fin}, bornes du contexte.",
    "Corrigez la date, ou élargissez `contexte`.",
    "API publiée, import JSON : contexte",
)
PERIODE_NON_DERNIERE = _lig(
    "LIG-062",
    _BLOQ,
    None,
    "Date hors de la dernière période ouverte",
    "{colonne} ({lu}) n'est pas dans {exercice}, dernière période ouverte du dossier.",
    "Corrigez la date, ou demandez `multiPeriode`.",
    "API publiée, import JSON : multiPeriode",
)
CODE_INCONNU = _lig(
    "LIG-063",
    _BLOQ,
    None,
    "Code inconnu et non créé",
    "{colonne} contient « {lu} », que le dossier n'a pas et que la demande interdit de créer.",
    "Créez-le dans le dossier, corrigez-le, ou autorisez sa création par l'option {option}.",
    "API publiée, import JSON : options de création",
)
CODE_REMPLACE = _lig(
    "LIG-064",
    _AVERT,
    None,
    "Code inconnu remplacé",
    "{colonne} contient « {lu} », que le dossier n'a pas ; remplacé par {corrige}.",
    "Vérifiez les lignes remplacées avant de valider.",
    "API publiée, import JSON : defaultJournalId, defaultCompte, tiers d'attente",
)
A_NOUVEAU_REFUSE = _lig(
    "LIG-065",
    _BLOQ,
    None,
    "À-nouveaux non demandés",
    "La ligne {ligne} est au journal d'à-nouveaux {lu}, que la demande écarte (aNouveaux false).",
    "Retirez les à-nouveaux, ou demandez `aNouveaux`.",
    "API publiée, import JSON : aNouveaux",
)
