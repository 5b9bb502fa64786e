"""PremiereHeure: what docs/demarrer.md tells a newcomer to type is typed, on a real server."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from acceptance.test_mort import until
from rigs.postgres import free_port

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/demarrer.md").read_text(encoding="utf-8")
PREMIER, *SECOND = re.findall(r"```sh\n(.*?)```", PAGE.partition("## Son propre serveur")[2], re.S)


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Type the first terminal's lines in a folder that looks like the project's."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    chosen = free_port()
    process = subprocess.Popen(
        ["bash", "-eu", "-c", PREMIER],
        cwd=tmp_path,
        start_new_session=True,
        env={**os.environ, "BOUCLE_PORT": str(chosen)},
    )
    try:
        until("the server", lambda: listening(chosen))
        yield chosen
    finally:
        os.killpg(process.pid, 15)
        process.wait()


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_the_first_hour_as_it_is_told(port: int, tmp_path: Path) -> None:
    typed = "\n".join(SECOND).replace(":8080", f":{port}")
    done = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", typed],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    assert (
        re.findall("^(En attente de validation|Terminé.*)$", done.stdout, re.M)
        == ["En attente de validation"] * 4
    )
    assert '"errors":[{' not in done.stdout
    assert '"etat":"valide"' in done.stdout
    lignes = (tmp_path / "732829320FEC20251231.txt").read_text(encoding="utf-8").splitlines()
    assert lignes[0].startswith("JournalCode\tJournalLib\tEcritureNum")
    assert len(list(filter(None, lignes))) == len(
        (ROOT / "examples/fec/732829320FEC20251231.txt").read_text("utf-8").splitlines()
    )
