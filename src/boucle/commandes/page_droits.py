"""PageDroits: the reference of the rights, generated from their table.

`python -m boucle.commandes.page_droits` writes docs/reference/droits.md; a test fails when it is
not fresh.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from litestar import Litestar

from boucle import resources
from boucle.api.app import handlers
from boucle.api.document import openapi
from boucle.api.document.openapi import document
from boucle.console.app import handlers as console_handlers
from boucle.operations.acces.cles import PROFILS
from boucle.operations.acces.dits import dire
from boucle.operations.acces.droits import LIBRE, Droit, table

PAGE = Path("docs/reference/droits.md")
_SLOT = re.compile(r"\{[^}]*\}")
_TYPE = re.compile(r":str(?=\})")
_TITRES = (
    "| Opération | Ce qu'elle fait | Appels | Pages et actions de la console | Niveau | Profil | "
    "Touche |",
    "|---|---|---|---|---|---|---|",
)
_TEXTE = (
    "# Les droits",
    "",
    "Page générée depuis la table des droits (`src/boucle/operations/acces/droits.py`) et les "
    "déclarations des ressources. Une opération sans ligne ici n'est pas servie.",
    "",
    "La porte juge avant de lire le corps, dans cet ordre : les deux clés, le niveau (REQ-014), le "
    "profil (REQ-013), « tout le cabinet » (REQ-019), puis le dossier que l'adresse nomme "
    "(REQ-004, comme s'il n'existait pas). Un dossier nommé dans le corps est jugé avant le reste "
    "du corps.",
    "",
    "La console passe par la même table. Qui n'a pas de session ouverte est mené à l'écran de "
    "connexion (REQ-335) et, dès le profil 3, à l'enregistrement d'un second facteur ; une session "
    "a tous les niveaux. Un refus est une page qui dit sa phrase, et ne change rien.",
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
    spelled = {(methode, _folded(path)): path for methode, path, _ in openapi.calls(document())}
    found: dict[str, list[str]] = {}
    for methode, path, operation in _served(handlers()):
        shown = spelled.get((methode, _folded(path)), path).removeprefix("/loop-api-publiques")
        found.setdefault(operation, []).append(f"{methode} {shown}")
    return found


def pages() -> dict[str, list[str]]:
    """Give, by operation, the pages and actions of the console that ask for it."""
    found: dict[str, list[str]] = {}
    for methode, path, operation in _served(console_handlers()):
        found.setdefault(operation, []).append(f"{methode} {_TYPE.sub('', path)}")
    return found


def _served(given: Iterable[Any]) -> Iterator[tuple[str, str, str]]:
    """List (method, path, operation) of what is served; '' where a handler names none."""
    for route in Litestar(list(given), openapi_config=None).routes:
        for methode, (handler, _) in getattr(route, "route_handler_map", {}).items():
            # The toolkit answers OPTIONS by itself, and does nothing else then.
            if methode != "OPTIONS":
                yield methode, route.path, handler.opt.get("operation", "")


def _folded(path: str) -> str:
    return _SLOT.sub("{}", path).lower()


def _operations() -> Iterator[str]:
    yield from _TITRES
    by_call, by_page = calls(), pages()
    for droit in table().values():
        told, shown = (
            ", ".join(f"`{one}`" for one in sorted(set(where.get(droit.nom, ()))))
            for where in (by_call, by_page)
        )
        yield (
            f"| `{droit.nom}` | {dire(droit)} | {told} | {shown} | {droit.niveau} | "
            f"{_profil(droit)} | {droit.portee} |"
        )


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
