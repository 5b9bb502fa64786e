"""Collaboratif: offers opened and closed; a fault keeps nothing; another firm sees nothing."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from boucle.operations.acces.acteur import Acteur
from boucle.operations.ressources import collaboratif
from boucle.schema import registre
from resources.porte import Porte


def act(porte: Porte, nom: str, /, cle: str = "avancee", **given: Any) -> Any:
    answer = porte.call("POST", f"collaborativeOffer/{nom}", given, cle=cle)
    assert answer.status_code == 200, answer.text
    return answer.json()


def scene(porte: Porte) -> dict[str, str]:
    """Make a contact and an application; name them with a dossier."""
    email = porte.create(registre.find("interlocuteur"))["email"]
    offer = porte.create(registre.find("applicationHub"))["code"]
    return {"codeDossier": "D1", "email": email, "offer": offer}


def offers(porte: Porte, offer: str) -> list[str]:
    found = porte.call(
        "GET", "applicationDossier", codeDossier="cabinet", filter=f"application=='{offer}'"
    )
    return sorted(record["interlocuteur"] for record in found.json())


def test_an_offer_is_opened_once_and_closed(porte: Porte) -> None:
    given = scene(porte)
    first = act(porte, "addCollaborativeOffer", **given)
    assert first["errors"] == []
    assert act(porte, "addOffer", **given) == first
    assert offers(porte, given["offer"]) == [given["email"]]
    told = act(porte, "removeContactOffer", **given)
    assert told["success"][0]["status"] == "deleted"
    assert offers(porte, given["offer"]) == []


def test_of_racing_openings_one_offer_comes(porte: Porte) -> None:
    given = scene(porte)
    start = threading.Barrier(8)
    acteur = Acteur(1, "essai", "Essai", 5, "advanced", "ESSAI", None)

    def open_offer(_: int) -> Any:
        start.wait()
        told = collaboratif.act(
            porte.atelier.store, acteur, "addCollaborativeOffer", given, b"", None
        )
        return json.loads(told)

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(open_offer, range(8)))
    assert all(answer == told[0] for answer in told)
    assert offers(porte, given["offer"]) == [given["email"]]


def test_an_offer_is_closed_for_everyone(porte: Porte) -> None:
    given, other = scene(porte), scene(porte)
    act(porte, "addCollaborativeOffer", **given)
    act(porte, "addCollaborativeOffer", **given | {"email": other["email"]})
    assert len(offers(porte, given["offer"])) == 2
    del given["email"]
    assert len(act(porte, "removeOffer", **given)["success"]) == 2
    assert offers(porte, given["offer"]) == []


def test_no_contact_is_created_by_an_offer(porte: Porte) -> None:
    given = scene(porte) | {"email": "absent@client.example"}
    told = act(porte, "addCollaborativeOffer", **given)
    assert [(e["field"], e["code"]) for e in told["errors"]] == [("interlocuteur", "REQ-117")]


def test_a_contact_comes_with_its_offer_or_not_at_all(porte: Porte) -> None:
    given = scene(porte) | {"email": f"neuf{id(porte)}@client.example", "nom": "MARTIN"}
    told = act(porte, "addContactAndOffer", **given | {"offer": "ABSENTE"})
    assert [e["code"] for e in told["errors"]] == ["REQ-117"]
    query = {"codeDossier": "cabinet", "filter": f"email=='{given['email']}'"}
    assert porte.call("GET", "interlocuteur", **query).json() == []
    assert act(porte, "addContactAndOffer", **given)["errors"] == []
    act(porte, "updateContactAndOffer", **given | {"nom": "DURAND"})
    (contact,) = porte.call("GET", "interlocuteur", **query).json()
    assert (contact["nom"], contact["dossier"]) == ("DURAND", "D1")
    assert offers(porte, given["offer"]) == [given["email"]]


def test_a_dossier_is_provisioned_once(porte: Porte) -> None:
    first = act(porte, "provisionDossier", codeDossier="D2")["success"][0]
    assert first["ajouts"] > 100
    assert act(porte, "provisionDossier", codeDossier="D2")["success"][0]["ajouts"] == 0
    (reserved,) = porte.call("GET", "journal", codeDossier="D2", filter="code=='AN'").json()
    assert reserved["type"] == 3


def test_each_key_sees_its_own_dossiers(porte: Porte) -> None:
    def seen(cle: str) -> set[str]:
        found = porte.call("GET", "collaborativeOffer/dossiers", cle=cle).json()
        return {record["codeDossier"] for record in found}

    assert seen("standard") == {"D1"}
    assert {"D1", "D2"} <= seen("avancee")
    assert seen("autre") == {"D1", "E1"}


def test_the_door_is_kept(porte: Porte) -> None:
    given = scene(porte)
    refused = porte.call("POST", "collaborativeOffer/addCollaborativeOffer", given, cle="standard")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "REQ-014")
    told = act(porte, "addCollaborativeOffer", cle="autre", **given)
    assert {error["code"] for error in told["errors"]} == {"REQ-117"}
    assert act(porte, "removeOffer", cle="autre", **given)["success"] == []
    for body in ({}, {"codeDossier": 3}, [], 3):
        answer = porte.call("POST", "collaborativeOffer/addOffer", body)
        assert answer.status_code == 400
