"""Azurite: Azure's blob storage played on loopback, and the signatures that its callers make.

Installed by `make` from package-lock.json. The account and its key are made anew at each run.
Signatures: Microsoft's «Create a service SAS» and «Authorize with Shared Key», version 2020-12-06.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import hmac
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx

from rigs.postgres import free_port

ROOT = Path(__file__).resolve().parents[2]
_MAIN = ROOT / ".outils/node_modules/azurite/dist/src/blob/main.js"
_VERSION = "2020-12-06"
_START_S = 60


class AzuriteAbsent(Exception):
    """Say why Azurite cannot be had on this machine."""


@dataclass(frozen=True, slots=True)
class Azurite:
    """Know how to reach and sign for one running Azurite."""

    compte: str
    cle: str
    port: int

    @property
    def base(self) -> str:
        """Address of the account."""
        return f"http://127.0.0.1:{self.port}/{self.compte}"

    def environ(self) -> dict[str, str]:
        """Give what an object storage client reads from its environment."""
        return {
            "AZURE_STORAGE_ACCOUNT_NAME": self.compte,
            "AZURE_STORAGE_ACCOUNT_KEY": self.cle,
            "AZURE_STORAGE_USE_EMULATOR": "true",
            "AZURE_ALLOW_HTTP": "true",
            "AZURITE_BLOB_STORAGE_URL": f"http://127.0.0.1:{self.port}",
        }

    def create_container(self, nom: str) -> str:
        """Create a container of this name and give the name."""
        self._call("PUT", f"/{nom}", "restype=container")
        return nom

    def put_blob(self, container: str, nom: str, content: bytes) -> None:
        """Write a blob."""
        self._call("PUT", f"/{container}/{quote(nom)}", "", content)

    def sas_url(
        self,
        container: str,
        nom: str,
        *,
        debut: datetime | None = None,
        fin: datetime | None = None,
        droits: str = "r",
    ) -> str:
        """Sign the address of one blob, from a minute ago to 24 hours from now by default."""
        now = datetime.now(UTC)
        start = (debut or now - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        expiry = (fin or now + timedelta(hours=24)).strftime("%Y-%m-%dT%H:%M:%SZ")
        resource = f"/blob/{self.compte}/{container}/{nom}"
        parts = [droits, start, expiry, resource, "", "", "", _VERSION, "b", *[""] * 7]
        query = urlencode(
            {
                "sp": droits,
                "st": start,
                "se": expiry,
                "sv": _VERSION,
                "sr": "b",
                "sig": self._sign("\n".join(parts)),
            }
        )
        return f"{self.base}/{container}/{quote(nom)}?{query}"

    def _call(self, method: str, path: str, query: str, content: bytes | None = None) -> None:
        now = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
        ms = {"x-ms-date": now, "x-ms-version": _VERSION}
        if content is not None:
            ms["x-ms-blob-type"] = "BlockBlob"
        length = str(len(content)) if content else ""
        kind = "application/octet-stream" if content is not None else ""
        lines = [method, "", "", length, "", kind, *[""] * 6]
        lines += [f"{name}:{ms[name]}" for name in sorted(ms)]
        # The emulator's account stands in the path as well as in the resource.
        lines.append(f"/{self.compte}/{self.compte}{path}")
        lines += [pair.replace("=", ":") for pair in filter(None, [query])]
        signature = self._sign("\n".join(lines))
        headers = {**ms, "Authorization": f"SharedKey {self.compte}:{signature}"}
        if kind:
            headers["Content-Type"] = kind
        url = f"{self.base}{path}" + (f"?{query}" if query else "")
        answer = httpx.request(
            method, url, headers=headers, content=content or b"", trust_env=False, timeout=30
        )
        if answer.status_code not in (201, 202):
            raise RuntimeError(f"Azurite: {answer.status_code} {answer.text[:500]}")

    def _sign(self, text: str) -> str:
        digest = hmac.digest(base64.b64decode(self.cle), text.encode(), "sha256")
        return base64.b64encode(digest).decode()


def _die_with_parent() -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


@contextlib.contextmanager
def azurite_running(folder: Path) -> Iterator[Azurite]:
    """Start an Azurite that keeps everything in memory. Raises AzuriteAbsent."""
    node = shutil.which("node")
    if node is None:
        raise AzuriteAbsent("node is not in PATH")
    if not _MAIN.exists():
        raise AzuriteAbsent("Azurite is not installed in .outils: run `make test`")
    found = Azurite(
        f"essai{secrets.token_hex(4)}",
        base64.b64encode(secrets.token_bytes(32)).decode(),
        free_port(),
    )
    log = folder / "azurite.log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [
                node,
                str(_MAIN),
                "--silent",
                "--inMemoryPersistence",
                "--extentMemoryLimit",
                "256",
                "--skipApiVersionCheck",
                "--disableProductStyleUrl",
                "--blobHost",
                "127.0.0.1",
                "--blobPort",
                str(found.port),
            ],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env={**os.environ, "AZURITE_ACCOUNTS": f"{found.compte}:{found.cle}"},
            preexec_fn=_die_with_parent,
        )
    try:
        _wait(found, server, log)
        yield found
    finally:
        server.kill()
        server.wait()


def _wait(found: Azurite, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_S
    while True:
        with contextlib.suppress(httpx.TransportError):
            httpx.get(found.base, trust_env=False)
            return
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"Azurite did not start:\n{log.read_text()[-4000:]}")
        time.sleep(0.05)
