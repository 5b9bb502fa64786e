"""Clock: the only place that reads the time of day."""

from __future__ import annotations

from datetime import UTC, date, datetime


def now() -> datetime:
    """Give the present instant, in UTC, to the microsecond."""
    return datetime.now(UTC)


def today() -> date:
    """Give the present day in UTC."""
    return now().date()
