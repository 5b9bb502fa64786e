"""Descripteurs: how many connections one server may hold, said here for whoever shares them out."""

from __future__ import annotations

import contextlib
import resource

from boucle.config import Config

# Descriptors left for the database, the files that come in, the children: the rest is for
# connections.
_RESERVE = 320
_MIN_CONNEXIONS = 32


def count_connections(config: Config) -> int:
    """Give how many connections may be open at a time: as set, or as the system lets.

    The limit of open files is raised as far as the system allows.
    """
    return max(_MIN_CONNEXIONS, min(config.connexions_max, _raise_limit() - _RESERVE))


def _raise_limit() -> int:
    """Raise the soft limit of open files to the hard one; give the limit that holds."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Some systems refuse what they call their own maximum: the limit then stays what it was.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft = hard
    return soft if soft != resource.RLIM_INFINITY else 1 << 20
