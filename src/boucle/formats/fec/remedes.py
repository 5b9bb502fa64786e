"""Remedes: the repairs of a FEC by name, and the anomalies that each answers."""

from __future__ import annotations

from boucle.errors.donnees import fic, lig

OPTIONS: dict[str, str] = {
    "guillemets": "retirer les guillemets qui entourent les zones d'une ligne",
    "encodage": "écrire en UTF-8, sans marque d'ordre",
    "separateur": "séparer les zones par une tabulation",
    "fin-de-ligne": "finir chaque ligne par CR+LF",
    "ligne-vide": "retirer les lignes vides",
    "zones": "retirer les zones vides en trop à la fin d'une ligne",
    "caracteres": "retirer les octets nuls et les caractères de commande",
    "entete": "donner aux colonnes reconnues leur nom imposé",
    "ordre": "remettre les colonnes dans l'ordre de la loi, et ajouter à vide celles qui manquent",
    "virgule": "récrire les montants lus sans doute avec une virgule décimale",
    "date": "récrire les dates lues sans doute sous la forme AAAAMMJJ, vider celles à zéro",
    "compte": "compléter les comptes par des zéros à la longueur demandée",
    "sens": "mettre un montant négatif de l'autre côté, positif",
    "validation": "mettre EcritureDate dans une ValidDate vide",
    "piece-date": "mettre EcritureDate dans une PieceDate vide",
}
"""Each repair by name, with what it does."""

REMEDES: dict[str, str] = {
    kind.code: option
    for option, repaired in {
        "encodage": (fic.CP1252, fic.UTF16, lig.OCTETS_INVALIDES),
        "separateur": (fic.SEPARATEUR_TOLERE,),
        "fin-de-ligne": (fic.FINS_DE_LIGNE,),
        "ligne-vide": (lig.LIGNE_VIDE,),
        "zones": (lig.CHAMPS_VIDES_EN_TROP,),
        "caracteres": (lig.OCTET_NUL, lig.CARACTERE_INTERDIT),
        "entete": (fic.COLONNE_MAL_NOMMEE,),
        "ordre": (fic.COLONNES_PERMUTEES, fic.COLONNE_ABSENTE),
        "virgule": (
            lig.MONTANT_POINT,
            lig.MONTANT_MILLIERS,
            lig.MONTANT_UNITE,
            lig.MONTANT_SCIENTIFIQUE,
        ),
        "date": (lig.DATE_FORMAT, lig.DATE_ZERO, fic.COLONNE_DE_ZEROS),
        "sens": (lig.MONTANT_NEGATIF,),
        "guillemets": (fic.GUILLEMETS,),
    }.items()
    for kind in repaired
}
"""The repair that answers a kind of anomaly, where one does whatever the column."""

REMEDES_DATES = {"ValidDate": "validation", "PieceDate": "piece-date"}
"""The repair of a date left blank, by column."""
