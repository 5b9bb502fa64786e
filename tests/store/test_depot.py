"""Depot: what a partner deposits, who may use it, and the source kept of each import."""

from __future__ import annotations

import hashlib
import json
import random
import re
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import obstore
import pytest
from obstore.store import from_url

from boucle import clock
from boucle.config import Config
from boucle.errors import Refus
from boucle.store.fichiers.depot import Depot, SourceAbsente, check_nom
from boucle.store.fichiers.depot_local import DepotLocal
from boucle.store.fichiers.depot_objets import DepotObjets
from boucle.store.fichiers.ouverture import open_depot
from boucle.store.fichiers.partiel import receiving
from boucle.values import Perimetre
from rigs.azurite import Azurite

NOM = "842008161FEC20251231.txt"
BODY = b"JournalCode\tJournalLib\r\n" * 400_000
SHA = hashlib.sha256(BODY).hexdigest()
ICI, AUTRE = Perimetre(7, 3), Perimetre(8, 3)


@pytest.fixture
def local(tmp_path: Path) -> DepotLocal:
    depot = open_depot(Config(donnees=tmp_path / "donnees"))
    assert isinstance(depot, DepotLocal)
    return depot


@pytest.fixture(params=["local", "azure"])
def depot(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch) -> Depot:
    """Give an empty depot of each kind."""
    if request.param == "local":
        return open_depot(Config(donnees=tmp_path / "donnees"))
    azurite: Azurite = request.getfixturevalue("azurite")
    for name, value in azurite.environ().items():
        monkeypatch.setenv(name, value)
    container = azurite.create_container(f"boucle{random.SystemRandom().randrange(10**9)}")
    return open_depot(Config(donnees=tmp_path / "donnees", fichiers=f"az://{container}/essai"))


def put(depot: Depot, cabinet_id: int, body: bytes, nom: str = NOM) -> str:
    """Deposit as a partner does, and give the uri."""
    place = depot.reserve(cabinet_id, nom)
    if isinstance(depot, DepotLocal):
        receive(depot, cabinet_id, place.uri, body)
    else:
        headers = {"x-ms-blob-type": "BlockBlob"}
        answer = httpx.put(place.adresse, content=body, headers=headers, trust_env=False)
        assert answer.status_code == 201, answer.text
    return place.uri


def receive(
    depot: DepotLocal, cabinet_id: int, uri: str, body: bytes, annonces: int | None = None
) -> str:
    with depot.receive(cabinet_id, uri, annonces) as reception:
        for start in range(0, len(body), 65_536):
            reception.write(body[start : start + 65_536])
        return reception.finish().sha256


def code(call, *args, **given) -> str:
    with pytest.raises(Refus) as refus:
        call(*args, **given)
    return refus.value.kind.code


# What both kinds do.


def test_a_deposit_becomes_the_source_of_an_import(depot: Depot) -> None:
    uri = put(depot, 7, BODY)
    assert re.fullmatch(r"[0-9a-f-]{36}/842008161FEC20251231\.txt", uri)
    assert depot.holds(7, uri)
    source = depot.link_source(ICI, 12, uri)
    assert (source.sha256, source.taille_octets) == (SHA, len(BODY))
    assert source.path.read_bytes() == BODY
    assert b"".join(depot.open_source(ICI, 12)) == BODY
    assert depot.find_source(ICI, 12) == source


def test_taking_a_deposit_again_gives_the_same_source(depot: Depot) -> None:
    uri = put(depot, 7, BODY)
    assert depot.link_source(ICI, 12, uri) == depot.link_source(ICI, 12, uri)
    assert depot.link_source(ICI, 13, uri).sha256 == SHA


def test_another_cabinet_finds_nothing_there(depot: Depot) -> None:
    uri = put(depot, 7, BODY)
    assert not depot.holds(8, uri)
    with pytest.raises(SourceAbsente):
        depot.link_source(AUTRE, 12, uri)


@pytest.mark.parametrize(
    "uri",
    ["", "x", "../../secret", "a/../b.txt", f"00000000-0000-0000-0000-000000000000/{NOM}",
     f"00000000-0000-0000-0000-000000000000/../{NOM}", "/etc/passwd", f"../7/{NOM}"],
)  # fmt: skip
def test_an_uri_that_is_not_ours_finds_nothing(depot: Depot, uri: str) -> None:
    assert not depot.holds(7, uri)
    with pytest.raises(SourceAbsente):
        depot.link_source(ICI, 12, uri)


def test_the_name_belongs_to_the_uri(depot: Depot) -> None:
    guid = put(depot, 7, BODY).split("/")[0]
    assert not depot.holds(7, f"{guid}/autre.txt")


def test_nothing_deposited_yet(depot: Depot) -> None:
    uri = depot.reserve(7, NOM).uri
    assert not depot.holds(7, uri)
    with pytest.raises(SourceAbsente):
        depot.link_source(ICI, 12, uri)


def test_a_fetched_file_is_kept(depot: Depot) -> None:
    with receiving(depot.place_source(ICI, 12)) as partiel:
        partiel.write(BODY)
        recu = partiel.finish()
    source = depot.keep_source(ICI, 12, recu)
    assert depot.find_source(ICI, 12) == source
    assert b"".join(depot.open_source(ICI, 12)) == BODY


def test_a_file_whole_but_not_yet_noted_is_not_fetched_again(local: DepotLocal) -> None:
    with receiving(local.place_source(ICI, 12)) as partiel:
        partiel.write(BODY)
        recu = partiel.finish()
    found = local.find_source(ICI, 12)
    assert found is not None
    assert (found.sha256, found.taille_octets) == (recu.sha256, recu.taille_octets)


def test_a_source_that_is_not_what_was_noted_is_no_source(depot: Depot) -> None:
    source = depot.link_source(ICI, 12, put(depot, 7, BODY))
    fiche = {"sha256": hashlib.sha256(b"other").hexdigest(), "taille_octets": 5}
    note(depot, "sources/7/3/12.json", json.dumps(fiche).encode())
    assert depot.find_source(ICI, 12) is None
    assert depot.link_source(ICI, 12, put(depot, 7, BODY)) == source
    assert depot.find_source(ICI, 12) == source


def note(depot: Depot, key: str, content: bytes) -> None:
    """Write over a small file of the depot."""
    if isinstance(depot, DepotObjets):
        obstore.put(from_url(depot.config.fichiers), key, content)
    else:
        (depot.config.donnees / "fichiers" / key).write_bytes(content)


def test_a_source_deleted_is_gone(depot: Depot) -> None:
    depot.link_source(ICI, 12, put(depot, 7, BODY))
    depot.delete_source(ICI, 12)
    depot.delete_source(ICI, 12)
    assert depot.find_source(ICI, 12) is None
    with pytest.raises(SourceAbsente):
        depot.open_source(ICI, 12)


def test_a_source_outlives_its_deposit(depot: Depot) -> None:
    uri = put(depot, 7, BODY)
    depot.link_source(ICI, 12, uri)
    assert depot.sweep(clock.now() - timedelta(hours=1)) == 0
    assert depot.sweep(clock.now() + timedelta(hours=1)) == 1
    assert not depot.holds(7, uri)
    assert depot.link_source(ICI, 12, uri).sha256 == SHA


def test_a_source_is_released_and_found_again(depot: Depot) -> None:
    depot.link_source(ICI, 12, put(depot, 7, BODY))
    depot.release_source(ICI, 12)
    found = depot.find_source(ICI, 12)
    assert found is not None
    assert found.path.read_bytes() == BODY


def test_a_deposit_rewritten_later_does_not_change_a_source(depot: Depot) -> None:
    place = depot.reserve(7, NOM)
    if isinstance(depot, DepotLocal):
        receive(depot, 7, place.uri, BODY)
        depot.link_source(ICI, 12, place.uri)
        assert code(receive, depot, 7, place.uri, b"other") == "REQ-202"
    else:
        headers = {"x-ms-blob-type": "BlockBlob"}
        httpx.put(place.adresse, content=BODY, headers=headers, trust_env=False)
        depot.link_source(ICI, 12, place.uri)
        httpx.put(place.adresse, content=b"other", headers=headers, trust_env=False)
    source = depot.link_source(ICI, 12, place.uri)
    assert source.sha256 == SHA
    assert source.path.read_bytes() == BODY


# The address of a deposit on our own disk.


def signed(depot: DepotLocal, uri: str) -> tuple[int, str]:
    expire_s = int((clock.now() + timedelta(hours=1)).timestamp())
    return expire_s, depot.sign(7, uri, expire_s)


def test_an_address_is_signed_for_24_hours(local: DepotLocal) -> None:
    place = local.reserve(7, "Écritures de mai.txt")
    match = re.fullmatch(r"/depot/7/([0-9a-f-]{36})/(\S+)\?se=(\d+)&sig=([\w-]{43})", place.adresse)
    assert match is not None
    assert match[2] == "%C3%89critures%20de%20mai.txt"
    assert 86_390 < int(match[3]) - clock.now().timestamp() <= 86_400
    local.check(7, place.uri, int(match[3]), match[4])


def test_a_right_serves_one_place_one_cabinet_and_its_hours(local: DepotLocal) -> None:
    uri = local.reserve(7, NOM).uri
    expire_s, signature = signed(local, uri)
    local.check(7, uri, expire_s, signature)
    past = int((clock.now() - timedelta(seconds=2)).timestamp())
    for wrong in (
        (8, uri, expire_s, signature),
        (7, uri.replace(".txt", ".csv"), expire_s, signature),
        (7, uri, expire_s + 1, signature),
        (7, uri, expire_s, signature[:-1]),
        (7, uri, expire_s, ""),
        (7, uri, expire_s, "é"),
        (7, uri, past, local.sign(7, uri, past)),
    ):
        assert code(local.check, *wrong) == "REQ-201"


def test_another_server_signs_otherwise(local: DepotLocal, tmp_path: Path) -> None:
    other = DepotLocal(Config(donnees=tmp_path / "autre"))
    uri = local.reserve(7, NOM).uri
    assert code(other.check, 7, uri, *signed(local, uri)) == "REQ-201"


# Writing on our own disk.


def test_the_same_bytes_again_change_nothing_even_in_use(local: DepotLocal) -> None:
    uri = put(local, 7, BODY)
    assert receive(local, 7, uri, BODY) == SHA
    local.link_source(ICI, 12, uri)
    assert receive(local, 7, uri, BODY) == SHA


def test_other_bytes_replace_what_nobody_uses(local: DepotLocal) -> None:
    uri = put(local, 7, BODY)
    receive(local, 7, uri, b"other")
    assert local.link_source(ICI, 12, uri).path.read_bytes() == b"other"
    folder = next((local.config.donnees / "fichiers/depots/7").iterdir())
    assert len([path for path in folder.iterdir() if len(path.name) == 64]) == 1


def test_a_deposit_stopped_halfway_is_no_deposit(local: DepotLocal) -> None:
    uri = local.reserve(7, NOM).uri
    with pytest.raises(KeyError), local.receive(7, uri) as reception:
        reception.write(b"half")
        raise KeyError("the partner left")
    assert not local.holds(7, uri)
    assert code(receive, local, 7, uri, BODY, annonces=len(BODY) + 1) == "REQ-204"
    assert not local.holds(7, uri)
    folder = next((local.config.donnees / "fichiers/depots/7").iterdir())
    assert {path.name for path in folder.iterdir()} <= {"verrou"}


@pytest.mark.parametrize(("taille", "accepted"), [(999, True), (1_000, True), (1_001, False)])
def test_size_limit_to_the_byte(tmp_path: Path, taille: int, accepted: bool) -> None:
    depot = DepotLocal(Config(donnees=tmp_path, octets_max=1_000))
    for annonces in (None, taille):
        uri = depot.reserve(7, NOM).uri
        if accepted:
            receive(depot, 7, uri, b"a" * taille, annonces)
        else:
            assert code(receive, depot, 7, uri, b"a" * taille, annonces) == "REQ-203"
        assert depot.holds(7, uri) == accepted


def test_files_are_private_and_a_source_costs_no_copy(local: DepotLocal) -> None:
    source = local.link_source(ICI, 12, put(local, 7, BODY))
    assert stat.S_IMODE(source.path.stat().st_mode) == 0o600
    assert source.path.stat().st_nlink == 2


def test_a_link_put_in_the_way_is_not_followed(local: DepotLocal, tmp_path: Path) -> None:
    """Whoever could write in the data folder still could not make a source read elsewhere."""
    uri = put(local, 7, BODY)
    (tmp_path / "secret").write_bytes(b"secret")
    folder = next((local.config.donnees / "fichiers/depots/7").iterdir())
    (folder / SHA).unlink()
    (folder / SHA).symlink_to(tmp_path / "secret")
    with pytest.raises(SourceAbsente):
        local.link_source(ICI, 12, uri)


# Names.


@pytest.mark.parametrize(
    "nom", [NOM, "a.TRA", "Écritures.csv", "a.b.c.xml", "a (1).zip", "x.gz", "a&b='c'.txt"]
)
def test_a_plain_name_is_accepted(nom: str) -> None:
    assert check_nom(nom) == nom


@pytest.mark.parametrize(
    "nom",
    ["", "a", ".txt", "a.exe", "a.txt.exe", "a.pdf", "../a.txt", "a/b.txt", "a\\b.txt", "C:a.txt",
     "a\x00.txt", "a\n.txt", "a\u202etxt.txt", "\ud800.txt", "a*.txt", "a?.txt", "a#.txt",
     "a%2f.txt", " a.txt", "a.txt ", ".a.txt", "a.txt.", "é" * 74 + ".txt"],
)  # fmt: skip
def test_a_strange_name_is_refused(nom: str) -> None:
    assert code(check_nom, nom) == "REQ-200"


def test_name_length_to_the_byte() -> None:
    for taille, accepted in ((149, True), (150, True), (151, False)):
        nom = "a" * (taille - 4) + ".txt"
        if accepted:
            assert check_nom(nom) == nom
        else:
            assert code(check_nom, nom) == "REQ-200"


def test_the_same_name_written_two_ways_is_one() -> None:
    assert check_nom("E\u0301critures.txt") == "\u00c9critures.txt"


def test_an_unknown_place_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nulle-part"):
        open_depot(replace(Config(donnees=tmp_path), fichiers="nulle-part://x"))
