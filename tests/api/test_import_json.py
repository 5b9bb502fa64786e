"""ImportJson: entries in the request itself, as the published page asks and answers."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.test_import_http import GUID, LOOP, NOM, Maison, maison
from boucle.operations.ressources.approvisionnement import provision
from boucle.schema import registre
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers, fiches, reglages
from boucle.store.livre.ventilations import ventilation
from boucle.values import Perimetre
from operations.conftest import ACHAT, fec

__all__ = ["maison"]
JANVIER = {"from": "2024-01-01T00:00:00.000Z", "to": "2024-01-31T00:00:00.000Z"}


def montant(amount: Any) -> dict[str, Any]:
    return {"amount": amount, "currency": "EUR", "currencyAmount": amount, "currencyRate": "1.0"}


def ligne(compte: str, debit: Any, credit: Any, **more: Any) -> dict[str, Any]:
    return {
        "date": "2024-01-15T00:00:00.000Z",
        "journal": "AC",
        "journalLib": "Achats",
        "compte": compte,
        "debit": montant(debit),
        "credit": montant(credit),
        "libelle": "Achat",
        "reference": "FAC-001",
        **more,
    }


def envoi(*lignes: dict[str, Any], contexte: Any = JANVIER, **options: Any) -> dict[str, Any]:
    """Build a request as the published sample writes it, createNewJournaux on."""
    sent = {
        "separatorDecimal": ".",
        "formatDate": "YYYY-MM-DDTHH:mm:ss.SSSZ",
        "multiPeriode": False,
        "failOnUnbalanced": True,
        "createNewJournaux": True,
        "createNewComptes": True,
        "createNewTiers": True,
        **options,
    }
    return {
        "codeIbs": "D1",
        "data": {"contexte": contexte, "options": sent, "ecritures": list(lignes) or DEUX},
    }


DEUX = [ligne("607000", 120, 0), ligne("401000", 0, 120)]


def post(maison: Maison, body: Any) -> dict[str, Any]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = maison.raw("POST", f"{LOOP}/importJson", content=content)
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def done(maison: Maison, body: Any) -> dict[str, Any]:
    """Ask for an import, run it, and give how it ended."""
    told = post(maison, body)
    assert GUID.fullmatch(told.get("accountingImportRequestId", "")), told
    maison.work()
    found: dict[str, Any] = maison.client.call(
        "GET",
        f"{LOOP}/getImportStatus",
        params={"accountingImportRequestId": told["accountingImportRequestId"]},
    )
    return found


def lines(maison: Maison, told: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = maison.client.call("GET", f"/v1/imports/{told['id']}/lignes")
    return found


def codes(maison: Maison, told: dict[str, Any]) -> set[str]:
    rapport: dict[str, Any] = maison.client.call("GET", f"/v1/imports/{told['id']}/rapport")
    return {anomalie["code"] for anomalie in rapport["anomalies"]}


def test_the_published_sample_goes_into_the_books(maison: Maison) -> None:
    told = done(maison, envoi())
    assert (told["etat"], told["format"]) == ("a_valider", "JSON")
    assert told["nomFichier"] == "Import JSON"
    assert [
        (row["compte"], row["debitCentimes"], row["creditCentimes"]) for row in lines(maison, told)
    ] == [("607000", 12000, 0), ("401000", 0, 12000)]
    assert maison.client.valider(told["id"])["libelle"] == "Terminé avec succès"


def test_amounts_are_exact(maison: Maison) -> None:
    body = json.dumps(
        envoi(ligne("607000", 0.1, 0), ligne("445660", 0.2, 0), ligne("401000", 0, 0.3))
    ).encode()
    noisy = body.replace(b'"amount": 0.3', b'"amount": 0.30000000000000004')
    told = done(maison, noisy)
    assert [row["creditCentimes"] for row in lines(maison, told)] == [0, 0, 30]


def test_what_is_sent_is_kept_as_the_source(maison: Maison) -> None:
    body = json.dumps(envoi()).encode()
    told = done(maison, body)
    assert maison.raw("GET", f"/v1/imports/{told['id']}/source").content == body


REFUSED: list[tuple[str, Any, str]] = [
    (
        "nothing",
        b"",
        "Il n'y a pas de payload : la méthode est-elle bien en POST dans la requête ?",
    ),
    ("contexte", envoi(contexte=None), "Le contexte est obligatoire sans l'option multiPeriode"),
    (
        "none",
        {"codeIbs": "D1", "data": {"contexte": JANVIER, "ecritures": []}},
        "Il n'y a pas d'écritures à importer (l'objet écritures est vide)",
    ),
    (
        "object",
        {"codeIbs": "D1", "data": {"contexte": JANVIER, "ecritures": "x"}},
        "Les écritures doivent être présentées sous formes de tableau",
    ),
    ("one", envoi(DEUX[0]), "Le tableau d'écritures doit comporter au moins deux lignes"),
    (
        "from",
        envoi(contexte={"from": "01/01/2024", "to": JANVIER["to"]}),
        "Les dates du contexte doivent être au format ISO 'YYYY-MM-DDTHH:mm:ss.SSSZ'",
    ),
    (
        "justif",
        envoi(DEUX[0], {**DEUX[1], "dateJustif": "15/01/2024"}),
        "La date du justificatif doit être au format ISO 'YYYY-MM-DDTHH:mm:ss.SSSZ'",
    ),
    (
        "cutoff",
        envoi(DEUX[0], {**DEUX[1], "debCutOff": JANVIER["from"]}),
        "Les dates de début et fin de cut-off doivent être renseignées ensemble",
    ),
    (
        "debut",
        envoi(DEUX[0], {**DEUX[1], "debCutOff": "x", "finCutOff": JANVIER["to"]}),
        "La date de début de cut-off doit être au format ISO 'YYYY-MM-DDTHH:mm:ss.SSSZ'",
    ),
    (
        "fin",
        envoi(DEUX[0], {**DEUX[1], "debCutOff": JANVIER["from"], "finCutOff": "x"}),
        "La date de fin de cut-off doit être au format ISO 'YYYY-MM-DDTHH:mm:ss.SSSZ'",
    ),
    (
        "siret",
        envoi(DEUX[0], {**DEUX[1], "SIRET": "12345678900010"}),
        "Le numéro SIRET est invalide : il doit comporter 14 chiffres et respecter l'algorithme de "
        "Luhn sur l'écriture numéro 2",
    ),
    (
        "siren",
        envoi({**DEUX[0], "SIRET": "73282932000074"}, {**DEUX[1], "SIRET": "55208131766522"}),
        "Les SIRET des écritures doivent appartenir à la même entreprise (SIREN identique)",
    ),
    (
        "etablissement",
        envoi(DEUX[0], {**DEUX[1], "SIRET": "73282932000074"}),
        "L'établissement correspondant au SIRET 73282932000074 n'est pas reconnu "
        "pour le dossier D1",
    ),
    ("dossier", {**envoi(), "codeIbs": "NUL"}, "Le dossier NUL n'existe pas sur le domaine."),
    ("code", {"data": {}}, "Le codeIbs n'est pas spécifié."),
    ("sibling", {**envoi(), "codeIbs": "D2"}, "Le dossier D2 n'existe pas sur le domaine."),
]


@pytest.mark.parametrize(
    "body, message", [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_each_published_refusal_to_the_letter(maison: Maison, body: Any, message: str) -> None:
    told = post(maison, body)
    assert told.keys() == {"error"}
    assert told["error"]["message"] == message
    assert GUID.fullmatch(told["error"]["instanceId"])


def test_every_fault_of_every_line_is_told_at_once(maison: Maison) -> None:
    bad = deepcopy(DEUX)
    bad[0]["debit"] = montant("cent")
    bad[1] |= {"date": "31/02/2024", "modePaiement": 99}
    told = post(maison, envoi(*bad))["error"]["erreurs"]
    assert [(fault["champ"], fault["numeroEcriture"]) for fault in told] == [
        ("data.ecritures[0].debit", 1),
        ("data.ecritures[1].date", 2),
        ("data.ecritures[1].modePaiement", 2),
    ]


BLOCKED: list[tuple[str, Any, str]] = [
    ("unbalanced", envoi(ligne("607000", 100, 0), ligne("401000", 0, 120)), "ECR-001"),
    ("contexte", envoi(ligne("607000", 1, 0, date="2024-03-15T00:00:00.000Z"), DEUX[1]), "LIG-061"),
    ("journal", envoi(createNewJournaux=False), "LIG-063"),
    ("compte", envoi(createNewComptes=False), "LIG-063"),
    ("opening", envoi(*({**line, "type": 5} for line in DEUX), aNouveaux=False), "LIG-065"),
]


@pytest.mark.parametrize(
    "body, code", [row[1:] for row in BLOCKED], ids=[row[0] for row in BLOCKED]
)
def test_what_the_options_forbid_ends_the_import(maison: Maison, body: Any, code: str) -> None:
    told = done(maison, body)
    assert told["etat"] == "en_erreur"
    assert code in codes(maison, told)


def test_balancing_is_done_when_it_is_asked_for(maison: Maison) -> None:
    lignes = (ligne("607000", 100, 0), ligne("401000", 0, 120))
    told = done(maison, envoi(*lignes, failOnUnbalanced=False))
    assert [(row["compte"], row["debitCentimes"]) for row in lines(maison, told)][2:] == [
        ("47100000", 2000)
    ]


def test_an_unknown_tiers_gives_way_to_the_waiting_one(maison: Maison) -> None:
    lignes = (DEUX[0], {**DEUX[1], "tiers": "INCONNU"})
    told = done(maison, envoi(*lignes, createNewTiers=False))
    assert [row["tiers"] for row in lines(maison, told)] == ["", "ATTENTE"]
    assert "LIG-064" in codes(maison, told)


def test_comptes_rules_move_a_range(maison: Maison) -> None:
    regle = {"prefixe": "607", "compte": "606400"}
    told = done(maison, envoi(comptesRules=[regle]))
    assert [row["compte"] for row in lines(maison, told)] == ["606400", "401000"]


@pytest.mark.parametrize(
    "nom",
    [
        "comptesRules",
        "failOnUnbalanced",
        "separatorDecimal",
        "formatDate",
        "createNewTiers",
    ],
)
@pytest.mark.parametrize("value", [3, "x", [1], [{"prefixe": {}}], {"a": 1}], ids=str)
def test_an_option_of_another_type_is_a_fault_with_its_name(
    maison: Maison, nom: str, value: Any
) -> None:
    told = post(maison, envoi(**{nom: value}))
    assert f"data.options.{nom}" in {fault["champ"] for fault in told["error"]["erreurs"]}


def test_the_same_key_gives_the_same_import(maison: Maison) -> None:
    headers = {**maison.headers, "Idempotency-Key": "une-fois"}
    body = json.dumps(envoi()).encode()
    first, second = (
        maison.raw("POST", f"{LOOP}/importJson", content=body, headers=headers).json()
        for _ in range(2)
    )
    assert first == second


def test_a_json_import_and_a_fec_live_in_one_exercice(
    maison: Maison, tmp_path: Path, store: Store
) -> None:
    demande = maison.client.import_fec("D1", maison.deposit(tmp_path, fec(*ACHAT), NOM))
    maison.work()
    maison.client.follow(demande)
    maison.client.valider(demande)
    maison.client.valider(done(maison, envoi())["id"])
    exported = maison.client.export_fec("D1", "2024")[1].decode()
    assert exported.count("\r\n") == 6


def test_an_analytic_breakdown_follows_its_line(maison: Maison, store: Store) -> None:
    headers = {"codeDossier": "D1"}
    maison.client.call("POST", f"{LOOP}/axe", params=headers, json=[{"code": "CHANTIER"}])
    parts = [{"section": "NORD", "pourcentage": 33.33}, {"section": "SUD", "pourcentage": 66.67}]
    told = done(maison, envoi({**DEUX[0], "axeAnaCHANTIER": parts}, DEUX[1]))
    assert told["etat"] == "a_valider"
    with store.lecture(None) as conn:
        rows = conn.execute(select(ventilation).order_by(ventilation.c.rang)).mappings().all()
    assert [(row["n"], row["axe"], row["section"], row["debit"]) for row in rows] == [
        (1, "CHANTIER", "NORD", 4000),
        (1, "CHANTIER", "SUD", 8000),
    ]


def test_an_unknown_axe_ends_the_import(maison: Maison) -> None:
    told = done(maison, envoi({**DEUX[0], "axeAnaNUL": [{"section": "NORD"}]}, DEUX[1]))
    assert (told["etat"], codes(maison, told) & {"ECR-051"}) == ("en_erreur", {"ECR-051"})


def gathered(maison: Maison, told: dict[str, Any]) -> tuple[dict[str, list[str]], str, list[str]]:
    """Give the comptes of each écriture, the key of the rapport, and what says how they came."""
    rapport: dict[str, Any] = maison.client.call("GET", f"/v1/imports/{told['id']}/rapport")
    found: dict[str, list[str]] = {}
    for row in lines(maison, told):
        found.setdefault(row["ecritureNum"], []).append(row["compte"])
    said = [a["message"] for a in rapport["anomalies"] if a["code"] == "FIC-062"]
    return found, rapport["faits"]["cle_ecriture"], said


def test_two_invoices_of_one_day_told_apart_by_reference_alone_stay_two(maison: Maison) -> None:
    second = [{**line, "reference": "FAC-002"} for line in DEUX]
    told = done(maison, envoi(DEUX[0], second[0], DEUX[1], second[1]))
    assert (told["etat"], told["ecritures"]) == ("a_valider", 2)
    found, cle, said = gathered(maison, told)
    assert found == {"FAC-001": ["607000", "401000"], "FAC-002": ["607000", "401000"]}
    assert cle == "reference"
    assert len(said) == 1 and "reference (4)" in said[0]
    maison.client.valider(told["id"])
    rows = [
        row.split("\t")
        for row in maison.client.export_fec("D1", "2024")[1].decode().split("\r\n")[1:-1]
    ]
    assert [(row[2], row[8]) for row in rows] == [
        ("FAC-001", "FAC-001"),
        ("FAC-002", "FAC-002"),
        ("FAC-001", "FAC-001"),
        ("FAC-002", "FAC-002"),
    ]


def test_the_piece_gathers_before_the_reference_and_the_reference_before_the_day(
    maison: Maison,
) -> None:
    of_piece = [
        {**line, "refPiece": "P1", "reference": f"R{rank}"} for rank, line in enumerate(DEUX)
    ]
    of_day = [{nom: value for nom, value in line.items() if nom != "reference"} for line in DEUX]
    told = done(maison, envoi(*of_piece, *DEUX, *of_day))
    found, cle, said = gathered(maison, told)
    assert list(found) == ["P1", "FAC-001", "20240115"]
    assert cle == "PieceRef"
    assert ["refPiece (2), reference (2), date (2)" in text for text in said] == [True]
    maison.client.valider(told["id"])
    rows = [
        row.split("\t")
        for row in maison.client.export_fec("D1", "2024")[1].decode().split("\r\n")[1:-1]
    ]
    assert [row[8] for row in rows] == ["P1", "P1", "FAC-001", "FAC-001", "20240115", "20240115"]


def test_a_reference_that_comes_back_on_another_day_is_told(maison: Maison) -> None:
    later = [{**line, "date": "2024-01-20T00:00:00.000Z"} for line in DEUX]
    told = done(maison, envoi(*DEUX, *later))
    assert told["ecritures"] == 1
    assert "ECR-004" in codes(maison, told)


def test_a_provisioned_dossier_keeps_one_account_of_each_number(
    maison: Maison, store: Store
) -> None:
    place = Perimetre(1, 1)
    with store.transaction(place) as conn:
        assert provision(conn, place) > 100
        assert reglages.read_reglages(conn, place).longueur_compte == 8
    told = done(maison, envoi())
    assert [row["compte"] for row in lines(maison, told)] == ["60700000", "40100000"]
    found = maison.client.call(
        "GET",
        f"{LOOP}/compte",
        params={"codeDossier": "D1", "filter": "numero >= '607' && numero < '608'"},
    )
    assert [compte["numero"] for compte in found] == ["60700000"]


def test_provisioning_bends_no_dossier_that_counts_otherwise(store: Store) -> None:
    with store.transaction(None) as conn:
        dossiers.create_cabinet(conn, "demo", "Demo")
        place = Perimetre(1, dossiers.create(conn, 1, "D1"))
        rows = [{"numero": "607000", "libelle": "Achats"}]
        fiches.insert_missing(conn, place, registre.find("compte"), rows, None)
        provision(conn, place)
        assert reglages.read_reglages(conn, place).longueur_compte == 0


@pytest.mark.parametrize(
    "cote, said",
    [
        ({"amuont": 100}, "amuont"),
        ({"currency": "USD", "currencyAmount": 100}, "amount"),
    ],
)
def test_an_amount_under_another_name_is_refused_by_that_name(
    maison: Maison, cote: dict[str, Any], said: str
) -> None:
    told = post(maison, envoi({**DEUX[0], "debit": cote}, DEUX[1]))["error"]
    assert told["erreurs"][0]["champ"] == "data.ecritures[0].debit"
    assert said in told["message"] + told["remede"]


def test_the_case_of_a_nested_key_does_not_matter(maison: Maison) -> None:
    told = done(maison, envoi({**DEUX[0], "debit": {"Amount": 120, "CURRENCY": "EUR"}}, DEUX[1]))
    assert [row["debitCentimes"] for row in lines(maison, told)] == [12000, 0]


@pytest.mark.parametrize("hour", ["T99:99:99.000Z", "T24:00:00.000Z", "T12:60:00.000Z"])
def test_an_hour_that_no_day_has_is_refused(maison: Maison, hour: str) -> None:
    told = post(maison, envoi({**DEUX[0], "date": f"2024-01-15{hour}"}, DEUX[1]))["error"]
    assert told["erreurs"][0]["champ"] == "data.ecritures[0].date"
