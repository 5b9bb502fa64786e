"""Voies: a file of 1,000 lines beside three imports of 1 M lines on three places, against alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.rigs.postgres import own_cluster

from bench import fichiers
from bench.constat import Constat, compare
from bench.import_sqlite import sqlite_model
from bench.mesure import Cout
from bench.reglages import Reglages
from bench.serveur import DOSSIER, Serveur, copy_of, open_dossier, prepare, serving
from boucle.commandes.client import Client

PLACES = 3
_PETIT_LIGNES = 1_000


def measure(reglages: Reglages) -> list[Constat]:
    """Measure on both databases; each round is a server of its own."""
    found = []
    for base in (_sqlite, _postgresql):
        alone, beside = [], []
        for _ in range(max(1, reglages.tours // 2)):
            with base(reglages) as serveur:
                one, other = _round(serveur, reglages)
                alone.append(one)
                beside.append(other)
        name = base.__name__.strip("_")
        found.append(
            compare(
                f"petit fichier à côté de {PLACES} gros, {name}",
                beside,
                alone,
                "<= 3",
                lignes=reglages.lignes,
                temoin="le même, seul",
            )
        )
    return found


def _round(serveur: Serveur, reglages: Reglages) -> tuple[Cout, Cout]:
    large = fichiers.net(reglages.fichiers, reglages.lignes)
    small = fichiers.net(reglages.fichiers, _PETIT_LIGNES)
    client = serveur.client()
    serveur.time_import(small)
    alone = serveur.time_import(small)[0]
    for rang in range(PLACES):
        open_dossier(client, f"GROS{rang}")
    asked = [
        client.import_fec(f"GROS{rang}", client.deposit(large, large.name))
        for rang in range(PLACES)
    ]
    while any(_etape(client, demande) in ("", "fetch") for demande in asked):
        pass
    beside = serveur.time_import(small, DOSSIER, mark=lambda: None)[0]
    under_way = [_etape(client, demande) for demande in asked]
    assert all(under_way), f"a large import had ended: {under_way}"
    client.close()
    return alone, beside


def _etape(client: Client, demande: str) -> str:
    status = client.call(
        "GET",
        "/loop-api-publiques/getImportStatus",
        params={"accountingImportRequestId": demande},
    )
    return str(status["etape"])


@contextmanager
def _sqlite(reglages: Reglages) -> Iterator[Serveur]:
    with copy_of(sqlite_model(reglages), "voies") as folder, serving(folder, _env()) as serveur:
        yield serveur


@contextmanager
def _postgresql(reglages: Reglages) -> Iterator[Serveur]:
    folder: Path = reglages.travail / "voies-postgresql"
    with own_cluster(shared_buffers="512MB", max_wal_size="8GB") as cluster:
        base = cluster.create_base()
        addresses = cluster.adresses(base).items()
        env = _env(**{f"BOUCLE_{nom.upper()}": dsn for nom, dsn in addresses})
        if folder.exists():
            folder.rename(folder.with_name(f"{folder.name}-{base}"))
        prepare(folder, env)
        with serving(folder, env) as serveur:
            yield serveur


def _env(**more: str) -> Mapping[str, str]:
    return {"BOUCLE_TRAVAILLEURS": str(PLACES), **more}
