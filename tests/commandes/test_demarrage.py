"""Démarrage: what a command loads before it works, and how an interruption ends it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from boucle.cli import COMMANDES, app
from boucle.errors.exemples.exemple import NOM, Exemple, build

SERVEUR = ("litestar", "uvicorn", "sqlalchemy", "alembic", "httpx", "psycopg", "pydantic")
LECTURE = ("polars", "numpy", "msgspec", "rich", "jinja2", "xml.parsers.expat")


def loaded(*args: str | Path, among: tuple[str, ...]) -> list[str]:
    """Run the command in a process of its own; list what it has loaded of these."""
    code = (
        "import sys, json, boucle.cli\n"
        "try: boucle.cli.main()\n"
        "finally: print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, args)],
        capture_output=True,
        text=True,
        env=dict(os.environ),
    )
    assert done.returncode == 0, done.stderr
    modules = set(json.loads(done.stderr.splitlines()[-1]))
    return [name for name in among if name in modules]


@pytest.mark.parametrize("command", ["", *COMMANDES])
def test_help_loads_what_it_prints_and_nothing_more(command: str) -> None:
    assert loaded(*command.split(), "--help", among=SERVEUR + LECTURE) == []


def test_a_check_loads_its_reader_and_one_rendering(tmp_path: Path) -> None:
    path = tmp_path / NOM
    path.write_bytes(build(Exemple()))
    among = SERVEUR + LECTURE
    assert loaded("verifier", path, among=among) == ["polars", "numpy", "rich"]
    assert loaded("verifier", path, "-f", "json", among=among) == ["polars", "numpy", "msgspec"]
    assert loaded("verifier", path, "-f", "csv", among=among) == ["polars", "numpy"]


def test_help_lists_the_commands_in_their_order() -> None:
    said = CliRunner().invoke(app, ["--help"]).stdout
    listed = said.partition("Commands:")[2].splitlines()[1:]
    assert [line.split()[0] for line in listed] == list(COMMANDES)


def test_no_command_shows_the_help_and_an_unknown_one_is_refused() -> None:
    assert CliRunner().invoke(app, []).exit_code == 2
    unknown = CliRunner().invoke(app, ["verifer"])
    assert (unknown.exit_code, "No such command 'verifer'" in unknown.stderr) == (2, True)


def test_an_interruption_ends_with_the_code_of_one() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "boucle", "verifier", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    # A pipe holds 64 KiB: once this is gone, the command is reading.
    process.stdin.write(b"x" * (1 << 20))
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in said
