"""ImportPostgresql: the same whole import on PostgreSQL, beside `psql \\copy` of ready-made rows.

A cluster of our own, durable (fsync and synchronous_commit on), shared_buffers 2 GB, max_wal_size
8 GB; both sides start from the same template, after a checkpoint and a `sync`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from tests.rigs.postgres import Cluster, find_bin, own_cluster

from bench import fichiers, lignes_csv
from bench.constat import Constat, compare
from bench.mesure import Cout, rounds, run
from bench.reglages import Reglages
from bench.serveur import DOSSIER, prepare, serving

_SERVEUR = {
    "shared_buffers": "2GB",
    "max_wal_size": "8GB",
    "wal_compression": "off",
    "autovacuum": "off",
}


def measure(reglages: Reglages) -> list[Constat]:
    """Measure the import into an empty base."""
    fec = fichiers.net(reglages.fichiers, reglages.lignes)
    folder = reglages.travail / "postgresql"
    with own_cluster(**_SERVEUR) as cluster:
        model = cluster.create_base()
        prepare(folder, _env(cluster, model))
        key, witness = _witness_model(cluster, model)
        csv = lignes_csv.make(fec, fec.with_name("lignes-postgresql.csv"), "postgresql", key)
        kept = rounds(
            reglages.tours,
            {
                "boucle": lambda: _ours(cluster, model, folder, fec),
                "copy": lambda: _theirs(cluster, witness, csv),
            },
        )
    ours, theirs = kept["boucle"], kept["copy"]
    return [
        compare(
            "import postgresql",
            ours,
            theirs,
            "<= 1.2",
            lignes=reglages.lignes,
            cpu="sans celui du serveur PostgreSQL",
        ),
        Constat(
            "import postgresql : mémoire",
            max(c.memoire_mib for c in ours),
            "<= 300",
            "MiB",
            details={"lignes": reglages.lignes, "processus": "celui de l'import"},
        ),
    ]


def writing(reglages: Reglages, fec: Path, sans: Mapping[str, str]) -> Constat:
    """Measure the import with what it keeps beside the base, and without: under the env `sans`."""
    folder = reglages.travail / "postgresql-lot"
    with own_cluster(**_SERVEUR) as cluster:
        model = cluster.create_base()
        prepare(folder, _env(cluster, model))
        kept = rounds(
            reglages.tours,
            {
                "avec": lambda: _ours(cluster, model, folder, fec),
                "sans": lambda: _ours(cluster, model, folder, fec, sans),
            },
        )
    return compare(
        "écrire le lot : import postgresql avec / sans",
        kept["avec"],
        kept["sans"],
        "<= 1.03",
        lignes=reglages.lignes,
        cpu="sans celui du serveur PostgreSQL",
    )


def _env(cluster: Cluster, base: str) -> dict[str, str]:
    return {f"BOUCLE_{nom.upper()}": dsn for nom, dsn in cluster.adresses(base).items()}


def _witness_model(cluster: Cluster, model: str) -> tuple[tuple[int, int, int], str]:
    """Copy the model with one import in it, whose lines `\\copy` will bring; give its key."""
    from boucle.config import Config
    from boucle.store.base.engine import Store
    from boucle.store.fiches import dossiers
    from boucle.store.travaux import imports
    from boucle.values import Perimetre

    witness = cluster.create_base(model)
    store = Store(Config(database=cluster.dsn_proprietaire(witness)))
    with store.transaction(None) as conn:
        dossier_id = dossiers.find(conn, 1, DOSSIER)
        assert dossier_id is not None
        here = Perimetre(1, dossier_id)
        import_id = dossiers.allocate_ids(conn, here, 1)[0]
        now = store.maintenant(conn)
        imports.create(
            conn,
            here,
            import_id,
            now,
            {
                "demande": "temoin",
                "format": "FEC",
                "nom_fichier": "",
                "partenaire": "",
                "auteur": "",
                "limite": now,
            },
        )
    store.close()
    return (1, dossier_id, import_id), witness


@contextmanager
def _fresh(cluster: Cluster, model: str) -> Iterator[str]:
    base = cluster.create_base(model)
    try:
        with psycopg.connect(cluster.admin, autocommit=True) as conn:
            conn.execute("CHECKPOINT")
        os.sync()
        yield base
    finally:
        cluster.drop_base(base)


def _ours(
    cluster: Cluster, model: str, folder: Path, fec: Path, more: Mapping[str, str] | None = None
) -> Cout:
    with (
        _fresh(cluster, model) as base,
        serving(folder, {**_env(cluster, base), **(more or {})}) as serveur,
    ):
        return serveur.time_import(fec)[0]


def _theirs(cluster: Cluster, witness: str, csv: Path) -> Cout:
    with _fresh(cluster, witness) as base:
        dsn = cluster.adresses(base)["database_charge"]
        command = [find_bin() / "psql", "-X", "-v", "ON_ERROR_STOP=1", dsn]
        return run([*command, "-c", f"\\copy ligne FROM '{csv}' (FORMAT csv)"])
