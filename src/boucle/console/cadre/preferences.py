"""Preferences: language, theme and density, kept by the browser in cookies that hold no secret."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, post
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from boucle.console.cadre.door import back, is_secure, under
from boucle.console.cadre.render import DENSITIES, THEMES
from boucle.console.cadre.words import LANGUES
from boucle.errors import Refus
from boucle.errors.demandes.req import PARAMETRE_INVALIDE

ALLOWED = {"langue": tuple(LANGUES), "theme": THEMES, "density": DENSITIES}
_YEAR_S = 31_536_000


@post("/preferences", opt=under("console.preferences"), sync_to_thread=False, status_code=303)
def choose(
    request: Request[Any, Any, Any],
    data: Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Redirect:
    """Keep what was chosen, and go back to the page."""
    answer = Redirect(back(data.pop("retour", "/")), status_code=303)
    for name, value in data.items():
        allowed = ALLOWED.get(name, ())
        if value not in allowed:
            attendu = ", ".join(allowed) or ", ".join(ALLOWED)
            raise Refus(PARAMETRE_INVALIDE, parametre=name, lu=value, attendu=attendu)
        answer.set_cookie(
            name,
            value,
            max_age=_YEAR_S,
            httponly=True,
            samesite="lax",
            secure=is_secure(request),
        )
    return answer
