"""Jouets: declarations of nothing real, tried by every generated test like those of the house.

A declaration added to `JOUETS` gets its table, its routes and all the generated tests: it needs
nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from boucle import resources
from boucle.schema import registre
from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Booleen, Code, Jour, Reference, Texte
from boucle.schema.resource import Niveau, Resource
from boucle.store.base.metadata import METADATA
from boucle.store.fiches.ressources import build
from schema.jouet import JOUET

MAISON = resources.load()

JOUETS = (
    JOUET,
    Resource(
        nom="jouetPiece", chemin="jouets/pieces", titre="Pièce de jouet", article="La pièce",
        tag="Essais", niveau=Niveau.DOSSIER, cle="objectId",
        acces=Acces(lire=0, ecrire=0),
        champs=(
            Reference("jouet", "Jouet", cible=JOUET.nom, requis=True),
            Reference("remplace", "Pièce remplacée", cible="jouetPiece"),
            Texte("nom", "Nom", max=20, requis=True),
            Booleen("perdue", "Perdue"),
        ),
        exemple={"jouet": "J1", "nom": "roue"},
    ),
    Resource(
        nom="jouetMagasin", chemin="jouets/magasins", titre="Magasin", article="Le magasin",
        tag="Essais", niveau=Niveau.CABINET, cle="code",
        acces=Acces(lire=0, ecrire=3, commun=True),
        champs=(
            Code("code", "Code", requis=True, max=10),
            Texte("nom", "Nom", max=20, indexe=True),
            Jour("ouverture", "Ouverture"),
        ),
        exemple={"code": "M1", "nom": "Au nain bleu", "ouverture": "1936-12-01"},
    ),
)  # fmt: skip

# Known for the time of their tests only: other tests have databases without their tables.
for _jouet in JOUETS:
    registre.forget(_jouet.nom)

TOUTES = (*MAISON, *JOUETS)


@contextmanager
def declared() -> Iterator[None]:
    """Have the toys in the house: found by their names, their tables among the others."""
    for jouet in JOUETS:
        registre.add(jouet)
    for jouet in JOUETS:
        build(jouet)
    try:
        yield
    finally:
        for jouet in JOUETS:
            registre.forget(jouet.nom)
            METADATA.remove(METADATA.tables[jouet.table_nom])
