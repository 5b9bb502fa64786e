"""Enfant: the process that reads a file holds one SQLite library, no key, no network."""

from __future__ import annotations

import subprocess
import sys

SHUT = ("sqlalchemy", "sqlite3", "litestar", "httpx", "httpcore", "obstore", "cryptography",
        "boucle.api", "boucle.operations.sources.fetch")  # fmt: skip


def test_the_child_loads_nothing_that_it_must_not_use() -> None:
    # Two copies of SQLite in one process lose committed rows of another, without a word.
    loaded = f"[name for name in {SHUT!r} if name in sys.modules]"
    code = f"import sys, boucle.operations.travaux.child; print({loaded})"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
