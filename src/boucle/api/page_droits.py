"""PageDroits: the reference of the rights, generated from their table.

`python -m boucle.api.page_droits` writes docs/reference/droits.md; a test fails when it is not
fresh.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from litestar import Litestar

from boucle import resources
from boucle.api import openapi
from boucle.api.app import handlers
from boucle.api.openapi import document
from boucle.operations.cles import PROFILS
from boucle.operations.droits import LIBRE, Droit, table

PAGE = Path("docs/reference/droits.md")
_SLOT = re.compile(r"\{[^}]*\}")
_TEXTE = (
    "# Les droits",
    "",
    "Page générée depuis la table des droits (`src/boucle/operations/droits.py`) et les "
    "déclarations des ressources. Une opération sans ligne ici n'est pas servie.",
    "",
    "La porte juge avant de lire le corps, dans cet ordre : les deux clés, le niveau (REQ-014), le "
    "profil (REQ-013), « tout le cabinet » (REQ-019), puis le dossier que l'adresse nomme "
    "(REQ-004, comme s'il n'existait pas). Un dossier nommé dans le corps est jugé avant le reste "
    "du corps.",
    "",
    "- **Niveau** : *advanced* pour ce qui est du cabinet ; *libre* : sans clé.",
    "- **Profil** : le plus petit qui suffit, de 0 à 5. Une clé créée sans `--profil` porte "
    f"{PROFILS['standard']} (standard) ou {PROFILS['advanced']} (advanced).",
    "- **Touche** : *un dossier ouvert* : celui de la demande, ouvert à la clé ; *les dossiers "
    "ouverts* : les seules fiches du cabinet qui sont de ces dossiers ; *tout le cabinet* : une "
    "clé ouverte à tous les dossiers ; *aucun dossier* : ne dit rien d'aucun.",
    "",
)


def reference() -> str:
    """Write the page."""
    return "\n".join([*_TEXTE, *_operations(), *_champs()]) + "\n"


def calls() -> dict[str, list[str]]:
    """Give, by operation, the calls that do it, as the published document writes them."""
    spelled = {
        (methode, _folded(path)): path for methode, path, _ in openapi.calls(document())
    }
    found: dict[str, list[str]] = {}
    for route in Litestar(handlers(), openapi_config=None).routes:
        for methode, (handler, _) in getattr(route, "route_handler_map", {}).items():
            if "operation" in handler.opt:
                path = spelled.get((methode, _folded(route.path)), route.path)
                shown = path.removeprefix("/loop-api-publiques")
                found.setdefault(handler.opt["operation"], []).append(f"{methode} {shown}")
    return found


def _folded(path: str) -> str:
    return _SLOT.sub("{}", path).lower()


def _operations() -> Iterator[str]:
    by_operation = calls()
    yield "| Opération | Appels | Niveau | Profil | Touche |"
    yield "|---|---|---|---|---|"
    for droit in table().values():
        told = ", ".join(f"`{call}`" for call in sorted(set(by_operation.get(droit.nom, ()))))
        yield f"| `{droit.nom}` | {told} | {droit.niveau} | {_profil(droit)} | {droit.portee} |"


def _profil(droit: Droit) -> str:
    return "" if droit.niveau == LIBRE else str(droit.profil)


def _champs() -> Iterator[str]:
    yield ""
    yield "Champs qui demandent davantage, où que leur valeur change :"
    yield ""
    yield "| Ressource | Champ | Profil |"
    yield "|---|---|---|"
    for resource in resources.load():
        if resource.acces is not None and not resource.vue_de:
            for nom, profil in resource.acces.champs.items():
                yield f"| `{resource.nom}` | `{nom}` | {profil} |"


def main() -> None:
    """Write the page."""
    PAGE.write_text(reference(), encoding="utf-8")


if __name__ == "__main__":
    main()
