"""Matrice: every page and action of the console, a person of each kind, and how each is asked.

The application is the real one, on two cabinets; all is asked of `D1` and of what is in it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from litestar import Litestar
from sqlalchemy import select

from boucle.application import create_application
from boucle.compta.etat import Etat
from boucle.console.app import handlers
from boucle.operations.acces import droits, sessions
from boucle.operations.acces.droits import LIBRE, Droit
from boucle.operations.acces.reglage import Reglage
from boucle.operations.imports import demandes_decision
from boucle.store.base.metadata import METADATA
from boucle.store.fiches import dossiers
from resources.porte import Fil
from rigs.gens import Dit, Entrant, ask, make_entrant
from rigs.scene_console import SceneConsole

# What is opened to a person; the neighbour's cabinet has a D2 too.
OUVERTURES: dict[str, dict[str, Any]] = {
    "tous": {}, "D1": {"codes": frozenset({"D1"})}, "abaisse": {"baisses": {"D1": 0}},
    "D2": {"codes": frozenset({"D2"})}, "aucun": {"codes": frozenset()}, "sans facteur": {},
    "voisin": {},
}  # fmt: skip

SECRETS = ("Caisse Alizé", "Brasserie des Quais", "732829320", "732\u202f829\u202f320")
"""What only who opens D1 may read: its partenaire, its name, its SIREN, which its files bear."""


@dataclass(frozen=True, slots=True)
class Geste:
    """What an address asks and a form sends; `@nom` stands for something of the cabinet's.

    sans_effet: what is sent instead where it would be done, so that it spoils nothing.
    """

    query: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)
    sans_effet: dict[str, str] = field(default_factory=dict)


_TOUS = {"nom": "Pris", "email": "pris@gens.example", "profil": "5", "tous": "1"}
_CHOIX, _IMPORTS = Geste({"import": "@attente"}), "/dossiers/{code}/imports"
GESTES: dict[str, Geste] = {
    "GET /aller": Geste({"q": "a"}), "GET /aller/liste": Geste({"q": "2"}),
    "GET /personnes": Geste({"qui": "@qui"}),
    **{f"GET {_IMPORTS}/{quoi}": _CHOIX
       for quoi in ("selection", "vifs", "visualiser", "valider", "rejeter")},
    **{f"POST {_IMPORTS}/{quoi}": _CHOIX for quoi in ("valider", "rejeter")},
    f"POST {_IMPORTS}/annuler": Geste({"import": "@long"}),
    "POST /personnes": Geste({}, _TOUS, {"email": "", "profil": "1"}),
    "POST /personnes/{qui}": Geste({}, _TOUS, {"profil": "9"}),
    "POST /personnes/{qui}/acces": Geste({}, {"actif": "0"}, {"actif": "1"}),
    "POST /personnes/{qui}/lien": Geste({}, {"facteur": "1"}),
    "POST /personnes/{qui}/sessions": Geste(),
    "POST /personnes/sessions": Geste(),
    "POST /moi/sessions": Geste({}, {"numero": ""}, {"numero": "ffffffff"}),
    "POST /facteur": Geste({}, {"code": "000000"}, {"code": "000000"}),
    "POST /notifications/lues": Geste({}, {"curseur": "1"}, {"numero": "999999"}),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """One page or action: what it is asked by, its row, and whether its address names a dossier."""

    appel: str
    droit: Droit
    opt: dict[str, Any]

    @property
    def nomme(self) -> bool:
        return "{code}" in self.appel

    @property
    def personne(self) -> bool:
        return "{qui}" in self.appel or self.appel == "GET /personnes"


def list_pages() -> list[Page]:
    """List every page and action of the console that asks for a session."""
    found = []
    for route in Litestar(handlers(), openapi_config=None).routes:
        for methode, (handler, _) in getattr(route, "route_handler_map", {}).items():
            if methode != "OPTIONS":
                droit = droits.table()[handler.opt["operation"]]
                path = re.sub(r":str(?=\})", "", route.path)
                found.append(Page(f"{methode} {path}", droit, dict(handler.opt)))
    return [page for page in found if page.droit.niveau != LIBRE]


PAGES = list_pages()


class Matrice:
    """A cabinet, its neighbour, a person of each kind in them, and the application."""

    def __init__(self, scene: SceneConsole, loop: Fil) -> None:
        self.scene, self.loop = scene, loop
        self.app = create_application(scene.atelier.config, scene.atelier)
        store = scene.atelier.store
        with store.transaction(None) as conn:
            autre = dossiers.create_cabinet(conn, "voisin", "Cabinet Bréhat")
            dossiers.create(conn, autre, "D2")
        ici = scene.perimetre.cabinet_id
        self.gens = [
            make_entrant(
                scene.atelier,
                autre if ouverture == "voisin" else ici,
                ouverture,
                Reglage(f"{ouverture} {profil}", profil, **more),
                avec_facteur=ouverture != "sans facteur",
            )
            for ouverture, more in OUVERTURES.items()
            for profil in range(6)
        ]
        self.jetons = {one.qui: one.jeton() for one in self.gens}
        self.noms = {"qui": scene.qui, **scene.demandes}

    def person(self, ouverture: str, profil: int) -> Entrant:
        """Give the person of a kind."""
        return next(one for one in self.gens if (one.ouverture, one.profil) == (ouverture, profil))

    def jeton(self, ouverture: str, profil: int) -> str:
        """Give what the browser of that person holds."""
        return self.jetons[self.person(ouverture, profil).qui]

    def ask(
        self,
        page: Page,
        jeton: str,
        *,
        en_vrai: bool = True,
        code: str = "D1",
        tls: bool = False,
        entetes: dict[str, str] | None = None,
        **autres: str,
    ) -> Dit:
        """Ask for a page or an action, about D1 and what is in it, or about another dossier.

        autres: what stands for `code`, `qui`, `demande` in the address, and for `@nom` in the rest.
        """
        methode, path = page.appel.split(" ")
        noms = {**self.noms, "demande": self.noms["attente"], "quoi": "valider", **autres}
        path = path.format(code=code, **noms)
        geste = GESTES.get(page.appel, Geste())
        query, form = geste.query, geste.form
        if not en_vrai:
            query, form = (geste.sans_effet, {}) if geste.query else ({}, geste.sans_effet)
        query, form = (
            {name: noms[said[1:]] if said.startswith("@") else said for name, said in given.items()}
            for given in (query, form)
        )
        return self.loop.run_until_complete(
            ask(
                self.app,
                methode,
                path,
                jeton=jeton,
                query=query,
                form=form,
                tls=tls,
                entetes=entetes,
            )
        )

    def empreinte(self) -> dict[str, str]:
        """Digest every table, without the minute at which a session was last seen."""
        found = {}
        with self.scene.atelier.store.lecture(None) as conn:
            for table in METADATA.tables.values():
                kept = [column for column in table.c if column.name != "vue_le"]
                rows = sorted(repr(tuple(row)) for row in conn.execute(select(*kept)))
                found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        return found


@contextmanager
def matrice_console(scene: SceneConsole) -> Iterator[Matrice]:
    """Have a person of each kind beside a scene, and one of its imports asked to be validated."""
    loop = Fil()
    made = Matrice(scene, loop)
    asker = next(one for one in made.gens if (one.ouverture, one.profil) == ("tous", 5))
    visite = sessions.recognise(scene.atelier.store, made.jetons[asker.qui])
    assert visite is not None
    [told] = demandes_decision.request(
        scene.atelier, visite.acteur, [scene.demandes["long"]], Etat.VALIDE
    )
    assert told.refus is None
    yield made
    loop.close()
