"""Types: our columns, each with one spelling per database.

SQLite tables are STRICT, which knows INTEGER and TEXT only: days are counted from 1970-01-01 and
instants in microseconds there, and are DATE and TIMESTAMPTZ on PostgreSQL.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from boucle.values import EPOCH, days_of

_ZERO = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Texte = Text
Entier = BigInteger().with_variant(Integer(), "sqlite")


class Booleen(TypeDecorator[bool]):
    """A truth: BOOLEAN, or INTEGER 0 and 1."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the database's own type."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:
        """Write 0 and 1 on SQLite."""
        return value if value is None or dialect.name != "sqlite" else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        """Read a truth."""
        return None if value is None else bool(value)


class Jour(TypeDecorator[date]):
    """A day: DATE, or INTEGER days since 1970-01-01."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the database's own type."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        """Count the days on SQLite."""
        return value if value is None or dialect.name != "sqlite" else days_of(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        """Read a day."""
        return EPOCH + timedelta(days=value) if isinstance(value, int) else value


class Instant(TypeDecorator[datetime]):
    """An instant in UTC: TIMESTAMPTZ, or INTEGER microseconds since 1970-01-01."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the database's own type."""
        own = Integer() if dialect.name == "sqlite" else DateTime(timezone=True)
        return dialect.type_descriptor(own)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Count the microseconds on SQLite."""
        if value is None or dialect.name != "sqlite":
            return value
        return (value - _ZERO) // _MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read an instant, always in UTC."""
        if isinstance(value, int):
            return _ZERO + timedelta(microseconds=value)
        return value.astimezone(UTC) if value is not None else None
