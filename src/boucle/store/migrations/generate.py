"""Generate: write the next migration from the difference between METADATA and the last one.

`python -m boucle.store.migrations.generate "what it does"`; read what it wrote before you commit.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.operations.ops import CreateTableOp, UpgradeOps
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from boucle.config import Config
from boucle.store.base.engine import Store
from boucle.store.base.migration import upgrade
from boucle.store.base.schema import complete_metadata

_FOLDER = Path(__file__).parent / "versions"
_HEAD = '''"""Migration: {title}."""

import sqlalchemy as sa
from alembic import op

from boucle.store.base import types
from boucle.store.migrations.after import close_key, created, forward

revision = "{revision}"
down_revision = {down!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
'''
TABLES_MAX = 8


def main(title: str) -> None:
    """Write one migration, or several where it would be too long to read."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Config(donnees=Path(folder)))
        if any(_FOLDER.glob("[0-9]*.py")):
            upgrade(store)
        with store.lecture(None) as conn:
            present = inspect(conn).get_table_names()
            opts = {"target_metadata": complete_metadata()}
            context = MigrationContext.configure(conn, opts=opts)
            script = produce_migrations(context, complete_metadata())
        store.close()
    known = set(present)
    operations = _ordered(list(script.upgrade_ops.ops) if script.upgrade_ops else [], known)
    waiting: list[Any] = []
    for start in range(0, len(operations), TABLES_MAX):
        _write(operations[start : start + TABLES_MAX], title, known, waiting)


def _ordered(operations: list[Any], present: set[str]) -> list[Any]:
    """Put each table after those it refers to; where tables refer to one another, as they come."""
    tables = [operation for operation in operations if isinstance(operation, CreateTableOp)]
    found: list[Any] = []
    known = set(present)
    while tables:
        ready = [operation for operation in tables if _targets(operation) <= known]
        chosen = (ready or tables)[0]
        tables.remove(chosen)
        known.add(chosen.table_name)
        found.append(chosen)
        found += [
            operation
            for operation in operations
            if not isinstance(operation, CreateTableOp)
            and getattr(operation, "table_name", "") == chosen.table_name
        ]
    return found + [operation for operation in operations if operation not in found]


def _targets(operation: CreateTableOp) -> set[str]:
    table = operation.to_table()
    return {_target(key) for key in table.foreign_key_constraints} - {table.name}


def _target(key: Any) -> str:
    return str(key.elements[0].target_fullname.split(".")[0])


def _write(operations: list[Any], title: str, known: set[str], waiting: list[Any]) -> None:
    last = max((path.name[:4] for path in _FOLDER.glob("[0-9]*.py")), default=None)
    revision = f"{int(last or 0) + 1:04d}"
    body = "".join(_render(operation, known, waiting) for operation in operations)
    head = _HEAD.format(title=title, revision=revision, down=last)
    name = re.sub(r"\W+", "_", title.lower()).strip("_")[:40]
    (_FOLDER / f"{revision}_{name}.py").write_text(head + body.rstrip() + "\n", "utf-8")


def _render(operation: Any, known: set[str], waiting: list[Any]) -> str:
    text = render_python_code(UpgradeOps(ops=[operation]), render_item=_render_item)
    text = re.sub(r" *# ### .*\n?", "", text).strip()
    if not isinstance(operation, CreateTableOp):
        return f"    {text}\n"
    table = operation.to_table()
    known.add(table.name)
    for key in table.foreign_key_constraints:
        if _target(key) not in known:
            waiting.append((key, table.name))
    lines = []
    for line in text.splitlines():
        target = re.match(r"sa\.ForeignKeyConstraint\(.*?\], \['(\w+)\.", line.strip())
        if target and target[1] not in known:
            line = f"*forward({line.strip().rstrip(',')}),"
        lines.append(line)
    closing = [_closing(key, name) for key, name in waiting if _target(key) == table.name]
    waiting[:] = [pair for pair in waiting if _target(pair[0]) != table.name]
    body = "\n    ".join([*lines, f'created("{table.name}")', *closing])
    return f"    {body}\n"


def _closing(key: Any, table: str) -> str:
    local = [column.name for column in key.columns]
    remote = [element.target_fullname.rpartition(".")[2] for element in key.elements]
    target = _target(key)
    return f"close_key({key.name!r}, {table!r}, {target!r}, {local!r}, {remote!r})"


def _render_item(kind: str, item: Any, _context: Any) -> Any:
    if kind == "type" and type(item).__module__ == "boucle.store.base.types":
        return f"types.{type(item).__name__}()"
    return False


if __name__ == "__main__":
    main(sys.argv[1])
