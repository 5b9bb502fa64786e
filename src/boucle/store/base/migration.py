"""Migration: bringing a database to the version of the program.

An embedded base is migrated when it is opened; a PostgreSQL one only by `boucle migrer`, so that
an operator chooses the moment and several processes never race for it.
"""

from __future__ import annotations

from importlib.resources import files

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from boucle.errors import Refus
from boucle.errors.demandes.req_base import BASE_A_MIGRER, BASE_TROP_RECENTE
from boucle.store.base.engine import Store
from boucle.store.base.metadata import METADATA
from boucle.store.base.protection import protect, release
from boucle.values import AUCUN


def prepare(store: Store) -> None:
    """Make sure that the database is at the program's version.

    Migrates an embedded base; refuses BASE_A_MIGRER for a PostgreSQL one that is behind, and
    BASE_TROP_RECENTE for one that a newer program has migrated.
    """
    with store.lecture(AUCUN) as conn:
        present = _present(conn)
    script = ScriptDirectory.from_config(_alembic())
    wanted = script.get_current_head()
    if present == wanted:
        return
    known = {revision.revision for revision in script.walk_revisions()}
    if present is not None and present not in known:
        raise Refus(BASE_TROP_RECENTE, version=present)
    if store.dialecte != "sqlite":
        raise Refus(BASE_A_MIGRER, version=present or "aucune", attendue=wanted or "aucune")
    upgrade(store)


def upgrade(store: Store, version: str = "head") -> str:
    """Run every migration missing up to a version, in one transaction; give the one reached.

    At the last version, each role is given its rights anew, even where no migration was missing.
    """
    config = _alembic()
    with store.transaction(None) as conn:
        config.attributes["connection"] = conn
        release(conn)
        command.upgrade(config, version)
        if version == "head":
            protect(conn, METADATA.tables.values())
        return _present(conn) or ""


def stamp(conn: Connection) -> None:
    """Write that a schema just made is the one the migrations lead to."""
    script = ScriptDirectory.from_config(_alembic())
    MigrationContext.configure(conn).stamp(script, "head")


def _alembic() -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(files("boucle.store") / "migrations"))
    return config


def _present(conn: Connection) -> str | None:
    return MigrationContext.configure(conn).get_current_revision()
