"""Ressource: what can be wrong in a record of a resource, and in the way it is asked for.

REQ-100 to REQ-149 speak of one record and are collected, one verdict per record; REQ-150 to
REQ-199 speak of the whole request and are raised.
"""

from __future__ import annotations

from boucle.errors.kind import Gravite, Kind, Portee

_CATALOGUE = "API publiée, ressources du catalogue"


def _req(
    code: str,
    titre: str,
    message: str,
    remede: str,
    *,
    statut: int = 400,
    source: str = "",
    passager: bool = False,
) -> Kind:
    return Kind(
        code=code,
        gravite=Gravite.BLOQUANT,
        portee=Portee.REQUETE,
        titre=titre,
        message=message,
        remede=remede,
        source=source,
        statut=statut,
        passager=passager,
    )


# One field.
CHAMP_INCONNU = _req(
    "REQ-100",
    "Champ inconnu",
    "Le champ {champ} n'existe pas pour {ressource}.",
    "Retirez {champ} ou corrigez son nom ; champs acceptés : {acceptes}.",
)
CHAMP_OBLIGATOIRE = _req(
    "REQ-101",
    "Champ obligatoire",
    "Le champ {champ} est obligatoire.",
    "Renseignez {champ}.",
)
CHAMP_SERVEUR = _req(
    "REQ-102",
    "Champ tenu par le serveur",
    "Le champ {champ} est tenu par le serveur et ne peut pas être écrit.",
    "Retirez {champ} de l'envoi.",
)
TYPE_INATTENDU = _req(
    "REQ-103",
    "Type inattendu",
    "Le champ {champ} doit être {attendu} ; reçu : {lu}.",
    "Envoyez {attendu} dans {champ}.",
)
TEXTE_TROP_LONG = _req(
    "REQ-104",
    "Texte trop long",
    "Le champ {champ} compte {longueur} caractères ; le maximum est {longueur_max}.",
    "Raccourcissez {champ} à {longueur_max} caractères.",
)
CARACTERE_INTERDIT = _req(
    "REQ-105",
    "Caractère interdit",
    "Le champ {champ} contient le caractère {caractere}.",
    "Retirez ce caractère : il est invisible, ou ne peut pas être enregistré partout.",
)
HORS_BORNES = _req(
    "REQ-106",
    "Valeur hors bornes",
    "Le champ {champ} vaut {lu} ; il doit être compris entre {minimum} et {maximum}.",
    "Corrigez {champ}.",
)
HORS_LISTE = _req(
    "REQ-107",
    "Valeur hors liste",
    "Le champ {champ} vaut {lu}, qui n'est pas une valeur admise.",
    "Valeurs admises : {admises}.",
    source=_CATALOGUE,
)
DATE_INVALIDE = _req(
    "REQ-108",
    "Date invalide",
    "Le champ {champ} vaut {lu}, qui n'est pas une date.",
    "Écrivez la date sous la forme AAAA-MM-JJ, entre 1900-01-01 et 2199-12-31.",
)
SIREN_INVALIDE = _req(
    "REQ-109",
    "SIREN invalide",
    "Le champ {champ} vaut {lu} : un SIREN comporte 9 chiffres et respecte l'algorithme de Luhn.",
    "Corrigez le SIREN, ou laissez le champ vide.",
    source="INSEE, répertoire SIRENE",
)
SIRET_FAUX = _req(
    "REQ-110",
    "SIRET invalide",
    "Le champ {champ} vaut {lu} : un SIRET comporte 14 chiffres et respecte l'algorithme de Luhn.",
    "Corrigez le SIRET, ou laissez le champ vide.",
    source="INSEE, répertoire SIRENE",
)
IBAN_INVALIDE = _req(
    "REQ-111",
    "IBAN invalide",
    "Le champ {champ} vaut {lu}, qui n'est pas un IBAN : pays, longueur ou clé ne vont pas.",
    "Recopiez l'IBAN du relevé d'identité bancaire.",
    source="ISO 13616",
)
BIC_INVALIDE = _req(
    "REQ-112",
    "BIC invalide",
    "Le champ {champ} vaut {lu}, qui n'est pas un BIC.",
    "Un BIC compte 8 ou 11 caractères : 4 lettres, le pays, 2 puis 3 lettres ou chiffres.",
    source="ISO 9362",
)
EMAIL_INVALIDE = _req(
    "REQ-113",
    "Adresse électronique invalide",
    "Le champ {champ} vaut {lu}, qui n'est pas une adresse électronique.",
    "Écrivez l'adresse sous la forme nom@domaine.fr.",
)
CODE_INVALIDE = _req(
    "REQ-114",
    "Code invalide",
    "Le champ {champ} vaut {lu}, qui n'est pas un code.",
    "Un code est fait de {alphabet}.",
)
COMPTE_NON_AJUSTABLE = _req(
    "REQ-115",
    "Compte non ajustable",
    "Le compte {lu} compte {longueur} caractères ; le dossier en demande {longueur_compte}, et "
    "le ramener à cette longueur perdrait des chiffres.",
    "Envoyez un compte de {longueur_compte} caractères au plus, ou changez la longueur des "
    "comptes du dossier.",
)
FORME_INVALIDE = _req(
    "REQ-116",
    "Forme invalide",
    "Le champ {champ} vaut {lu} ; attendu : {attendu}.",
    "Corrigez {champ}.",
)
REFERENCE_INCONNUE = _req(
    "REQ-117",
    "Référence inconnue",
    "Le champ {champ} désigne {lu}, qui n'existe pas : {cible}.",
    "Créez d'abord cet élément, ou corrigez son code ou son objectId.",
)
CHAMP_FIGE = _req(
    "REQ-118",
    "Champ figé",
    "Le champ {champ} ne change plus une fois l'élément créé.",
    "Renvoyez la valeur d'origine ou retirez {champ} ; sinon supprimez et recréez l'élément.",
)
CHAMP_RESERVE = _req(
    "REQ-139",
    "Champ réservé",
    "Changer le champ {champ} demande le profil {requis} ou plus ; la clé porte le profil "
    "{profil}.",
    "Retirez {champ} de l'envoi, ou demandez au cabinet une clé de profil {requis}.",
)
REQUIS_AVEC = _req(
    "REQ-119",
    "Champ requis avec un autre",
    "Le champ {champ} est obligatoire quand {condition}.",
    "Renseignez {champ}.",
)

# One record.
FICHE_MAL_FORMEE = _req(
    "REQ-120",
    "Élément mal formé",
    "Un élément du tableau n'est pas un objet ; reçu : {lu}.",
    "Envoyez un tableau d'objets JSON.",
)
FICHE_EXISTE = _req(
    "REQ-121",
    "Élément déjà présent",
    "{ressource} {lu} existe déjà.",
    "Modifiez l'élément existant, ou choisissez une autre valeur pour {champ}.",
)
FICHE_EN_DOUBLE = _req(
    "REQ-122",
    "Élément envoyé deux fois",
    "L'envoi contient deux fois {lu} ; l'autre est à l'index {autre}.",
    "N'envoyez chaque élément qu'une fois par appel.",
)
FICHE_INCONNUE = _req(
    "REQ-123",
    "Élément inconnu",
    "Aucun élément ne porte l'objectId {lu}.",
    "Relisez la liste : l'élément a pu être supprimé.",
)
REVISION_PERIMEE = _req(
    "REQ-124",
    "Révision périmée",
    "L'élément a changé depuis votre lecture : révision envoyée {lu}, révision actuelle "
    "{actuelle}.",
    "Relisez l'élément, reportez-y votre changement et renvoyez-le avec sa révision actuelle.",
)
FICHE_UTILISEE = _req(
    "REQ-125",
    "Élément utilisé",
    "{ressource} {lu} sert encore : {usages}.",
    "Retirez d'abord ces usages.",
)
DATES_INVERSEES = _req(
    "REQ-126",
    "Dates inversées",
    "La date {champ} vient avant {debut}.",
    "Corrigez l'une des deux dates.",
)
CHEVAUCHEMENT = _req(
    "REQ-127",
    "Périodes qui se chevauchent",
    "{ressource} {lu} chevauche {autre}.",
    "Corrigez les dates : deux exercices d'un dossier n'ont aucun jour en commun.",
    source="Code de commerce, art. L123-12",
)
DUREE_EXCESSIVE = _req(
    "REQ-128",
    "Durée excessive",
    "Du {debut} au {fin}, la période dépasse {mois_max} mois.",
    "Corrigez les dates, ou découpez la période.",
)
CODE_RESERVE = _req(
    "REQ-129",
    "Code réservé",
    "Le code {lu} est réservé : {usage}.",
    "Choisissez un autre code.",
    source="Aide des partenaires : journal AN",
)
SIREN_SIRET_DISCORDANTS = _req(
    "REQ-130",
    "SIREN et NIC discordants",
    "Le SIREN {siren} suivi du NIC {lu} ne fait pas un SIRET valide.",
    "Corrigez le NIC ou le SIREN.",
    source="INSEE, répertoire SIRENE",
)
FICHE_SEULE = _req(
    "REQ-131",
    "Élément unique déjà présent",
    "{ressource} existe déjà : un dossier n'en a qu'un exemplaire.",
    "Lisez-le, puis modifiez-le par PUT avec son objectId et son revisionId.",
)

# The breakdown of one line of the books.
LIGNE_NON_VALIDEE = _req(
    "REQ-132",
    "Ligne non validée",
    "La ligne {lu} vient d'un import que le cabinet n'a pas encore validé.",
    "Validez d'abord l'import : seule une ligne des livres se ventile autrement.",
)
ANALYTIQUE_FERME = _req(
    "REQ-133",
    "Axe ou section hors d'usage",
    "{ressource} {code} ne reçoit plus de ventilation : `ferme` y est coché.",
    "Choisissez-en un autre, ou décochez `ferme`.",
)
SECTION_HORS_AXE = _req(
    "REQ-134",
    "Section d'un autre axe",
    "La section {code} est de l'axe {autre}, non de l'axe {axe}.",
    "Corrigez l'axe ou la section : une section n'est que d'un axe.",
)
VENTILATION_INEXACTE = _req(
    "REQ-135",
    "Ventilation qui ne fait pas la ligne",
    "Les parts du champ {champ} font {total} ; la ligne vaut {montant} (débit moins crédit).",
    "Corrigez les parts : sur chaque axe, elles font le montant de la ligne au centime, ou 100 %.",
)
COMPTE_SANS_ANALYTIQUE = _req(
    "REQ-136",
    "Compte sans ventilation",
    "Le compte {compte} de cette ligne n'admet pas de ventilation analytique.",
    "Cochez « analytique » sur le compte {compte}, ou ne ventilez pas la ligne.",
    source="API publiée, import JSON : le compte doit admettre la ventilation",
)
EXERCICE_CLOS = _req(
    "REQ-137",
    "Exercice clos",
    "La ligne du {date} est de l'exercice {exercice}, qui est clos : elle ne change plus.",
    "Rouvrez l'exercice, si le cabinet le décide.",
)

LIGNES_HORS_PERIODE = _req(
    "REQ-146",
    "Lignes qui n'auraient plus d'exercice",
    "{ressource} {lu} tient des lignes du {debut} au {fin}, que ces dates laisseraient dehors.",
    "Gardez ces jours dans l'exercice : une ligne des livres est toujours d'un exercice.",
)

# The state of a client dossier.
DOSSIER_TENU = _req(
    "REQ-144",
    "Dossier qui tient des livres",
    "Le dossier {lu} ne se supprime pas : il tient {tenu}.",
    "Archivez-le plutôt (PUT dossierClient/archive) : ses livres restent lisibles et "
    "exportables. Un import ouvert se valide ou se rejette d'abord.",
    statut=409,
    source="Code de commerce, art. L123-22 : dix ans de conservation",
)
DOSSIER_OCCUPE = _req(
    "REQ-145",
    "Dossier qui a des imports ouverts",
    "Le dossier {lu} ne s'archive pas encore : il a {tenu}.",
    "Attendez la fin des imports en cours, validez ou rejetez ceux qui attendent.",
    statut=409,
)
DOSSIER_ARCHIVE = _req(
    "REQ-177",
    "Dossier archivé",
    "Le dossier {codeIBS} est archivé : il ne reçoit ni import ni modification.",
    "Ses livres restent lisibles et exportables. Pour y écrire, sortez-le des archives "
    "(DELETE dossierClient/archive).",
    statut=409,
)

# The whole request.
CORPS_NON_TABLEAU = _req(
    "REQ-150",
    "Corps inattendu",
    "Le corps doit être {attendu} ; reçu : {lu}.",
    "Envoyez {attendu}, même pour un seul élément.",
)
TROP_DE_FICHES = _req(
    "REQ-151",
    "Trop d'éléments",
    "L'envoi contient {nombre} éléments ; le maximum est {nombre_max}.",
    "Découpez l'envoi.",
    statut=413,
)
FAUTES_TUES = _req(
    "REQ-167",
    "Autres fautes non dites",
    "{nombre} autres fautes de cet élément ne sont pas dites.",
    "Corrigez celles qui sont dites, puis renvoyez l'élément.",
)
FILTRE_ILLISIBLE = _req(
    "REQ-152",
    "Filtre illisible",
    "Le filtre ne se lit pas à la position {position} : {lu} ; attendu : {attendu}.",
    'Écrivez par exemple : code=="AC" && type!=2.',
)
FILTRE_CHAMP_INCONNU = _req(
    "REQ-153",
    "Champ de filtre inconnu",
    "À la position {position}, le champ {champ} ne peut pas être filtré.",
    "Champs acceptés : {acceptes}.",
)
FILTRE_VALEUR = _req(
    "REQ-154",
    "Valeur de filtre inadaptée",
    "À la position {position}, {lu} ne se compare pas au champ {champ}, qui est {attendu}.",
    "Corrigez la valeur.",
)
FILTRE_TROP_GRAND = _req(
    "REQ-155",
    "Filtre trop grand",
    "Le filtre dépasse {quoi} : {lu} pour un maximum de {maximum}.",
    "Simplifiez le filtre.",
)
FILTRE_OBLIGATOIRE = _req(
    "REQ-156",
    "Filtre obligatoire",
    "Un filtre sur {champs} est obligatoire.",
    "Ajoutez par exemple : filter={exemple}.",
    source=_CATALOGUE,
)
TRI_INCONNU = _req(
    "REQ-157",
    "Tri inconnu",
    "Le tri demande {lu}, qui n'est pas un champ à trier.",
    "Écrivez champ1&&champ2:desc ; champs acceptés : {acceptes}.",
)
SELECTION_INCONNUE = _req(
    "REQ-158",
    "Sélection inconnue",
    "La sélection demande {lu}, qui n'est pas un champ.",
    "Champs acceptés : {acceptes}.",
)
FILTRE_TROP_COUTEUX = _req(
    "REQ-159",
    "Filtre trop coûteux",
    "Le filtre demande plus de {delai_s} secondes.",
    "Filtrez sur un champ indexé, ou sur moins de termes.",
    statut=422,
)
IDEMPOTENCE_AUTRE = _req(
    "REQ-160",
    "Clé d'idempotence déjà prise",
    "La clé d'idempotence {cle} a déjà servi pour un autre envoi.",
    "Prenez une nouvelle clé pour un nouvel envoi ; gardez-la pour répéter le même.",
    statut=422,
)
IDEMPOTENCE_INVALIDE = _req(
    "REQ-161",
    "Clé d'idempotence invalide",
    "L'en-tête Idempotency-Key vaut {lu} ; attendu : 1 à 200 caractères ASCII visibles.",
    "Prenez par exemple un UUID.",
)
DOSSIER_ATTENDU = _req(
    "REQ-162",
    "Dossier client attendu",
    "{ressource} appartient à un dossier client ; codeDossier vaut {lu}.",
    "Donnez dans codeDossier le code du dossier client.",
)
CABINET_ATTENDU = _req(
    "REQ-163",
    "Dossier du cabinet attendu",
    "{ressource} appartient au cabinet ; codeDossier vaut {lu}.",
    "Donnez codeDossier=cabinet.",
    source=_CATALOGUE,
)
DOCUMENT_REFUSE = _req(
    "REQ-164",
    "Document refusé",
    "Le document n'est pas {attendu} : son contenu est {lu}.",
    "Envoyez un fichier PDF, JPEG ou PNG, avec le type de contenu qui lui correspond.",
    statut=415,
)
DOCUMENT_INCONNU = _req(
    "REQ-166",
    "Document inconnu",
    "Aucun document du dossier ne porte l'identifiant {lu}.",
    "Relisez la liste des documents du dossier.",
    statut=404,
)
DOCUMENT_TROP_GRAND = _req(
    "REQ-165",
    "Document trop grand",
    "Le document dépasse {octets_max} octets.",
    "Réduisez le document, ou découpez-le.",
    statut=413,
)
