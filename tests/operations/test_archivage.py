"""Archivage: no call loses books; a dossier is put away and brought back as it was."""

from __future__ import annotations

import io
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from boucle.compta.etat import Etat
from boucle.errors import Refus
from boucle.formats.fec.ecrire.plat import FormeFec
from boucle.operations.acces.acteur import Acteur
from boucle.operations.imports import imports
from boucle.operations.livre.export import export_fec
from boucle.operations.ressources import archivage, collaboratif
from boucle.operations.ressources.ressources import Envoi, list_records, write
from boucle.schema import registre
from boucle.store.fiches import archives

from .conftest import ACHAT, BANCAL, Scene, fec, scene

__all__ = ["scene"]
CABINET = Acteur(1, "chef", "Cabinet", 5, "advanced", "CHEF", None)


def envoi(verbe: Any, items: Any, code: str = "cabinet", cle: str | None = None) -> Envoi:
    return Envoi(verbe, code, items, json.dumps(items).encode(), cle)


def client(scene: Scene, code: str = "D1", **fields: Any) -> dict[str, Any]:
    """Make the client dossier, over the accounting one of that code; give its identity."""
    sent = [{"codeDossier": code, **fields}]
    told = json.loads(
        write(scene.store, CABINET, registre.find("dossierClient"), envoi("POST", sent))
    )
    return {nom: told["success"][nom] for nom in ("objectId", "revisionId")}


def remove(scene: Scene, *identities: Any) -> Any:
    sent = envoi("DELETE", list(identities))
    return json.loads(write(scene.store, CABINET, registre.find("dossierClient"), sent))


def move(scene: Scene, verbe: Any, *identities: Any) -> Any:
    return json.loads(archivage.move(scene.store, CABINET, envoi(verbe, list(identities))))


def codes(scene: Scene, nom: str = "dossierClient", **params: str) -> list[str]:
    page = list_records(scene.store, CABINET, registre.find(nom), "cabinet", params)
    return [record["codeDossier"] for record in json.loads(page.corps)]


def put_away(scene: Scene) -> list[str]:
    page = archivage.list_archived(scene.store, CABINET, "cabinet", {})
    return [record["codeDossier"] for record in json.loads(page.corps)]


def test_a_dossier_with_books_and_open_imports_is_not_deleted_and_counts_them(
    scene: Scene,
) -> None:
    identity = client(scene)
    scene.decide(scene.run(fec(*ACHAT))["id"], Etat.VALIDE)
    scene.run(fec(*ACHAT), "732829320FEC20241230.txt")
    scene.ask(fec(*ACHAT), "732829320FEC20241229.txt")
    told = remove(scene, identity)
    assert told["success"] == []
    (fault,) = told["errors"]
    assert (fault["code"], fault["field"], fault["lignesValidees"], fault["importsOuverts"]) == (
        "REQ-144",
        "codeDossier",
        3,
        2,
    )
    assert fault["message"] == (
        "Le dossier « D1 » ne se supprime pas : il tient 3 lignes validées et 2 imports ouverts."
    )
    assert "dossierClient/archive" in fault["remede"]
    assert codes(scene) == ["D1"]


@pytest.mark.parametrize("etat", ["en_attente", "en_cours", "a_valider", "attente_url"])
def test_any_import_not_ended_keeps_its_dossier(scene: Scene, etat: str) -> None:
    identity = client(scene)
    scene.ask(fec(*ACHAT))
    _force(scene, etat)
    (fault,) = remove(scene, identity)["errors"]
    assert (fault["code"], fault["lignesValidees"], fault["importsOuverts"]) == ("REQ-144", 0, 1)
    (fault,) = move(scene, "PUT", identity)["errors"]
    assert (fault["code"], fault["message"]) == (
        "REQ-145",
        "Le dossier « D1 » ne s'archive pas encore : il a 1 import ouvert.",
    )
    assert put_away(scene) == []


def test_what_was_rejected_or_failed_keeps_nothing(scene: Scene) -> None:
    identity = client(scene)
    scene.decide(scene.run(fec(*ACHAT))["id"], Etat.REJETE)
    assert scene.run(fec(*BANCAL))["etat"] == "en_erreur"
    assert remove(scene, identity)["errors"] == []
    assert codes(scene) == []


def test_each_of_a_call_is_judged_alone_and_told_all(scene: Scene) -> None:
    kept, gone = client(scene), client(scene, "D2")
    scene.decide(scene.run(fec(*ACHAT))["id"], Etat.VALIDE)
    told = remove(scene, {**kept, "revisionId": "0x00000000000000F1"}, gone)
    assert [fault["code"] for fault in told["errors"]] == ["REQ-124", "REQ-144"]
    assert [done["objectId"] for done in told["success"]] == [gone["objectId"]]


def test_an_archived_dossier_leaves_the_lists_and_comes_back_as_it_was(scene: Scene) -> None:
    identity = client(scene, maitreDossier="a@b.fr")
    client(scene, "D2", maitreDossier="a@b.fr")
    assert move(scene, "PUT", identity) == {
        "success": [{"status": "archived", **identity}],
        "errors": [],
    }
    assert move(scene, "PUT", identity)["errors"] == []
    assert (codes(scene), put_away(scene)) == (["D2"], ["D1"])
    mine = 'maitreDossier=="a@b.fr"'
    assert codes(scene, "collaborateurDossier", filter=mine) == ["D2"]
    listed = collaboratif.list_dossiers(scene.store, CABINET)
    assert listed == [{"codeDossier": "D2"}]
    # Asked for by its name, it is not hidden: its code is taken.
    assert codes(scene, filter='codeDossier=="D1"') == ["D1"]
    assert codes(scene, filter=f'{mine} && objectId=="{identity["objectId"]}"') == ["D1"]
    assert codes(scene, filter='codeDossier!="D9"') == ["D2"]
    assert move(scene, "DELETE", identity)["success"] == [{"status": "restored", **identity}]
    assert (codes(scene), put_away(scene)) == (["D1", "D2"], [])
    assert scene.violations() == []


def test_an_archived_dossier_is_read_and_exported_and_takes_nothing(scene: Scene) -> None:
    identity = client(scene)
    told = scene.run(fec(*ACHAT))
    scene.decide(told["id"], Etat.VALIDE)
    assert move(scene, "PUT", identity)["errors"] == []

    assert export_fec(scene.store, scene.perimetre, "2024", io.BytesIO(), FormeFec()).lignes == 3
    assert imports.get(scene.store, scene.acteur, told["id"])["lignes"] == 3
    assert list_records(scene.store, scene.acteur, registre.find("compte"), "D1", {}).corps != b"[]"
    for refused in (
        lambda: scene.ask(fec(*ACHAT)),
        lambda: write(
            scene.store,
            scene.acteur,
            registre.find("journal"),
            envoi("POST", [{"code": "ZZ"}], "D1"),
        ),
        lambda: write(
            scene.store,
            CABINET,
            registre.find("dossierComplet"),
            envoi("PUT", [{**identity, "siren": ""}], "D1"),
        ),
        lambda: collaboratif.act(
            scene.store, CABINET, "provisionDossier", {"codeDossier": "D1"}, b"", None
        ),
    ):
        with pytest.raises(Refus) as caught:
            refused()
        assert caught.value.kind.code == "REQ-177"
        assert "DELETE dossierClient/archive" in caught.value.remede

    move(scene, "DELETE", identity)
    assert scene.run(fec(*ACHAT))["etat"] == "a_valider"


def test_a_retry_of_an_accepted_import_gets_its_answer_though_archived_since(
    scene: Scene,
) -> None:
    identity = client(scene)
    body = {"codeIbs": "D1", "URI": _uri(scene)}
    demande = replace(imports.Demande.read(body), rejeu=("cle-1", "empreinte"))
    first = imports.request(scene.atelier, scene.acteur, "FEC", demande)
    scene.work()
    scene.decide(first, Etat.REJETE)
    move(scene, "PUT", identity)
    assert imports.request(scene.atelier, scene.acteur, "FEC", demande) == first


@pytest.mark.parametrize("geste", ["supprimer", "archiver"])
def test_of_an_import_and_what_would_end_its_dossier_one_wins(scene: Scene, geste: str) -> None:
    identity, uri = client(scene), _uri(scene)
    barrier = threading.Barrier(2)

    def ask() -> str:
        barrier.wait()
        try:
            return imports.request(
                scene.atelier,
                scene.acteur,
                "FEC",
                imports.Demande.read({"codeIbs": "D1", "URI": uri}),
            )
        except Refus as refus:
            return refus.kind.code

    def end() -> Any:
        barrier.wait()
        if geste == "supprimer":
            return remove(scene, identity)
        return move(scene, "PUT", identity)

    with ThreadPoolExecutor(2) as pool:
        asked, ended = pool.submit(ask), pool.submit(end)
    accepted = not asked.result().startswith("REQ")
    assert accepted != (ended.result()["errors"] == [])
    with scene.store.lecture(None) as conn:
        assert archives.count_held(conn, scene.perimetre).imports == accepted


def _uri(scene: Scene) -> str:
    from boucle.operations.sources.depots import deposit

    path = scene.folder / "732829320FEC20241231.txt"
    path.write_bytes(fec(*ACHAT))
    return deposit(scene.atelier, scene.acteur, path)


def _force(scene: Scene, etat: str) -> None:
    from boucle.store.travaux.imports import import_comptable

    with scene.store.transaction(scene.perimetre) as conn:
        conn.execute(import_comptable.update().values(etat=etat))
