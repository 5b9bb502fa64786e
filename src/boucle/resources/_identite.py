"""Identite: the fields of a person, a company or an address, shared by several declarations."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from boucle.schema.champs.champs import Champ, Entier, Enum, Texte
from boucle.schema.champs.controle import BIC, EMAIL, IBAN, NAF, NIC, PAYS, SIREN

_C = TypeVar("_C", bound=Champ)

NATURES = {1: "Personne physique", 2: "Personne morale"}

CLIENTE = (
    "Entité cliente du cabinet. Le supprimer ferme aussi son dossier comptable ; refusé s'il tient "
    "des livres, il s'archive alors (`dossierClient/archive`)."
)
SIREN_CHAMP = Texte(
    "siren",
    "SIREN",
    max=9,
    controle=SIREN,
    indexe=True,
    description="9 chiffres, ou vide ; la clé de Luhn est vérifiée.",
)
NIC_CHAMP = Texte(
    "nic", "NIC", max=5, controle=NIC, description="Les 5 derniers chiffres du SIRET."
)
FORME_JURIDIQUE = Texte(
    "formeJuridique",
    "Forme juridique",
    max=10,
    description="Code court : ASS, COM, COOP, DIV, EARL, EI, EURL, GIE, SA, SARL, SAS, SCI, SNC…",
)
NAF_CHAMP = Texte("naf", "Code NAF", max=5, controle=NAF)
TELEPHONE = Texte("telephone", "Téléphone", max=30)
FAX = Texte("fax", "Télécopie", max=30)
EMAIL_CHAMP = Texte("email", "Adresse électronique", max=254, controle=EMAIL)
SITE_WEB = Texte("siteWeb", "Site web", max=250)


def nature(*, requis: bool = False) -> Enum:
    """Declare whether it is a natural or a legal person."""
    return Enum("nature", "Nature", valeurs=NATURES, requis=requis, defaut=None)


ADRESSE = (
    Texte("numVoie", "Numéro dans la voie", max=10),
    Entier(
        "extension",
        "Extension du numéro",
        minimum=0,
        maximum=99,
        defaut=0,
        description="0 : aucune ; 1 : bis ; 2 : ter ; 3 : quater.",
    ),
    Texte("nomVoie", "Nom de la voie", max=100),
    Texte("lieuditHameau", "Lieu-dit ou hameau", max=100),
    Texte("complementDistrib", "Complément de distribution", max=100),
    Texte("codePostal", "Code postal", max=10),
    Texte("localite", "Localité", max=100),
    Texte("pays", "Pays", max=2, controle=PAYS, defaut="FR"),
)
IBAN_CHAMP = Texte("iban", "IBAN", max=42, controle=IBAN)
BIC_CHAMP = Texte("bic", "BIC", max=14, controle=BIC)


def complete(champ: _C) -> _C:
    """Mark a shared field as completed by us where the published list lacks it."""
    return replace(champ, complete=True)
