"""Raisons: the French phrases that fill the slot `raison`: of XML, archives, files out of reach."""

from __future__ import annotations

import errno

from boucle.errors.francais import accord

_PHRASES = {
    "document_autre": "ce n'est ni un PDF, ni un JPEG, ni un PNG.",
    "documents_max": "{nombre} documents au plus sont rapatriés.",
    "cloture": "l'élément DateCloture manque dans exercice",
    "profondeur": "les éléments sont emboîtés trop profondément",
    "racine": "« {lu} » n'est pas l'élément comptabilite",
    "exercice": "un seul élément exercice est attendu dans comptabilite",
    "place": "« {lu} » n'a pas sa place dans {parent}",
    "texte": "un texte dépasse un million de caractères",
    "ordre": "{nom} est répété ou n'est pas à sa place dans {parent}",
    "point": "{nom} contient « {lu} », sans point décimal",
    "vide": "{nom} est vide : un montant est attendu",
    "date": "{nom} contient « {lu} » au lieu d'une date AAAA-MM-JJ",
    "compte": "CompteNum contient « {lu} » : trois chiffres puis lettres ou chiffres attendus",
    "deux_lignes": "une écriture a moins de deux lignes",
    "manque": "{nom} manque dans {parent}",
    "cote": "une ligne n'a ni Debit, ni Credit, ni Montant et Sens",
    "barre": "{nom} contient « | »",
    "retour": "{nom} contient un retour à la ligne",
    "exposant": "{nom} contient « {lu} », un point et un exposant",
    "signe": "un texte contient « {lu} », hors des 256 premiers caractères",
    "reglement": "une écriture n'a pas {nom}",
    "sens": "Sens contient « {lu} » : d, D, c, C, +1 ou -1 attendu, sans blanc",
    # What the official checker holds against a flat file, as it counts lines.
    "officiel_vide": "il n'y trouve aucune ligne d'écriture",
    "officiel_separateur": "il n'y reconnaît pas neuf noms séparés par une tabulation ou « | »",
    "officiel_colonne": "il n'y reconnaît pas la colonne {colonne}",
    "officiel_ligne_vide": "il y lit une ligne vide, la ligne {ligne}",
    "officiel_champs": "il y lit {lu} champs à la ligne {ligne}",
    "officiel_valeur": "{colonne} y est vide pour lui à la ligne {ligne}",
    "officiel_date": "à la ligne {ligne}, {colonne} (« {lu} ») n'est pas une date pour lui",
    "officiel_montant": "à la ligne {ligne}, {colonne} (« {lu} ») n'est pas un nombre pour lui",
    "officiel_sens": "à la ligne {ligne}, Sens (« {lu} ») n'est ni D, ni C, ni +1, ni -1 pour lui",
    "egare": "le texte « {lu} » est entre deux éléments de {parent}",
    "attribut": "{nom} porte l'attribut {lu}, que le schéma n'a pas",
    "codage": "le codage annoncé ({codage}) ne peut pas être lu",
    "chiffre": "le mot de passe manque",
    "abime": "données abîmées",
    "trop_grand": "il dépasse la taille permise",
    "axe_absent": "ni le dossier ni le fichier n'ont l'axe « {axe} »",
    "autre_axe": "une section de l'axe « {axe} » a déjà ce code",
    "tiers_inconnu": "ni le dossier, ni les écritures, ni ***CAE n'ont ce tiers",
    "valeur": "la fiche attend {attendu}",
    "exercice_reglage": "le dossier ne laisse pas un import créer d'exercice",
    "exercice_jours": "ses jours ne font pas un exercice de 24 mois au plus",
    "exercice_autre": "il recouvre l'exercice {exercice}",
    "type_inconnu": "ce n'est ni un PDF, ni un JPEG, ni un PNG",
    "dates_textes": "des dates et des textes",
    "dates_longueurs": "des jours ou des mois d'un chiffre et d'autres précédés d'un zéro",
}
# By the codes of expat, the parser of the standard library.
_EXPAT = {
    2: "la syntaxe n'est pas du XML",
    3: "le document est vide ou coupé",
    4: "au caractère {caractere}, un signe interdit en XML ou mal écrit (« & » s'écrit &amp; et "
    "« < » s'écrit &lt;), ou étranger au codage annoncé ({codage})",
    5: "le document est coupé au milieu d'un élément",
    6: "un caractère est coupé",
    7: "une balise fermante ne répond pas à la balise ouverte",
    8: "un attribut est répété",
    9: "du texte suit la fin du document",
    11: "une entité n'est pas définie",
    14: "au caractère {caractere}, un numéro de signe interdit en XML",
    17: "quelque chose précède la déclaration <?xml",
    18: "le codage annoncé ({codage}) est inconnu",
    19: "le codage annoncé ({codage}) n'est pas celui du document",
}
_ACCES = {
    errno.ENOENT: "il n'existe pas",
    errno.EACCES: "le droit manque",
    errno.EPERM: "le droit manque",
    errno.EIO: "le disque ne répond pas",
    errno.ESPIPE: "ce n'est pas un fichier ; donnez - pour l'entrée standard",
    errno.EISDIR: "c'est un dossier",
    errno.ENOTDIR: "son dossier n'en est pas un",
    errno.EEXIST: "il existe déjà",
    errno.ENOSPC: "le disque est plein",
    errno.EROFS: "le disque ne s'écrit pas",
    errno.ENAMETOOLONG: "son nom est trop long",
}


def raison(cle: str, **slots: object) -> str:
    """Fill one phrase."""
    return _PHRASES[cle].format(**slots)


def raison_acces(fault: OSError) -> str:
    """Say in French why a file cannot be opened; as the system says it where we have no word."""
    return _ACCES.get(fault.errno or 0) or fault.strerror or str(fault)


def raison_expat(code: int, **slots: object) -> str:
    """Say in French why the parser gave up."""
    return _EXPAT.get(code, "le document est mal formé").format(**slots)


def decaler(colonnes: int) -> str:
    """Say in French by how many columns values stand after their names, or before them."""
    nombre = accord(abs(colonnes), "colonne")
    return f"{nombre} vers la {'droite' if colonnes > 0 else 'gauche'}"
