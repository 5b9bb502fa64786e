"""Enclos: what the process that reads a file can no longer do, once it is shut in."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from boucle.compta.contexte import Contexte
from boucle.errors import Refus
from boucle.machine import sandbox
from boucle.operations.travaux.echange import Travail
from boucle.operations.travaux.enfants import environment
from boucle.operations.travaux.plafonds import Plafonds
from boucle.operations.travaux.process import Children
from formats.petit_fec import NOMS, PetitFec, ecrire

# What the child does before it opens its file, then what an intruder would try.
_INTRUS = """
import json, os, socket, subprocess, sys, threading
from functools import partial
from pathlib import Path
from boucle.compta.contexte import Contexte
from boucle.operations.travaux import child
from boucle.operations.travaux.echange import Travail
source, secret, elsewhere, port = sys.argv[1:]
before = sorted(os.environ)
child._shut_in(Travail(source, Contexte(), None), lambda said: None)

def tried(act):
    try:
        act()
    except OSError as error:
        return type(error).__name__
    return "done"

def in_thread(act):
    found = []
    thread = threading.Thread(target=lambda: found.append(tried(act)))
    thread.start(); thread.join()
    return found[0]

own = Path(os.environ["TMPDIR"]) / "own"
acts = {
    "connect": lambda: socket.create_connection(("127.0.0.1", int(port)), 2),
    "bind": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
    "unix": lambda: socket.socket(socket.AF_UNIX),
    "write": lambda: Path(elsewhere).write_text("x"),
    "remove": lambda: os.unlink(secret),
    "secret": lambda: Path(secret).read_bytes(),
    "list": lambda: os.listdir(Path(secret).parent),
    "overwrite": lambda: Path(source).write_bytes(b""),
    "exec": lambda: os.execv(sys.executable, [sys.executable, "-c", "print('out')"]),
    "run": lambda: subprocess.run([sys.executable, "-c", ""]),
    "fork": lambda: os._exit(9) if os.fork() == 0 else None,
    "kill": lambda: os.kill(os.getppid(), 0),
    "own": lambda: own.write_text("x"),
    "source": lambda: Path(source).read_bytes(),
}
print(json.dumps([before, {name: in_thread(act) for name, act in acts.items()}]), flush=True)
os._exit(0)
"""
_FILES = {"write", "remove", "secret", "list", "overwrite"}
_REST = {"connect", "bind", "unix", "exec", "run", "fork", "kill"}


@pytest.fixture
def held() -> tuple[str, ...]:
    found = sandbox.available()
    if not found:
        if os.environ.get("BOUCLE_EXIGER_ENCLOS") == "1":
            pytest.fail("this system offers neither Landlock nor seccomp")
        pytest.skip("this system offers neither Landlock nor seccomp")
    return found


def _intrude(folder: Path, port: int) -> tuple[list[str], dict[str, str]]:
    source, secret = ecrire(folder, b"x", "source"), ecrire(folder, b"s", "secret")
    own = folder / "own"
    own.mkdir()
    # Its standard input stays open meanwhile: a child whose parent is gone dies.
    with subprocess.Popen(
        [sys.executable, "-P", "-c", _INTRUS, source, secret, folder / "elsewhere", str(port)],
        env=environment(str(own)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        told: tuple[list[str], dict[str, str]] = json.loads(child.stdout.read())
    return told


def test_it_can_do_nothing_but_read_its_file(
    tmp_path: Path, held: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOUCLE_SECRET", "0" * 64)
    monkeypatch.setenv("BOUCLE_DATABASE", "postgresql://u:secret@h/b")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        environ, tried = _intrude(tmp_path, server.getsockname()[1])
        with pytest.raises(BlockingIOError):
            server.accept()
    refused = {name for name, found in tried.items() if found == "PermissionError"}
    expected = (_FILES | {"connect"} if sandbox.LANDLOCK in held else set()) | (
        _REST if sandbox.SECCOMP in held else set()
    )
    assert refused >= expected
    assert (tried["own"], tried["source"]) == ("done", "done")
    assert [name for name in environ if name.startswith(("BOUCLE_", "PG"))] == []
    assert (tmp_path / "secret").read_bytes() == b"s"


def _read(source: Path, plafonds: Plafonds) -> Any:
    children = Children()
    try:
        travail = Travail(str(source), Contexte(), None, plafonds=plafonds)
        return children.run(travail, lambda lignes: None)
    finally:
        children.close()


def _refused(source: Path, plafonds: Plafonds) -> str:
    with pytest.raises(Refus) as caught:
        _read(source, plafonds)
    return caught.value.kind.code


def test_a_reading_within_its_bounds(tmp_path: Path) -> None:
    assert _read(PetitFec().ecrire(tmp_path), Plafonds()).bilan.lignes == 7


def test_a_reading_that_never_ends_is_ended(tmp_path: Path) -> None:
    endless = tmp_path / "pipe"
    os.mkfifo(endless)
    assert _refused(endless, Plafonds(duree_s=1)) == "IMP-008"


def test_a_reading_that_computes_too_much_is_ended(tmp_path: Path) -> None:
    costly = ("\t".join(NOMS) + "\r\n").encode() + (b"\t" * 900 + b"\r\n") * 20_000
    assert _refused(ecrire(tmp_path, costly), Plafonds(calcul_s=1)) == "IMP-009"


def test_a_reading_that_takes_too_much_memory_is_ended(tmp_path: Path) -> None:
    assert _refused(PetitFec().ecrire(tmp_path), Plafonds(memoire_octets=1 << 20)) == "IMP-010"


def test_the_folder_of_a_child_goes_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    _read(PetitFec().ecrire(tmp_path), Plafonds())
    assert list(tmp_path.glob("boucle-enfant-*")) == []
