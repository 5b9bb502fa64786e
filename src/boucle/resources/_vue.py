"""Vue: a resource that shows the records of another for which one field has one value."""

from __future__ import annotations

from dataclasses import replace

from boucle.schema.champs.champs import Champ
from boucle.schema.resource import Resource


def view(base: Resource, *, nom: str, titre: str, **fixe: int) -> Resource:
    """Declare a view under its own path, with the same fields, the fixed ones being optional."""
    champs: tuple[Champ, ...] = tuple(
        replace(champ, requis=False) if champ.nom in fixe else champ for champ in base.champs
    )
    exemple = {nom: value for nom, value in base.exemple.items() if nom not in fixe}
    return replace(
        base,
        nom=nom,
        chemin=nom,
        titre=titre,
        champs=champs,
        vue_de=base.nom,
        fixe=fixe,
        exemple=exemple,
        alias=(),
        ecarts=(),
        approvisionne=False,
        description=f"{base.titre} dont "
        + " et ".join(f"{field} vaut {value}" for field, value in fixe.items())
        + ".",
    )
