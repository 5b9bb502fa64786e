"""Noms: what a line may say, one row a noun, for every format that can say it.

The fields of a model (`perso/modele.py`), those of importJson (`saisie_json/champs.py`) and the
zones of a movement of a TRA file (`tra/pieces/assembler.py`) are views of this table.
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
    NOMBRE = "nombre"
    SIRET = "SIRET"
    GUID = "GUID"
    ADRESSE = "adresse"


class Nom(NamedTuple):
    """One noun. colonne: of a saisie or of a detail. champ: its name on the wire; '' where no
    model and no line of importJson may say it.

    longueur: most characters that importJson takes; 0 where that has no sense. zone: of a movement
    of a TRA file, whose notice gives its place and its length; '' for none. perso, json: whether a
    model, or a line of importJson, may say it.
    """

    colonne: str
    champ: str
    titre: str
    genre: Genre
    longueur: int = 0
    zone: str = ""
    perso: bool = True
    json: bool = True


_G = Genre


def _nom(
    colonne: str,
    champ: str,
    titre: str,
    genre: Genre,
    longueur: int = 0,
    zone: str = "",
    dans: str = "perso json",
) -> Nom:
    formats = dans.split()
    return Nom(colonne, champ, titre, genre, longueur, zone, "perso" in formats, "json" in formats)


_PIECE = "Pièce : ce qui rassemble les lignes d'une écriture"
NOMS: tuple[Nom, ...] = (
    _nom("journal", "journal", "Code journal", _G.CODE, 17, "JOURNAL"),
    _nom("journal_lib", "journalLib", "Libellé du journal", _G.TEXTE, 100),
    _nom("date", "date", "Date comptable", _G.JOUR, 0, "DATECOMPTABLE"),
    _nom("compte", "compte", "Compte général", _G.COMPTE, 17, "GENERAL"),
    _nom("compte_lib", "compteLib", "Libellé du compte", _G.TEXTE, 100),
    _nom("tiers", "tiers", "Code du tiers", _G.CODE, 35, "AUXILIAIRE"),
    _nom("tiers_lib", "tiersLib", "Nom du tiers", _G.TEXTE, 100),
    _nom("num", "piece", _PIECE, _G.CODE, 35, "NUMEROPIECE"),
    _nom("piece_ref", "refPiece", "Référence de la pièce", _G.CODE, 100, "REFINTERNE"),
    _nom("piece_date", "datePiece", "Date de la pièce", _G.JOUR, dans="perso"),
    _nom("piece_date", "dateJustif", "Date de la pièce", _G.INSTANT, dans="json"),
    _nom("libelle", "libelle", "Libellé", _G.TEXTE, 255, "LIBELLE"),
    _nom("reference", "reference", "Référence", _G.CODE, 100),
    _nom("debit", "debit", "Débit", _G.MONTANT, 0, "MONTANT1"),
    _nom("credit", "credit", "Crédit", _G.MONTANT, 0, "MONTANT1"),
    _nom("montant", "montant", "Montant, avec le sens ou avec son signe", _G.MONTANT, dans="perso"),
    _nom("sens", "sens", "Sens, D ou C", _G.SENS, dans="perso"),
    _nom("lettrage", "codeLettrage", "Code de lettrage", _G.CODE, 36, "LETTRAGE"),
    _nom("date_let", "dateLettrage", "Date de lettrage", _G.JOUR, 0, "DATEPAQUETMAX"),
    _nom("valid_date", "", "Date de validation", _G.JOUR, 0, "VALIDDATE", dans=""),
    _nom("nature", "", "Nature de la pièce", _G.CODE, 0, "TYPE_PIECE", dans=""),
    _nom("echeance", "dateEcheance", "Échéance", _G.JOUR, 0, "ECHEANCE"),
    _nom("mode_paiement", "modePaiement", "Mode de paiement", _G.NUMERO, 0, "MODEPAIE"),
    _nom("reference_externe", "", "Référence externe", _G.CODE, 0, "REFEXTERNE", dans=""),
    _nom("reference_libre", "", "Référence libre", _G.CODE, 0, "REFLIBRE", dans=""),
    _nom("commentaire", "commentaire", "Commentaire", _G.TEXTE, 2000),
    _nom("date_operation", "dateOperation", "Date de l'opération", _G.JOUR, dans="json"),
    _nom("code_pointage", "codePointage", "Code de pointage", _G.GUID, 36, "REFPOINTAGE", "json"),
    _nom("date_pointage", "datePointage", "Date de pointage", _G.JOUR, 0, "DATEPOINTAGE", "json"),
    _nom("type_mouvement", "typeMouvement", "Type de mouvement", _G.NUMERO, dans="json"),
    _nom("type_ligne", "type", "Type de ligne", _G.NUMERO, dans="json"),
    _nom("piece_jointe", "fichier", "Document", _G.ADRESSE, 2000, dans="json"),
    _nom(
        "cutoff_debut",
        "debCutOff",
        "Début de la période couverte",
        _G.INSTANT,
        0,
        "CUTOFFDEB",
        "json",
    ),
    _nom(
        "cutoff_fin", "finCutOff", "Fin de la période couverte", _G.INSTANT, 0, "CUTOFFFIN", "json"
    ),
    _nom("quantite", "", "Quantité", _G.NOMBRE, 0, "QTE1", dans=""),
    _nom("unite", "", "Unité de la quantité", _G.CODE, 0, "QUALIFQTE1", dans=""),
    _nom("code_tva", "", "Code de TVA", _G.CODE, 0, "TVA", dans=""),
    _nom("regime_tva", "", "Régime de TVA", _G.CODE, 0, "REGIMETVA", dans=""),
    _nom(
        "etablissement",
        "SIRET",
        "Établissement, 14 chiffres",
        _G.SIRET,
        14,
        "ETABLISSEMENT",
        "json",
    ),
    _nom("lot_saisie", "lot", "Lot de saisie", _G.GUID, 36, dans="json"),
    _nom("type_lot", "typeLot", "Type de lot", _G.NUMERO, dans="json"),
    _nom("ecriture_mere", "ecritureMere", "Écriture mère", _G.GUID, 36, dans="json"),
    _nom("ecriture_origine", "ecritureOrigine", "Écriture d'origine", _G.GUID, 36, dans="json"),
)

PERSO: dict[str, Nom] = {nom.champ: nom for nom in NOMS if nom.perso}
JSON: dict[str, Nom] = {nom.champ: nom for nom in NOMS if nom.json}
TRA: dict[str, Nom] = {nom.colonne: nom for nom in NOMS if nom.zone}
"""By the name on the wire; for TRA, whose zones are named otherwise, by the column."""


def of_genre(nouns: dict[str, Nom], *genres: Genre) -> list[Nom]:
    """List the nouns of these kinds, in the order of the table."""
    return [nom for nom in nouns.values() if nom.genre in genres]
