"""Fautes: a refused record is told all that stands in its way, and lets the others pass."""

from __future__ import annotations

from typing import Any

from boucle.schema import registre
from resources.porte import Porte, codes

STALE = {"revisionId": "0x0000000000000001"}


def identity(record: dict[str, Any]) -> dict[str, Any]:
    return {name: record[name] for name in ("objectId", "revisionId")}


def test_a_removal_tells_the_conflict_and_the_users_at_once(porte: Porte) -> None:
    compte, journal = registre.find("compte"), registre.find("journal")
    used = porte.create(compte)
    user = porte.create(journal, compteContrepartie=used["numero"])
    told = porte.write("DELETE", compte, [identity(used) | STALE])
    assert codes(told) == [(0, "revisionId", "REQ-124"), (0, "numero", "REQ-125")]
    conflict, refusal = told["errors"]
    assert conflict["revisionId"] == used["revisionId"]
    assert user["code"] in refusal["message"]
    # The users gone, the conflict alone is left; then nothing.
    porte.write("DELETE", journal, [identity(user)])
    told = porte.write("DELETE", compte, [identity(used) | STALE])
    assert codes(told) == [(0, "revisionId", "REQ-124")]
    assert porte.write("DELETE", compte, [identity(used)])["errors"] == []


def test_a_user_that_cannot_go_holds_what_it_uses(porte: Porte) -> None:
    """Of two that go together, one is sent under an old revision: it stays, and so its target."""
    compte = registre.find("compte")
    target = porte.create(compte)
    user = porte.create(compte, compteContrepartie=target["numero"])
    told = porte.write("DELETE", compte, [identity(target), identity(user) | STALE])
    assert codes(told) == [(0, "numero", "REQ-125"), (1, "revisionId", "REQ-124")]
    assert user["numero"] in told["errors"][0]["message"]
    # The other way round the user goes, and nothing holds the target but its own conflict.
    told = porte.write("DELETE", compte, [identity(target) | STALE, identity(user)])
    assert codes(told) == [(0, "revisionId", "REQ-124")]
    assert len(told["success"]) == 1


def test_what_holds_the_last_of_a_chain_holds_them_all(porte: Porte) -> None:
    compte, journal = registre.find("compte"), registre.find("journal")
    chain = [porte.create(compte)]
    for _ in range(3):
        chain.append(porte.create(compte, compteContrepartie=chain[-1]["numero"]))
    user = porte.create(journal, compteContrepartie=chain[-1]["numero"])
    sent = [identity(record) for record in chain]
    assert codes(porte.write("DELETE", compte, sent)) == [
        (n, "numero", "REQ-125") for n in range(4)
    ]
    porte.write("DELETE", journal, [identity(user)])
    assert porte.write("DELETE", compte, sent)["errors"] == []


def test_a_record_that_points_to_itself_is_not_held_by_itself(porte: Porte) -> None:
    compte = registre.find("compte")
    alone = porte.create(compte)
    sent = identity(alone) | {"compteContrepartie": alone["numero"]}
    (alone,) = porte.write("PUT", compte, [sent])["success"]
    told = porte.write("DELETE", compte, [identity(alone) | STALE])
    assert codes(told) == [(0, "revisionId", "REQ-124")]
    assert porte.write("DELETE", compte, [identity(alone)])["errors"] == []


def test_of_a_record_sent_twice_the_one_that_can_be_applied_is(porte: Porte) -> None:
    compte = registre.find("compte")
    record = porte.create(compte)
    bad, good = identity(record) | {"collectif": "?"}, identity(record) | {"libelle": "bon"}
    told = porte.write("PUT", compte, [bad, good])
    assert codes(told) == [(0, "collectif", "REQ-103"), (0, "objectId", "REQ-122")]
    assert [changed["libelle"] for changed in told["success"]] == ["bon"]
    (record,) = told["success"]
    bad, good = identity(record) | {"collectif": "?"}, identity(record) | {"libelle": "mieux"}
    told = porte.write("PUT", compte, [good, bad])
    assert codes(told) == [(1, "collectif", "REQ-103"), (1, "objectId", "REQ-122")]
    assert [changed["libelle"] for changed in told["success"]] == ["mieux"]
    (record,) = told["success"]
    told = porte.write("DELETE", compte, [identity(record) | STALE, identity(record)])
    assert codes(told) == [(0, "revisionId", "REQ-124"), (0, "objectId", "REQ-122")]
    assert told["success"] == [{"status": "deleted", **identity(record)}]


def test_when_neither_can_be_applied_the_double_is_told_too(porte: Porte) -> None:
    compte = registre.find("compte")
    record = porte.create(compte)
    stale, bad = identity(record) | STALE, identity(record) | {"collectif": "?"}
    told = porte.write("PUT", compte, [stale, bad])
    assert codes(told) == [
        (0, "revisionId", "REQ-124"),
        (1, "collectif", "REQ-103"),
        (1, "objectId", "REQ-122"),
    ]
    assert told["success"] == []


def test_a_faulty_record_takes_no_key_from_a_sound_one(porte: Porte) -> None:
    compte = registre.find("compte")
    key = porte.sample(compte)["numero"]
    bad, good = ({"numero": key} | more for more in ({"collectif": "?"}, {}))
    told = porte.write("POST", compte, [bad, good])
    assert codes(told) == [(0, "collectif", "REQ-103"), (0, "numero", "REQ-122")]
    assert [made["numero"] for made in told["success"]] == [key]
    first, second = porte.create(compte), porte.create(compte)
    key = porte.sample(compte)["numero"]
    told = porte.write(
        "PUT",
        compte,
        [
            identity(first) | {"numero": key, "collectif": "?"},
            identity(second) | {"numero": key},
        ],
    )
    assert codes(told) == [(0, "collectif", "REQ-103"), (0, "numero", "REQ-122")]
    assert [changed["numero"] for changed in told["success"]] == [key]
