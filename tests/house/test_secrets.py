"""Secrets: no tracked file names a package registry, a machine's path, or carries a key."""

from __future__ import annotations

import re
import subprocess

from house.source import ROOT, tracked

# Written in pieces, so that this file does not find itself.
REGISTRIES = re.compile(
    r"py" r"pi\.org|python" r"hosted|registry\.np" r"mjs|registry\.yarn" r"pkg|deb\.deb" r"ian"
)
PATHS = re.compile(r"/(wo" r"rk|ro" r"ot|ho" r"me)/[\w.]")
KEYS = re.compile(r"-----BEGIN [A-Z ]*PRIV" r"ATE KEY-----|\bsig=[A-Za-z0-9%+/]{40,}")
BINARY = {".png", ".jpg", ".gz", ".zip", ".parquet", ".sqlite", ".ico", ".woff2"}


def _found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path.suffix not in BINARY
        for number, line in enumerate(path.read_text("utf-8", "replace").split("\n"), 1)
        if pattern.search(line)
    ]


def test_no_registry_is_named() -> None:
    assert _found(REGISTRIES) == []


def test_no_path_of_a_machine_is_named() -> None:
    assert _found(PATHS) == []


def test_no_link_is_kept() -> None:
    """A link leads out of the repository, to what another machine does not have."""
    said = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "--stage"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert [line for line in said.splitlines() if line.startswith("120000")] == []


def test_no_key_is_kept() -> None:
    assert _found(KEYS) == []


def test_locks_hold_hashes_and_no_address() -> None:
    for name in ("requirements.lock", "requirements-build.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        pinned = re.findall(r"^[a-z0-9-]+==", text, re.MULTILINE)
        assert pinned
        assert "://" not in text
        assert text.count(" \\\n    --hash=sha256:") >= len(pinned)
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_tracked_files_are_small() -> None:
    assert [str(path) for path in tracked() if path.stat().st_size > 2**20] == []
