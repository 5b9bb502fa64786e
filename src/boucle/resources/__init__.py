"""Resources: the declarations, one kind of record a file."""

from __future__ import annotations

from boucle.schema.resource import Resource


def load() -> tuple[Resource, ...]:
    """Give every declaration of this room, by tag then by path; `_` files are shared fields.

    They are read at the first call: a declaration may import another one of this room.
    """
    from boucle.resources._declarees import RESOURCES

    return RESOURCES
