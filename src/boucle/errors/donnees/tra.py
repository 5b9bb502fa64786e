"""TRA: what can be wrong in a TRA file, from its first line to the zones of a movement.

A TRA file has fixed columns: each zone is named with its columns, `SENS (130)`.
"""

from __future__ import annotations

from boucle.errors.kind import Gravite, Kind, Portee

_BLOQ, _AVERT, _INFO = Gravite.BLOQUANT, Gravite.AVERTISSEMENT, Gravite.INFORMATION
_FICHIER, _LIGNE, _CELLULE = Portee.FICHIER, Portee.LIGNE, Portee.CELLULE
_NOTICE = "Notice du fichier TRA, version 011 (2015-09)"


def _tra(
    code: str,
    gravite: Gravite,
    portee: Portee,
    titre: str,
    message: str,
    remede: str,
    source: str = _NOTICE,
) -> Kind:
    return Kind(
        code=code,
        gravite=gravite,
        portee=portee,
        titre=titre,
        message=message,
        remede=remede,
        source=source,
    )


# The file as a whole.
ENTETE_ABSENTE = _tra(
    "TRA-001",
    _BLOQ,
    _FICHIER,
    "En-tête TRA absente",
    "La ligne {ligne} n'est pas une en-tête TRA : lu « {lu} » ; attendu : trois astérisques, le "
    "produit, l'origine, le contenu et le format, comme ***S5CLIJRLETE.",
    "Refaites l'export au format TRA ; l'en-tête est la première ligne du fichier.",
)
ENTETE_VALEUR = _tra(
    "TRA-002",
    _AVERT,
    _CELLULE,
    "Valeur inattendue dans l'en-tête",
    "{colonne} contient « {lu} » ; attendu : {attendu}. Le fichier est lu comme {suite}.",
    "Vérifiez les réglages de l'export TRA dans le logiciel d'origine.",
)
SANS_MOUVEMENT = _tra(
    "TRA-003",
    _BLOQ,
    _FICHIER,
    "Aucun mouvement",
    "Le fichier n'a aucune ligne d'écriture : {nombre} lignes lues, aucune n'est un mouvement.",
    "Refaites l'export : il faut des mouvements sur la période demandée.",
)
FICHES_NON_LUES = _tra(
    "TRA-004",
    _INFO,
    _FICHIER,
    "Enregistrements laissés de côté",
    "{nombre} enregistrements ***{enregistrement} ({titre}) sont laissés de côté : {pourquoi} ; le "
    "premier est à la ligne {ligne}.",
    "Rien à faire pour les écritures ; saisissez dans le dossier ce qui doit y être.",
)
FICHES_INCONNUES = _tra(
    "TRA-005",
    _INFO,
    _FICHIER,
    "Enregistrements inconnus",
    "{nombre} enregistrements ***{enregistrement}, inconnus de la notice, sont laissés de côté ; "
    "le premier est à la ligne {ligne}.",
    "Vérifiez que le logiciel d'origine n'y met rien d'utile aux écritures.",
)
LIGNES_NON_LUES = _tra(
    "TRA-006",
    _INFO,
    _FICHIER,
    "Lignes d'un type laissé de côté",
    "{nombre} lignes de type {type} ({titre}) sont laissées de côté : {pourquoi} ; la première est "
    "à la ligne {ligne}.",
    "Rien à faire pour les écritures ; transmettez autrement ces données si elles sont utiles.",
)
ANALYTIQUE_SEUL = _tra(
    "TRA-007",
    _AVERT,
    _FICHIER,
    "Écritures analytiques sans écriture générale",
    "{nombre} lignes de type O n'ont pas d'écriture générale et sont laissées de côté : {pourquoi} "
    "; la première est à la ligne {ligne}.",
    "Passez ces écritures analytiques sur des comptes généraux, ou saisissez-les dans le dossier.",
)
UTF8 = _tra(
    "TRA-008",
    _AVERT,
    _FICHIER,
    "Fichier TRA en UTF-8",
    "Le fichier est codé en UTF-8 ; ses colonnes sont comptées en caractères.",
    "Exportez en Windows-1252 (ANSI) : d'autres logiciels comptent les colonnes en octets.",
)
MONNAIE = _tra(
    "TRA-009",
    _BLOQ,
    _FICHIER,
    "Comptabilité tenue dans une autre monnaie",
    "{colonne} dit une comptabilité tenue en « {lu} » ; attendu : EUR.",
    "Exportez le dossier en euros.",
)
LIGNE_SANS_FIN = _tra(
    "TRA-010",
    _BLOQ,
    _LIGNE,
    "Ligne sans fin",
    "La ligne {ligne} dépasse {limite} octets : ce n'est pas un enregistrement TRA.",
    "Vérifiez les fins de ligne du fichier, et que ce fichier est bien un export TRA.",
)
FICHE_TARDIVE = _tra(
    "TRA-011",
    _AVERT,
    _LIGNE,
    "Enregistrement après les mouvements",
    "La ligne {ligne} est un enregistrement ***{enregistrement} placé après des mouvements ; il "
    "est lu quand même.",
    "Placez tous les enregistrements entre l'en-tête et le premier mouvement.",
)
FIN_NON_LUE = _tra(
    "TRA-012",
    _INFO,
    _FICHIER,
    "Fins de ligne au-delà de la dernière zone",
    "{nombre} lignes portent du texte après la colonne {largeur}, qui n'est pas lu ; la première "
    "est à la ligne {ligne}.",
    "Vérifiez que le format annoncé par l'en-tête, STD ou ETE, est le bon.",
)
FICHES_SANS_FIN = _tra(
    "TRA-013",
    _AVERT,
    _FICHIER,
    "Trop d'enregistrements",
    "Le fichier a plus de {limite} enregistrements de paramètres ; à partir de la ligne {ligne} "
    "ils ne sont plus lus.",
    "Exportez les écritures sans tout le paramétrage du dossier.",
)
FINS_MELEES = _tra(
    "TRA-014",
    _INFO,
    _FICHIER,
    "Fins de ligne mélangées",
    "{nombre} lignes ne finissent pas comme les premières ({attendu}) ; la première est à la "
    "ligne {ligne}.",
    "Rien à faire : toutes les lignes sont lues.",
)

# The line as a whole.
COLONNES_DECALEES = _tra(
    "TRA-020",
    _BLOQ,
    _LIGNE,
    "Colonnes décalées",
    "À partir de la ligne {ligne}, {nombre} ligne(s) ont leurs zones décalées de {ecart} vers la "
    "{cote}, au plus tard à partir de {colonne} : le sens y est en colonne {lu_en} au lieu de 130.",
    "Cherchez avant cette zone un caractère oublié ou en trop, par exemple une lettre accentuée "
    "comptée deux fois ou un libellé non complété par des blancs.",
)
LIGNE_COURTE = _tra(
    "TRA-021",
    _BLOQ,
    _LIGNE,
    "Ligne coupée",
    "La ligne {ligne} s'arrête à la colonne {longueur}, avant la fin du montant (colonne 150).",
    "Refaites l'export : une ligne de mouvement va au moins jusqu'au montant.",
)
LIGNE_RECODEE = _tra(
    "TRA-022",
    _AVERT,
    _LIGNE,
    "Ligne codée autrement que le fichier",
    "La ligne {ligne} est codée autrement que le reste du fichier ({encodage}) ; ses zones ont "
    "été retrouvées et elle est lue.",
    "Codez tout le fichier de la même façon, en Windows-1252.",
)
CARACTERES = _tra(
    "TRA-023",
    _AVERT,
    _LIGNE,
    "Caractère de commande ou illisible",
    "La ligne {ligne} contient un caractère de commande ou illisible, colonne {champ} ; il est "
    "remplacé.",
    "Corrigez le texte dans le logiciel d'origine.",
)
LIGNE_VIDE = _tra(
    "TRA-024",
    _INFO,
    _LIGNE,
    "Ligne vide",
    "La ligne {ligne} est vide ; elle est sautée.",
    "Rien à faire ; supprimez la ligne vide si le fichier doit être relu ailleurs.",
)
TYPE_LIGNE = _tra(
    "TRA-025",
    _BLOQ,
    _CELLULE,
    "Type de ligne inconnu",
    "{colonne} contient « {lu} » ; attendu : un blanc, X, A, H, O, G, V, P ou B.",
    "Corrigez le type de la ligne, ou cherchez un décalage de ses colonnes.",
)

# The zones of a movement.
DATE = _tra(
    "TRA-026",
    _BLOQ,
    _CELLULE,
    "Date illisible",
    "{colonne} contient « {lu} » ; attendu : une date du calendrier, JJMMAAAA.",
    "Corrigez la date de la ligne {ligne}.",
)
FACULTATIF = _tra(
    "TRA-027",
    _AVERT,
    _CELLULE,
    "Valeur facultative illisible",
    "{colonne} contient « {lu} » ; attendu : {attendu}. La zone est lue comme vide.",
    "Corrigez la valeur, ou laissez la zone en blanc.",
)
SENS = _tra(
    "TRA-028",
    _BLOQ,
    _CELLULE,
    "Sens illisible",
    "{colonne} contient « {lu} » ; attendu : D ou C.",
    "Écrivez D pour un débit, C pour un crédit.",
)
MONTANT = _tra(
    "TRA-029",
    _BLOQ,
    _CELLULE,
    "Montant illisible",
    "{colonne} contient « {lu} » ; attendu : un nombre à deux décimales au plus, comme 1234,56.",
    "Corrigez le montant de la ligne {ligne}, à deux décimales.",
)
MONTANT_POINT = _tra(
    "TRA-030",
    _AVERT,
    _CELLULE,
    "Point décimal",
    "{colonne} contient « {lu} » avec un point ; lu {corrige}.",
    "Exportez les montants avec une virgule : {corrige}.",
)
MONTANT_NEGATIF = _tra(
    "TRA-031",
    _INFO,
    _CELLULE,
    "Montant négatif",
    "{colonne} contient un montant négatif, {lu} : il est gardé avec son signe.",
    "Rien à faire si le logiciel tient ainsi ses contrepassations.",
)
CODAGE = _tra(
    "TRA-032",
    _BLOQ,
    _CELLULE,
    "Codage des montants inconnu",
    "{colonne} contient « {lu} » ; attendu : E--, DE-, ED- ou D-- (E pour l'euro, D pour la "
    "devise).",
    "Corrigez le codage des montants ; un montant en francs n'est pas converti.",
)
TAUX = _tra(
    "TRA-033",
    _BLOQ,
    _CELLULE,
    "Taux de change illisible",
    "{colonne} contient « {lu} » ; attendu : le cours en euros d'une unité de la devise, puisque "
    "la ligne ne porte que le montant en devise.",
    "Renseignez le taux, ou ajoutez le montant en euros.",
)
TIERS_ABSENT = _tra(
    "TRA-034",
    _BLOQ,
    _CELLULE,
    "Tiers absent",
    "{colonne} est vide à la ligne {ligne}, qui est de type X ; attendu : un code de tiers.",
    "Renseignez le tiers, ou laissez le type de la ligne en blanc.",
)
TIERS_SANS_COLLECTIF = _tra(
    "TRA-035",
    _AVERT,
    _CELLULE,
    "Tiers sur un compte qui n'est pas collectif",
    "{colonne} porte le tiers « {lu} » sur le compte {compte}, que le fichier dit de nature "
    "{nature} ; attendu : COC, COF, COS ou COD. Le tiers est gardé.",
    "Vérifiez le compte de la ligne ; d'autres logiciels y laisseraient le tiers de côté.",
)
NATURE_PIECE = _tra(
    "TRA-036",
    _AVERT,
    _CELLULE,
    "Nature de pièce inconnue",
    "{colonne} contient « {lu} » ; attendu : FC, AC, RC, FF, AF, RF, OD, OC ou OF. La valeur est "
    "gardée.",
    "Corrigez la nature de la pièce dans le logiciel d'origine.",
)
ECRITURE_NON_REELLE = _tra(
    "TRA-037",
    _BLOQ,
    _CELLULE,
    "Écriture qui n'est pas des livres",
    "{colonne} contient « {lu} » ({titre}) ; attendu : N, une écriture normale.",
    "Exportez les seules écritures normales : les livres ne tiennent ni simulation ni situation.",
)
TYPE_ECRITURE = _tra(
    "TRA-038",
    _AVERT,
    _CELLULE,
    "Type d'écriture inconnu",
    "{colonne} contient « {lu} » ; attendu : N. La ligne est lue comme une écriture normale.",
    "Vérifiez le type de l'écriture dans le logiciel d'origine.",
)
NUMEROS_MELES = _tra(
    "TRA-039",
    _AVERT,
    _FICHIER,
    "Numéros de pièce absents sur quelques lignes",
    "{nombre} lignes n'ont pas de numéro de pièce alors que d'autres en ont ; la première est à la "
    "ligne {ligne}. Elles forment des écritures à part.",
    "Donnez un numéro de pièce à toutes les lignes, ou à aucune ; cherchez une ligne coupée.",
)
PIECE_REVENUE = _tra(
    "TRA-040",
    _AVERT,
    _LIGNE,
    "Pièce en plusieurs morceaux",
    "La pièce {num} du journal {journal} revient à la ligne {ligne}, après d'autres ; elle a "
    "commencé à la ligne {autre_ligne}. Ses lignes sont réunies.",
    "Vérifiez que la pièce n'est pas écrite deux fois.",
)
LETTRAGE = _tra(
    "TRA-041",
    _AVERT,
    _CELLULE,
    "Lettrage incohérent",
    "{colonne} contient « {lu} » quand l'état du lettrage est TL ; attendu : un code en capitales.",
    "Vérifiez le lettrage de la ligne : un code en minuscules dit un lettrage partiel.",
)
LETTRAGES_PARTIELS = _tra(
    "TRA-042",
    _INFO,
    _FICHIER,
    "Lettrages partiels laissés de côté",
    "{nombre} lignes ont un code de lettrage sans être lettrées entièrement (état autre que TL) : "
    "le code n'est pas gardé ; la première est à la ligne {ligne}.",
    "Rien à faire : ces lignes restent à lettrer dans le dossier.",
)
CODE_NON_DECRIT = _tra(
    "TRA-043",
    _INFO,
    _CELLULE,
    "Code sans enregistrement",
    "{colonne} contient « {lu} », qu'aucun enregistrement ***{enregistrement} du fichier ne "
    "décrit.",
    "Vérifiez le code ; s'il n'est pas dans le dossier, il sera créé sans libellé.",
)
ANALYTIQUE_ORPHELINE = _tra(
    "TRA-044",
    _BLOQ,
    _LIGNE,
    "Ligne analytique sans ligne générale",
    "La ligne {ligne} ventile le compte « {lu} » mais ne suit pas une ligne générale de ce compte.",
    "Placez les lignes A aussitôt après la ligne générale qu'elles ventilent.",
)
AXE = _tra(
    "TRA-045",
    _BLOQ,
    _CELLULE,
    "Axe analytique illisible",
    "{colonne} contient « {lu} » ; attendu : A1, A2, A3, A4 ou A5.",
    "Renseignez l'axe de la ligne analytique {ligne}.",
)
SECTION_ABSENTE = _tra(
    "TRA-046",
    _BLOQ,
    _CELLULE,
    "Section analytique absente",
    "{colonne} est vide à la ligne {ligne}, qui est analytique ; attendu : un code de section.",
    "Renseignez la section de la ligne.",
)
TROP_DE_PARTS = _tra(
    "TRA-047",
    _BLOQ,
    _LIGNE,
    "Ventilation sans fin",
    "La ligne générale {ligne} est suivie de plus de {limite} lignes analytiques.",
    "Vérifiez le type des lignes qui la suivent.",
)
FICHE_ILLISIBLE = _tra(
    "TRA-048",
    _AVERT,
    _CELLULE,
    "Enregistrement sans sa valeur clé",
    "{colonne} de l'enregistrement ***{enregistrement} contient « {lu} » ; attendu : {attendu}. "
    "L'enregistrement est laissé de côté.",
    "Corrigez l'enregistrement de la ligne {ligne}.",
)
HORS_EXERCICES = _tra(
    "TRA-049",
    _AVERT,
    _CELLULE,
    "Date hors des exercices du fichier",
    "{colonne} contient « {lu} », qui n'est dans aucun exercice décrit par le fichier (***EXO).",
    "Vérifiez la date, ou les exercices exportés.",
)
DOCUMENTS = _tra(
    "TRA-050",
    _AVERT,
    _FICHIER,
    "Fichiers de l'archive laissés de côté",
    "L'archive contient {nombre} fichiers qu'aucune ligne de document ne nomme, le premier étant "
    "« {lu} » ; ils sont laissés de côté.",
    "Ajoutez une ligne de type G par document, ou transmettez-les par storeDocument.",
)
LIGNE_ECOURTEE = _tra(
    "TRA-051",
    _AVERT,
    _LIGNE,
    "Ligne plus courte que les autres",
    "La ligne {ligne} s'arrête à la colonne {longueur} alors que les autres vont au moins jusqu'à "
    "{autres} ; les zones qui lui manquent ({zones}) sont lues comme vides.",
    "Cherchez une ligne coupée, et refaites l'export. Si c'est la dernière du fichier, ce qui "
    "la suivait manque peut-être aussi.",
)

# Pieces and breakdowns.
PIECE_DOUBLE = _tra(
    "TRA-052",
    _BLOQ,
    _LIGNE,
    "Pièce écrite deux fois",
    "La pièce {num} du journal {journal}, écrite à la ligne {autre_ligne}, l'est une seconde fois "
    "à la ligne {ligne}, ligne pour ligne : ses montants seraient doublés.",
    "Supprimez l'une des deux ; si ce sont deux pièces, donnez-leur deux numéros.",
)
PIECE_REPETEE = _tra(
    "TRA-053",
    _AVERT,
    _LIGNE,
    "Pièce sans numéro répétée",
    "La pièce sans numéro de la ligne {ligne} est la même que celle de la ligne {autre_ligne}, "
    "ligne pour ligne (journal {journal}) ; les deux sont gardées.",
    "Vérifiez que la pièce n'est pas écrite deux fois.",
)
VENTILATION_COMPLETEE = _tra(
    "TRA-054",
    _AVERT,
    _LIGNE,
    "Ventilation complétée",
    "La ventilation de la ligne {generale} sur l'axe {axe} fait {total:euros} au lieu de "
    "{montant:euros} ; le reste, {ecart:euros}, est porté à la section d'attente {section}.",
    "Corrigez la ventilation, ou répartissez dans le dossier ce qui est en attente.",
)

# What records say of the dossier.
FICHE_REPETEE = _tra(
    "TRA-057",
    _AVERT,
    _LIGNE,
    "Enregistrement répété autrement",
    "L'enregistrement ***{enregistrement} « {lu} » de la ligne {ligne} ne dit pas la même chose "
    "que celui de la ligne {premiere}, qui est gardé.",
    "Gardez un seul des deux enregistrements.",
)
APPORT_ILLISIBLE = _tra(
    "TRA-058",
    _AVERT,
    _CELLULE,
    "Valeur d'enregistrement illisible",
    "{colonne} de l'enregistrement ***{enregistrement} contient « {lu} » ; attendu : {attendu}. La "
    "zone est lue comme vide.",
    "Corrigez la valeur, ou laissez la zone en blanc.",
)
AUTRE_SOCIETE = _tra(
    "TRA-059",
    _AVERT,
    _CELLULE,
    "Fichier d'une autre société",
    "{colonne} dit le SIRET « {lu} » ; le SIREN du dossier est {siren}.",
    "Vérifiez que le fichier est bien celui de ce dossier.",
)
AUTRE_LONGUEUR = _tra(
    "TRA-060",
    _INFO,
    _CELLULE,
    "Comptes d'une autre longueur",
    "{colonne} dit des comptes de {lu} caractères ; ceux du dossier en ont {longueur}, et les "
    "comptes du fichier y sont ramenés.",
    "Rien à faire ; un compte qui ne peut l'être sans perdre un chiffre est gardé, et dit.",
)
AUTRE_EXERCICE = _tra(
    "TRA-061",
    _AVERT,
    _CELLULE,
    "Exercice autre que celui du dossier",
    "Le fichier décrit un exercice du {debut:jour} au {fin:jour}, qui n'est pas celui du dossier "
    "({exercice}).",
    "Vérifiez les dates de l'exercice dans le dossier et dans le logiciel d'origine.",
)
CONDITIONS_PARTIELLES = _tra(
    "TRA-062",
    _AVERT,
    _CELLULE,
    "Conditions de règlement incomplètes",
    "Les parts des conditions de règlement {condition} font {lu} % au lieu de 100.",
    "Corrigez les échéances des conditions de règlement.",
)
ETABLISSEMENT_SANS_SIRET = _tra(
    "TRA-063",
    _AVERT,
    _CELLULE,
    "Établissement sans SIRET connu",
    "{colonne} nomme l'établissement « {lu} », dont ni le fichier (***ETB) ni le dossier ne "
    "donnent le SIRET ; ses lignes sont enregistrées sans établissement.",
    "Donnez le code {lu} à un établissement du dossier, ou son SIRET à l'enregistrement ***ETB, "
    "et refaites l'import.",
)
DEVISE_ISO = _tra(
    "TRA-064",
    _INFO,
    _CELLULE,
    "Devise gardée sous son code ISO",
    "{colonne} nomme la devise « {lu} », que ***DEV dit être {corrige} ; c'est ce code qui est "
    "gardé.",
    "Rien à faire.",
)
DOCUMENT_ABSENT = _tra(
    "TRA-065",
    _AVERT,
    _CELLULE,
    "Document absent de l'archive",
    "{colonne} nomme le document « {lu} », qui n'est pas dans l'archive envoyée.",
    "Envoyez un .zip qui contient le fichier TRA et, à sa racine, les documents qu'il nomme.",
)
DOCUMENT_ORPHELIN = _tra(
    "TRA-066",
    _AVERT,
    _CELLULE,
    "Document sans écriture",
    "Le document « {lu} » de la ligne {ligne} ne va avec aucune ligne de la pièce d'avant ni de "
    "celle d'après (même journal, même compte, même tiers, même référence) ; il n'est pas "
    "rattaché.",
    "Placez la ligne de type G aussitôt après l'écriture du document.",
)
DOCUMENTS_SANS_FIN = _tra(
    "TRA-067",
    _AVERT,
    _FICHIER,
    "Trop de documents",
    "Le fichier a plus de {limite} lignes de document ; à partir de la ligne {ligne} elles ne sont "
    "plus rattachées.",
    "Envoyez les écritures en plusieurs fichiers.",
)
DOCUMENTS_SANS_ARCHIVE = _tra(
    "TRA-068",
    _AVERT,
    _FICHIER,
    "Documents nommés et non envoyés",
    "{nombre} lignes de type G nomment des documents, le premier à la ligne {ligne} (« {lu} ») ; "
    "le fichier est venu seul, sans eux.",
    "Envoyez un .zip qui contient le fichier TRA et, à sa racine, les documents qu'il nomme.",
)
DOCUMENT_AMBIGU = _tra(
    "TRA-069",
    _AVERT,
    _CELLULE,
    "Plusieurs documents de ce nom",
    "{colonne} nomme le document « {lu} », et {nombre} fichiers de l'archive portent ce nom ; "
    "aucun n'est rattaché.",
    "Donnez à la ligne le chemin du document dans l'archive, ou des noms différents aux fichiers.",
)
DOCUMENT_NON_GARDE = _tra(
    "TRA-070",
    _AVERT,
    _CELLULE,
    "Document qui ne peut pas être gardé",
    "Le document « {lu} » de la ligne {ligne} n'est ni gardé ni rattaché : {raison}.",
    "Envoyez un PDF, un JPEG ou un PNG de 50 Mo au plus.",
)
FICHES_CREEES = _tra(
    "TRA-071",
    _INFO,
    _FICHIER,
    "Fiches créées",
    "{nombre} fiches sont créées d'après ***{enregistrement} ({titre}), dont « {lu} ».",
    "Rien à faire ; un import rejeté les laisse dans le dossier.",
)
FICHE_DIFFERENTE_LIBELLE = _tra(
    "TRA-072",
    _INFO,
    _CELLULE,
    "Libellé autre que celui du dossier",
    "{colonne} de ***{enregistrement} « {cle} » dit « {lu} » ; la fiche du dossier dit "
    "« {garde} », qui est gardé.",
    "Rien à faire, ou modifiez la fiche du dossier.",
)
FICHE_DIFFERENTE = _tra(
    "TRA-073",
    _AVERT,
    _CELLULE,
    "Fiche autre que celle du dossier",
    "{colonne} de ***{enregistrement} « {cle} » dit « {lu} » ; la fiche du dossier dit "
    "« {garde} », qui est gardé.",
    "Vérifiez laquelle est juste ; si c'est le fichier, modifiez la fiche du dossier.",
)
FICHE_REFUSEE = _tra(
    "TRA-074",
    _AVERT,
    _LIGNE,
    "Fiche qui n'est pas créée",
    "La fiche « {lu} » de ***{enregistrement} n'est pas créée : {raison}.",
    "Corrigez l'enregistrement, ou créez la fiche dans le dossier.",
)
REFERENCE_PERDUE = _tra(
    "TRA-075",
    _AVERT,
    _CELLULE,
    "Fiche nommée et absente",
    "{colonne} de ***{enregistrement} « {cle} » nomme « {lu} », {cible} que ni le dossier ni le "
    "fichier n'ont ; la fiche est créée sans.",
    "Créez ce qui manque, puis complétez la fiche.",
)
SANS_FICHE = _tra(
    "TRA-076",
    _INFO,
    _FICHIER,
    "Enregistrements sans fiche dans le dossier",
    "{nombre} enregistrements ***{enregistrement} ({titre}) sont comparés aux mouvements et ne "
    "font aucune fiche : un dossier n'en tient pas de telle ; le premier est à la ligne {ligne}.",
    "Rien à faire : les codes que portent les écritures sont gardés.",
)
ETABLISSEMENT_NON_CREE = _tra(
    "TRA-077",
    _INFO,
    _LIGNE,
    "Établissement sans SIRET",
    "L'établissement « {lu} » de la ligne {ligne} n'a pas de SIRET : il n'est ni créé ni comparé.",
    "Rien à faire si c'est celui de l'import ; sinon, donnez son SIRET.",
)
