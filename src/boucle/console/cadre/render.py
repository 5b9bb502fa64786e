"""Render: from a template and values to a page, a fragment, or what the browser must know.

Templates are in `templates/`: autoescaped, and a value that is not given is an error, not a blank.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response

from boucle.console.cadre.door import here_of
from boucle.console.cadre.filters import FILTERS
from boucle.console.cadre.words import LANGUES, words
from boucle.operations.acces.sessions import Visite
from boucle.schema.acces import PROFIL_MAX

HTML = "text/html"
THEMES = ("auto", "light", "dark")
DENSITIES = ("compact", "normal", "airy")
_TEMPLATES = Path(__file__).parent.parent / "templates"


@dataclass(frozen=True)
class Lien:
    """One entry of a bar, a path or a menu: what is read, and where it leads."""

    texte: str
    adresse: str


@dataclass(frozen=True)
class Shell:
    """What surrounds a page: who reads, where, and how it should look.

    modules: the entries of the top bar; `module` names the current one by its address.
    non_lues: notifications not read, None where there is no such thing. flux: the address of the
    stream of events, and curseur the last one that the page may know.
    """

    langue: str = "fr"
    theme: str = "auto"
    density: str = "normal"
    adresse: str = "/"
    cabinet: str = ""
    code_dossier: str = ""
    dossier: str = ""
    personne: str = ""
    profil: int | None = None
    modules: tuple[Lien, ...] = ()
    module: str = ""
    non_lues: int | None = None
    flux: str = ""
    curseur: int = 0


def make_environment(folders: tuple[Path, ...] = ()) -> Environment:
    """Make the environment of the templates; folders: others than ours, looked at after."""
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in (_TEMPLATES, *folders)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    return environment


def shell_of(request: Request[Any, Any, Any]) -> Shell:
    """Read what the browser asked for; a cookie that is not understood counts as absent."""

    def chosen(name: str, allowed: tuple[str, ...], default: str) -> str:
        value = request.cookies.get(name, default)
        return value if value in allowed else default

    shell = Shell(
        langue=chosen("langue", tuple(LANGUES), "fr"),
        theme=chosen("theme", THEMES, "auto"),
        density=chosen("density", DENSITIES, "normal"),
        adresse=here_of(request),
    )
    visite: Visite | None = request.scope["state"].get("visite")
    return shell if visite is None else _cabinet_shell(shell, visite, request.url.path)


def _cabinet_shell(shell: Shell, visite: Visite, path: str) -> Shell:
    t, acteur = words(shell.langue), visite.acteur
    modules = [Lien(t("modules.dossiers"), "/dossiers")]
    if acteur.profil == PROFIL_MAX and acteur.dossiers is None:
        modules.append(Lien(t("modules.personnes"), "/personnes"))
    return replace(
        shell,
        cabinet=visite.cabinet,
        personne=acteur.nom,
        profil=acteur.profil,
        modules=tuple(modules),
        flux=f"/evenements?qui={acteur.utilisateur_id}",
        curseur=visite.curseur,
        non_lues=visite.non_lues,
        module=next((lien.adresse for lien in modules if path.startswith(lien.adresse)), ""),
    )


def is_fragment(request: Request[Any, Any, Any]) -> bool:
    """Tell whether htmx asks, for a piece of a page and not a page."""
    return (
        request.headers.get("hx-request") == "true"
        and request.headers.get("hx-request-type") != "full"
    )


def page(
    request: Request[Any, Any, Any],
    template: str,
    *,
    status: int = 200,
    shell: Shell | None = None,
    headers: dict[str, str] | None = None,
    **values: Any,
) -> Response[bytes]:
    """Write a page or a fragment; a template that extends the layout is a page."""
    shell = shell or shell_of(request)
    state = request.app.state
    html = state.templates.get_template(template).render(
        shell=shell,
        t=words(shell.langue),
        asset=state.assets.address,
        langues=LANGUES,
        themes=THEMES,
        densities=DENSITIES,
        **values,
    )
    return Response(html.encode(), status_code=status, media_type=HTML, headers=headers)
