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
from functools import lru_cache
from pathlib import Path

from boucle.config import Config


def derive(config: Config, usage: str) -> bytes:
    """Give the 32-byte key of one usage: `cle`, `audit`, `depot`, `coffre`."""
    return hmac.new(_root(config.secret, config.donnees), usage.encode(), hashlib.sha256).digest()


@lru_cache(maxsize=8)
def _root(secret: str, donnees: Path) -> bytes:
    if secret:
        return bytes.fromhex(secret)
    path = donnees / "secret"
    donnees.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text("ascii").strip())
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    return bytes.fromhex(path.read_text("ascii").strip())
