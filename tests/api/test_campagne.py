"""Campagne: Schemathesis over the whole document, on both databases; nothing breaks."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from resources.porte import Porte

PER_OPERATION = os.environ.get("BOUCLE_CAMPAGNE", "8")
CHECKS = ",".join((
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_schema_conformance",
))


@pytest.fixture
def address(porte: Porte) -> Iterator[str]:
    """Serve the application of the generated tests on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(porte.app, port=port, log_level="critical", lifespan="off")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.mark.long
def test_no_request_breaks_the_server_or_the_document(
    porte: Porte, address: str, tmp_path: Path
) -> None:
    trousseau = porte.trousseaux["avancee"]
    program = shutil.which("st", path=str(Path(sys.executable).parent))
    assert program is not None
    told = subprocess.run(
        [
            program, "run", f"{address}/openapi.json", "--checks", CHECKS,
            "-H", f"Ocp-Apim-Subscription-Key: {trousseau.abonnement}",
            "-H", f"x-apikey: {trousseau.x_apikey}", "-n", PER_OPERATION,
            "--phases", "examples,coverage,fuzzing,stateful", "--suppress-health-check", "all",
            "--no-color",
        ],
        capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    counts = re.search(r"(\d+) generated, (\d+) passed", told.stdout)
    assert counts, told.stdout[-4000:]
    assert counts[1] == counts[2]
    assert told.returncode == 0, told.stdout[-4000:]
