"""Ecriture: what may be asked of the lines of the books, and all that a line says.

Source: published page of the entries' export (six filter fields, one of two mandatory, at most 100
lines). It has no table of its own and is never written here, so it is not kept in the register.
What a line bears beyond a FEC's columns is under the names by which importJson takes it.
"""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from boucle.compta.detail import A_NOUVEAU, GENERAL, INITIAL
from boucle.compta.lot import SEPARATEUR_EXTRA
from boucle.formats.registre import TRA
from boucle.formats.saisie_json.champs import MODES
from boucle.resources._ventilation import montant, tell_parts
from boucle.schema import registre
from boucle.schema.champs.champ import Champ, Objet
from boucle.schema.champs.champs import Entier, Jour, Nombre, Texte
from boucle.schema.resource import Niveau, Resource

Rangee = Any
"""A row of the store, by the name of its columns."""
TAKE_MAX = 100
_QUANTITE_MAX = Decimal(10**11)

DETAILS: tuple[Champ, ...] = (
    Texte("reference", "Référence"),
    Texte("commentaire", "Commentaire"),
    Jour("dateEcheance", "Échéance", colonne="echeance"),
    Texte(
        "modePaiement",
        "Mode de paiement",
        description="Le numéro publié, ou le code du fichier quand il en a un autre.",
    ),
    Jour("dateOperation", "Date de l'opération"),
    Jour("datePointage", "Date de pointage"),
    Texte("codePointage", "Code de pointage"),
    Texte(
        "SIRET",
        "Établissement",
        colonne="etablissement",
        description="Celui de la ligne, à défaut celui de l'import.",
    ),
    Entier("typeMouvement", "Type de mouvement"),
    Objet(
        "fichier",
        "Document",
        colonne="piece",
        champs=(
            Texte("uri", "Adresse du document, sans la signature qui l'ouvrait", colonne="jointe"),
        ),
    ),
    Jour("debCutOff", "Début de la période couverte", colonne="cutoff_debut"),
    Jour("finCutOff", "Fin de la période couverte", colonne="cutoff_fin"),
    Texte("lot", "Lot de saisie", colonne="lot_saisie"),
    Entier("typeLot", "Type de lot"),
    Texte("ecritureMere", "Écriture mère"),
    Texte("nature", "Nature de la pièce, d'un TRA"),
    Texte("referenceExterne", "Référence externe, d'un TRA"),
    Texte("referenceLibre", "Référence libre, d'un TRA"),
    Nombre(
        "quantite", "Quantité, d'un TRA", decimales=4, minimum=-_QUANTITE_MAX, maximum=_QUANTITE_MAX
    ),
    Texte("unite", "Unité de la quantité, d'un TRA"),
    Texte("codeTva", "Code de TVA, d'un TRA"),
    Texte("regimeTva", "Régime de TVA, d'un TRA"),
)
"""What a line may bear beyond a FEC's columns, by its kept column; see `compta/detail.py`."""

ORIGINE = Texte("ecritureOrigine", "Écriture d'origine, à défaut l'import qui a apporté la ligne")
TYPE = Entier(
    "type",
    "Type de ligne",
    colonne="type_ligne",
    description="Celui qui fut envoyé ; à défaut 5 (initial) au journal AN, 1 ailleurs.",
)
IMPORT = Texte("accountingImportRequestId", "Import qui a apporté la ligne", colonne="demande")
CHAMPS_LIGNE = (
    "objectId",
    "revisionId",
    IMPORT.nom,
    ORIGINE.nom,
    TYPE.nom,
    "journalCode",
    "journalLib",
    "ecritureNum",
    "date",
    "compteNumero",
    "compteLib",
    "tiers",
    "tiersLib",
    "refPiece",
    "datePiece",
    "libelle",
    "debit",
    "credit",
    "codeLettrage",
    "dateLettrage",
    "dateValidation",
    *(champ.nom for champ in DETAILS),
    "colonnesExtra",
)
"""What a line of the books shows, in this order; its breakdown comes after, by axe."""

ECRITURE = Resource(
    nom="ecritureComptable",
    chemin="EcritureComptable",
    titre="Écritures comptables",
    article="L'écriture",
    tag="Ecritures comptables (export)",
    niveau=Niveau.DOSSIER,
    cle="",
    verbes=("GET",),
    filtre_obligatoire=("codeLettrage", ORIGINE.nom, IMPORT.nom),
    champs=(
        Texte("codeLettrage", "Code de lettrage", colonne="lettrage"),
        ORIGINE,
        IMPORT,
        TYPE,
        Texte("journalCode", "Journal", colonne="journal", alias=("codeJournal",)),
        Texte("ecritureNum", "Numéro", colonne="num"),
        Texte("refPiece", "Pièce", colonne="piece_ref"),
        Jour("datePiece", "Date de la pièce", colonne="piece_date"),
        Jour("date", "Date comptable"),
        Texte("compteNumero", "Compte", colonne="compte"),
        Texte("tiers", "Tiers"),
        Texte("libelle", "Libellé"),
        *DETAILS,
    ),
    exemple={"codeLettrage": "AAA", "journalCode": "VE"},
)
registre.forget(ECRITURE.nom)


def tell_details(
    ligne: Rangee,
    detail: Rangee | None,
    source: Rangee,
    parts: Iterable[Any],
    joint: str | None = None,
) -> dict[str, Any]:
    """Write what a line bears beyond a FEC's columns, then its breakdown.

    ligne, detail: its rows, the second being None when it bears nothing more. source: the row of
    its import. parts: its breakdown, by axe and rank. joint: objectId of its document, if kept.
    """
    told = {champ.nom: _told(champ, detail) for champ in DETAILS}
    told["SIRET"] = told["SIRET"] or source["etablissement"]
    if told["fichier"] is not None:
        told["fichier"]["objectId"] = joint
    told["modePaiement"] = _mode(told["modePaiement"], source["format"])
    told["colonnesExtra"] = _extra(ligne["extra"], source["colonnes_extra"])
    return {**told, **tell_parts(parts)}


def tell_origine(detail: Rangee | None, source: Rangee) -> str:
    """Give the entry that a line comes from: the one it named, or the import that brought it."""
    named = detail["ecriture_origine"] if detail is not None else ""
    return str(named or source["demande"])


def tell_type(ligne: Rangee, detail: Rangee | None) -> int:
    """Give the type of a line, as it was sent or by its journal."""
    if detail is not None and detail["type_ligne"] is not None:
        return int(detail["type_ligne"])
    return INITIAL if ligne["journal"] == A_NOUVEAU else GENERAL


def tell_cote(ligne: Rangee, cote: str) -> dict[str, Any]:
    """Write one side of a line as importJson takes it, with its currency if it bears one."""
    told = montant(ligne[cote])
    if not ligne["devise"] or not ligne[cote]:
        return told
    told["currency"] = ligne["devise"]
    if ligne["montant_devise"] is not None:
        told["currencyAmount"] = Decimal(ligne["montant_devise"]).scaleb(-4)
    return told


def _told(champ: Champ, detail: Rangee | None) -> Any:
    if isinstance(champ, Objet):
        uri = "" if detail is None else detail["piece_jointe"]
        return {"uri": uri} if uri else None
    value = champ.absent if detail is None else detail[champ.column]
    if isinstance(champ, Nombre) and value is not None:
        return Decimal(value).scaleb(-champ.decimales)
    return value


def _mode(code: str, format_fichier: str) -> int | str | None:
    """Give the published number; a TRA file has codes of its own, which may be digits."""
    if format_fichier != TRA and code.isascii() and code.isdigit() and int(code) in MODES:
        return int(code)
    return code or None


def _extra(values: str, colonnes: str) -> dict[str, str]:
    if not values:
        return {}
    named = zip(json.loads(colonnes), values.split(SEPARATEUR_EXTRA), strict=False)
    return {nom: value for nom, value in named if value}
