"""Enregistrements: what becomes of each record and of each type of line of a TRA file.

One row a record or a type: nothing of the notice is absent from this table, and nothing of a file
is left aside that it does not name. Zones are in `notice.csv`; what a record brings to a fiche of
the dossier is in `apports.py`.
"""

from __future__ import annotations

from typing import NamedTuple

from boucle.formats.tra.texte.zones import Zone, zones_of

LU, CREE, COMPARE, SANS_FICHE, RATTACHE, LAISSE = (
    "lu",
    "créé s'il manque",
    "comparé",
    "comparé aux mouvements ; le dossier n'a pas de telle fiche",
    "rattaché aux écritures",
    "laissé de côté",
)
SORTS = (LU, CREE, COMPARE, SANS_FICHE, RATTACHE, LAISSE)


class Enregistrement(NamedTuple):
    """One record or type of line.

    code: the three letters after the stars, or the letter in column 31. sort: what becomes of it,
    one of SORTS. ressource: what is created of it. pourquoi: why it is left aside, in words.
    zones: where its zones are in the notice, when not under its code.
    """

    code: str
    titre: str
    sort: str = LAISSE
    ressource: str = ""
    pourquoi: str = ""
    zones: str = ""


_E = Enregistrement
_SANS_FICHE = "le dossier ne tient pas de telle fiche"
_AILLEURS = "ce réglage est celui du dossier"
_PAS_LIVRES = "ce n'est pas une écriture des livres"

# fmt: off
TABLE = (
    _E("PS1", "Société", COMPARE),
    _E("PS2", "Longueurs des comptes et comptes d'attente", COMPARE),
    _E("PS3", "Comptes et journaux d'usage", pourquoi=_AILLEURS),
    _E("PS4", "Bornes des classes de comptes", pourquoi=_AILLEURS),
    _E("PS5", "Monnaie et valeurs par défaut", LU),
    _E("EXO", "Exercice", CREE, "exercice"),
    _E("ETB", "Établissement", CREE, "etablissementComptable"),
    _E("JAL", "Journal", CREE, "journal"),
    _E("CGN", "Compte général", CREE, "compte"),
    _E("CGE", "Compte général, avant la version 002", CREE, "compte", zones="CGN"),
    _E("CAE", "Tiers", CREE, "tiers"),
    _E("RIB", "Coordonnées bancaires d'un tiers", CREE, "tiers"),
    _E("SAT", "Section analytique", CREE, "section"),
    _E("NSA", "Section analytique, nouveau modèle", CREE, "section"),
    _E("TVA", "Taux de TVA", CREE, "tva"),
    _E("BQC", "Compte bancaire de la société", CREE, "compteBancaire"),
    _E("MDP", "Mode de règlement", SANS_FICHE),
    _E("MDR", "Conditions de règlement", SANS_FICHE),
    _E("REG", "Régime de TVA", SANS_FICHE),
    _E("DEV", "Devise", SANS_FICHE),
    _E("CHA", "Cours de change", pourquoi="chaque ligne porte son taux ou son montant en euros"),
    _E("SSA", "Structure analytique", CREE, "axe"),
    _E("SPA", "Sous-plan analytique", CREE, "axe"),
    _E("VEN", "Ventilation par défaut", pourquoi="les lignes analytiques disent leurs parts"),
    _E("VAE", "Ventilation type", pourquoi="les lignes analytiques disent leurs parts"),
    _E("VAD", "Part d'une ventilation type", pourquoi="les lignes analytiques disent leurs parts"),
    _E("RAM", "Modèle de restriction analytique", pourquoi=_AILLEURS),
    _E("RAD", "Détail d'une restriction analytique", pourquoi=_AILLEURS),
    _E("SOU", "Souche de numéros de pièces", pourquoi="le livre numérote à l'export"),
    _E("CRR", "Compte de correspondance", pourquoi=_SANS_FICHE),
    _E("CRI", "Correspondance d'import", pourquoi="les codes sont gardés tels qu'envoyés"),
    _E("RUP", "Plan de ruptures", pourquoi=_SANS_FICHE),
    *(_E(f"TL{n}", f"Table libre {n}", pourquoi=_SANS_FICHE, zones="TL") for n in range(10)),
    _E("PTL", "Titres des tables libres", pourquoi=_SANS_FICHE),
    _E("CTL", "Liste de choix", pourquoi=_SANS_FICHE),
    _E("XTL", "Liste de choix étendue", pourquoi=_SANS_FICHE, zones="CTL"),
    _E("CPJ", "Journal des validations", pourquoi="le cabinet valide dans le dossier"),
    _E("CON", "Contact d'un tiers", pourquoi="une fiche de tiers n'a pas de contact"),
    _E("YTC", "Complément d'un tiers", pourquoi=_SANS_FICHE),
    _E("RRL", "Relances", pourquoi=_SANS_FICHE),
    _E("ARS", "Ressource", pourquoi=_SANS_FICHE),
    _E("BQE", "Banque", pourquoi=_SANS_FICHE),
    _E("EXB", "Relevé bancaire", pourquoi=_PAS_LIVRES),
    _E("EXL", "Ligne de relevé bancaire", pourquoi=_PAS_LIVRES),
    _E("ICS", "Créancier SEPA", pourquoi=_SANS_FICHE),
    _E("MDT", "Mandat SEPA", pourquoi=_SANS_FICHE),
    _E("SDC", "Créancier SEPA, Expert", pourquoi=_SANS_FICHE),
    _E("SDM", "Mandat SEPA, Expert", pourquoi=_SANS_FICHE),
    _E("CTI", "Type de bon à payer", pourquoi=_SANS_FICHE),
    _E("CCI", "Circuit de bon à payer", pourquoi=_SANS_FICHE),
    _E("CVP", "Variable technique", pourquoi=_SANS_FICHE),
    _E("FBG", "Compte budgétaire", pourquoi=_PAS_LIVRES),
    _E("FBJ", "Journal budgétaire", pourquoi=_PAS_LIVRES),
    _E("FBS", "Section budgétaire", pourquoi=_PAS_LIVRES),
    _E("RCA", "Récolte", pourquoi=_SANS_FICHE),
    _E("DIC", "Caractéristique technique", pourquoi=_SANS_FICHE),
    _E("SMA", "Cheptel", pourquoi=_SANS_FICHE),
)
"""Records, in the order of the notice or so."""

LIGNES = (
    _E("", "Ligne générale", LU, zones="MVT"),
    _E("X", "Ligne d'un tiers", LU, zones="MVT"),
    _E("H", "Ligne générale d'une seule section", LU, zones="MVT"),
    _E("A", "Part analytique de la ligne générale", LU, zones="MVT"),
    _E("G", "Document", RATTACHE),
    _E("O", "Écriture analytique seule", zones="MVT", pourquoi="les livres ne tiennent de "
       "ventilation que d'une ligne générale"),
    _E("V", "Variable technique", pourquoi=_SANS_FICHE),
    _E("P", "Bon à payer", pourquoi=_SANS_FICHE),
    _E("B", "Budget", pourquoi=_PAS_LIVRES),
)
"""Types of line, by the letter in column 31."""
# fmt: on

SYNONYMES = {"E": "X", "L": "X"}
"""Letters of old files, and the type that they are read as."""
ENREGISTREMENTS = {row.code: row for row in TABLE}
TYPES = {row.code: row for row in LIGNES}
AUTRES = tuple(row.code for row in TYPES.values() if row.sort in (LAISSE, RATTACHE))
"""Letters of the lines that are no movement."""
LUS = (*(row.code for row in TYPES.values() if row.code not in AUTRES), *SYNONYMES)
_SOUS_PLANS = frozenset(f"S{n}" for n in range(1, 7))


def record_zones(code: str, text: str = "") -> dict[str, Zone]:
    """Give the zones of a record of the table, as this line of it writes them."""
    if code == "SAT" and text[61:64].strip() in _SOUS_PLANS:
        # Some exporters write the new model under the old name.
        code = "NSA"
    return zones_of(ENREGISTREMENTS[code].zones or code)
