"""Pannes: what a disk or a database refuses for a while, told from our own mistakes.

Read from what the exceptions bear (errno, SQLITE_*, SQLSTATE), so that no driver is loaded for it.
Whatever is not recognised is not a panne: it is an incident, with its trace.
"""

from __future__ import annotations

import errno

from boucle.errors.demandes.req import BASE_INDISPONIBLE, ECRITURE_IMPOSSIBLE
from boucle.errors.kind import Kind

_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}
# SQLITE_READONLY, IOERR, FULL; then BUSY, LOCKED, CANTOPEN.
_SQLITE = {
    **dict.fromkeys((8, 10, 13), ECRITURE_IMPOSSIBLE),
    **dict.fromkeys((5, 6, 14), BASE_INDISPONIBLE),
}
_STATES = {
    "53100": ECRITURE_IMPOSSIBLE,
    "58030": ECRITURE_IMPOSSIBLE,
    "25006": ECRITURE_IMPOSSIBLE,
    "55P03": BASE_INDISPONIBLE,
    "XX000": BASE_INDISPONIBLE,
}
_CLASSES = ("08", "40", "53", "57")
# The loader's driver gives SQLite's words and no code.
_WORDS = ("database or disk is full", "disk I/O error", "attempt to write a readonly database")


def panne_of(error: BaseException) -> Kind | None:
    """Give the kind of what may pass by itself or by the operator's hand; None for the rest."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, OSError):
        return ECRITURE_IMPOSSIBLE if cause.errno in _ERRNOS else None
    number = getattr(cause, "sqlite_errorcode", None)
    if isinstance(number, int):
        return _SQLITE.get(number & 0xFF)
    state = getattr(cause, "sqlstate", None)
    if isinstance(state, str):
        found = BASE_INDISPONIBLE if state[:2] in _CLASSES else None
        return _STATES.get(state, found)
    if getattr(error, "connection_invalidated", False):
        return BASE_INDISPONIBLE
    if type(cause).__module__.startswith("adbc_driver"):
        return ECRITURE_IMPOSSIBLE if any(words in str(cause) for words in _WORDS) else None
    return None
