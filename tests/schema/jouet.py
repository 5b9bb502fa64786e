"""Jouet: a toy resource with one field of each kind, declared once for the pure tests."""

from __future__ import annotations

from decimal import Decimal

from boucle import resources
from boucle.schema import registre
from boucle.schema.acces import Acces
from boucle.schema.champs.champs import (
    Booleen,
    Choix,
    Code,
    Entier,
    Enum,
    Jour,
    Liste,
    Nombre,
    NumeroCompte,
    Objet,
    Reference,
    Texte,
)
from boucle.schema.champs.controle import BIC, EMAIL, IBAN, SIREN, SIRET
from boucle.schema.resource import Niveau, Resource

resources.load()

JOUET = Resource(
    nom="jouetPur",
    chemin="jouetPur",
    titre="Jouet",
    article="Le jouet",
    tag="Essais",
    niveau=Niveau.DOSSIER,
    cle="code",
    acces=Acces(lire=0, ecrire=0),
    champs=(
        Code("code", "Code", requis=True, max=10),
        Texte("nom", "Nom", max=20),
        Texte("siren", "SIREN", max=9, controle=SIREN),
        Texte("siret", "SIRET", max=14, controle=SIRET),
        Texte("iban", "IBAN", max=42, controle=IBAN),
        Texte("bic", "BIC", max=14, controle=BIC),
        Texte("email", "Adresse électronique", max=254, controle=EMAIL),
        NumeroCompte("numero", "Numéro"),
        Choix("sens", "Sens", valeurs={"D": "débit", "C": "crédit"}),
        Entier("age", "Âge", minimum=0, maximum=150),
        Enum("type", "Type", valeurs={1: "un", 2: "deux"}),
        Nombre("taux", "Taux", decimales=2, maximum=Decimal(100)),
        Booleen("actif", "Actif", defaut=True),
        Jour("date", "Date"),
        Reference("compte", "Compte", cible="compte"),
        Objet("adr", "Adresse", champs=(Texte("ville", "Ville", max=20),)),
        Liste("notes", "Notes", champs=(Texte("texte", "Texte", max=5, requis=True),)),
        Texte("vieux", "Ancien nom", alias=("ancien",)),
    ),
    exemple={
        "code": "J1",
        "nom": "Ours",
        "numero": "401",
        "sens": "D",
        "age": 3,
        "type": 1,
        "taux": 20,
        "actif": False,
        "date": "2024-02-29",
        "compte": "41100000",
        "adr": {"ville": "Lyon"},
        "notes": [{"texte": "doux"}],
        "email": "ours@client.example",
    },
)

# Known to these tests only: a resource left in the register would be looked for in databases.
registre.forget("jouetPur")
