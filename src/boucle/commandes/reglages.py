"""ReglagesCommande: `boucle config`, and what every start asks of its settings before anything."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

import click

from boucle.config import Config, ReglagesRefuses, refuse_unknown, unknown, variable
from boucle.errors import Refus

_QUOTAS = ("adresse", "cle", "personne", "imports", "echecs")


@click.group(name="config")
def app() -> None:
    """Relit les réglages (variables `BOUCLE_…`)."""


@app.command()
def verifier() -> None:
    """Dit chaque réglage qui ne va pas, et ceux qui ne sont pas à leur valeur par défaut."""
    others = [refuse_unknown(name) for name in unknown(os.environ)]
    try:
        config = read()
    except ReglagesRefuses as refused:
        told = [*refused.refus, *(one for one in others if not one.slots["propose"])]
        raise ReglagesRefuses(told) from None
    if others:
        raise ReglagesRefuses(others)
    changed = [
        (entry, value)
        for entry in fields(Config)
        if (value := getattr(config, entry.name)) != entry.default
    ]
    click.echo(f"Réglages lus sans faute ; {len(changed)} autres que leur valeur par défaut.")
    for entry, value in changed:
        click.echo(f"{variable(entry)} = {entry.metadata['attente'].shown(str(value))}")


def read(
    *, port: int | None = None, adresse: str | None = None, donnees: Path | None = None
) -> Config:
    """Read the settings, and what those that are lists hold. Raises ReglagesRefuses with all."""
    refused: list[Refus] = []
    try:
        config = Config.read(port=port, adresse=adresse, donnees=donnees)
    except ReglagesRefuses as error:
        refused = error.refus
        config = _readable(refused)
    refused = [*refused, *_refusals(config)]
    if refused:
        raise ReglagesRefuses(refused)
    return config


def _readable(refused: list[Refus]) -> Config:
    """Give the settings without those that were refused, so that the others are judged too."""
    bad = {str(refus.slots["variable"]) for refus in refused}
    return Config.read({name: text for name, text in os.environ.items() if name not in bad})


def _refusals(config: Config) -> Iterator[Refus]:
    for read_part in _parts(config):
        try:
            read_part()
        except Refus as refus:
            yield refus


def _parts(config: Config) -> Iterator[Callable[[], Any]]:
    """Give what reads each list of the settings, where it is used."""
    from boucle.api.entree.cors import cors
    from boucle.api.service import mandataires
    from boucle.operations.acces.cadence import Quota
    from boucle.operations.sources.garde import read_permis

    yield lambda: cors(config.cors_origins)
    yield lambda: mandataires(config)
    yield lambda: read_permis(config.sources_permises)
    yield from (partial(Quota.read, config, nom) for nom in _QUOTAS)
