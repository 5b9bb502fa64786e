"""Colonnes: the columns that the official checker looks for, and what it asks of each."""

from __future__ import annotations

from typing import NamedTuple

BIC, COM, BAT, BNCT = "BIC", "COM", "BAT", "BNCT"
REGIMES = (BIC, COM, BAT, BNCT)


class Colonne(NamedTuple):
    """nom: as the law writes it. interne: the checker's own name, which it takes in a header too.

    genre: 'texte', 'date' or 'montant'. exigee: absent or blank, it is an error in any regime.
    attendue: the regimes where a blank one is a missing value.
    """

    nom: str
    interne: str
    genre: str = "texte"
    exigee: bool = False
    attendue: tuple[str, ...] = ()


_COMMERCE = (BIC, COM)
_DIX_HUIT = (
    Colonne("JournalCode", "code_jrnal", attendue=_COMMERCE),
    Colonne("JournalLib", "lib_jrnal", attendue=_COMMERCE),
    Colonne("EcritureNum", "num_ecr", exigee=True),
    Colonne("EcritureDate", "date_cpt", "date", exigee=True),
    Colonne("CompteNum", "num_cpte_gen", exigee=True),
    Colonne("CompteLib", "lib_cpte_gen", exigee=True),
    Colonne("CompAuxNum", "num_cpt_aux"),
    Colonne("CompAuxLib", "lib_cpt_aux"),
    Colonne("PieceRef", "num_piece", attendue=REGIMES),
    Colonne("PieceDate", "date_piece", "date", attendue=REGIMES),
    Colonne("EcritureLib", "lib_ecriture", exigee=True),
    Colonne("Debit", "mtn_debit", "montant", exigee=True),
    Colonne("Credit", "mtn_credit", "montant", exigee=True),
    Colonne("EcritureLet", "code_lettrage"),
    Colonne("DateLet", "date_lettrage", "date"),
    Colonne("ValidDate", "valid_date", "date", attendue=_COMMERCE),
    Colonne("Montantdevise", "mtn_devise", "montant"),
    Colonne("Idevise", "idevise"),
)
_REGLEMENT = (
    Colonne("DateRglt", "paiement_date", "date"),
    Colonne("ModeRglt", "paiement_mode"),
    Colonne("NatOp", "prestation"),
)
_CLIENT = (Colonne("IdClient", "client"),)
DU_REGIME: dict[str, tuple[Colonne, ...]] = {
    BIC: _DIX_HUIT,
    COM: _DIX_HUIT,
    BAT: (*_DIX_HUIT, *_REGLEMENT),
    BNCT: (*_DIX_HUIT, *_REGLEMENT, *_CLIENT),
}
_INTERNES = {
    **{colonne.nom.upper(): colonne.interne.upper() for colonne in DU_REGIME[BNCT]},
    "MONTANT": "MTN_DEBIT",
    "SENS": "MTN_CREDIT",
}


def find_internes(noms: list[str]) -> list[str]:
    """Give the checker's own name of each column of a header, in capitals.

    Of a name that comes twice only the first is known: the second is a column more.
    """
    vus: set[str] = set()
    found = []
    for nom in (nom.upper() for nom in noms):
        found.append(_INTERNES.get(nom, nom) if nom not in vus else nom)
        vus.add(nom)
    return found
