"""SceneModele: the scene of the console made once for each database, then copied for each test.

Running its imports takes seconds; copying what they left, a fraction of one.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from boucle.config import Config
from boucle.store.base.engine import Store
from boucle.store.base.schema import create_schema
from boucle.values import Perimetre
from rigs.postgres import Cluster
from rigs.reglages import make_config
from rigs.scene_console import SceneConsole, reopened, scene_console

_FAITS = "scene.json"
_CLE = "scene"


@dataclass(frozen=True, slots=True)
class Modele:
    """A scene that is made. donnees: its folder; base: its database on a cluster, '' for SQLite."""

    donnees: Path
    base: str = ""

    def faits(self) -> dict[str, Any]:
        """Give what reopening it needs."""
        found: dict[str, Any] = json.loads((self.donnees / _FAITS).read_text("utf-8"))
        return found


def make_sqlite(folder: Path, vierge: Path) -> Modele:
    """Make the scene on a copy of a SQLite file that holds the schema."""
    config = make_config(folder)
    shutil.copyfile(vierge, folder / "boucle.sqlite")
    _make(config)
    return Modele(folder)


def make_postgresql(folder: Path, cluster: Cluster) -> Modele:
    """Make the scene on a cluster, once for every worker; folder: shared by them."""

    def fill(dsn: str) -> None:
        folder.mkdir()
        config = replace(make_config(folder), **cluster.adresses(dsn.rpartition("/")[2]))
        owner = Store(replace(config, database=dsn))
        create_schema(owner)
        owner.close()
        _make(config)

    return Modele(folder, cluster.template(_CLE, fill))


def _make(config: Config) -> None:
    store = Store(config)
    envois = config.donnees / "envois"
    envois.mkdir()
    with scene_console(store, envois) as made:
        ici = (made.perimetre.cabinet_id, made.perimetre.dossier_id)
        (config.donnees / _FAITS).write_text(
            json.dumps({"perimetre": ici, "qui": made.qui, "demandes": made.demandes})
        )
    store.close()


@contextmanager
def scene_copiee(
    modele: Modele, folder: Path, cluster: Callable[[], Cluster]
) -> Iterator[SceneConsole]:
    """Give a scene of one's own, in a new folder; cluster: where its database is, if it is there.

    The database goes with it.
    """
    donnees = folder / "donnees"
    shutil.copytree(modele.donnees, donnees)
    config, base = make_config(donnees), ""
    if modele.base:
        base = cluster().create_base(modele.base)
        config = replace(config, **cluster().adresses(base))
    store = Store(config)
    faits = modele.faits()
    with reopened(
        store, folder, Perimetre(*faits["perimetre"]), faits["qui"], faits["demandes"]
    ) as scene:
        yield scene
    store.close()
    if base:
        cluster().drop_base(base)
