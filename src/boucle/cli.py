"""Cli: the command `boucle`; it wires, and decides nothing."""

from __future__ import annotations

import gc
import logging
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from boucle.errors import Refus

# Each command's module is loaded when the command is asked for: the others would cost it time.
COMMANDES = {
    "serve": ("serveur", "serve"),
    "worker": ("serveur", "worker"),
    "migrer": ("serveur", "migrer"),
    "verifier-base": ("serveur", "verifier_base"),
    "demo": ("demo", "demo"),
    "roles": ("serveur", "roles"),
    "importer": ("echanges", "importer"),
    "exporter": ("echanges", "exporter"),
    "modele": ("echanges", "modele_app"),
    "verifier": ("verifier", "verifier"),
    "reparer": ("reparer", "reparer"),
    "cle": ("cles", "app"),
    "cabinet": ("cles", "cabinet_app"),
    "utilisateur": ("utilisateurs", "app"),
    "config": ("reglages", "app"),
}
_DURABLES = (["serve"], ["worker"])
_INTERRUPTED = 130
_OBJETS_MAX = 100_000
"""Objects made between two searches for those that hold one another: what is loaded is kept, and
looking through it again and again would cost a start of 0.3 s a tenth of itself."""


class _Commandes(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of their help."""
        return list(COMMANDES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command; None when there is none of that name."""
        if cmd_name not in COMMANDES:
            return None
        module, name = COMMANDES[cmd_name]
        command: click.Command = getattr(import_module(f"boucle.commandes.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; Ctrl-C ends it with the code that shells give to an interruption."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise click.exceptions.Exit(_INTERRUPTED) from None


@click.command(cls=_Commandes)
@click.version_option(package_name="boucle", message="Boucle %(version)s", help="Dit la version.")
def app() -> None:
    """Boucle : des fichiers d'écritures des partenaires aux livres du cabinet."""


def main() -> None:
    """Run the command; a refusal is a sentence and exit code 2, never a traceback."""
    from boucle.config import ReglagesRefuses
    from boucle.errors import Refus

    # Nothing here multiplies matrices: the threads that numpy would start for it only spin. Nor
    # does the columnar library need several: blocks are read in threads of ours.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    # Whatever the shell allows: files of ours, and of the libraries', are their owner's alone.
    os.umask(0o077)
    if sys.argv[1:2] not in _DURABLES:
        gc.set_threshold(_OBJETS_MAX)
        # A command says what went wrong by its refusal; a journal is for what goes on running.
        logging.getLogger("boucle").addHandler(logging.NullHandler())
    try:
        app()
    except Refus as refus:
        _tell(refus)
    except ReglagesRefuses as refused:
        _tell(*refused.refus)
    finally:
        # The process ends: nothing is gained by looking for what it could still let go of.
        gc.freeze()


def _tell(*refusals: Refus) -> NoReturn:
    for refus in refusals:
        print(f"{refus.kind.code} {refus.message}", file=sys.stderr)
    for remede in dict.fromkeys(refus.remede for refus in refusals):
        print(f"→ {remede}", file=sys.stderr)
    raise SystemExit(2)
