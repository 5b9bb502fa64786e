"""Droits: what a row asks of whoever does the thing, and the rows that declarations give."""

from __future__ import annotations

from dataclasses import replace

import pytest

from boucle.errors import Refus
from boucle.operations.acces import cles, droits
from boucle.operations.acces.acteur import Acteur
from boucle.operations.acces.droits import FIXES, Droit, Portee
from boucle.schema import registre
from boucle.schema.acces import Acces
from boucle.schema.resource import Niveau
from boucle.store.base.engine import Store
from resources.jouets import MAISON
from schema.jouet import JOUET

from .conftest import make_dossier

CLE = Acteur(1, "Essai", "P", 2, "standard", "CLE", frozenset({3}), {4: 5})
ADVANCED = replace(CLE, niveau="advanced")
PARTOUT = replace(ADVANCED, dossiers=None, profils={})
LIRE = FIXES["import.lire"]


def refusal(droit: Droit, acteur: Acteur, dossier_id: int | None = None) -> str:
    """Give the code of what a row refuses, '' when it lets the acteur in."""
    perimetre = None if dossier_id is None else replace(acteur.cabinet, dossier_id=dossier_id)
    try:
        droit.demand(acteur, perimetre)
    except Refus as refused:
        return refused.kind.code
    return ""


def test_a_row_asks_for_the_level_then_the_profile_then_the_whole_cabinet() -> None:
    row = Droit("essai", "L'essai", Portee.CABINET, 3, "advanced")
    asked = (replace(CLE, profils={}), replace(ADVANCED, profils={}), ADVANCED,
             replace(PARTOUT, profil=3))  # fmt: skip
    assert [refusal(row, one) for one in asked] == ["REQ-014", "REQ-013", "REQ-019", ""]


def test_a_row_asks_for_no_more_than_it_says() -> None:
    rows = (Droit("essai", "L'essai", portee, 2) for portee in Portee)
    assert [refusal(row, replace(CLE, profils={})) for row in rows] == ["", "", "", "REQ-019"]
    assert refusal(Droit("essai", "L'essai", Portee.DOSSIER, 3), CLE, 4) == ""
    assert refusal(Droit("essai", "L'essai", Portee.DOSSIER, 3), CLE, 3) == "REQ-013"


PLACE = ["REQ-004", "REQ-014", "REQ-162"]
UNKNOWN = ["REQ-010", "REQ-011", "REQ-012"]


@pytest.mark.parametrize(
    ("droit", "refused"),
    [
        (Droit("essai", "L'essai", Portee.AUCUN), UNKNOWN),
        (Droit("essai", "L'essai", Portee.CABINET, 3, droits.LIBRE), []),
        (Droit("essai", "L'essai", Portee.AUCUN, 1), [*UNKNOWN, "REQ-013"]),
        (Droit("essai", "L'essai", Portee.AUCUN, 0, "advanced"), [*UNKNOWN, "REQ-014"]),
        (Droit("essai", "L'essai", Portee.CABINET), [*UNKNOWN, "REQ-019"]),
        (
            Droit("essai", "L'essai", Portee.CABINET, 3, "advanced", lieu=droits.LIEU),
            [*UNKNOWN, "REQ-014", "REQ-013", "REQ-019", "REQ-004", "REQ-162"],
        ),
        (Droit("essai", "L'essai", Portee.OUVERTS, lieu=droits.LIEU), [*UNKNOWN, *PLACE]),
    ],
)
def test_a_row_says_all_that_a_caller_may_be_refused_with(droit: Droit, refused: list[str]) -> None:
    assert [kind.code for kind in droit.refus] == refused


def test_the_place_of_a_resource_says_what_it_may_be_refused_with() -> None:
    rows = ("dossierComplet.lire", "groupe.lire", "compte.lire")
    told = {nom: [kind.code for kind in droits.table()[nom].lieu] for nom in rows}
    assert told == {
        "dossierComplet.lire": ["REQ-004", "REQ-014"],
        "groupe.lire": ["REQ-163"],
        "compte.lire": PLACE,
    }


def test_a_row_finds_its_place_as_its_resource_does_or_in_a_clients_dossier(store: Store) -> None:
    place = make_dossier(store)
    acteur = replace(PARTOUT, cabinet_id=place.cabinet_id)
    groupe = droits.table()["groupe.lire"]
    told = {}
    with store.lecture(place) as conn:
        assert LIRE.locate(conn, acteur, "D1") == place
        assert groupe.locate(conn, acteur, "cabinet") == acteur.cabinet
        for row, code in ((LIRE, "cabinet"), (groupe, "D1")):
            with pytest.raises(Refus) as caught:
                row.locate(conn, acteur, code)
            told[row.nom] = caught.value.slots["ressource"]
    assert told == {"import.lire": "L'import", "groupe.lire": groupe.quoi}


def rows_of(acces: Acces | None, niveau: Niveau) -> list[tuple[str, Portee, int, str]]:
    """Give the rows of a toy declared so: act, reach, profile, level."""
    toy = replace(JOUET, acces=acces, niveau=niveau)
    registre.forget(JOUET.nom)
    made = [row for row in droits.table([toy]).values() if row.nom not in FIXES]
    assert {row.resource for row in made} == {toy}
    return [(row.nom.removeprefix("jouetPur."), row.portee, row.profil, row.niveau) for row in made]


def test_the_rows_of_a_resource_follow_from_its_declaration() -> None:
    of_dossiers = Acces(lire=1, ecrire=2, supprimer=4)
    assert rows_of(of_dossiers, Niveau.DOSSIER) == [
        ("lire", Portee.DOSSIER, 1, "standard"),
        ("creer", Portee.DOSSIER, 2, "standard"),
        ("modifier", Portee.DOSSIER, 2, "standard"),
        ("supprimer", Portee.DOSSIER, 4, "standard"),
    ]
    assert {
        (portee, niveau)
        for _, portee, _, niveau in rows_of(replace(of_dossiers, dossier="dossier"), Niveau.CABINET)
    } == {(Portee.OUVERTS, "advanced")}
    assert [
        (nom, portee)
        for nom, portee, _, _ in rows_of(replace(of_dossiers, commun=True), Niveau.CABINET)
    ] == [
        ("lire", Portee.AUCUN),
        ("creer", Portee.CABINET),
        ("modifier", Portee.CABINET),
        ("supprimer", Portee.CABINET),
    ]


@pytest.mark.parametrize(("acces", "niveau"), [
    (None, Niveau.DOSSIER), (Acces(0, 0), Niveau.CABINET),
    (Acces(0, 0, commun=True), Niveau.DOSSIER), (Acces(0, 0, dossier="d"), Niveau.DOSSIER),
    (Acces(0, 0, commun=True, dossier="d"), Niveau.CABINET),
])  # fmt: skip
def test_a_resource_says_whose_its_records_are(acces: Acces | None, niveau: Niveau) -> None:
    with pytest.raises(ValueError, match="jouet"):
        rows_of(acces, niveau)


def test_an_operation_has_one_row() -> None:
    with pytest.raises(ValueError, match="two rows"):
        droits.table([JOUET, JOUET])
    assert {"groupe.lire", "import.fec"} < droits.table().keys()
    assert droits.table(MAISON) == droits.table()


def test_who_may_not_is_refused_before_the_body_is_read(store: Store) -> None:
    place = make_dossier(store)
    made = cles.create(store, "demo", nom="Essai", partenaire="P", codes=["D1"], profil=0)
    asked: list[str] = []

    def admit(nom: str, code: str | None) -> str:
        def dossier() -> str | None:
            asked.append(nom)
            return code

        try:
            acteur = droits.admit(store, FIXES[nom], made.abonnement, made.x_apikey, dossier)
        except Refus as refused:
            return refused.kind.code
        assert acteur.dossiers == {place.dossier_id}
        return ""

    assert [
        admit("import.valider", "D1"),
        admit("import.lire", "D9"),
        admit("import.lire", "D1"),
        admit("offre.dossiers", None),
    ] == ["REQ-013", "REQ-004", "", ""]
    assert asked == ["import.lire", "import.lire", "offre.dossiers"]
