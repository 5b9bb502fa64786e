"""Garde, in a network of its own: addresses that clouds answer on are really there, untouched.

A canary listens on each of them; the exception that opens them is tried too, so that a canary that
could not be reached would be seen.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ADDRESSES = ["169.254.169.254", "10.1.2.3", "168.63.129.16", "100.100.100.200", "192.0.0.192"]
SCRIPT = """
import json, pathlib, socket, sys, tempfile, threading
from boucle.config import Config
from boucle.errors import Refus
from boucle.operations.sources.fetch import Limites, SecretUrl, fetch

addresses, hits = json.loads(sys.argv[1]), []
listening = socket.create_server(("0.0.0.0", 443))
def count():
    while True:
        conn, _ = listening.accept()
        hits.append(conn.getsockname()[0])
        conn.close()
threading.Thread(target=count, daemon=True).start()
limits = Limites(connexion_ms=2_000, premier_octet_ms=2_000, refus_ms=0, libre_min_octets=0)
place = pathlib.Path(tempfile.mkdtemp()) / "x"

def attempt(url, config, resolve=None):
    try:
        fetch(SecretUrl(url), place, config, limites=limits, resolve=resolve)
    except Refus as refus:
        return refus.kind.code

codes = set()
for address in addresses:
    for url in (f"https://{address}/", f"https://{address}:443/latest/meta-data"):
        codes.add(attempt(url, Config()))
    for answers in ([address], ["93.184.215.14", address], [f"::ffff:{address}"]):
        codes.add(attempt("https://nom.example.com/", Config(), lambda *_: answers))
refused = len(hits)
for address in addresses:
    attempt(f"https://{address}/", Config(sources_permises=address))
print(json.dumps([sorted(codes), refused, sorted(set(hits))]))
"""


def test_no_cloud_address_is_touched(tmp_path: Path) -> None:
    if shutil.which("ip") is None or shutil.which("unshare") is None:
        pytest.skip("no `ip` or `unshare` to make a network of our own")
    add = " && ".join(f"ip address add {address}/32 dev lo" for address in ADDRESSES)
    command = f'ip link set lo up && {add} && exec "$0" -c "$1" "$2"'
    ran = subprocess.run(
        ["unshare", "-rn", "sh", "-c", command, sys.executable, SCRIPT, json.dumps(ADDRESSES)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if ran.returncode and ("unshare" in ran.stderr or "RTNETLINK" in ran.stderr):
        pytest.skip(f"no network of our own can be made here: {ran.stderr.strip()}")
    codes, refused, opened = json.loads(ran.stdout)
    assert (codes, refused) == (["SRC-001"], 0)
    assert opened == sorted(ADDRESSES)
