"""ServeurCommande: `boucle serve`, `worker`, `migrer`, `roles` and `verifier-base`."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import click

from boucle.config import Config

_LOG = logging.getLogger("boucle.serve")
DONNEES = click.option("--donnees", type=Path, help="Dossier des données.")


@click.command()
@click.option("--port", type=int, help="Port d'écoute.")
@click.option("--adresse", help="Adresse d'écoute.")
@DONNEES
@click.option("--sans-worker", is_flag=True, help="N'importe rien : un `boucle worker` tourne.")
def serve(port: int | None, adresse: str | None, donnees: Path | None, sans_worker: bool) -> None:
    """Sert l'API et la console, et importe les fichiers reçus."""
    from boucle.api.service import listen, make_server
    from boucle.application import create_application
    from boucle.commandes.outils import await_store, set_up_logs, settle
    from boucle.commandes.reglages import read
    from boucle.commandes.utilisateurs import show_first_links
    from boucle.operations.atelier import Atelier

    set_up_logs()
    config = read(port=port, adresse=adresse, donnees=donnees)
    await_store(config, charge=not sans_worker)
    with listen(config) as bound:
        atelier = Atelier.open(config)
        app = create_application(config, atelier)
        settle()
        helper = None if sans_worker else _WorkerProcess(config)
        seul = "; rien n'est importé sans `boucle worker`" if sans_worker else ""
        hote = f"[{config.adresse}]" if ":" in config.adresse else config.adresse
        url = f"http://{hote}:{bound.getsockname()[1]}"

        def started() -> None:
            click.echo(f"Boucle sert {url}{seul}. Ctrl-C pour arrêter.")
            show_first_links(replace(config, port=bound.getsockname()[1]))

        server = make_server(app, config, started, atelier.leaving.set)
        try:
            server.run(sockets=[bound])
        finally:
            if helper is not None:
                helper.stop()


@click.command()
@DONNEES
@click.option("--avec-parent", is_flag=True, hidden=True, help="S'arrête avec son entrée.")
def worker(donnees: Path | None, avec_parent: bool) -> None:
    """Importe les fichiers en attente, jusqu'à ce qu'on l'arrête."""
    from boucle import worker as door
    from boucle.commandes.outils import await_store, set_up_logs
    from boucle.commandes.reglages import read

    set_up_logs()
    config = read(donnees=donnees)
    await_store(config, charge=True)
    if avec_parent:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    door.run(config)


@click.command()
@DONNEES
def migrer(donnees: Path | None) -> None:
    """Met la base à la version du programme."""
    from boucle.store.base.engine import Store
    from boucle.store.base.migration import upgrade

    store = Store(Config.read(donnees=donnees))
    try:
        click.echo(f"Base à la version {upgrade(store)}.")
    finally:
        store.close()


@click.command()
def roles() -> None:
    """Écrit le SQL qui crée les rôles de PostgreSQL."""
    from importlib.resources import files

    click.echo((files("boucle.store") / "roles.sql").read_text("utf-8"), nl=False)


@click.command()
@DONNEES
def verifier_base(donnees: Path | None) -> None:
    """Vérifie les invariants sur la base ; code 1 si l'un d'eux ne tient pas."""
    from boucle.commandes.outils import open_store
    from boucle.operations.controle.invariants import check_all

    broken = 0
    with open_store(Config.read(donnees=donnees)) as store:
        for result in check_all(store):
            mark = "tient" if not result.violations else f"{len(result.violations)} violation(s)"
            click.echo(f"{result.code}  {result.titre} : {mark}")
            for violation in result.violations[:20]:
                click.echo(f"    {violation}")
            broken += len(result.violations)
    click.echo("Aucune violation." if not broken else f"{broken} violation(s).")
    raise click.exceptions.Exit(1 if broken else 0)


class _WorkerProcess:
    """Keep one worker process alive beside the server."""

    def __init__(self, config: Config) -> None:
        self._command = [
            sys.executable,
            "-m",
            "boucle",
            "worker",
            "--avec-parent",
            "--donnees",
            str(config.donnees),
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
