"""Sortie: what can be wrong on the way out: a check asked for, an export, a repair.

The LIG-9nn speak of what an export had to change to keep the file legal; they are warnings about
a file that we wrote, never about a file that we read.
"""

from __future__ import annotations

from boucle.errors.kind import Gravite, Kind, Portee

_A47 = "LPF art. A47 A-1"


def _req(
    code: str, statut: int, titre: str, message: str, remede: str, *, passager: bool = False
) -> Kind:
    return Kind(
        code=code,
        gravite=Gravite.BLOQUANT,
        portee=Portee.REQUETE,
        titre=titre,
        message=message,
        remede=remede,
        statut=statut,
        passager=passager,
    )


def _export(code: str, titre: str, message: str, remede: str, source: str) -> Kind:
    return Kind(
        code=code,
        gravite=Gravite.AVERTISSEMENT,
        portee=Portee.CELLULE,
        titre=titre,
        message=message,
        remede=remede,
        source=source,
    )


FICHIER_INTROUVABLE = _req(
    "REQ-300",
    404,
    "Fichier introuvable",
    "Le fichier {chemin} ne s'ouvre pas : {raison}.",
    "Vérifiez le chemin et les droits de lecture.",
)
SORTIE_DOSSIER = _req(
    "REQ-301",
    400,
    "Plusieurs pages pour une seule sortie",
    "{nombre} fichiers à vérifier donnent chacun une page HTML ; la sortie n'en prend qu'une.",
    "Donnez un dossier : --sortie rapports/",
)
SORTIE_SANS_CHOIX = _req(
    "REQ-314",
    400,
    "Rien ne dit quelles écritures exporter",
    "Ni exercice, ni période, ni import, ni filtre ne dit quelles écritures exporter.",
    "Donnez `exercice`, ou `debut` et `fin`, ou `import`, ou `filter`.",
)
SORTIE_VIDE = _req(
    "REQ-310",
    409,
    "Aucune écriture à exporter",
    "Le dossier n'a aucune écriture validée {choix}.",
    "Seuls les imports validés sont dans les livres : validez-en un, ou choisissez plus large.",
)
SORTIE_PERTES = _req(
    "REQ-311",
    409,
    "Export avec des pertes",
    "En {format}, l'export ne dirait pas tout : {pertes}.",
    "Ajoutez `pertes=acceptees` pour l'avoir ainsi, ou prenez un autre format : "
    "docs/reference/formats.md dit ce que chacun porte.",
)
SORTIE_IMPOSSIBLE = _req(
    "REQ-312",
    409,
    "Export impossible dans ce format",
    "En {format}, l'export confondrait des codes : {pertes}.",
    "Prenez un autre format : docs/reference/formats.md dit ce que chacun porte.",
)
TABLEAU_ABSENT = _req(
    "REQ-315",
    400,
    "Fichier qui n'est pas un tableau",
    "Aucun séparateur ne partage la plupart des lignes du fichier en autant de cellules.",
    "Envoyez un texte délimité : point-virgule, virgule, tabulation ou barre ; un classeur "
    "s'enregistre d'abord en CSV.",
)
SORTIE_CHANGEE = _req(
    "REQ-313",
    409,
    "Livres changés pendant l'export",
    "Un import a quitté les livres pendant l'export : le fichier s'arrête avant la fin.",
    "Refaites l'export.",
)
REPARATION_INCONNUE = _req(
    "REQ-302",
    400,
    "Réparation inconnue",
    "La réparation « {option} » n'existe pas.",
    "Réparations connues : {connues}.",
)
REPARATION_SUR_PLACE = _req(
    "REQ-303",
    400,
    "Réparation sur le fichier d'origine",
    "La sortie {chemin} est le fichier à réparer lui-même.",
    "Donnez un autre chemin : le fichier reçu reste intact.",
)
FICHIER_IRREPARABLE = _req(
    "REQ-304",
    422,
    "Fichier qui ne se répare pas",
    "Le fichier ne peut pas être réparé : {raison}.",
    "Faites refaire l'export par le logiciel d'origine.",
)
NOM_ABSENT = _req(
    "REQ-305",
    400,
    "Nom du fichier absent",
    "Le nom du fichier à vérifier manque.",
    "Ajoutez `?nom=SIRENFECAAAAMMJJ.txt` : le nom légal fait partie du contrôle.",
)
FICHIER_TROP_GRAND = _req(
    "REQ-306",
    413,
    "Fichier trop grand",
    "Le fichier dépasse {octets_max} octets.",
    "Vérifiez-le avec la commande `boucle verifier`, sans limite de taille.",
)
VERIFICATION_INTERROMPUE = _req(
    "REQ-307",
    422,
    "Vérification interrompue",
    "La vérification du fichier n'est pas allée à son terme : {raison}.",
    "Vérifiez-le avec la commande `boucle verifier`, sur un poste qui a plus de mémoire.",
)
VERIFICATIONS_EN_COURS = _req(
    "REQ-308",
    503,
    "Trop de vérifications à la fois",
    "{nombre} vérifications sont en cours ; le serveur n'en mène pas davantage de front.",
    "Réessayez dans quelques secondes.",
    passager=True,
)
MODELE_ILLISIBLE = _req(
    "REQ-309",
    400,
    "Modèle illisible",
    "Le modèle ne peut pas être lu : {cause}",
    "Écrivez-le en JSON ou en YAML, comme un corps de POST /modeleImport.",
)
COMPTES_REUNIS = _req(
    "REQ-319",
    422,
    "Comptes que la réparation réunirait",
    "À cette longueur, {comptes} deviendraient un seul compte, {compte} (comptes ainsi réunis : "
    "{nombre}). Rien n'est écrit.",
    "Donnez une autre --longueur-compte, ou acceptez de les réunir avec --reunir-comptes.",
)

CARACTERE_SANS_EQUIVALENT = _export(
    "LIG-900",
    "Caractère absent du jeu demandé",
    "La valeur « {lu} » contient {caracteres}, que {encodage} ne sait pas écrire ; l'export met "
    "« {corrige} ».",
    "Exportez en UTF-8 pour garder la valeur entière.",
    f"{_A47}, XII-1°",
)
CARACTERE_RETIRE = _export(
    "LIG-901",
    "Séparateur ou saut de ligne dans une valeur",
    "La valeur « {lu} » contient une tabulation, une barre « | », un saut de ligne ou un "
    "caractère de commande ; l'export met « {corrige} ».",
    "Retirez ce caractère du libellé dans la comptabilité : aucun FEC ne peut le porter.",
    f"{_A47}, VI-1°",
)
DEUX_COTES_REUNIS = _export(
    "LIG-902",
    "Débit et crédit réunis en un montant",
    "La ligne porte un débit et un crédit ({lu}) ; la notation Montant/Sens n'en garde que la "
    "différence, {corrige}.",
    "Exportez en Debit/Credit pour garder les deux côtés.",
    f"{_A47}, VII-2°",
)
