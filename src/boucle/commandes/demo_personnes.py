"""DemoPersonnes: the cabinet of the demonstration, its keys, its persons, and a way in for one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from boucle.commandes.demo_cabinet import CABINET, DOSSIERS, PARTENAIRES

if TYPE_CHECKING:
    from boucle.operations.acces.cles import Trousseau

_MOI = "c.vauquelin@vauquelin.example"
# Address, name, profile, and how many of the dossiers are opened; None: all of them.
_PERSONNES: tuple[tuple[str, str, int, int | None], ...] = (
    (_MOI, "Claire Vauquelin", 5, None),
    ("h.marchand@vauquelin.example", "Hélène Marchand", 4, None),
    ("l.ferrand@vauquelin.example", "Lucas Ferrand", 3, 5),
    ("n.bastide@vauquelin.example", "Nora Bastide", 2, 3),
    ("i.tellier@vauquelin.example", "Inès Tellier", 1, 2),
    ("t.quille@quais.example", "Théo Quille, client", 0, 1),
)


def prepare(donnees: Path, code: str) -> dict[str, Trousseau]:
    """Create the cabinet, and its keys by name: one for the firm, one for each partenaire."""
    from boucle.commandes.outils import open_store
    from boucle.config import Config
    from boucle.operations.acces import cles
    from boucle.store.fiches import dossiers
    from boucle.values import AUCUN

    with open_store(Config.read(donnees=donnees)) as store:
        with store.transaction(AUCUN) as conn:
            dossiers.create_cabinet(conn, code, CABINET)
        made = {
            CABINET: cles.create(
                store,
                code,
                nom="Démonstration",
                partenaire="Partenaire d'exemple",
                codes=None,
                niveau="advanced",
                profil=3,
            )
        }
        for nom in PARTENAIRES:
            made[nom] = cles.create(
                store, code, nom="production", partenaire=nom, codes=None, profil=0
            )
    return made


def invite_all(donnees: Path, code: str) -> None:
    """Create the persons; a dossier that is opened to one must be there."""
    from boucle.commandes.outils import open_store
    from boucle.config import Config
    from boucle.operations.acces import facteur, personnes
    from boucle.operations.acces.reglage import Reglage
    from boucle.store.acces import personnes as table
    from boucle.store.base.coffre import Coffre
    from boucle.values import Perimetre

    config = Config.read(donnees=donnees)
    codes = [dossier[0] for dossier in DOSSIERS]
    with open_store(config) as store:
        cabinet_id = personnes.cabinet_of(store, code)
        for email, nom, profil, opened in _PERSONNES:
            reglage = Reglage(
                nom, profil, None if opened is None else frozenset(codes[2 : 2 + opened])
            )
            qui, _ = personnes.invite(store, personnes.operator(cabinet_id), email, reglage)
            if email == _MOI:
                # Who comes in by the way in holds no second factor: none could be given twice.
                sealed = Coffre(config).seal(facteur.make_secret()).decode()
                with store.transaction(Perimetre(cabinet_id, 0)) as conn:
                    table.change(conn, qui, facteur=sealed)


def enter(donnees: Path, code: str, address: str) -> tuple[str, str]:
    """Open a session for the person of the demonstration; give its cookie, and the first page."""
    from boucle.commandes.outils import open_store
    from boucle.config import Config
    from boucle.console.cadre.door import COOKIE
    from boucle.operations.acces import personnes, sessions
    from boucle.store.acces import personnes as table
    from boucle.values import Perimetre

    with open_store(Config.read(donnees=donnees)) as store:
        cabinet_id = personnes.cabinet_of(store, code)
        qui = personnes.find_id(store, cabinet_id, _MOI)
        with store.transaction(Perimetre(cabinet_id, 0)) as conn:
            row = table.find(conn, qui)
            assert row is not None
            whence = sessions.Provenance("127.0.0.1", "entrée de la démonstration")
            jeton = sessions.add(store, conn, row, whence, ouverte=True)
    return f"{COOKIE}={jeton}; Path=/; HttpOnly; SameSite=Lax", f"{address}/dossiers"
