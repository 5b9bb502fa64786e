"""Cli: the command `boucle`; it wires, and decides nothing."""

from __future__ import annotations

import os
import sys

import typer

from boucle.commandes import cles, demo, echanges, reparer, serveur, verifier

app = typer.Typer(
    help="Boucle : des fichiers d'écritures des partenaires aux livres du cabinet.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("serve")(serveur.serve)
app.command("worker")(serveur.worker)
app.command("migrer")(serveur.migrer)
app.command("verifier-base")(serveur.verifier_base)
app.command("demo")(demo.demo)
app.command("importer")(echanges.importer)
app.command("exporter")(echanges.exporter)
app.command("verifier")(verifier.verifier)
app.command("reparer")(reparer.reparer)
app.add_typer(cles.app, name="cle", help="Clés d'accès des partenaires.")
app.add_typer(cles.cabinet_app, name="cabinet", help="Cabinets du serveur.")


def main() -> None:
    """Run the command; a refusal is a sentence and exit code 2, never a traceback."""
    from boucle.errors import Refus

    # Nothing here multiplies matrices: the threads that numpy would start for it only spin. Nor
    # does the columnar library need several: blocks are read in threads of ours.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    try:
        app()
    except Refus as refus:
        print(f"{refus.kind.code} {refus.message}\n→ {refus.remede}", file=sys.stderr)
        raise SystemExit(2) from None
