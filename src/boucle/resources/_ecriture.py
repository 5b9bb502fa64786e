"""Ecriture: what may be asked of the lines of the books; declared for its filter and its sort.

Source: published page of the entries' export (six filter fields, one of two mandatory, at most 100
lines). It has no table of its own and is never written here, so it is not kept in the register.
"""

from boucle.schema import registre
from boucle.schema.champs import Jour, Texte
from boucle.schema.resource import Niveau, Resource

TAKE_MAX = 100
CHAMPS_LIGNE = (
    "objectId", "revisionId", "ecritureOrigine", "type", "journalCode", "journalLib",
    "ecritureNum", "date", "compteNumero", "compteLib", "tiers", "tiersLib", "refPiece",
    "datePiece", "libelle", "debit", "credit", "codeLettrage", "dateLettrage", "dateValidation",
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
    filtre_obligatoire=("codeLettrage", "ecritureOrigine"),
    champs=(
        Texte("codeLettrage", "Code de lettrage", colonne="lettrage"),
        Texte("ecritureOrigine", "Import qui a apporté l'écriture", colonne="demande"),
        Texte("journalCode", "Journal", colonne="journal", alias=("codeJournal",)),
        Texte("ecritureNum", "Numéro", colonne="num"),
        Texte("refPiece", "Pièce", colonne="piece_ref"),
        Jour("datePiece", "Date de la pièce", colonne="piece_date"),
        Jour("date", "Date comptable"),
        Texte("compteNumero", "Compte", colonne="compte"),
        Texte("tiers", "Tiers"),
        Texte("libelle", "Libellé"),
    ),
    exemple={"codeLettrage": "AAA", "journalCode": "VE"},
)
registre.forget(ECRITURE.nom)
