"""Verification: one check asked for over the network, in a process of its own.

The process has the file and nothing else; its memory and its time are bounded, so that a hostile
file costs one answer and not the server. Nothing is kept: neither the file nor the rapport.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

import msgspec

from boucle import clock
from boucle.errors import Rapport, Refus
from boucle.errors.donnees.sortie import VERIFICATION_INTERROMPUE, VERIFICATIONS_EN_COURS
from boucle.errors.rapport import rendu_csv, rendu_html, rendu_json
from boucle.machine import memory, sandbox
from boucle.operations.controle.controle import controler
from boucle.operations.controle.verifier import Chemin, lignes_montrees
from boucle.operations.travaux.enfants import environment

DE_FRONT_MAX = 2
DELAI_S = 120
MEMOIRE_OCTETS_MAX = 6 << 30
MEDIAS = {"json": "application/json", "html": "text/html", "csv": "text/csv"}
"""The renderings that can be asked for, with their media type."""

_places = threading.BoundedSemaphore(DE_FRONT_MAX)


class Demande(msgspec.Struct, frozen=True):
    """What to check and how to say it; nom is judged as the file's legal name.

    comme, modele: as `controler` takes them; the model as it was read, {} for none.
    """

    source: str
    nom: str
    regime: str
    rendu: str
    comme: str = ""
    modele: dict[str, Any] = {}


@contextmanager
def reserve() -> Iterator[None]:
    """Hold one of the few places; refuses VERIFICATIONS_EN_COURS at once when none is free."""
    if not _places.acquire(blocking=False):
        raise Refus(VERIFICATIONS_EN_COURS, nombre=DE_FRONT_MAX)
    try:
        yield
    finally:
        _places.release()


def verify_apart(demande: Demande, *, delai_s: int = DELAI_S) -> bytes:
    """Check a file in a process of its own and give the rendering; VERIFICATION_INTERROMPUE."""
    try:
        with TemporaryDirectory(prefix="boucle-enfant-", ignore_cleanup_errors=True) as folder:
            done = subprocess.run(
                [sys.executable, "-P", "-m", "boucle.operations.controle.verification"],
                env=environment(folder),
                input=msgspec.json.encode(demande),
                stdout=subprocess.PIPE,
                timeout=delai_s,
                check=False,
            )
    except subprocess.TimeoutExpired as fault:
        raise Refus(VERIFICATION_INTERROMPUE, raison=f"plus de {delai_s} secondes") from fault
    if done.returncode != 0:
        raise Refus(
            VERIFICATION_INTERROMPUE, raison=f"le processus a fini avec le code {done.returncode}"
        )
    return done.stdout


def render_page(
    rapport: Rapport,
    path: Chemin | Sequence[Chemin],
    *,
    cabinet: str = "",
    entreprise: str = "",
) -> bytes:
    """Write the printable page of a file (or parts) still there, dated of now.

    cabinet, entreprise: who hands it out, and whose file it is.
    """
    return rendu_html.render(
        rapport,
        etabli=clock.now().astimezone(),
        extraits=lignes_montrees(rapport, path, rendu_html.EXEMPLES_MAX),
        cabinet=cabinet,
        entreprise=entreprise,
    ).encode()


def _render(demande: Demande) -> bytes:
    source = Path(demande.source)
    rapport = controler(
        source,
        comme=demande.comme,
        modele=demande.modele or None,
        regime=demande.regime,
        nom=demande.nom,
        description=False,
    )
    if demande.rendu == "html":
        return render_page(rapport, source)
    if demande.rendu == "csv":
        return rendu_csv.render(rapport)
    return rendu_json.render(rapport)


def main() -> None:
    """Do one check asked for on standard input, and write it on standard output."""
    import resource  # Not on Windows, where this process is never started.

    memory.keep_freed()
    resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE_OCTETS_MAX, MEMOIRE_OCTETS_MAX))
    demande = msgspec.json.decode(sys.stdin.buffer.read(), type=Demande)
    sandbox.shut_in(read=[Path(demande.source)], folders=[Path(gettempdir())])
    sys.stdout.buffer.write(_render(demande))


if __name__ == "__main__":
    main()
