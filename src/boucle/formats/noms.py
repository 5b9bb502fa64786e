"""Noms: what a line may say, one row a noun, for every format that can say it.

The fields of a model (`perso/modele.py`) and those of importJson (`saisie_json/champs.py`) are
views of this table; a format whose places are its own names its zones by the same columns.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Genre(Enum):
    """What a cell of a noun holds, and so how it is read and judged."""

    CODE = "code"  # a journal, a tiers: a short text that names something
    COMPTE = "compte"
    TEXTE = "texte"
    JOUR = "jour"  # in the format that the model or the options name
    INSTANT = "instant"  # an ISO instant, whatever the options say
    MONTANT = "montant"
    SENS = "sens"
    NUMERO = "numéro"  # one of a published enumeration
    SIRET = "SIRET"
    GUID = "GUID"
    ADRESSE = "adresse"


class Nom(NamedTuple):
    """One noun. colonne: of a saisie or of a detail. champ: its name on the wire, in every format.

    longueur: most characters that importJson takes; 0 where that has no sense. perso, json: whether
    a model, or a line of importJson, may say it.
    """

    colonne: str
    champ: str
    titre: str
    genre: Genre
    longueur: int = 0
    perso: bool = True
    json: bool = True


_G = Genre
NOMS: tuple[Nom, ...] = (
    Nom("journal", "journal", "Code journal", _G.CODE, 17),
    Nom("journal_lib", "journalLib", "Libellé du journal", _G.TEXTE, 100),
    Nom("date", "date", "Date comptable", _G.JOUR),
    Nom("compte", "compte", "Compte général", _G.COMPTE, 17),
    Nom("compte_lib", "compteLib", "Libellé du compte", _G.TEXTE, 100),
    Nom("tiers", "tiers", "Code du tiers", _G.CODE, 35),
    Nom("tiers_lib", "tiersLib", "Nom du tiers", _G.TEXTE, 100, json=False),
    Nom(
        "num",
        "piece",
        "Pièce : ce qui rassemble les lignes d'une écriture",
        _G.CODE,
        35,
        json=False,
    ),
    Nom("piece_ref", "refPiece", "Référence de la pièce", _G.CODE, 100),
    Nom("piece_date", "datePiece", "Date de la pièce", _G.JOUR, json=False),
    Nom("piece_date", "dateJustif", "Date de la pièce", _G.INSTANT, perso=False),
    Nom("libelle", "libelle", "Libellé", _G.TEXTE, 255),
    Nom("reference", "reference", "Référence", _G.CODE, 100),
    Nom("debit", "debit", "Débit", _G.MONTANT),
    Nom("credit", "credit", "Crédit", _G.MONTANT),
    Nom("montant", "montant", "Montant, avec le sens ou avec son signe", _G.MONTANT, json=False),
    Nom("sens", "sens", "Sens, D ou C", _G.SENS, json=False),
    Nom("lettrage", "codeLettrage", "Code de lettrage", _G.CODE, 36),
    Nom("date_let", "dateLettrage", "Date de lettrage", _G.JOUR),
    Nom("echeance", "dateEcheance", "Échéance", _G.JOUR),
    Nom("mode_paiement", "modePaiement", "Mode de paiement", _G.NUMERO),
    Nom("commentaire", "commentaire", "Commentaire", _G.TEXTE, 2000),
    Nom("date_operation", "dateOperation", "Date de l'opération", _G.JOUR, perso=False),
    Nom("date_pointage", "datePointage", "Date de pointage", _G.JOUR, perso=False),
    Nom("code_pointage", "codePointage", "Code de pointage", _G.GUID, 36, perso=False),
    Nom("etablissement", "SIRET", "Établissement, 14 chiffres", _G.SIRET, 14, perso=False),
    Nom("type_mouvement", "typeMouvement", "Type de mouvement", _G.NUMERO, perso=False),
    Nom("type_ligne", "type", "Type de ligne", _G.NUMERO, perso=False),
    Nom("piece_jointe", "fichier", "Document", _G.ADRESSE, 2000, perso=False),
    Nom("cutoff_debut", "debCutOff", "Début de la période couverte", _G.INSTANT, perso=False),
    Nom("cutoff_fin", "finCutOff", "Fin de la période couverte", _G.INSTANT, perso=False),
    Nom("lot_saisie", "lot", "Lot de saisie", _G.GUID, 36, perso=False),
    Nom("type_lot", "typeLot", "Type de lot", _G.NUMERO, perso=False),
    Nom("ecriture_mere", "ecritureMere", "Écriture mère", _G.GUID, 36, perso=False),
    Nom("ecriture_origine", "ecritureOrigine", "Écriture d'origine", _G.GUID, 36, perso=False),
)

PERSO: dict[str, Nom] = {nom.champ: nom for nom in NOMS if nom.perso}
JSON: dict[str, Nom] = {nom.champ: nom for nom in NOMS if nom.json}


def of_genre(nouns: dict[str, Nom], *genres: Genre) -> list[Nom]:
    """List the nouns of these kinds, in the order of the table."""
    return [nom for nom in nouns.values() if nom.genre in genres]
