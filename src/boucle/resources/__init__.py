"""Resources: the declarations, one kind of record a file."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from boucle.schema.resource import Resource


@cache
def load() -> tuple[Resource, ...]:
    """Give every declaration of this room, by tag then by path; `_` files are shared fields."""
    found = []
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            found.append(importlib.import_module(f"{__name__}.{module.name}").RESOURCE)
    return tuple(sorted(found, key=lambda resource: (resource.tag, resource.chemin.lower())))
