"""Imports over HTTP: what a partner sends and reads, as the published pages show it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from boucle.api.wire import CORPS_OCTETS_MAX
from boucle.bornes import BORNES
from boucle.commandes.client import ApiError, Client
from boucle.operations.acces import cles
from boucle.operations.atelier import Atelier
from boucle.operations.travaux.pipeline import run_import
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers
from boucle.store.travaux import queue
from operations.conftest import ACHAT, fec, make_dossier
from rigs.contrat import judge
from rigs.serveur_http import serving

LOOP = "/loop-api-publiques"
GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NOM = "732829320FEC20241231.txt"


@dataclass(slots=True)
class Maison:
    """A server listening, a partner's client of profile 3, and its keys."""

    url: str
    client: Client
    headers: dict[str, str]
    atelier: Atelier

    def raw(self, method: str, path: str, **options: Any) -> httpx.Response:
        options.setdefault("headers", self.headers)
        answer = httpx.request(method, self.url + path, trust_env=False, timeout=30, **options)
        judge(answer)
        return answer

    def deposit(self, folder: Path, content: bytes, nom: str = NOM) -> str:
        path = folder / nom
        path.write_bytes(content)
        return self.client.deposit(path, nom)

    def work(self) -> None:
        while (tache := queue.claim(self.atelier.store, "essai", 60)) is not None:
            run_import(self.atelier, tache)


@pytest.fixture
def maison(store: Store) -> Iterator[Maison]:
    make_dossier(store)
    with store.transaction(None) as conn:
        dossiers.create(conn, 1, "D2")
    made = cles.create(store, "demo", nom="P", partenaire="P", codes=["D1"], profil=3)
    config = replace(store.config, sources_permises="http://127.0.0.1:*")
    atelier = Atelier.open(config, store)
    headers = {"Ocp-Apim-Subscription-Key": made.abonnement, "x-apikey": made.x_apikey}
    with serving(atelier) as url:
        client = Client(url, made.abonnement, made.x_apikey)
        client._http.event_hooks = {"response": [judge]}
        yield Maison(url, client, headers, atelier)
        client.close()
    atelier.children.close()


def test_the_whole_way(maison: Maison, tmp_path: Path) -> None:
    uri = maison.deposit(tmp_path, fec(*ACHAT))
    assert re.fullmatch(GUID.pattern + "/" + NOM, uri)
    demande = maison.client.import_fec("D1", uri)
    assert GUID.fullmatch(demande)
    assert (
        maison.client.call(
            "GET", f"{LOOP}/getImportStatus", params={"accountingImportRequestId": demande}
        )["status"]
        == 1
    )
    maison.work()
    told = maison.client.follow(demande)
    assert (told["status"], told["etat"], told["lignes"]) == (3, "a_valider", 3)
    assert maison.client.valider(demande)["libelle"] == "Terminé avec succès"
    assert maison.client.export_fec("D1", "2024") == ("000000000FEC20241231.txt", fec(*ACHAT))
    lignes = maison.client.call("GET", f"/v1/imports/{demande}/lignes", params={"take": 2})
    assert [(ligne["ligne"], ligne["compte"], ligne["debitCentimes"]) for ligne in lignes] == [
        (2, "606400", 10000),
        (3, "445660", 2000),
    ]
    assert maison.raw("GET", f"/v1/imports/{demande}/source").content == fec(*ACHAT)
    assert maison.raw("GET", f"/v1/imports/{demande}/rapport").json()["bloquant"] is False
    assert [
        found["id"]
        for found in maison.client.call("GET", "/v1/imports", params={"codeDossier": "D1"})
    ] == [demande]


def test_a_request_of_parameters_alone_has_a_small_body(maison: Maison) -> None:
    longest = BORNES.demande_octets
    assert longest < CORPS_OCTETS_MAX / 500
    asked = [("POST", f"{LOOP}/{nom}") for nom in ("importFEC", "importTRA", "importPerso")]
    for methode, chemin in (*asked, ("PUT", "/v1/imports/absent/url")):
        for size, refused in ((longest, False), (longest + 1, True)):
            answer = maison.raw(methode, chemin, content=b" " * size)
            assert (answer.status_code == 413) == refused, chemin
            assert not refused or answer.json()["message"] == f"Le corps dépasse {longest} octets."


def test_a_file_may_be_longer_than_a_body_of_json(maison: Maison, tmp_path: Path) -> None:
    assert maison.deposit(tmp_path, bytes(CORPS_OCTETS_MAX + 1)).endswith(NOM)


@pytest.mark.parametrize(
    ("body", "statut", "message"),
    [
        ({}, 400, "Le codeIbs n'est pas spécifié."),
        ({"codeIbs": ""}, 400, "Le codeIbs n'est pas spécifié."),
        ({"codeIbs": "D1"}, 400, "Le chemin d'accès URI ou l'URL du fichier n'est pas spécifié."),
        (
            {"codeIbs": "D1", "URI": "", "URL": ""},
            400,
            "Le chemin d'accès URI ou l'URL du fichier n'est pas spécifié.",
        ),
        (
            {"codeIbs": "D1", "URI": "a", "URL": "https://b.example/c"},
            400,
            "Ambiguité sur le chemin d'accès, seul un des deux champs doit être renseigné.",
        ),
        (
            {"codeIbs": "CEGID003", "URI": "a"},
            404,
            "Le dossier CEGID003 n'existe pas sur le domaine.",
        ),
        ({"codeIbs": "D2", "URI": "a"}, 404, "Le dossier D2 n'existe pas sur le domaine."),
        (
            {"codeIbs": "D1", "URI": "a", "SIRET": "07955542100028"},
            400,
            "Le numéro SIRET est invalide : il doit comporter 14 chiffres et respecter "
            "l'algorithme "
            "de Luhn",
        ),
        (
            {"codeIbs": "D1", "URI": "a", "SIRET": "07955542100027"},
            400,
            "L'établissement correspondant au SIRET 07955542100027 n'est pas reconnu "
            "pour le dossier "
            "D1",
        ),
    ],
)
def test_the_six_published_refusals_word_for_word(
    maison: Maison, body: dict[str, str], statut: int, message: str
) -> None:
    answer = maison.raw("POST", f"{LOOP}/importFEC", json=body)
    told = answer.json()
    assert (answer.status_code, told["message"], told["error"]["message"]) == (
        statut,
        message,
        message,
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'{"codeIbs": 1}',
        b'{"codeIbs": "D1", "codeIbs": "D1"}',
        b'{"codeIbs": "\\ud800"}',
        b'{"codeIbs": "a\\u0000b"}',
        b"\xff\xfe",
        b"[" * 60_000,
        b'{"codeIbs": NaN}',
        b'{"codeIbs": "D1", "URI": ' + b"9" * 6_000 + b"}",
    ],
)
def test_no_body_breaks_the_server(maison: Maison, body: bytes) -> None:
    answer = maison.raw(
        "POST",
        f"{LOOP}/importFEC",
        content=body,
        headers={**maison.headers, "Content-Type": "application-json"},
    )
    assert answer.status_code == 400
    assert answer.json()["error"]["code"].startswith("REQ-")
    assert answer.json()["error"]["remede"]


@pytest.mark.parametrize(
    "path",
    [
        "getImportStatus?accountingImportRequestId=%00",
        "getImportStatus?accountingImportRequestId=x",
        "getImportStatus",
        "getFileUrlDeposit",
        "getFileUrlDeposit?filename=../../etc/passwd",
        "getFileUrlDeposit?filename=a.exe",
        "getFileUrlDeposit?filename=%00.txt",
        "compte?codeDossier=%00",
        "compte?codeDossier=%ED%A0%80",
        "compte?codeDossier=D1&take=0",
        "compte?codeDossier=D1&take=99999999999999999999",
        "compte?codeDossier=D1&skip=-1",
    ],
)
def test_no_address_breaks_the_server(maison: Maison, path: str) -> None:
    answer = maison.raw("GET", f"{LOOP}/{path}")
    assert 400 <= answer.status_code < 500
    assert answer.json()["error"]["code"].startswith("REQ-")


def test_keys_are_asked_of_every_call(maison: Maison) -> None:
    whole = maison.headers
    missing = {"x-apikey": whole["x-apikey"]}
    told = maison.raw("GET", f"{LOOP}/compte?codeDossier=D1", headers=missing)
    assert told.status_code == 401
    assert told.json()["statusCode"] == 401
    assert told.json()["message"].startswith("Access denied due to missing subscription key.")
    wrong = {**whole, "Ocp-Apim-Subscription-Key": "0" * 32}
    told = maison.raw("GET", f"{LOOP}/compte?codeDossier=D1", headers=wrong)
    assert told.json()["message"].startswith("Access denied due to invalid subscription key.")
    for apikey in ("", "x", whole["x-apikey"] + "x", "é:é"):
        headers = [
            (b"Ocp-Apim-Subscription-Key", whole["Ocp-Apim-Subscription-Key"].encode()),
            (b"x-apikey", apikey.encode()),
        ]
        assert (
            maison.raw("GET", f"{LOOP}/compte?codeDossier=D1", headers=headers).status_code == 401
        )


def test_a_revoked_key_opens_nothing_more(maison: Maison) -> None:
    cles.revoke(maison.atelier.store, "demo", maison.headers["x-apikey"].partition(":")[0])
    assert maison.raw("GET", f"{LOOP}/compte?codeDossier=D1").status_code == 401


def test_paths_are_found_whatever_their_case(maison: Maison) -> None:
    for path in ("/loop-api-publiques/COMPTE", "/Loop-API-Publiques/compte"):
        assert maison.raw("GET", f"{path}?codeDossier=D1").status_code == 200


def test_a_partner_sees_nothing_of_another_cabinet(maison: Maison, tmp_path: Path) -> None:
    demande = maison.client.import_fec("D1", maison.deposit(tmp_path, fec(*ACHAT)))
    store = maison.atelier.store
    with store.transaction(None) as conn:
        autre = dossiers.create_cabinet(conn, "autre", "Autre")
        dossiers.create(conn, autre, "D1")
    made = cles.create(store, "autre", nom="X", partenaire="X", codes=None, profil=5)
    stranger = Client(maison.url, made.abonnement, made.x_apikey)
    for method, path in (
        ("GET", f"/v1/imports/{demande}"),
        ("GET", f"/v1/imports/{demande}/rapport"),
        ("GET", f"/v1/imports/{demande}/lignes"),
        ("GET", f"/v1/imports/{demande}/source"),
        ("POST", f"/v1/imports/{demande}/valider"),
        ("POST", f"/v1/imports/{demande}/rejeter"),
        ("PUT", f"/v1/imports/{demande}/url"),
    ):
        with pytest.raises(ApiError) as caught:
            body = {"json": {"URL": "https://a.example/f.txt"}} if method == "PUT" else {}
            stranger.call(method, path, **body)
        assert (caught.value.status, caught.value.body["error"]["code"]) == (404, "REQ-250")
    everything = {"codeDossier": "D1", "filter": f'ecritureOrigine == "{demande}"'}
    assert stranger.call("GET", f"{LOOP}/EcritureComptable", params=everything) == []
    with pytest.raises(ApiError, match="D2"):
        maison.client.call(
            "GET", f"{LOOP}/EcritureComptable", params={**everything, "codeDossier": "D2"}
        )
    mixed = {**maison.headers, "x-apikey": made.x_apikey}
    assert maison.raw("GET", f"{LOOP}/compte?codeDossier=D1", headers=mixed).status_code == 401
    stranger.close()


def test_judging_asks_for_profile_three(maison: Maison, tmp_path: Path) -> None:
    demande = maison.client.import_fec("D1", maison.deposit(tmp_path, fec(*ACHAT)))
    maison.work()
    made = cles.create(
        maison.atelier.store, "demo", nom="V", partenaire="V", codes=["D1"], profil=2
    )
    viewer = Client(maison.url, made.abonnement, made.x_apikey)
    with pytest.raises(ApiError) as caught:
        viewer.valider(demande)
    assert (caught.value.status, caught.value.body["error"]["code"]) == (403, "REQ-013")
    viewer.close()


def test_an_url_is_fetched(maison: Maison, tmp_path: Path) -> None:
    (tmp_path / NOM).write_bytes(fec(*ACHAT))
    with file_server(tmp_path) as source:
        body = {"codeIbs": "D1", "URI": "", "URL": f"{source}/{NOM}?sig=CANARI"}
        demande = maison.client.call("POST", f"{LOOP}/importFEC", json=body)
        maison.work()
    told = maison.client.follow(demande["accountingImportRequestId"])
    assert (told["etat"], told["nomFichier"], told["lignes"]) == ("a_valider", NOM, 3)


@pytest.mark.parametrize(
    "url",
    [
        "https://169.254.169.254/x",
        "https://10.1.2.3/x",
        "https://[::1]/x",
        "https://192.168.0.9/absent",
    ],
)
def test_an_address_that_is_not_public_is_refused_at_once(maison: Maison, url: str) -> None:
    answer = maison.raw("POST", f"{LOOP}/importFEC", json={"codeIbs": "D1", "URL": url})
    told = answer.json()
    # The same words for each, whoever lives there or not.
    assert (answer.status_code, told["message"]) == (
        400,
        "L'URL du fichier n'est pas acceptée : l'adresse de son hôte n'est pas publique.",
    )
    assert maison.client.call("GET", "/v1/imports", params={"codeDossier": "D1"}) == []


def test_two_spellings_of_one_field_that_disagree_are_told(maison: Maison) -> None:
    body = {"codeIbs": "D1", "URI": "a", "MODELE": "A", "modele": "B"}
    told = maison.raw("POST", f"{LOOP}/importPerso", json=body).json()
    assert told["message"] == (
        "Le champ « modele » vaut « B », et « A » sous une autre casse du même nom."
    )
    told = maison.raw("POST", f"{LOOP}/importPerso", json=body | {"modele": "A"}).json()
    assert told["error"]["code"] == "REQ-261"


def test_a_refused_url_waits_for_another(maison: Maison, tmp_path: Path) -> None:
    (tmp_path / NOM).write_bytes(fec(*ACHAT))
    with file_server(tmp_path, refuse=True) as source:
        body = {"codeIbs": "D1", "URL": f"{source}/{NOM}"}
        demande = maison.client.call("POST", f"{LOOP}/importFEC", json=body)
        demande_id = demande["accountingImportRequestId"]
        maison.work()
        assert maison.client.call("GET", f"/v1/imports/{demande_id}")["etat"] == "attente_url"
    with file_server(tmp_path) as source:
        maison.client.call("PUT", f"/v1/imports/{demande_id}/url", json={"url": f"{source}/{NOM}"})
        maison.work()
    assert maison.client.call("GET", f"/v1/imports/{demande_id}")["etat"] == "a_valider"


class file_server:
    """Serve a folder on the loopback, or answer 403 to everything."""

    def __init__(self, folder: Path, *, refuse: bool = False) -> None:
        import functools
        import http.server

        class Handler(http.server.SimpleHTTPRequestHandler):
            def do_GET(self) -> None:
                if refuse:
                    self.send_error(403)
                else:
                    super().do_GET()

            def log_message(self, *_: object) -> None:
                return None

        self._server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(Handler, directory=str(folder))
        )

    def __enter__(self) -> str:
        import threading

        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def test_the_books_are_read_by_lettrage_or_by_origin(maison: Maison, tmp_path: Path) -> None:
    lettree = ACHAT[2].split("\t")
    lettree[13], lettree[14] = "AAA", "20240131"
    content = fec(*ACHAT[:2], "\t".join(lettree))
    demande = maison.client.import_fec("D1", maison.deposit(tmp_path, content))
    maison.work()
    asked = {"codeDossier": "D1", "filter": "codeLettrage != null && compteNumero == '401000'"}
    assert maison.client.call("GET", f"{LOOP}/EcritureComptable", params=asked) == []
    maison.client.valider(demande)
    (found,) = maison.client.call("GET", f"{LOOP}/EcritureComptable", params=asked)
    assert (found["tiersLib"], found["credit"], found["codeLettrage"]) == (
        "Dupont SA",
        {"amount": 120.0, "currency": "EUR"},
        "AAA",
    )
    asked["filter"] = f'ecritureOrigine == "{demande}" && datePiece >= "2024-01-01"'
    lignes = maison.client.call("GET", f"{LOOP}/EcritureComptable", params=asked)
    assert [ligne["compteNumero"] for ligne in lignes] == ["606400", "445660", "401000"]


@pytest.mark.parametrize(
    "filtre",
    [
        "",
        "journalCode == 'AC'",
        "codeLettrage ==",
        "inconnu == 1",
        "datePiece == 'x' && codeLettrage == null",
        "codeLettrage == null" + " " * 3_000,
    ],
)
def test_an_export_filter_that_will_not_do_is_refused(maison: Maison, filtre: str) -> None:
    answer = maison.raw(
        "GET", f"{LOOP}/EcritureComptable", params={"codeDossier": "D1", "filter": filtre}
    )
    assert answer.status_code == 400
    assert answer.json()["error"]["remede"]


def test_history_tells_the_published_codes_of_one_dossier_only(
    maison: Maison, tmp_path: Path
) -> None:
    demande = maison.client.import_fec("D1", maison.deposit(tmp_path, fec(*ACHAT)))
    maison.work()
    maison.client.import_fec("D1", maison.deposit(tmp_path, fec(*ACHAT)))
    told = maison.client.call("GET", f"{LOOP}/importHistory", params={"codeDossier": "D1"})
    assert [row["code"] for row in told] == [10, 25]
    assert told[1]["id"] == demande
    with pytest.raises(ApiError) as refused:
        maison.client.call("GET", f"{LOOP}/importHistory", params={"codeDossier": "D2"})
    assert refused.value.status == 404
