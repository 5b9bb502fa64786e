"""Heritage: data that no rule of today would take is read all the same."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from boucle.schema.resource import Resource
from boucle.store.fiches.ressources import table_of
from resources.jouets import TOUTES
from resources.porte import Porte, with_verbe

BAD: dict[str, Any] = {"texte": " Ancien\u00a0✗ ", "entier": 987_654_321}


def bad_values(resource: Resource) -> dict[str, Any]:
    """Give a bad value for every column that neither names a record nor says whose view it is."""
    fixed = set(resource.fixe) | set(resource.intervalle or ())
    return {
        leaf.column: BAD[leaf.champ.stockage]
        for leaf in resource.feuilles
        if leaf.champ.stockage in BAD
        and leaf.chemin not in fixed
        and leaf.champ is not resource.champ_cle
    }


@pytest.mark.parametrize(
    "resource",
    [r for r in with_verbe(TOUTES, "GET", "POST") if not r.seule and bad_values(r)],
    ids=lambda r: r.nom,
)
def test_a_record_of_another_age_is_read(porte: Porte, resource: Resource) -> None:
    record, values, table = porte.create(resource), bad_values(resource), table_of(resource)
    with porte.atelier.store.transaction(None) as conn:
        changed = conn.execute(
            update(table).where(table.c.object_id == record["objectId"]).values(**values)
        )
    assert changed.rowcount == 1
    query = f"objectId=='{record['objectId']}'"
    if resource.filtre_obligatoire:
        query += f" && {resource.filtre_obligatoire[0]}!=null"
    (read,) = porte.read(resource, filter=query, sort=f"{resource.champ_cle.nom}:desc")
    texts = [leaf.chemin for leaf in resource.feuilles
             if leaf.column in values and "." not in leaf.chemin
             and leaf.champ.stockage == "texte" and not leaf.champ.sur_demande]  # fmt: skip
    assert [read[nom] for nom in texts] == [BAD["texte"]] * len(texts)
    if "DELETE" in resource.verbes:
        identity = {name: record[name] for name in ("objectId", "revisionId")}
        assert porte.write("DELETE", resource, [identity])["errors"] == []
