"""Composants: a page of trial that shows every component, and lists that behave like real ones.

`python -m rigs.composants`, from tests/, serves it, to look at while working on the styles.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromQuery

from boucle.config import Config
from boucle.console.app import create_console
from boucle.console.cadre.door import under
from boucle.console.cadre.render import Lien, page, shell_of
from boucle.operations.atelier import Atelier

FOLDER = Path(__file__).resolve().parents[1] / "console" / "gabarits"
LIBRE = under("console.statique")
ROWS = 1_000_000
PAGE = 100
IMPORTS = (
    ("513884692FEC20261231_10.txt", "wait", "En attente de validation", "2 lignes 471", "warn"),
    ("PAIE_OCTOBRE_2026.TRA", "stop", "Terminé avec erreur", "3 bloquantes", "stop"),
    ("Import JSON", "run", "En cours de traitement", "", ""),
    ("notes_de_frais_octobre_novembre.csv", "none", "Rejeté", "", ""),
    ("releve_51210000_novembre_1.csv", "ok", "Terminé avec succès", "", ""),
)


@get("/composants", opt=LIBRE, sync_to_thread=False)
def composants(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Show every component."""
    shell = replace(
        shell_of(request),
        code_dossier="BQ0417",
        dossier="Brasserie des Quais",
        cabinet="Cabinet Vauquelin",
        personne="H. Marchand",
        profil=4,
        non_lues=3,
        modules=(Lien("Tableau de bord", "/tableau"), Lien("Comptabilité", "/composants")),
        module="/composants",
    )
    return page(
        request,
        "composants.html",
        shell=shell,
        imports=IMPORTS,
        Lien=Lien,
        moment=datetime(2026, 11, 20, 8, 14, 32, tzinfo=UTC),
    )


@get("/grille", opt=LIBRE, sync_to_thread=False)
def grille(request: Request[Any, Any, Any], apres: FromQuery[int] = 0) -> Response[bytes]:
    """Show a window of a table of a million lines, or one page of it."""
    start = max(0, min(apres, ROWS - PAGE))
    values = {
        "rows": range(start + 1, start + PAGE + 1),
        "total": ROWS,
        "before": f"/grille?apres={start - PAGE}" if start else "",
        "after": f"/grille?apres={start + PAGE}" if start + PAGE < ROWS else "",
        "last": f"/grille?apres={ROWS - PAGE}",
    }
    fragment = request.headers.get("hx-request") == "true"
    return page(request, "grille_page.html" if fragment else "grille.html", **values)


@get("/dialogue", opt=LIBRE, sync_to_thread=False)
def dialogue(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Show a dialog: alone for htmx, over a page otherwise."""
    fragment = request.headers.get("hx-request") == "true"
    return page(request, "dialogue_fragment.html" if fragment else "dialogue.html")


@post("/casse", opt=LIBRE, sync_to_thread=False)
def casse() -> None:
    """Break."""
    raise RuntimeError("broken on purpose")


PAGES = [composants, grille, dialogue, casse]


def make_console(config: Config, atelier: Atelier) -> Any:
    """Build the console with the pages of trial."""
    return create_console(config, atelier, more=PAGES, folders=(FOLDER,))


if __name__ == "__main__":
    from rigs.serveur_http import listening

    with tempfile.TemporaryDirectory() as folder:
        chosen = Config(donnees=Path(folder))
        with listening(make_console(chosen, Atelier.open(chosen))) as url:
            sys.stdout.write(f"{url}/composants\n")
            sys.stdout.flush()
            while True:
                time.sleep(60)
