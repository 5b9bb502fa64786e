"""Atelier: the tools an operation may need: database, files, sealing, warm children."""

from __future__ import annotations

import os
import platform
import threading
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from boucle.config import Config
from boucle.operations.imports.lecteur import Lecteur
from boucle.operations.sources import garde
from boucle.operations.travaux.process import Children
from boucle.store.base.coffre import Coffre
from boucle.store.base.engine import Store
from boucle.store.fichiers.depot import Depot
from boucle.store.fichiers.ouverture import open_depot
from boucle.store.livre.lots_gardes import LotsGardes
from boucle.store.travaux.queue import Tournee


@dataclass(slots=True)
class Atelier:
    """Hold the tools; one per process."""

    config: Config
    store: Store
    depot: Depot
    coffre: Coffre
    lots: LotsGardes
    lecteur: Lecteur
    children: Children = field(default_factory=Children)
    moi: str = field(
        default_factory=lambda: f"{platform.node()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    )
    awake: threading.Condition = field(default_factory=threading.Condition)
    tournee: Tournee = field(default_factory=Tournee)
    # Set when the process begins to stop: what would last as long as it ends by itself.
    leaving: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def open(cls, config: Config, store: Store | None = None) -> Atelier:
        """Open the tools of one process."""
        store, lots = store or Store(config), LotsGardes(config)
        return cls(
            config=config,
            store=store,
            depot=open_depot(config),
            coffre=Coffre(config),
            lots=lots,
            lecteur=Lecteur(store, lots),
        )

    @property
    def tourniquet(self) -> Path:
        """What those of this machine who write little press at, and large loads give way at."""
        return self.store.fichier or self.config.donnees / "boucle"

    def check_url(self, url: str) -> None:
        """Refuse an URL that could not be fetched whatever its host answers."""
        garde.refuse_private(garde.check_url(url, self.config), self.config)

    def wake(self) -> None:
        """Tell the workers of this process that there may be something to do."""
        with self.awake:
            self.awake.notify_all()

    def close(self) -> None:
        """Let everything go."""
        self.children.close()
        self.lecteur.close()
        self.store.close()
