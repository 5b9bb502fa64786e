"""Suite: a list read page by page loses nothing, whatever goes or comes between two pages."""

from __future__ import annotations

import base64
import itertools
from typing import Any

import httpx
import pytest

from boucle.schema import registre
from resources.porte import Porte

_FILLED = itertools.count(10)


def fill(porte: Porte) -> tuple[list[str], str, dict[str, dict[str, Any]]]:
    """Give dossier D2 thirty comptes of a same label three by three.

    Their numbers, the filter that gives them alone, and what was made by number.
    """
    rank = next(_FILLED)
    codes = [f"7{rank:02d}{n:05d}" for n in range(30)]
    compte = registre.find("compte")
    sample = porte.sample(compte)
    items = [
        {**sample, "numero": code, "libelle": f"Libellé {n // 3}"} for n, code in enumerate(codes)
    ]
    told = porte.call("POST", "compte", items, codeDossier="D2").json()
    assert told["errors"] == []
    made = {one["numero"]: one for one in told["success"]}
    return codes, f"numero>='{codes[0]}' && numero<='{codes[-1]}'", made


def following(porte: Porte, answer: httpx.Response) -> httpx.Response | None:
    link = answer.headers.get("link")
    if link is None:
        return None
    path, _, query = link.partition(">")[0].removeprefix("</loop-api-publiques/").partition("?")
    return porte.call("GET", path, **dict(httpx.QueryParams(query)))


@pytest.mark.parametrize(
    "sort",
    ["", "numero:desc", "libelle", "libelle:desc&&numero", "libelle&&numero:desc", "objectId"],
)
def test_pages_follow_one_another_whatever_the_sort(porte: Porte, sort: str) -> None:
    codes, only, _ = fill(porte)
    asked = {"codeDossier": "D2", "filter": only, **({"sort": sort} if sort else {})}
    whole = [one["numero"] for one in porte.call("GET", "compte", **asked).json()]
    answer: httpx.Response | None = porte.call("GET", "compte", take=7, **asked)
    seen = []
    while answer is not None:
        seen += [one["numero"] for one in answer.json()]
        answer = following(porte, answer)
    assert seen == whole
    assert sorted(seen) == codes


def test_what_goes_between_two_pages_hides_nothing(porte: Porte) -> None:
    codes, only, made = fill(porte)
    first = porte.call("GET", "compte", codeDossier="D2", filter=only, take=10)
    gone = [{name: made[code][name] for name in ("objectId", "revisionId")} for code in codes[2:5]]
    assert porte.call("DELETE", "compte", gone, codeDossier="D2").json()["errors"] == []
    second = following(porte, first)
    assert second is not None
    assert [one["numero"] for one in second.json()] == codes[10:20]


@pytest.mark.parametrize("apres", ["", "é", "W10", "%%%", "A" * 5_000, "bnVsbA"])
def test_a_place_that_is_none_is_refused(porte: Porte, apres: str) -> None:
    answer = porte.call("GET", "compte", codeDossier="D1", apres=apres)
    expected = (200, "") if not apres else (400, "REQ-024")
    told = answer.json()
    code = told["error"]["code"] if isinstance(told, dict) else ""
    assert (answer.status_code, code) == expected


@pytest.mark.parametrize("valeurs", [
    '[["s","x"]]', '[["i",1],["i",1]]', '[["s","7"],["s","1"]]', '[["n",null],["i",1]]',
    '[["s","7"],["i",99999999999999999999]]', '[["s","a\\u0000"],["i",1]]', '[["j","2026-02-31"]]',
    '[["z",1],["i",1]]', '[[["s"],1],["i",1]]', '[["s","7"],["i",true]]', '[3]',
])  # fmt: skip
def test_a_place_made_up_is_refused_and_never_an_error(porte: Porte, valeurs: str) -> None:
    texte = f'["",{valeurs[1:]}'.encode()
    apres = base64.urlsafe_b64encode(texte).decode().rstrip("=")
    answer = porte.call("GET", "compte", codeDossier="D1", apres=apres)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "REQ-024")


def test_a_place_of_another_sort_is_refused(porte: Porte) -> None:
    fill(porte)
    first = porte.call("GET", "compte", codeDossier="D2", take=2, sort="numero")
    link = first.headers["link"].replace("sort=numero", "sort=libelle")
    path, _, query = link.partition(">")[0].removeprefix("</loop-api-publiques/").partition("?")
    answer = porte.call("GET", path, **dict(httpx.QueryParams(query)))
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "REQ-024")


@pytest.mark.parametrize(
    ("nom", "message"),
    [
        ("$filter", "Vouliez-vous filter ?"),
        ("$top", "Vouliez-vous take ?"),
        ("orderby", "Vouliez-vous sort ?"),
        ("fitler", "Vouliez-vous filter ?"),
        ("limit", "Vouliez-vous take ?"),
        ("xyz", "« xyz »"),
    ],
)
def test_an_unknown_parameter_is_refused_with_the_right_one(
    porte: Porte, nom: str, message: str
) -> None:
    answer = porte.call("GET", "compte", **{"codeDossier": "D1", nom: "1"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "REQ-025")
    assert message in answer.json()["message"]


def test_a_parameter_given_twice_is_refused_unless_it_is_a_list(porte: Porte) -> None:
    twice = porte.call("GET", "compte", codeDossier="D1", take=[1, 2])
    assert (twice.status_code, twice.json()["error"]["code"]) == (400, "REQ-026")
    several = porte.call("GET", "/v1/imports", codeDossier="D1", etat=["a_valider", "valide"])
    assert (several.status_code, several.json()) == (200, [])
