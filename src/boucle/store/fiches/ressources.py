"""Ressources: the tables that follow from the declarations, one for each resource that is no view.

Every row has the perimetre and its id for key, its objectId and its natural key unique within the
perimetre, and foreign keys that hold the perimetre, so that no reference can cross a dossier.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, MetaData, Table, Text, UniqueConstraint
from sqlalchemy.schema import SchemaItem

from boucle import resources
from boucle.schema import registre
from boucle.schema.champs.champ_lien import Reference
from boucle.schema.resource import Feuille, Resource
from boucle.store.base.metadata import METADATA, dossier_key, perimetre_columns, table
from boucle.store.base.types import Booleen, Entier, Instant, Jour

# Texts are ordered byte by byte on both databases, whatever the language of the server.
Chaine = Text().with_variant(Text(collation="C"), "postgresql")
_TYPES: dict[str, Any] = {
    "texte": Chaine,
    "json": Chaine,
    "entier": Entier,
    "booleen": Booleen,
    "jour": Jour,
    "instant": Instant,
    "reference": Entier,
}
_KEYS = ("cabinet_id", "dossier_id")


def build(resource: Resource, metadata: MetaData = METADATA) -> Table:
    """Declare the table of a resource; a view gives the table of what it shows."""
    resource = resource.base
    name = resource.table_nom
    if name in metadata.tables:
        return metadata.tables[name]
    items: list[SchemaItem] = [
        *perimetre_columns(),
        Column("id", Entier, primary_key=True, autoincrement=False),
        Column("object_id", Chaine, nullable=False),
        Column("revision", Entier, nullable=False),
        Column("origine_import", Entier, nullable=True),
    ]
    items += [_column(leaf) for leaf in resource.feuilles]
    items.append(UniqueConstraint(*_KEYS, "object_id"))
    if resource.seule:
        items.append(UniqueConstraint(*_KEYS))
    elif resource.nommee:
        items.append(UniqueConstraint(*_KEYS, resource.champ_cle.column))
    items.append(dossier_key())
    for leaf in resource.feuilles:
        if isinstance(leaf.champ, Reference):
            items.append(_foreign_key(leaf.champ, leaf.column))
        if isinstance(leaf.champ, Reference) or leaf.champ.indexe:
            items.append(Index(f"ix_{name}_{leaf.column}", *_KEYS, leaf.column))
    return table(name, *items, distribution="dossier", metadata=metadata)


def table_of(resource: Resource) -> Table:
    """Give the table of a resource, declaring it when it is met for the first time."""
    return build(resource)


def _column(leaf: Feuille) -> Column[object]:
    optional = leaf.champ.stockage == "reference" or leaf.champ.absent is None
    return Column(leaf.column, _TYPES[leaf.champ.stockage], nullable=optional)


def _foreign_key(champ: Reference, column: str) -> ForeignKeyConstraint:
    target = registre.find(champ.cible).table_nom
    return ForeignKeyConstraint(
        [*_KEYS, column], [f"{target}.{key}" for key in (*_KEYS, "id")], use_alter=False
    )


for _resource in resources.load():
    build(_resource)
