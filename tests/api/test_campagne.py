"""Campagne: hostile and well-meant requests over the whole document, on both databases.

Nothing breaks, and every answer is as the document says. `make test` runs a short one; the long
one is `make fuzz`, of BOUCLE_CAMPAGNE cases an operation.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from boucle.config import Config
from boucle.schema import registre
from resources.porte import Porte, close_porte, open_porte
from rigs.campagne import DOSSIERS, Bilan, Campagne
from rigs.serveur_http import serving

PAR_OPERATION = int(os.environ.get("BOUCLE_CAMPAGNE", "30"))
GRAINE = int(os.environ.get("BOUCLE_CAMPAGNE_GRAINE", "1"))


@pytest.fixture
def porte(config: Config) -> Iterator[Porte]:
    """Give an application of its own: a campaign leaves much behind."""
    opened = open_porte(config)
    opened.write(
        "POST",
        registre.find("dossierClient"),
        [
            {"codeDossier": code, "nature": 2, "raisonSociale": code, "approvisionnement": True}
            for code in DOSSIERS
        ],
    )
    yield opened
    close_porte(opened)


@pytest.fixture
def address(porte: Porte) -> Iterator[str]:
    """Serve it, with a worker that imports what the campaign asks for."""
    config = porte.config
    environ = {
        **os.environ,
        "BOUCLE_DONNEES": str(config.donnees),
        "BOUCLE_DATABASE": config.database,
        "BOUCLE_DATABASE_CHARGE": config.database_charge,
    }
    worker = subprocess.Popen(
        [sys.executable, "-m", "boucle", "worker"], env=environ, stderr=subprocess.DEVNULL
    )
    with serving(porte.atelier) as found:
        yield found
    worker.terminate()
    worker.wait()


def run(campagne: Campagne, porte: Porte, address: str, folder: Path) -> Bilan:
    keys = porte.trousseaux["avancee"]
    headers = {"Ocp-Apim-Subscription-Key": keys.abonnement, "x-apikey": keys.x_apikey}
    bilan = campagne.run(address, headers, folder)
    assert bilan.cas == bilan.passes
    return bilan


def test_the_examples_are_taken(porte: Porte, address: str, tmp_path: Path) -> None:
    campagne = Campagne(("examples",), 40, profonde=True, graine=1)
    assert run(campagne, porte, address, tmp_path).cas > 0


def test_the_links_are_followed(porte: Porte, address: str, tmp_path: Path) -> None:
    campagne = Campagne(("stateful",), 40, profonde=True, graine=1, duree_s=10)
    # How many are followed in this time is the machine's affair; that they are is ours.
    assert run(campagne, porte, address, tmp_path).liens > 0


@pytest.mark.long
@pytest.mark.parametrize("profonde", [True, False], ids=["profonde", "large"])
@pytest.mark.parametrize("phase", ["coverage", "fuzzing", "stateful"])
def test_no_request_breaks_the_server_or_the_document(
    porte: Porte, address: str, tmp_path: Path, phase: str, profonde: bool
) -> None:
    campagne = Campagne((phase,), PAR_OPERATION, profonde, GRAINE)
    if phase == "stateful":
        # The tool goes on until the time is spent: ten cases a second at least.
        campagne = replace(campagne, par_operation=100, duree_s=4 * PAR_OPERATION)
    bilan = run(campagne, porte, address, tmp_path)
    print(f"{phase} {bilan.cas} {bilan.liens}")
