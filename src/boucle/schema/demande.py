"""Demande: what a GET asks for: filter, sort, page and selection, read and bounded.

Up to `TAKE_MAX` records are given, however many `take` asks for: the published API knew no page
size, and a client written against it must not lose records silently. When more remain, the answer
says so in a `Link` header, whose `apres` names the last record given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from boucle.errors import Refus
from boucle.errors.demandes import ressource as r
from boucle.errors.demandes.req import PARAMETRE_INVALIDE
from boucle.schema.champs.champ import shown
from boucle.schema.curseur import PARAMETRE, read_curseur
from boucle.schema.filtre import LONGUEUR_MAX, cited, read_filtre
from boucle.schema.resource import Feuille, Resource

TAKE_MAX, SKIP_MAX = 10_000, 10_000_000
_TRIS_MAX = 10
_DIGITS = re.compile(r"[0-9]{1,12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tri:
    """One key of a sort."""

    feuille: Feuille
    partie: str
    decroissant: bool


@dataclass(frozen=True, slots=True)
class Demande:
    """A GET as understood.

    selection: top fields in the order asked, () for all of them. apres: the values of the sort of
    the last record already given, () from the start.
    """

    arbre: Any = None
    tris: tuple[Tri, ...] = ()
    skip: int = 0
    take: int = TAKE_MAX
    selection: tuple[str, ...] = ()
    archives: bool | None = None
    """Of client dossiers: the archived ones only, none of them, or no matter."""
    apres: tuple[Any, ...] = ()

    @property
    def tri(self) -> str:
        """Tell this sort from another one."""
        return "&&".join(
            f"{tri.feuille.chemin}.{tri.partie}:{'desc' if tri.decroissant else 'asc'}"
            for tri in self.tris
        )


def read_demande(resource: Resource, parametres: Mapping[str, str]) -> Demande:
    """Read the parameters of a GET; their names are taken in any case.

    Raises Refus: FILTRE_*, TRI_INCONNU, SELECTION_INCONNUE, PARAMETRE_INVALIDE.
    """
    given = {nom.lower(): value for nom, value in parametres.items()}
    arbre = read_filtre(resource, given.get("filter", ""))
    mandatory = resource.filtre_obligatoire
    if mandatory and not cited(arbre) & set(mandatory):
        example = f'{mandatory[0]}=="…"'
        raise Refus(r.FILTRE_OBLIGATOIRE, champs=" ou ".join(mandatory), exemple=example)
    demande = Demande(
        arbre,
        read_tri(resource, given.get("sort", "")),
        _bounded("skip", given.get("skip", ""), 0, SKIP_MAX, 0),
        min(_bounded("take", given.get("take", ""), 1, SKIP_MAX, TAKE_MAX), TAKE_MAX),
        read_selection(resource, given.get("select", "")),
    )
    apres = read_curseur(given.get(PARAMETRE, "").strip(), demande.tri)
    return replace(demande, apres=apres) if apres else demande


def read_tri(resource: Resource, texte: str) -> tuple[Tri, ...]:
    """Read `field1&&field2:desc`."""
    if len(texte) > LONGUEUR_MAX:
        raise _unknown_tri(resource, texte)
    tris = []
    for part in texte.split("&&") if texte.strip() else ():
        nom, _, sens = part.partition(":")
        found = resource.cherchables.get(nom.strip().lower())
        if found is None or sens.strip().lower() not in ("", "asc", "desc"):
            raise _unknown_tri(resource, part)
        tris.append(Tri(*found, sens.strip().lower() == "desc"))
    if len(tris) > _TRIS_MAX:
        raise _unknown_tri(resource, texte)
    return tuple(tris)


def read_selection(resource: Resource, texte: str) -> tuple[str, ...]:
    """Read `field1,field2`; give the declared names."""
    if not texte.strip():
        return ()
    known = {"objectid": "objectId", "revisionid": "revisionId"}
    if resource.decrit:
        known["description"] = "description"
    for champ in resource.champs:
        known.update({nom.lower(): champ.nom for nom in (champ.nom, *champ.alias)})
    selection: dict[str, None] = {}
    for part in texte[: LONGUEUR_MAX * 2].split(","):
        nom = known.get(part.strip().lower())
        if nom is None:
            raise Refus(
                r.SELECTION_INCONNUE, lu=shown(part.strip()), acceptes=", ".join(known.values())
            )
        selection[nom] = None
    # Sorted as declared, so that two orders of the same names share one compiled rendering.
    order = list(known.values())
    return tuple(sorted(selection, key=order.index))


def _unknown_tri(resource: Resource, part: str) -> Refus:
    return Refus(r.TRI_INCONNU, lu=shown(part.strip()), acceptes=resource.noms_cherchables)


def _bounded(nom: str, texte: str, low: int, high: int, absent: int) -> int:
    if not texte.strip():
        return absent
    value = int(texte.strip()) if _DIGITS.fullmatch(texte.strip()) else -1
    if not low <= value <= high:
        raise Refus(
            PARAMETRE_INVALIDE,
            parametre=nom,
            lu=shown(texte),
            attendu=f"un nombre entier de {low} à {high}",
        )
    return value
