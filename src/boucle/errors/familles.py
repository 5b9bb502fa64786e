"""Familles: every kind of fault that there is, by the modules that hold them."""

from __future__ import annotations

from boucle.errors.demandes import (
    req,
    req_base,
    req_console,
    req_debit,
    req_depot,
    req_import,
    req_json,
    req_personne,
    req_reglages,
    ressource,
)
from boucle.errors.donnees import ecr, envoi, fic, imp, lig, perso, sortie, src, tra
from boucle.errors.kind import Kind

FAMILLES = (
    ecr,
    envoi,
    fic,
    imp,
    lig,
    perso,
    sortie,
    src,
    tra,
    req,
    req_base,
    req_console,
    req_debit,
    req_depot,
    req_import,
    req_json,
    req_personne,
    req_reglages,
    ressource,
)

KINDS: tuple[Kind, ...] = tuple(
    sorted(
        {kind for famille in FAMILLES for kind in vars(famille).values() if isinstance(kind, Kind)},
        key=lambda kind: kind.code,
    )
)
"""Every kind, by code."""

_PAR_CODE = {kind.code: kind for kind in KINDS}


def kind_of(code: str) -> Kind:
    """Give the kind that bears this code; KeyError when there is none."""
    return _PAR_CODE[code]
