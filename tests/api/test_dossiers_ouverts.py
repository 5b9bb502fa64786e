"""DossiersOuverts: of what is kept at the firm's level, a key sees its opened dossiers and no more.

D1 is opened to the key `un`, D2 is its sibling; `aucun` opens nothing until it creates something.
"""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from boucle.operations.acces import cles
from boucle.resources import load
from boucle.schema import registre
from boucle.schema.resource import Niveau, Resource
from boucle.store.fiches import dossiers
from resources.porte import Porte, codes

OURS = [r for r in load() if r.acces is not None and r.acces.dossier and not r.vue_de]
PLAIN = [r for r in OURS if r.nom != "dossierClient"]
CLIENT = registre.find("dossierClient")
_COUNTER = itertools.count(1)


def new_key(porte: Porte, opened: list[str], *, profil: int = 5) -> str:
    """Make an Advanced key of cabinet A that opens these dossiers; give its name here."""
    nom = f"ouverte{next(_COUNTER)}"
    porte.trousseaux[nom] = cles.create(
        porte.atelier.store,
        "A",
        nom=nom,
        partenaire=nom,
        codes=opened,
        niveau="advanced",
        profil=profil,
    )
    return nom


@pytest.fixture
def un(porte: Porte) -> str:
    return new_key(porte, ["D1"])


@pytest.fixture
def aucun(porte: Porte) -> str:
    return new_key(porte, [])


def made_for(porte: Porte, resource: Resource, code: str) -> dict[str, Any]:
    """Create, with a key that opens all, a record that belongs to a dossier."""
    assert resource.acces is not None
    value = code
    if resource.acces.par:
        value = made_for(porte, registre.find(resource.acces.par), code)["objectId"]
    return porte.create(resource, **{resource.acces.dossier: value})


def identity(record: dict[str, Any]) -> dict[str, Any]:
    return {nom: record[nom] for nom in ("objectId", "revisionId")}


def seen(porte: Porte, resource: Resource, cle: str) -> set[str]:
    return {record["objectId"] for record in porte.read(resource, cle=cle)}


def test_every_resource_of_the_firm_says_whose_its_records_are() -> None:
    told = [r.nom for r in load() if r.niveau is Niveau.CABINET and r.acces is not None
            and not (r.acces.dossier or r.acces.commun)]  # fmt: skip
    assert told == []
    assert {r.nom for r in OURS} == {
        "dossierClient",
        "engagement",
        "giActivitesMission",
        "interlocuteur",
        "offreCollaborative",
    }


@pytest.mark.parametrize("resource", PLAIN, ids=lambda r: r.nom)
def test_records_of_a_sibling_are_not_there(
    porte: Porte, resource: Resource, un: str, aucun: str
) -> None:
    own, other = (made_for(porte, resource, code) for code in ("D1", "D2"))
    found = seen(porte, resource, un)
    assert own["objectId"] in found
    assert other["objectId"] not in found
    assert seen(porte, resource, aucun) == set()
    for cle, record in ((un, other), (aucun, own), (aucun, other)):
        for verbe in ("PUT", "DELETE"):
            told = porte.write(verbe, resource, [identity(record)], cle=cle)
            assert [error["code"] for error in told["errors"]] == ["REQ-123"]
    assert porte.write("DELETE", resource, [identity(own)], cle=un)["errors"] == []
    assert porte.write("DELETE", resource, [identity(other)])["errors"] == []


@pytest.mark.parametrize("resource", PLAIN, ids=lambda r: r.nom)
def test_nothing_is_written_for_a_sibling_nor_for_nobody(
    porte: Porte, resource: Resource, un: str
) -> None:
    assert resource.acces is not None
    champ = resource.acces.dossier
    own = made_for(porte, resource, "D1")
    other = made_for(porte, registre.find(resource.acces.par), "D2") if resource.acces.par else None
    sibling = other["objectId"] if other else "D2"
    for value, code in ((sibling, "REQ-117"), ("", "REQ-101")):
        sent = porte.sample(resource) | {champ: value}
        told = porte.write("POST", resource, [sent], cle=un)
        assert (0, champ, code) in codes(told)
        assert told["success"] == []
        told = porte.write("PUT", resource, [identity(own) | {champ: value}], cle=un)
        assert (0, champ, code) in codes(told)
        assert told["success"] == []


def test_a_sibling_dossier_is_neither_seen_nor_named_nor_moved(
    porte: Porte, un: str, aucun: str
) -> None:
    (other,) = porte.read(CLIENT, filter="codeDossier=='D2'")
    for nom in ("dossierClient", "dossierComplet", "collaborateurDossier"):
        resource = registre.find(nom)
        assert other["objectId"] not in seen(porte, resource, un)
        assert seen(porte, resource, aucun) == set()
    assert [r["codeDossier"] for r in porte.read(CLIENT, cle=un)] == ["D1"]
    assert porte.read(CLIENT, cle=un, filter="codeDossier=='D2'") == []
    for verbe, chemin in (("PUT", "dossierClient"), ("DELETE", "dossierClient"),
                          ("PUT", "dossierComplet"), ("PUT", "dossierClient/archive"),
                          ("DELETE", "dossierClient/archive")):  # fmt: skip
        for cle in (un, aucun):
            told = porte.call(
                verbe, chemin, [identity(other)], cle=cle, codeDossier="cabinet"
            ).json()
            assert [error["code"] for error in told["errors"]] == ["REQ-123"]
    assert porte.call("GET", "dossierComplet", cle=un, codeDossier="D2").status_code == 404
    assert porte.call("GET", "dossierComplet", cle=un, codeDossier="D1").status_code == 200
    assert porte.read(CLIENT, filter="codeDossier=='D2'") == [other]


def test_who_creates_a_dossier_has_it_open(porte: Porte, un: str, aucun: str) -> None:
    told = porte.write("POST", CLIENT, [{"codeDossier": f"NEUF-{aucun}"}], cle=aucun)
    assert told["errors"] == []
    assert seen(porte, CLIENT, aucun) == {told["success"][0]["objectId"]}
    for cle, statut in ((aucun, 200), (un, 404), ("avancee", 200)):
        answer = porte.call("GET", "compte", cle=cle, codeDossier=f"NEUF-{aucun}")
        assert answer.status_code == statut
    told = porte.write("DELETE", CLIENT, told["success"], cle=aucun)
    assert told["errors"] == []
    assert seen(porte, CLIENT, aucun) == set()


def test_a_dossier_that_exists_is_not_taken_by_its_code(porte: Porte, aucun: str) -> None:
    with porte.atelier.store.transaction(None) as conn:
        dossiers.create(conn, 1, f"SANS-FICHE-{aucun}")
    for code in ("D2", f"SANS-FICHE-{aucun}"):
        told = porte.write("POST", CLIENT, [{"codeDossier": code}], cle=aucun)
        assert codes(told) == [(0, "codeDossier", "REQ-121")]
        answer = porte.call("GET", "compte", cle=aucun, codeDossier=code)
        assert answer.status_code == 404


@pytest.mark.parametrize("acte", ["addOffer", "addCollaborativeOffer", "removeOffer",
                                  "removeContactOffer", "provisionDossier", "addContactAndOffer",
                                  "updateContactAndOffer"])  # fmt: skip
def test_an_offer_tells_nothing_of_a_sibling(porte: Porte, un: str, aucun: str, acte: str) -> None:
    contact = made_for(porte, registre.find("interlocuteur"), "D2")
    application = porte.create(registre.find("applicationHub"))["code"]
    offre = porte.create(
        registre.find("offreCollaborative"),
        dossier="D2",
        application=application,
        interlocuteur=contact["email"],
    )

    def asked(cle: str, dossier: str, email: str) -> Any:
        body = {"codeDossier": dossier, "email": email, "offer": application, "nom": "X"}
        told = porte.call("POST", f"collaborativeOffer/{acte}", body, cle=cle).json()
        if "error" in told:
            return told["error"]["code"]
        return told["success"], sorted({error["field"] for error in told["errors"]})

    for cle in (un, aucun):
        email = f"neuf{next(_COUNTER)}@client.example"
        assert asked(cle, "D2", email) == asked(cle, "INCONNU", email)
        if acte != "addContactAndOffer":
            assert asked(cle, "D2", contact["email"]) == asked(cle, "INCONNU", email)
    assert offre["objectId"] in seen(porte, registre.find("offreCollaborative"), "avancee")
    assert porte.write("DELETE", registre.find("offreCollaborative"), [offre])["errors"] == []


def test_an_offer_does_not_tell_that_a_sibling_is_archived(porte: Porte, un: str) -> None:
    code = f"RANGE-{un}"
    (record,) = porte.write("POST", CLIENT, [{"codeDossier": code}])["success"]
    told = porte.call("PUT", "dossierClient/archive", [identity(record)], codeDossier="cabinet")
    assert told.json()["errors"] == []
    answers = []
    for dossier in (code, "INCONNU"):
        body = {"codeDossier": dossier, "email": "x@client.example", "offer": "X", "nom": "X"}
        told = porte.call("POST", "collaborativeOffer/addOffer", body, cle=un)
        answers.append((told.status_code, {e["code"] for e in told.json()["errors"]}))
    assert answers[0] == answers[1] == (200, {"REQ-117"})


def test_what_all_the_firm_shares_is_written_by_a_key_that_opens_all(porte: Porte, un: str) -> None:
    groupe = porte.create(registre.find("groupe"))
    assert groupe["objectId"] in seen(porte, registre.find("groupe"), un)
    for verbe in ("POST", "PUT", "DELETE"):
        answer = porte.call(verbe, "groupe", [identity(groupe)], cle=un, codeDossier="cabinet")
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "REQ-019")


def test_only_profile_five_gives_a_person_a_profile(porte: Porte) -> None:
    nom = f"trois{next(_COUNTER)}"
    porte.trousseaux[nom] = cles.create(
        porte.atelier.store, "A", nom=nom, partenaire=nom, codes=None, niveau="advanced", profil=3
    )
    resource = registre.find("CollaborateurCabinet")
    told = porte.write("POST", resource, [porte.sample(resource, profil=3)], cle=nom)
    assert codes(told) == [(0, "profil", "REQ-139")]
    kept = porte.create(resource, profil=4)
    change = identity(kept) | {"prenom": "Anne"}
    told = porte.write("PUT", resource, [change | {"profil": 5}], cle=nom)
    assert codes(told) == [(0, "profil", "REQ-139")]
    told = porte.write("PUT", resource, [change | {"profil": 4}], cle=nom)
    assert told["errors"] == []
