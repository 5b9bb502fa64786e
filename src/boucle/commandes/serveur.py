"""ServeurCommande: `boucle serve`, `worker`, `migrer` and `verifier-base`."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from boucle.config import Config

_LOG = logging.getLogger("boucle.serve")
Donnees = Annotated[Path | None, typer.Option(help="Dossier des données.")]


def serve(
    port: Annotated[int | None, typer.Option(help="Port d'écoute.")] = None,
    adresse: Annotated[str | None, typer.Option(help="Adresse d'écoute.")] = None,
    donnees: Donnees = None,
    sans_worker: Annotated[
        bool, typer.Option("--sans-worker", help="N'importe rien : un `boucle worker` tourne.")
    ] = False,
) -> None:
    """Sert l'API, et importe les fichiers reçus."""
    import uvicorn

    from boucle.api.app import create_app
    from boucle.commandes.outils import open_store, set_up_logs, settle

    set_up_logs()
    config = Config.read(port=port, adresse=adresse, donnees=donnees)
    with open_store(config):
        pass
    app = create_app(config)
    settle()
    helper = None if sans_worker else _WorkerProcess(config)
    try:
        # The access log would write query strings, and those of the deposit carry signatures.
        uvicorn.run(
            app, host=config.adresse, port=config.port, access_log=False,
            server_header=False, log_level="warning", timeout_graceful_shutdown=5,
        )
    finally:
        if helper is not None:
            helper.stop()


def worker(
    donnees: Donnees = None,
    avec_parent: Annotated[
        bool, typer.Option("--avec-parent", hidden=True, help="S'arrête avec son entrée.")
    ] = False,
) -> None:
    """Importe les fichiers en attente, jusqu'à ce qu'on l'arrête."""
    from boucle import worker as door
    from boucle.commandes.outils import open_store, set_up_logs

    set_up_logs()
    config = Config.read(donnees=donnees)
    with open_store(config):
        pass
    if avec_parent:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    door.run(config)


def migrer(donnees: Donnees = None) -> None:
    """Met la base à la version du programme."""
    from boucle.store.engine import Store
    from boucle.store.migration import upgrade

    store = Store(Config.read(donnees=donnees))
    try:
        typer.echo(f"Base à la version {upgrade(store)}.")
    finally:
        store.close()


def verifier_base(donnees: Donnees = None) -> None:
    """Vérifie les invariants sur la base ; code 1 si l'un d'eux ne tient pas."""
    from boucle.commandes.outils import open_store
    from boucle.operations.invariants import check_all

    broken = 0
    with open_store(Config.read(donnees=donnees)) as store:
        for result in check_all(store):
            mark = "tient" if not result.violations else f"{len(result.violations)} violation(s)"
            typer.echo(f"{result.code}  {result.titre} : {mark}")
            for violation in result.violations[:20]:
                typer.echo(f"    {violation}")
            broken += len(result.violations)
    typer.echo("Aucune violation." if not broken else f"{broken} violation(s).")
    raise typer.Exit(1 if broken else 0)


class _WorkerProcess:
    """Keep one worker process alive beside the server."""

    def __init__(self, config: Config) -> None:
        self._command = [
            sys.executable, "-m", "boucle", "worker", "--avec-parent",
            "--donnees", str(config.donnees),
        ]
        self._stop = threading.Event()
        self._child = self._start()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, stdin=subprocess.PIPE)  # noqa: S603

    def _watch(self) -> None:
        while not self._stop.is_set():
            status = self._child.wait()
            if not self._stop.wait(1):
                _LOG.warning("worker ended with status %s: started again", status)
                self._child = self._start()

    def stop(self) -> None:
        self._stop.set()
        self._child.terminate()
        self._child.wait()


def _end_with_parent() -> None:
    import os

    while sys.stdin.buffer.read(1):
        continue
    os._exit(0)
