"""Ventilation: lines of the books go to other sections; amounts and comptes never move."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema_rs
import pytest
from sqlalchemy import select

from api.test_import_http import LOOP, Maison, maison
from api.test_import_json import DEUX, done, envoi, ligne
from boucle.api.document.openapi import document
from boucle.operations.acces import cles
from boucle.operations.acces.acteur import Acteur
from boucle.operations.controle.invariants import check_all
from boucle.operations.livre.ventilation_ligne import change_ventilations
from boucle.operations.ressources.ressources import Envoi
from boucle.resources._ecriture import CHAMPS_LIGNE
from boucle.store.acces.audit import audit
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers
from boucle.values import Perimetre

__all__ = ["maison"]
PATH = f"{LOOP}/EcritureComptable/ventilation"


@dataclass
class Livre:
    """A dossier with two axes and their sections, and a validated line of 120,00 on 607000."""

    maison: Maison
    demande: str

    def lines(self, **params: str) -> list[dict[str, Any]]:
        asked = {"codeDossier": "D1", "filter": f"ecritureOrigine == '{self.demande}'", **params}
        answer = self.maison.raw("GET", f"{LOOP}/EcritureComptable", params=asked)
        assert answer.status_code == 200, answer.text
        follows_the_document("get", "EcritureComptable", answer.json())
        return list(answer.json())

    def record(self, rang: int = 0, **parts: Any) -> dict[str, Any]:
        line = self.lines()[rang]
        return {"objectId": line["objectId"], "revisionId": line["revisionId"], **parts}

    def put(self, items: Any, **headers: str) -> dict[str, Any]:
        answer = self.maison.raw(
            "PUT",
            PATH,
            params={"codeDossier": "D1"},
            json=items,
            headers={**self.maison.headers, **headers},
        )
        assert answer.status_code == 200, answer.text
        follows_the_document("put", "EcritureComptable/ventilation", answer.json())
        return dict(answer.json())

    def faults(self, *items: Any) -> set[tuple[int, str, str]]:
        told = self.put(list(items))
        assert all(fault["message"] and fault["remede"] for fault in told["errors"])
        return {(fault["index"], fault["field"], fault["code"]) for fault in told["errors"]}

    def change(self, nom: str, cle: str, **values: Any) -> None:
        params = {"codeDossier": "D1", "filter": cle}
        (found,) = self.maison.client.call("GET", f"{LOOP}/{nom}", params=params)
        identity = {name: found[name] for name in ("objectId", "revisionId")}
        told = self.maison.client.call(
            "PUT", f"{LOOP}/{nom}", params={"codeDossier": "D1"}, json=[identity | values]
        )
        assert told["errors"] == []


@cache
def promise(methode: str, chemin: str) -> jsonschema_rs.Draft202012Validator:
    """Give what the document says of one answer of success."""
    described = document()
    told = described["paths"][f"{LOOP}/{chemin}"][methode]["responses"]["200"]["content"]
    schema = {**told["application/json"]["schema"], "components": described["components"]}
    return jsonschema_rs.Draft202012Validator(schema)


def follows_the_document(methode: str, chemin: str, answer: Any) -> None:
    assert [error.message for error in promise(methode, chemin).iter_errors(answer)] == []


def create(maison: Maison, nom: str, *items: dict[str, Any]) -> None:
    params = {"codeDossier": "D1"}
    told = maison.client.call("POST", f"{LOOP}/{nom}", params=params, json=list(items))
    assert told["errors"] == []


@pytest.fixture
def livre(maison: Maison) -> Livre:
    create(maison, "axe", {"code": "CHANTIER"}, {"code": "AGENCE"})
    create(
        maison,
        "section",
        {"code": "NORD", "axe": "CHANTIER"},
        {"code": "SUD", "axe": "CHANTIER"},
        {"code": "LYON", "axe": "AGENCE"},
        {"code": "VIEUX", "axe": "CHANTIER", "ferme": True},
    )
    told = done(maison, envoi(*DEUX, ligne("607100", 0, 30), ligne("401000", 30, 0)))
    maison.client.valider(told["id"])
    found = Livre(maison, told["id"])
    for numero in ("607000", "607100"):
        found.change("compte", f"numero=='{numero}'", analytique=True)
    return found


def parts_of(line: dict[str, Any], axe: str) -> list[tuple[str, Any, Any]]:
    return [
        (part["section"], part["debit"]["amount"], part["credit"]["amount"])
        for part in line[f"axeAna{axe}"]
    ]


def violations(store: Store) -> list[str]:
    return [found for result in check_all(store) for found in result.violations]


def test_a_line_goes_to_other_sections_and_says_so(livre: Livre, store: Store) -> None:
    before = livre.lines()
    assert all(line["revisionId"] == "0x0000000000000000" for line in before)
    told = livre.put(
        [
            livre.record(
                axeAnaCHANTIER=[
                    {"section": "NORD", "pourcentage": 33.33},
                    {"section": "SUD", "pourcentage": 66.67, "quantite": 2.5},
                ],
                axeAnaAGENCE=[{"section": "LYON"}],
            ),
            # On the side of the line: 607100 is credited.
            livre.record(
                2,
                axeAnaCHANTIER=[
                    {"section": "NORD", "montant": 10},
                    {"section": "SUD", "montant": 20},
                ],
            ),
        ]
    )
    assert told["errors"] == []
    line, _, credited, _ = livre.lines()
    assert parts_of(line, "CHANTIER") == [("NORD", 40, 0), ("SUD", 80, 0)]
    assert line["axeAnaCHANTIER"][1]["quantite"] == 2.5
    assert parts_of(line, "AGENCE") == [("LYON", 120, 0)]
    assert parts_of(credited, "CHANTIER") == [("NORD", 0, 10), ("SUD", 0, 20)]
    assert told["success"][0] == {
        nom: line[nom] for nom in ("objectId", "revisionId", "axeAnaAGENCE", "axeAnaCHANTIER")
    }
    same = [{nom: line[nom] for nom in CHAMPS_LIGNE if nom != "revisionId"}
            for line in livre.lines()]  # fmt: skip
    assert same == [{nom: line[nom] for nom in CHAMPS_LIGNE if nom != "revisionId"}
                    for line in before]  # fmt: skip
    assert violations(store) == []


def test_an_axe_that_is_not_sent_keeps_its_parts(livre: Livre, store: Store) -> None:
    livre.put(livre.record(axeAnaCHANTIER=NORD, axeAnaAGENCE=[{"section": "LYON"}]))
    first = livre.lines()[0]
    # What was read may be sent back as it is.
    sent = {nom: first[nom] for nom in ("objectId", "revisionId", "axeAnaCHANTIER")}
    (again,) = livre.put([sent])["success"]
    assert again | {"revisionId": ""} == {
        nom: first[nom] for nom in ("objectId", "axeAnaAGENCE", "axeAnaCHANTIER")
    } | {"revisionId": ""}
    assert again["revisionId"] > first["revisionId"]
    livre.put(livre.record(axeAnaCHANTIER=[]))
    line = livre.lines()[0]
    assert "axeAnaCHANTIER" not in line
    assert parts_of(line, "AGENCE") == [("LYON", 120, 0)]
    assert violations(store) == []


NORD = [{"section": "NORD"}]


def test_every_fault_of_every_record_is_told_at_once(livre: Livre) -> None:
    sound = livre.record()
    unknown = {"objectId": f"{livre.demande}-99", "revisionId": "0x0", "axeAnaCHANTIER": NORD}
    tilted = [{"section": "NORD", "montant": 40}, {"section": "SUD", "montant": 79.99}]
    assert livre.faults(
        3,
        {"axeAnaCHANTIER": NORD},
        unknown,
        {**unknown, "objectId": "n'importe quoi"},
        {
            **sound,
            "axeAnaCHANTIER": tilted,
            "axeAnaAGENCE": [{"section": "NORD"}],
            "axeAnaNUL": [{"section": "LYON"}],
            "inconnu": 1,
            "debit": 3,
        },
        livre.record(1, axeAnaCHANTIER=[{"section": "NEUF"}]),
        livre.record(
            2,
            axeAnaCHANTIER=[
                {"section": "VIEUX", "pourcentage": 99},
                {"section": 3},
                {"montant": 1},
                7,
            ],
        ),
    ) == {
        (0, "", "REQ-120"),
        (1, "objectId", "REQ-101"),
        (1, "revisionId", "REQ-101"),
        (2, "objectId", "REQ-123"),
        (3, "objectId", "REQ-123"),
        (4, "axeAnaCHANTIER", "REQ-135"),
        (4, "axeAnaAGENCE[0].section", "REQ-134"),
        (4, "axeAnaNUL", "REQ-117"),
        (4, "inconnu", "REQ-100"),
        (4, "debit", "REQ-102"),
        (5, "objectId", "REQ-136"),
        (5, "axeAnaCHANTIER[0].section", "REQ-117"),
        (6, "axeAnaCHANTIER[0].section", "REQ-133"),
        (6, "axeAnaCHANTIER[1]", "REQ-103"),
        (6, "axeAnaCHANTIER[2]", "REQ-103"),
        (6, "axeAnaCHANTIER[3]", "REQ-103"),
    }
    assert all(line.keys() == set(CHAMPS_LIGNE) for line in livre.lines())


WRONG: list[tuple[Any, str]] = [
    ("x", "REQ-103"),
    ({"section": "NORD"}, "REQ-103"),
    ([{}] * 1001, "REQ-103"),
    ([{"section": "NORD"}, {"section": "SUD"}], "REQ-289"),
    ([{"section": "NORD", "pourcentage": 50}, {"section": "SUD", "pourcentage": 49.99}], "REQ-135"),
    ([{"section": "NORD", "credit": 120}], "REQ-135"),
    ([{"section": "NORD", "montant": 120.001}], "REQ-286"),
]


def test_parts_that_do_not_make_the_line_change_nothing(livre: Livre) -> None:
    right = livre.record(axeAnaAGENCE=[{"section": "LYON"}])
    for parts, code in WRONG:
        sound = livre.record(2, axeAnaCHANTIER=NORD)
        told = livre.put([right | {"axeAnaCHANTIER": parts}, sound])
        assert [(fault["index"], fault["code"]) for fault in told["errors"]] == [(0, code)]
        assert [record["objectId"] for record in told["success"]] == [sound["objectId"]]
    assert livre.lines()[0].keys() == set(CHAMPS_LIGNE)


def test_what_is_closed_takes_nothing_and_may_be_left(livre: Livre) -> None:
    livre.put(livre.record(axeAnaCHANTIER=NORD))
    livre.change("axe", "code=='CHANTIER'", ferme=True)
    assert livre.faults(livre.record(axeAnaCHANTIER=NORD)) == {(0, "axeAnaCHANTIER", "REQ-133")}
    livre.change("compte", "numero=='607000'", analytique=False)
    assert livre.put(livre.record(axeAnaCHANTIER=[]))["errors"] == []
    livre.change("exercice", "dateDebut=='2024-01-01'", clos=True)
    assert livre.faults(livre.record(2, axeAnaAGENCE=[{"section": "LYON"}])) == {
        (0, "objectId", "REQ-137")
    }


def test_a_line_that_waits_for_the_firm_is_not_of_the_books(livre: Livre, store: Store) -> None:
    waiting = done(livre.maison, envoi(*(line | {"reference": "FAC-002"} for line in DEUX)))
    record = {"objectId": f"{waiting['id']}-1", "revisionId": "0x0000000000000000"}
    assert livre.faults(record | {"axeAnaCHANTIER": NORD}) == {(0, "objectId", "REQ-132")}
    livre.maison.client.call("POST", f"/v1/imports/{waiting['id']}/rejeter")
    assert livre.faults(record | {"axeAnaCHANTIER": NORD}) == {(0, "objectId", "REQ-123")}
    assert violations(store) == []


def test_a_stale_revision_says_the_current_one(livre: Livre) -> None:
    stale = livre.record(axeAnaCHANTIER=NORD)
    current = livre.put(stale)["success"][0]["revisionId"]
    (fault,) = livre.put(stale)["errors"]
    assert (fault["code"], fault["revisionId"]) == ("REQ-124", current)
    fresh = stale | {"revisionId": current}
    assert livre.faults(fresh, fresh) == {(1, "objectId", "REQ-122")}


def test_of_a_line_sent_twice_the_record_that_can_be_applied_is(livre: Livre) -> None:
    good = livre.record(axeAnaCHANTIER=NORD)
    told = livre.put([good | {"axeAnaABSENT": NORD}, good])
    assert {(e["index"], e["field"], e["code"]) for e in told["errors"]} == {
        (0, "axeAnaABSENT", "REQ-117"),
        (0, "objectId", "REQ-122"),
    }
    assert len(told["success"]) == 1


def test_of_racing_changes_exactly_one_wins(livre: Livre, store: Store) -> None:
    items = [livre.record(axeAnaCHANTIER=NORD)]
    acteur = Acteur(1, "essai", "Essai", 5, "standard", "ESSAI", None)
    start = threading.Barrier(6)

    def change(_: int) -> Any:
        start.wait()
        envoi = Envoi("PUT", "D1", items, json.dumps(items).encode())
        return json.loads(change_ventilations(store, acteur, envoi))

    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(change, range(6)))
    assert sum(len(answer["success"]) for answer in told) == 1
    assert [fault["code"] for answer in told for fault in answer["errors"]] == ["REQ-124"] * 5
    assert violations(store) == []


def test_the_same_key_changes_once_and_leaves_one_trace(livre: Livre, store: Store) -> None:
    record = livre.record(axeAnaCHANTIER=NORD)
    first, again = (livre.put(record, **{"Idempotency-Key": "une-fois"}) for _ in range(2))
    assert first == again
    other = livre.maison.raw(
        "PUT",
        PATH,
        params={"codeDossier": "D1"},
        json=[],
        headers={**livre.maison.headers, "Idempotency-Key": "une-fois"},
    )
    assert (other.status_code, other.json()["error"]["code"]) == (422, "REQ-160")
    with store.lecture(None) as conn:
        acts = (
            conn.execute(select(audit.c.contenu).where(audit.c.objet == "ecritureComptable"))
            .scalars()
            .all()
        )
    assert [json.loads(act)["nombre"] for act in acts] == [1]


def test_a_line_is_found_and_shown_by_what_names_it(livre: Livre) -> None:
    record = livre.record(axeAnaCHANTIER=NORD)
    changed = livre.put(record)["success"][0]
    own = f"ecritureOrigine=='{livre.demande}' && "
    for condition in (
        f"objectId=='{record['objectId']}'",
        f"revisionId=='{changed['revisionId']}'",
    ):
        assert [line["objectId"] for line in livre.lines(filter=own + condition)] == [
            record["objectId"]
        ]
    (shown,) = livre.lines(
        filter=own + "compteNumero=='607000'", select="compteNumero,axeAnaCHANTIER"
    )
    assert shown == {"compteNumero": "607000", "axeAnaCHANTIER": changed["axeAnaCHANTIER"]}
    refused = livre.maison.raw(
        "GET",
        f"{LOOP}/EcritureComptable",
        params={
            "codeDossier": "D1",
            "filter": "codeLettrage==null",
            "select": "inconnu",
        },
    )
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "REQ-158")


def test_what_lines_name_is_not_removed(livre: Livre) -> None:
    livre.put(livre.record(axeAnaCHANTIER=NORD))
    params = {"codeDossier": "D1", "filter": "code=='NORD'"}
    (found,) = livre.maison.client.call("GET", f"{LOOP}/section", params=params)
    identity = {name: found[name] for name in ("objectId", "revisionId")}
    told = livre.maison.raw(
        "DELETE", f"{LOOP}/section", params={"codeDossier": "D1"}, json=[identity]
    ).json()
    assert [fault["code"] for fault in told["errors"]] == ["REQ-125"]


def test_nobody_else_changes_it(livre: Livre, store: Store) -> None:
    record = livre.record(axeAnaCHANTIER=NORD)
    with store.transaction(None) as conn:
        dossiers.create_cabinet(conn, "autre", "Autre")
        dossiers.create(conn, 2, "D1")
        gone = dossiers.create(conn, 1, "DX")
    keys = {
        "standard": cles.create(store, "demo", nom="S", partenaire="P", codes=["D2"]),
        "avancee": cles.create(
            store, "demo", nom="A", partenaire="P", codes=None, niveau="advanced", profil=5
        ),
        "autre": cles.create(store, "autre", nom="X", partenaire="P", codes=None, profil=5),
    }
    with store.transaction(None) as conn:
        dossiers.delete(conn, Perimetre(1, gone))
    expected = {
        ("", "D1"): "REQ-010",
        ("fausse", "D1"): "REQ-011",
        ("standard", "D1"): "REQ-004",
        ("standard", "D2"): "REQ-123 REQ-117",
        ("standard", "cabinet"): "REQ-014",
        ("avancee", "D2"): "REQ-123 REQ-117",
        ("avancee", "DX"): "REQ-004",
        ("avancee", "NUL"): "REQ-004",
        ("avancee", "cabinet"): "REQ-162",
        ("autre", "D1"): "REQ-123 REQ-117",
        ("autre", "D2"): "REQ-004",
    }
    for (cle, code), refused in expected.items():
        headers = {"Ocp-Apim-Subscription-Key": "0" * 32, "x-apikey": "A:B"}
        if cle in keys:
            headers = {
                "Ocp-Apim-Subscription-Key": keys[cle].abonnement,
                "x-apikey": keys[cle].x_apikey,
            }
        answer = livre.maison.raw(
            "PUT",
            PATH,
            params={"codeDossier": code},
            json=[record],
            headers=headers if cle else {},
        )
        told = answer.json()
        found = [told["error"]["code"]] if "error" in told else [f["code"] for f in told["errors"]]
        assert " ".join(found) == refused, (cle, code)
    assert livre.lines()[0].keys() == set(CHAMPS_LIGNE)
