"""Siege: killed, starved and squeezed in one campaign, the server keeps its books and its word.

Real servers and workers on one small disk, on each database: 1,500 idle connections, hostile
files, SIGKILL at every named point, a full disk, a store that is down. All the while a light client
is answered; each incident is one line of the log; `verifier-base` finds nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from rigs.postgres import Cluster, PostgresAbsent, own_cluster

from .test_pannes import control

TESTS = Path(__file__).resolve().parents[1]
DISQUE = "256m"
SCRIPT = 'mount -t tmpfs -o size=$1 disque "$2" && exec "$3" -m acceptance.siege "$2" "$4"'


@pytest.mark.long
def test_a_server_stands_a_siege(dialecte: str, tmp_path: Path) -> None:
    with ExitStack() as stack:
        adresses: dict[str, str] = {}
        if dialecte == "postgresql":
            try:
                cluster = stack.enter_context(own_cluster())
            except PostgresAbsent as absent:
                if os.environ.get("BOUCLE_EXIGER_POSTGRESQL") == "1":
                    pytest.fail(str(absent))
                pytest.skip(str(absent))
            base = cluster.create_base()
            adresses = {
                f"SIEGE_{nom.upper()}": value for nom, value in cluster.adresses(base).items()
            }
            stack.callback(end, cluster)
            besiege(tmp_path, adresses, lambda what: turn(cluster, what))
        else:
            besiege(tmp_path, adresses, lambda _: None)


def besiege(folder: Path, adresses: dict[str, str], on_base: Callable[[str], None]) -> None:
    """Run the campaign in a mount of its own; stop and start the base when it says so."""
    disque, journaux = folder / "disque", folder / "journaux"
    disque.mkdir()
    journaux.mkdir()
    campagne = subprocess.Popen(
        [
            "unshare",
            "-rm",
            "sh",
            "-c",
            SCRIPT,
            "sh",
            DISQUE,
            str(disque),
            sys.executable,
            str(journaux),
        ],
        env={**os.environ, **adresses, "PYTHONPATH": str(TESTS), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert campagne.stdin is not None
    assert campagne.stdout is not None
    said = []
    for line in campagne.stdout:
        said.append(line)
        if line.startswith("base "):
            on_base(line.split()[1])
            campagne.stdin.write("done\n")
            campagne.stdin.flush()
    assert campagne.wait() == 0, "".join(said[-60:])
    assert said[-1].startswith("held: "), said[-1]
    print(said[-1])


def turn(cluster: Cluster, what: str) -> None:
    """Stop or start the database server."""
    if what == "stop":
        with psycopg.connect(cluster.admin) as conn:
            row = conn.execute("SHOW data_directory").fetchone()
        assert row is not None
        _DATA[cluster.port] = str(row[0])
        control(_DATA[cluster.port], "stop", "-m", "immediate")
        return
    data = _DATA[cluster.port]
    home = Path(data).parent
    options = f"-c port={cluster.port} -c unix_socket_directories={home}"
    control(data, "-l", str(home / "log"), "-o", options, "start")


def end(cluster: Cluster) -> None:
    """Stop the server that was started again: it is not the one that the rig knows."""
    if cluster.port in _DATA:
        control(_DATA[cluster.port], "stop", "-m", "immediate")


_DATA: dict[int, str] = {}
