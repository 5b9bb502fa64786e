"""Rafale: fifty sign-ins at once, with real hashes, on a server in a process of its own.

The limit holds, the memory is that of two hashes, and a right password that comes in the middle is
told the truth: it opens, or there are too many; never that it is wrong.
"""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest

from boucle.operations.acces import personnes
from boucle.operations.acces.reglage import Reglage
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers
from rigs.serveur_http import Processus, serving_process

MOT = "girafe tambour lichen"
MIO = 2**20
ICI, AILLEURS = "127.0.0.2", "127.0.0.3"
HACHAGES_OCTETS = 2 * 64 * MIO
RESTE_OCTETS = 32 * MIO
"""Fifty requests that are read and answered, and their threads."""
_CODE = re.compile(r"REQ-\d{3}")


@pytest.fixture
def serveur(store: Store) -> Iterator[Processus]:
    """Serve a cabinet of two persons; here and elsewhere are two addresses."""
    with store.transaction(None) as conn:
        cabinet_id = dossiers.create_cabinet(conn, "vauquelin", "Cabinet Vauquelin")
    for nom in ("visee", "honnete"):
        patron = personnes.operator(cabinet_id)
        _, lien = personnes.invite(store, patron, f"{nom}@v.example", Reglage(nom, 2))
        personnes.follow(store, lien, MOT)
    with serving_process(store.config) as served:
        yield served


def sign_in(serveur: Processus, source: str, email: str, mot: str = "faux") -> str:
    """Try from an address; give `303` when it opens, else the code of the refusal."""
    conn = http.client.HTTPConnection("127.0.0.1", serveur.port, 60, (source, 0))
    conn.request(
        "POST",
        "/connexion",
        urlencode({"email": email, "mot_de_passe": mot}),
        {
            "content-type": "application/x-www-form-urlencoded",
            "sec-fetch-site": "same-origin",
        },
    )
    answer = conn.getresponse()
    said, opened = answer.read().decode(), "boucle=" in (answer.headers["set-cookie"] or "")
    conn.close()
    assert opened == (answer.status == 303), said
    found = _CODE.search(said)
    return found[0] if found else str(answer.status)


def memory(serveur: Processus, nom: str) -> int:
    """Read what the process holds (VmRSS), or held at most (VmHWM), in octets."""
    said = Path(f"/proc/{serveur.process.pid}/status").read_text("ascii")
    found = re.search(rf"{nom}:\s+(\d+) kB", said)
    assert found is not None
    return int(found[1]) * 1_024


def burst(serveur: Processus, source: str, tries: list[tuple[str, str]]) -> list[str]:
    """Try all at once."""
    with ThreadPoolExecutor(len(tries)) as pool:
        return list(pool.map(lambda one: sign_in(serveur, source, *one), tries))


def test_fifty_sign_ins_at_once_hold_the_limit_and_the_memory(serveur: Processus) -> None:
    assert sign_in(serveur, "127.0.0.9", "personne@v.example") == "REQ-330"
    before = memory(serveur, "VmRSS")

    aimed = [("visee@v.example", "faux")] * 25
    others = [(f"inconnu{n}@v.example", "faux") for n in range(24)]
    *told, honest = burst(serveur, ICI, [*aimed, *others, ("honnete@v.example", MOT)])
    # Ten of one account from one address are looked at, or find the queue full; no more.
    assert told[:25].count("REQ-332") == 15
    assert told[:25].count("REQ-330") + told[:25].count("REQ-333") == 10
    # Two are looked at and eight wait: whoever comes then is told that there are too many.
    assert set(told[25:]) <= {"REQ-330", "REQ-333"}
    assert told.count("REQ-330") >= 10
    assert honest in ("303", "REQ-333")

    # Once it is over a right password opens from there, and from elsewhere for the one aimed at.
    assert sign_in(serveur, ICI, "honnete@v.example", MOT) == "303"
    assert sign_in(serveur, AILLEURS, "visee@v.example", MOT) == "303"
    assert sign_in(serveur, ICI, "visee@v.example", MOT) == "REQ-332"

    more = memory(serveur, "VmHWM") - before
    print(f"{more // MIO} MiB above what the server held")
    assert more <= HACHAGES_OCTETS + RESTE_OCTETS, f"{more // MIO} MiB more"
