"""Ensemble: many at once: racing writers, references within a call, one query for a page."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event

from boucle.operations.acces.acteur import Acteur
from boucle.operations.ressources.ressources import Envoi, list_records, write
from boucle.schema import registre
from boucle.schema.rendu import encode
from resources.porte import Porte, codes


def acteur_of(porte: Porte) -> Acteur:
    return Acteur(1, "essai", "Essai", 5, "advanced", "ESSAI", None)


def test_of_racing_changes_exactly_one_wins(porte: Porte) -> None:
    import json

    compte, acteur = registre.find("compte"), acteur_of(porte)
    record = porte.create(compte)
    identity = {name: record[name] for name in ("objectId", "revisionId")}
    start = threading.Barrier(8)

    def change(n: int) -> Any:
        items = [identity | {"libelle": f"gagnant {n}"}]
        start.wait()
        envoi = Envoi("PUT", "D1", items, encode(items))
        return json.loads(write(porte.atelier.store, acteur, compte, envoi))

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(change, range(8)))
    won = [answer["success"][0] for answer in told if answer["success"]]
    assert len(won) == 1
    lost = [error["code"] for answer in told for error in answer["errors"]]
    assert lost == ["REQ-124"] * 7
    (kept,) = porte.read(compte, filter=f"objectId=='{record['objectId']}'")
    assert kept == won[0]


def test_of_racing_creations_exactly_one_wins(porte: Porte) -> None:
    import json

    compte, acteur = registre.find("compte"), acteur_of(porte)
    items = [porte.sample(compte)]
    start = threading.Barrier(8)

    def create(cle: str) -> Any:
        start.wait()
        envoi = Envoi("POST", "D1", items, encode(items), cle)
        return json.loads(write(porte.atelier.store, acteur, compte, envoi))

    with ThreadPoolExecutor(8) as pool:
        apart = list(pool.map(create, [f"course-{n}" for n in range(8)]))
    assert sorted(bool(answer["errors"]) for answer in apart) == [False] + [True] * 7
    items[0] = porte.sample(compte)
    start.reset()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(create, ["course-une"] * 8))
    assert all(answer == together[0] for answer in together)
    assert together[0]["errors"] == []


def test_records_of_a_call_may_point_to_one_another(porte: Porte) -> None:
    compte = registre.find("compte")
    a, b, c, d = (porte.sample(compte) for _ in range(4))
    a["compteContrepartie"], b["compteContrepartie"] = b["numero"], a["numero"]
    c["compteContrepartie"], c["collectif"] = a["numero"], "faux"
    d["compteContrepartie"] = c["numero"]
    told = porte.write("POST", compte, [a, b, c, d])
    assert codes(told) == [(2, "collectif", "REQ-103"), (3, "compteContrepartie", "REQ-117")]
    first, second = told["success"]
    assert first["compteContrepartie"]["objectId"] == second["objectId"]
    assert second["compteContrepartie"]["description"] == [first["numero"]]
    pair = [{name: r[name] for name in ("objectId", "revisionId")} for r in (first, second)]
    assert codes(porte.write("DELETE", compte, pair[:1])) == [(0, "numero", "REQ-125")]
    assert porte.write("DELETE", compte, pair)["errors"] == []


def test_an_axis_comes_and_goes_with_its_section(porte: Porte) -> None:
    axe, section = registre.find("axe"), registre.find("section")
    record = porte.create(axe)
    query = f"axe=='{record['code']}'"
    (waiting,) = porte.read(section, filter=query)
    assert waiting["code"] == f"SECA@{record['code']}"
    other = porte.write("POST", section, [{"code": "S-1", "axe": record["code"]}])["success"][0]
    identity = [{name: record[name] for name in ("objectId", "revisionId")}]
    refused = porte.write("DELETE", axe, identity)
    assert "Section analytique S-1" in refused["errors"][0]["message"]
    assert "SECA@" not in refused["errors"][0]["message"]
    porte.write("DELETE", section, [{n: other[n] for n in ("objectId", "revisionId")}])
    assert porte.write("DELETE", axe, identity)["errors"] == []
    assert porte.read(section, filter=query) == []


def test_numbers_take_the_length_of_the_dossier(porte: Porte) -> None:
    client, reglage = registre.find("dossierClient"), registre.find("parametreImport")
    compte, code = registre.find("compte"), porte.create(client)["codeDossier"]
    (row,) = porte.read(reglage, codeDossier=code)
    identity = {name: row[name] for name in ("objectId", "revisionId")}
    porte.write("PUT", reglage, [identity | {"longueurCompte": 6}], codeDossier=code)
    told = porte.write(
        "POST",
        compte,
        [{"numero": n} for n in ("401", "40100000", "4010001", "411000")],
        codeDossier=code,
    )
    assert [record["numero"] for record in told["success"]] == ["401000", "411000"]
    assert codes(told) == [(1, "numero", "REQ-122"), (2, "numero", "REQ-115")]


@pytest.mark.parametrize("nom", ["compte", "tiers", "dossierClient"])
def test_a_page_costs_two_queries(porte: Porte, nom: str) -> None:
    """The dossier, then the page; a filter changes nothing to that, nor its length."""
    resource, store = registre.find(nom), porte.atelier.store
    for _ in range(3):
        porte.create(resource)
    seen: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    code = "cabinet" if nom == "dossierClient" else "D1"
    list_records(store, acteur_of(porte), resource, code, {"filter": "objectId!=null"})
    asked = [text for text in seen if text.lstrip().startswith("SELECT")]
    assert len(asked) <= 2
    assert all("objectId" not in text for text in asked)


def test_what_the_user_writes_never_reaches_sql(porte: Porte) -> None:
    store, resource, seen = porte.atelier.store, registre.find("compte"), []
    event.listen(store.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    for text in ("x'; DROP TABLE compte; --", 'x" OR 1=1', "%", "_", "\\'"):
        quoted = text.replace("\\", "\\\\").replace("'", "\\'")
        params = {"filter": f"libelle=='{quoted}' || numero in ['{quoted}']"}
        assert list_records(store, acteur_of(porte), resource, "D1", params).corps == b"[]"
    assert not any("DROP" in text or "1=1" in text for text in seen)


def test_every_fault_of_a_record_is_told_at_once(porte: Porte) -> None:
    """What the text says wrong and what only the database knows come together."""
    compte = registre.find("compte")
    used, record = porte.create(compte), porte.create(compte)
    wrong = {"collectif": "faux", "compteContrepartie": "999", "inconnu": 1}
    told = porte.write(
        "POST",
        compte,
        [
            wrong | {"numero": used["numero"]},
            {"numero": used["numero"], "compteContrepartie": "999"},
        ],
    )
    assert sorted(codes(told)) == [
        (0, "collectif", "REQ-103"),
        (0, "compteContrepartie", "REQ-117"),
        (0, "inconnu", "REQ-100"),
        (0, "numero", "REQ-121"),
        (1, "compteContrepartie", "REQ-117"),
        (1, "numero", "REQ-121"),
    ]
    stale = {"objectId": record["objectId"], "revisionId": "0x0000000000000001"}
    told = porte.write("PUT", compte, [wrong | stale | {"numero": used["numero"]}])
    assert sorted(codes(told)) == [
        (0, "collectif", "REQ-103"),
        (0, "compteContrepartie", "REQ-117"),
        (0, "inconnu", "REQ-100"),
        (0, "numero", "REQ-121"),
        (0, "revisionId", "REQ-124"),
    ]
    assert {error["objectId"] for error in told["errors"]} == {record["objectId"]}
    query = f"objectId=='{record['objectId']}'"
    assert porte.read(compte, filter=query) == [record]


def test_a_rule_between_fields_is_told_with_the_faults_of_others(porte: Porte) -> None:
    client = registre.find("dossierClient")
    told = porte.write(
        "POST",
        client,
        [
            {
                "codeDossier": "TOUT",
                "nature": 2,
                "siren": "424722130",
                "nic": "00078",
                "email": "x",
                "groupeTravail": "ABSENT",
            }
        ],
    )
    assert sorted(codes(told)) == [
        (0, "email", "REQ-113"),
        (0, "groupeTravail", "REQ-117"),
        (0, "nic", "REQ-130"),
        (0, "raisonSociale", "REQ-119"),
    ]
