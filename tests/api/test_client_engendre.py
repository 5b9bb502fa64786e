"""ClientEngendre: a partner's client, made by a stock generator, compiles and lists comptes.

The generator and the client it makes run in an environment of their own, as a partner's would:
nothing of ours is in it.
"""

from __future__ import annotations

import compileall
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from acceptance.test_mort import until
from boucle.api.document.openapi import document
from boucle.commandes.outils import free_port
from boucle.config import Config
from boucle.operations.acces import cles
from boucle.schema.rendu import encode
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers
from conftest import ROOT

CLASSEUR = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PYTHON = ROOT / ".outils/client/bin/python"
# What the partner writes: create two comptes, list them, be refused, in typed calls.
PARTENAIRE = """
import json, os
import httpx
from engendre import AuthenticatedClient
from engendre.api.param_è_tres_comptables import (
    compte_creer, compte_lire, compte_modifier, compte_supprimer)
from engendre.models import BaseRequired, CompteCreation, CompteModification, Refus

client = AuthenticatedClient(
    base_url=os.environ["ADRESSE"], token=os.environ["CLE"], prefix="",
    auth_header_name="x-apikey", headers={"Ocp-Apim-Subscription-Key": os.environ["ABONNEMENT"]},
    raise_on_unexpected_status=True, timeout=httpx.Timeout(60),
)
sent = [CompteCreation(numero="60640000", libelle="Fournitures", type_=6, collectif=False),
        CompteCreation(numero="40100000"), CompteCreation(numero="bon")]
made = compte_creer.sync(client=client, code_dossier="D1", body=sent, idempotency_key="essai")
changed = compte_modifier.sync(client=client, code_dossier="D1", body=[CompteModification(
    object_id=made.success[0].object_id, revision_id=made.success[0].revision_id,
    libelle="Petit équipement")])
gone = compte_supprimer.sync(client=client, code_dossier="D1", body=[BaseRequired(
    object_id=made.success[1].object_id, revision_id=made.success[1].revision_id)])
listed = compte_lire.sync(client=client, code_dossier="D1", sort="numero")
refused = compte_lire.sync(client=client, code_dossier="ABSENT")
assert isinstance(refused, Refus)
print(json.dumps({
    "errors": [[error.index, error.field, error.code] for error in made.errors],
    "changed": [compte.libelle for compte in changed.success],
    "gone": [told.status for told in gone.success],
    "listed": [[compte.numero, compte.libelle, compte.type_] for compte in listed],
    "refused": [refused.status_code, refused.error.code],
}))
"""


@pytest.fixture(scope="session")
def engendre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generate the client from the document; give the folder that holds its package."""
    if not PYTHON.exists():
        if os.environ.get("BOUCLE_EXIGER_CLIENT") == "1":
            pytest.fail("the generator is demanded here: run `make test`")
        pytest.skip("the generator is not installed in .outils/client: run `make test`")
    folder = tmp_path_factory.mktemp("engendre")
    (folder / "openapi.json").write_bytes(encode(document()))
    # PDF, JPEG and PNG are bytes; the generator formats nothing.
    (folder / "reglage.json").write_text(json.dumps({
        "post_hooks": [],
        "content_type_overrides": dict.fromkeys(
            ("application/pdf", "image/jpeg", "image/png", CLASSEUR), "application/octet-stream"
        ),
    }))  # fmt: skip
    told = subprocess.run(
        [PYTHON, "-m", "openapi_python_client", "generate", "--path", "openapi.json", "--meta",
         "none", "--output-path", "engendre", "--config", "reglage.json", "--fail-on-warning"],
        capture_output=True, text=True, cwd=folder, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout[-4000:] + told.stderr[-4000:]
    return folder


@contextmanager
def served(config: Config) -> Iterator[str]:
    """Run `boucle serve` on this database; give its address."""
    address = f"http://127.0.0.1:{free_port(18080)}"
    command = [
        sys.executable,
        "-m",
        "boucle",
        "serve",
        "--sans-worker",
        "--port",
        address.rpartition(":")[2],
        "--donnees",
        str(config.donnees),
    ]
    environ = {**os.environ, "BOUCLE_DATABASE": config.database}
    with (config.donnees / "serveur.log").open("wb") as log:
        process = subprocess.Popen(command, env=environ, stderr=log)
    try:
        until("the server", lambda: process.poll() is not None or answers(address))
        assert process.poll() is None, (config.donnees / "serveur.log").read_text()
        yield address
    finally:
        process.terminate()
        process.wait()


def answers(address: str) -> bool:
    """True when the server answers."""
    try:
        return httpx.get(f"{address}/sante", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def test_it_has_a_function_for_every_operation_and_compiles(engendre: Path) -> None:
    assert compileall.compile_dir(engendre / "engendre", quiet=2, force=True)
    written = {path.stem for path in (engendre / "engendre/api").glob("*/*.py")} - {"__init__"}
    told = {
        operation["operationId"]
        for methods in document()["paths"].values()
        for operation in methods.values()
    }
    assert {name.replace("_", "") for name in written} == {name.lower() for name in told}
    # A name says what it does: its words come apart in the client's own way.
    assert {"import_fec", "compte_lire", "import_statut"} < written


def test_it_lists_the_comptes(engendre: Path, config: Config) -> None:
    store = Store(config)
    with store.transaction(None) as conn:
        cabinet_id = dossiers.create_cabinet(conn, "A", "Cabinet A")
        dossiers.create(conn, cabinet_id, "D1")
    trousseau = cles.create(store, "A", nom="k", partenaire="Essai", codes=["D1"], profil=3)
    store.close()
    with served(config) as address:
        told = subprocess.run(
            [PYTHON, "-c", PARTENAIRE], cwd=engendre, capture_output=True, text=True, check=False,
            env={"ADRESSE": address, "CLE": trousseau.x_apikey, "PYTHONUTF8": "1",
                 "ABONNEMENT": trousseau.abonnement, "NO_PROXY": "*"},
        )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout) == {
        "errors": [[2, "numero", "REQ-114"]],
        "changed": ["Petit équipement"],
        "gone": ["deleted"],
        "listed": [["60640000", "Petit équipement", 6]],
        "refused": [404, "REQ-004"],
    }
