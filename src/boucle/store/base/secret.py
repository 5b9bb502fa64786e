"""Secret: the server's own key, from which every other key is derived.

Read from BOUCLE_SECRET (64 hexadecimal digits at least) or from a file of the data folder that
only its owner may read, made at the first start. Losing it means new API keys and links; the
books do not depend on it.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from boucle.config import Config
from boucle.store.fichiers.partiel import flush_folder


def derive(config: Config, usage: str) -> bytes:
    """Give the 32-byte key of one usage: `cle`, `audit`, `depot`, `coffre`, `session`…"""
    return hmac.new(_root(config.secret, config.donnees), usage.encode(), hashlib.sha256).digest()


@lru_cache(maxsize=8)
def _root(secret: str, donnees: Path) -> bytes:
    if secret:
        return _read(secret, "BOUCLE_SECRET")
    path = donnees / "secret"
    if not path.exists():
        _make(path)
    return _read(path.read_text("ascii"), str(path))


def _read(text: str, whence: str) -> bytes:
    root = bytes.fromhex(text.strip())
    if len(root) < 32:
        raise ValueError(f"{whence} holds fewer than 64 hexadecimal digits")
    return root


def _make(path: Path) -> None:
    # Written whole under another name, then linked: of several processes that start together, one
    # gives the name, and none reads half a secret.
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".secret.{secrets.token_hex(6)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
    flush_folder(path.parent)
