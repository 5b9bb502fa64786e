"""Import: a file in, a state, a rapport and lines out."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest

from boucle.compta.etat import Etat
from boucle.errors import Refus
from boucle.formats.fec.ecrire.plat import FormeFec
from boucle.operations.imports import imports
from boucle.operations.imports.publication import TRANCHE_FICHES
from boucle.operations.livre.export import export_fec
from boucle.operations.travaux.balai import sweep
from boucle.schema import registre
from boucle.store.base.engine import Store
from boucle.store.fiches import fiches
from boucle.store.livre import livre
from boucle.values import EPOCH

from .conftest import ACHAT, BANCAL, Scene, fec, ligne


def books(scene: Scene) -> list[tuple[str, int, int]]:
    """Give the balances that count: those of validated imports."""
    with scene.store.lecture(scene.perimetre) as conn:
        rows = livre.balance(conn, scene.perimetre, EPOCH, EPOCH.replace(year=2100))
    return [(row["compte"], int(row["debit"]), int(row["credit"])) for row in rows]


def rapport(scene: Scene, told: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(imports.rapport(scene.store, scene.acteur, told["id"]))
    return found


def test_a_good_file_waits_for_the_firm_and_does_not_count_yet(scene: Scene) -> None:
    told = scene.run(fec(*ACHAT))
    assert (told["etat"], told["status"], told["lignes"], told["ecritures"]) == (
        "a_valider",
        3,
        3,
        1,
    )
    assert (told["debitCentimes"], told["creditCentimes"], told["exercice"]) == (
        12000,
        12000,
        "EXERCICE 2024",
    )
    assert books(scene) == []
    assert scene.violations() == []


def test_validated_it_counts(scene: Scene) -> None:
    told = scene.run(fec(*ACHAT))
    scene.decide(told["id"], Etat.VALIDE)
    assert books(scene) == [("401000", 0, 12000), ("445660", 2000, 0), ("606400", 10000, 0)]
    assert scene.violations() == []


def test_rejected_its_lines_go_and_what_it_created_stays(scene: Scene) -> None:
    told = scene.run(fec(*ACHAT))
    scene.decide(told["id"], Etat.REJETE)
    assert scene.violations() == []
    assert sweep(scene.atelier) == 3
    assert books(scene) == []
    assert scene.violations() == []
    with pytest.raises(Refus, match="REQ-256"):
        imports.page(scene.store, scene.acteur, told["id"], 0, 10)
    again = scene.run(fec(*ACHAT))
    assert again["etat"] == "a_valider"


def test_an_import_is_judged_once(scene: Scene) -> None:
    told = scene.run(fec(*ACHAT))
    scene.decide(told["id"], Etat.VALIDE)
    with pytest.raises(Refus) as caught:
        scene.decide(told["id"], Etat.REJETE)
    details = caught.value.details
    assert (caught.value.kind.code, details["etat"]) == ("REQ-251", "valide")
    assert (details["par"], details["profil"]) == ("Clé d'essai", 3)


def test_an_unbalanced_ecriture_refuses_the_whole_file_and_says_where(scene: Scene) -> None:
    told = scene.run(fec(*ACHAT, *BANCAL))
    assert (told["etat"], told["status"], told["lignes"]) == ("en_erreur", 4, 0)
    assert told["erreur"]["code"] == "ECR-001"
    found = [(a["code"], a["ligne"]) for a in rapport(scene, told)["anomalies"]]
    assert ("ECR-001", 5) in found
    assert scene.violations() == []


def test_or_it_is_closed_on_the_waiting_account_with_the_line_shown(scene: Scene) -> None:
    scene.set_reglages(desequilibre="compteAttente")
    told = scene.run(fec(*ACHAT, *BANCAL))
    assert (told["etat"], told["lignes"], told["lignesAjoutees"]) == ("a_valider", 6, 1)
    assert "ECR-002" in [a["code"] for a in rapport(scene, told)["anomalies"]]
    rows = imports.page(scene.store, scene.acteur, told["id"], 6, 10).lignes
    assert [(r["n"], r["compte"], r["debit"], r["credit"]) for r in rows] == [
        (7, "47100000", 0, 100)
    ]
    assert scene.violations() == []


def test_a_long_list_of_tiers_is_created_once_whole(scene: Scene) -> None:
    nombre = 2 * TRANCHE_FICHES + 1
    lignes = [
        ligne(str(rang), compte, *montants, tiers=tiers, tiers_lib=tiers and f"Client {tiers}")
        for rang in range(1, nombre + 1)
        for compte, montants, tiers in (
            ("411000", ("1,00", "0,00"), f"C{rang}"),
            ("706000", ("0,00", "1,00"), ""),
        )
    ]
    assert scene.run(fec(*lignes))["etat"] == "a_valider"
    assert scene.run(fec(*lignes))["etat"] == "a_valider"
    with scene.store.lecture(scene.perimetre) as conn:
        wanted = [f"C{rang}" for rang in range(1, nombre + 1)]
        made = fiches.ids_of(conn, scene.perimetre, registre.find("tiers"), "code", wanted)
    assert len(made) == nombre
    assert scene.violations() == []


def test_straight_into_the_books_where_the_firm_says_so(scene: Scene) -> None:
    scene.set_reglages(attente_validation=False)
    assert scene.run(fec(*ACHAT))["etat"] == "valide"
    assert len(books(scene)) == 3


def test_the_same_bytes_again_carry_a_warning_that_names_the_first(scene: Scene) -> None:
    first = scene.run(fec(*ACHAT))
    second = scene.run(fec(*ACHAT), nom="732829320FEC20241231_1.txt")
    assert second["etat"] == "a_valider"
    twin = next(a for a in rapport(scene, second)["anomalies"] if a["code"] == "FIC-060")
    assert first["id"] in twin["message"]


def test_the_same_bytes_again_are_refused_where_nobody_judges(scene: Scene) -> None:
    scene.set_reglages(attente_validation=False)
    scene.run(fec(*ACHAT))
    assert scene.run(fec(*ACHAT))["erreur"]["code"] == "FIC-060"
    assert scene.run(fec(*ACHAT), doublon="accepter")["etat"] == "valide"


def test_the_same_bytes_again_are_refused_where_the_dossier_says_so(scene: Scene) -> None:
    scene.set_reglages(doublon="refuser")
    scene.run(fec(*ACHAT))
    assert scene.run(fec(*ACHAT))["erreur"]["code"] == "FIC-060"
    assert scene.run(fec(*ACHAT), doublon="accepter")["etat"] == "a_valider"


def test_a_date_in_no_exercice_is_refused(scene: Scene) -> None:
    lost = (
        ligne("3", "606400", "1,00", "0,00", date="20300115"),
        ligne("3", "512000", "0,00", "1,00", date="20300115"),
    )
    told = scene.run(fec(*ACHAT, *lost))
    assert told["etat"] == "en_erreur"
    assert told["erreur"]["code"] in ("LIG-053", "LIG-051")


def test_a_missing_exercice_is_named_or_made(scene: Scene) -> None:
    later = tuple(line.replace("2024", "2031") for line in ACHAT)
    refused = scene.run(fec(*later), nom="732829320FEC20311231.txt")
    assert refused["etat"] == "en_erreur"
    scene.set_reglages(creer_exercice=True)
    made = scene.run(fec(*later), nom="732829320FEC20311231.txt")
    assert (made["etat"], made["exercice"]) == ("a_valider", "EXERCICE 2031")
    assert scene.violations() == []


def test_accounts_take_the_length_of_the_dossier(scene: Scene) -> None:
    scene.set_reglages(longueur_compte=8)
    told = scene.run(fec(*ACHAT))
    rows = imports.page(scene.store, scene.acteur, told["id"], 0, 10).lignes
    assert [row["compte"] for row in rows] == ["60640000", "44566000", "40100000"]


def test_what_came_in_goes_out_identical(scene: Scene) -> None:
    content = fec(
        *ACHAT,
        ligne("4", "606400", "-5,00", "0,00", lib="Autre libellé"),
        ligne("4", "512000", "0,00", "-5,00"),
    )
    told = scene.run(content)
    scene.decide(told["id"], Etat.VALIDE)
    out = BytesIO()
    made = export_fec(scene.store, scene.perimetre, "2024", out, FormeFec())
    assert out.getvalue() == content
    assert made.nom == "000000000FEC20241231.txt"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 100,
        b"\xff\xfe" + "JournalCode".encode("utf-16-le"),
        b"abc",
        b"\n" * 50,
        fec(),
        fec("trop court"),
        b"\x1f\x8b\x08garbage",
        b"PK\x03\x04garbage",
        b"<?xml garbage",
    ],
    ids=["empty", "nul", "utf-16", "text", "lines", "header-only", "ragged", "gzip", "zip", "xml"],
)
def test_what_is_not_a_fec_ends_with_a_rapport(scene: Scene, content: bytes) -> None:
    told = scene.run(content)
    assert told["etat"] == "en_erreur"
    assert told["erreur"]["code"][:3] in ("FIC", "LIG")
    assert rapport(scene, told)["bloquant"] is True


def test_one_database_role_is_enough(scene: Scene) -> None:
    config = scene.store.config
    seul = Store(
        replace(
            config,
            database=config.database_proprietaire,
            database_charge="",
            database_proprietaire="",
        )
    )
    scene.atelier.store, scene.atelier.config = seul, seul.config
    assert scene.run(fec(*ACHAT))["etat"] == "a_valider"
    assert scene.violations() == []
