"""RenduHtml: the rapport as one French page to print or to hand to a client.

One file that needs nothing else: inline style, inline SVG, no script, no address. Every value
passes through the template's escaping, and control or direction marks are shown as pictures.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import cache

import jinja2

from boucle.errors import francais
from boucle.errors.kind import Gravite
from boucle.errors.rapport import apercu, figures, rendu_json
from boucle.errors.rapport.extrait import excerpts
from boucle.errors.rapport.rapport import Rapport
from boucle.errors.rapport.rendu_texte import ENTRAINE, conclude
from boucle.errors.rapport.vue import (
    NIVEAUX,
    Extraits,
    is_fec,
    looked_at,
    place,
    regles,
    silent_kinds,
    verdicts,
)

EXEMPLES_MAX = 5
JOURNAUX_MAX = 60
LARGEUR, LARGEUR_LIGNE = 150, 84
"""Signs of an excerpt around a cell, on two lines of print; and of a whole line, on one."""
_GRAVITES = {
    Gravite.BLOQUANT: "bloquant à l’import",
    Gravite.AVERTISSEMENT: "avertissement",
    Gravite.INFORMATION: "information",
}


def render(
    rapport: Rapport,
    *,
    etabli: datetime,
    extraits: Extraits | None = None,
    cabinet: str = "",
    entreprise: str = "",
) -> str:
    """Write the page; etabli: when the file was checked, in the reader's time zone.

    cabinet, entreprise: who hands the page out, and whose file it is; '' is not said.
    """
    shown = extraits or {}
    return _template().render(
        faits=rapport.faits,
        verdicts=verdicts(rapport) if is_fec(rapport) else [],
        titre=headline(rapport),
        ton="bad" if _failed(rapport) else "ok",
        conclusion=conclude(rapport),
        regles=regles(rapport, EXEMPLES_MAX),
        niveaux=NIVEAUX,
        entraine=ENTRAINE,
        gravites=_GRAVITES,
        silencieuses=silent_kinds(rapport) if is_fec(rapport) else {},
        balance=figures.plot_balance(rapport.faits),
        barres=figures.plot_regles(rapport),
        journaux=(rapport.faits.get("journaux") or [])[:JOURNAUX_MAX],
        etabli=etabli,
        cabinet=cabinet,
        entreprise=entreprise,
        empreinte=hashlib.sha256(rendu_json.render(rapport)).hexdigest(),
        extraits=lambda anomalie: excerpts(
            anomalie,
            shown,
            rapport.faits,
            LARGEUR if anomalie.champ else LARGEUR_LIGNE,
        ),
    )


def headline(rapport: Rapport) -> str:
    """State the verdict in one line."""
    if not is_fec(rapport):
        return "Importable" if not rapport.bloquant else "Non importable en l’état"
    failed = _failed(rapport)
    if not failed:
        if not rapport.total:
            return "Conforme aux trois niveaux"
        return f"Conforme aux trois niveaux, {francais.accord(rapport.total, 'point')} à regarder"
    if "Forme" in failed:
        return "Non conforme : l’outil de l’administration jugerait ce fichier non conforme"
    names = " et ".join(name.lower() for name in failed)
    return f"Forme conforme ; {names} à corriger"


def _failed(rapport: Rapport) -> list[str]:
    if not is_fec(rapport):
        return ["Import"] if rapport.bloquant else []
    return [verdict.nom for verdict in verdicts(rapport) if not verdict.conforme]


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("boucle.errors", "gabarits"),
        autoescape=True,
        undefined=jinja2.ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: francais.visible(value) if type(value) is str else value,
    )
    environment.filters.update(
        nombre=francais.nombre,
        euros=francais.euros,
        jour=francais.jour,
        taille=francais.taille,
        majuscule=lambda text: text[:1].upper() + text[1:],
    )
    environment.globals.update(
        place=place, looked_at=looked_at, accord=francais.accord, apercu=apercu
    )
    return environment.get_template("rapport.html")
