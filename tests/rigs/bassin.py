"""Bassin: databases that hold the schema, emptied and lent again instead of being made anew.

Copying a template takes a fifth of a second, emptying a few milliseconds. A test that changed the
schema itself (dropped a trigger, altered a policy) is noticed, and its database thrown away.
"""

from __future__ import annotations

from collections.abc import Callable

import psycopg
from psycopg import sql

from rigs.postgres import Cluster

_SHAPE = """
SELECT md5(string_agg(line, E'\\n' ORDER BY line)) FROM (
  SELECT concat_ws(' ', 'class', oid, relname, relkind, relowner, relrowsecurity,
                   relforcerowsecurity, relacl) AS line
    FROM pg_class WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', 'trigger', oid, tgname, tgenabled) FROM pg_trigger
   WHERE NOT tgisinternal
  UNION ALL SELECT concat_ws(' ', 'policy', oid, polname, polqual, polwithcheck) FROM pg_policy
  UNION ALL SELECT concat_ws(' ', 'constraint', oid, conname, convalidated) FROM pg_constraint
  UNION ALL SELECT concat_ws(' ', 'column', attrelid, attname, atttypid, attnotnull, attisdropped)
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
   WHERE relnamespace = 'public'::regnamespace AND attnum > 0
  UNION ALL SELECT concat_ws(' ', 'function', oid, proname, md5(prosrc)) FROM pg_proc
   WHERE pronamespace = 'public'::regnamespace
) shape
"""
_TABLES = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
"""
_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Bassin:
    """Lend databases copied from one template."""

    def __init__(self, cluster: Cluster, modele: str) -> None:
        self._cluster = cluster
        self._modele = modele
        self._free: list[str] = []
        self._shapes: dict[str, str] = {}
        with psycopg.connect(cluster.dsn_admin(modele)) as conn:
            # What the schema itself writes (its version) stays.
            names = [str(row[0]) for row in conn.execute(_TABLES)]
            empty = sql.SQL("SELECT NOT EXISTS (SELECT 1 FROM {})")
            self._tables = [
                name for name in names
                if conn.execute(empty.format(sql.Identifier(name))).fetchone() == (True,)
            ]  # fmt: skip

    def borrow(self) -> str:
        """Give the name of a database that holds the schema and no row of a test."""
        if self._free:
            return self._free.pop()
        base = self._cluster.create_base(self._modele)
        with psycopg.connect(self._cluster.dsn_admin(base)) as conn:
            self._shapes[base] = _shape(conn)
        return base

    def give_back(self, base: str) -> None:
        """Empty a database for the next test, or drop it when its schema was changed."""
        with psycopg.connect(self._cluster.dsn_admin(base), autocommit=True) as conn:
            conn.execute(_OTHERS)
            kept = _shape(conn) == self._shapes[base]
            if kept:
                # No trigger and no foreign key stands in the way of the superuser here.
                conn.execute("SET session_replication_role = replica")
                with conn.transaction(), conn.pipeline():
                    for name in self._tables:
                        conn.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
        if kept:
            self._free.append(base)
        else:
            self._cluster.drop_base(base)


def _shape(conn: psycopg.Connection) -> str:
    row = conn.execute(_SHAPE).fetchone()
    return str(row[0]) if row else ""


def make_bassin(cluster: Cluster, fill: Callable[[str], None]) -> Bassin:
    """Make the template once for all workers, and a bassin of this worker's own."""
    return Bassin(cluster, cluster.template("schema", fill))
