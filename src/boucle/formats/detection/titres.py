"""Titres: the words by which French tools name a column, and the field that each means.

In lower case, without accents or marks (`plain_titre`). A field may be named many ways; the first
of a list is the surest, so that of two columns that claim one field the surer is taken.
"""

from __future__ import annotations

SYNONYMES: dict[str, tuple[str, ...]] = {
    "journal": (
        "journal", "code journal", "journalcode", "jnl", "jal", "code", "codejournal",
        "journal code",
    ),
    "journalLib": ("journallib", "libelle journal", "libelle du journal", "nom du journal"),
    "date": (
        "date", "date comptable", "date d ecriture", "date ecriture", "ecrituredate", "date compta",
        "date mvt", "date mouvement", "date operation", "date d operation", "date de piece",
        "date piece", "jour",
    ),
    "datePiece": ("date de piece", "date piece", "piecedate", "date facture", "date justificatif"),
    "compte": (
        "compte", "compte general", "comptenum", "n compte", "numero de compte", "numero compte",
        "n de compte", "compte comptable", "general", "cpte", "account", "num compte",
    ),
    "compteLib": ("comptelib", "libelle compte", "libelle du compte", "libellecompte",
                  "intitule du compte"),
    "tiers": (
        "tiers", "compte auxiliaire", "auxiliaire", "compauxnum", "code tiers", "compte tiers",
        "salarie", "client", "fournisseur",
    ),
    "tiersLib": ("compauxlib", "nom du tiers", "libelle tiers", "raison sociale"),
    "piece": ("piece", "n piece", "numero de piece", "numero piece", "ecriturenum", "no piece",
              "num piece", "piece 1"),
    "refPiece": (
        "ref piece", "refpiece", "pieceref", "reference piece", "reference", "facture",
        "n facture", "numero de facture", "commande", "piece 2",
    ),
    "libelle": (
        "libelle", "libelle ecriture", "ecriturelib", "libelle de l ecriture", "intitule",
        "designation", "description", "motif", "lib", "nature",
    ),
    "debit": ("debit", "debit eur", "montant debit", "debit euros"),
    "credit": ("credit", "credit eur", "montant credit", "credit euros"),
    "sens": ("sens", "d c", "dc", "debit credit"),
    "montant": ("montant", "montant ttc", "montant eur", "solde", "amount", "montant ht",
                "montant tva"),
    "codeLettrage": ("lettrage", "code lettrage", "ecriturelet", "lettre", "codelettrage"),
    "dateLettrage": ("date lettrage", "datelet", "date de lettrage"),
    "dateEcheance": ("echeance", "date d echeance", "date echeance", "dateecheance"),
    "modePaiement": ("mode de reglement", "mode reglement", "mode de paiement", "mode paiement"),
    "commentaire": ("commentaire", "remarque", "note", "observations"),
}  # fmt: skip
"""Titles of each field of a model."""


def claims(titre: str) -> dict[str, int]:
    """Give the fields that a title may mean, each with its place among their titles."""
    return {
        champ: noms.index(titre) for champ, noms in SYNONYMES.items() if titre and titre in noms
    }
