"""Rapports: where the renderings of one command go: the screen, a file, or a folder of pages.

A rendering is loaded when it is asked for: the others would cost each command a tenth of a second.
"""

from __future__ import annotations

import sys
from pathlib import Path

from boucle.errors import Rapport, Refus
from boucle.errors.donnees.sortie import SORTIE_DOSSIER


class Ecrivain:
    """Write rapports as they come: texte at once, json and csv together, html one page each.

    rendu: texte, json, html or csv. sortie: None for the standard output. cabinet, entreprise: who
    hands out a page, and whose file it is.
    Refus SORTIE_DOSSIER when several pages would have to share one output.
    """

    def __init__(
        self,
        rendu: str,
        sortie: Path | None,
        nombre: int,
        *,
        cabinet: str = "",
        entreprise: str = "",
    ) -> None:
        self._noms = {"cabinet": cabinet, "entreprise": entreprise}
        self._rendu = rendu
        self._sortie = sortie
        self._rapports: list[Rapport] = []
        self._texts: list[str] = []
        self._pages: set[str] = set()
        if rendu == "html" and nombre > 1 and (sortie is None or sortie.suffix == ".html"):
            raise Refus(SORTIE_DOSSIER, nombre=nombre)
        self._folder = sortie if rendu == "html" and nombre > 1 else None

    def add(self, rapport: Rapport, sources: list[Path]) -> None:
        """Take one rapport and the files it speaks of, which may vanish after the call."""
        if self._rendu == "html":
            self._add_page(rapport, sources)
        elif self._rendu == "texte":
            self._add_text(rapport, sources)
        else:
            self._rapports.append(rapport)

    def close(self) -> None:
        """Write what was waiting."""
        if self._rendu == "json" and self._rapports:
            from boucle.errors.rapport import rendu_json

            self._put(rendu_json.render(*self._rapports))
        elif self._rendu == "csv":
            from boucle.errors.rapport import rendu_csv

            self._put(rendu_csv.render(*self._rapports))
        elif self._texts:
            self._put("".join(self._texts).encode())

    def _add_text(self, rapport: Rapport, sources: list[Path]) -> None:
        from io import StringIO

        from rich.console import Console

        from boucle.errors.rapport import rendu_texte
        from boucle.operations.controle.verifier import lignes_montrees

        shown = lignes_montrees(rapport, sources, rendu_texte.EXEMPLES_MAX)
        if self._sortie is None:
            rendu_texte.render(rapport, Console(highlight=False), shown)
            return
        memory = StringIO()
        rendu_texte.render(rapport, Console(file=memory, width=110, highlight=False), shown)
        self._texts.append(memory.getvalue())

    def _add_page(self, rapport: Rapport, sources: list[Path]) -> None:
        from boucle.operations.controle.verification import render_page

        page = render_page(rapport, sources, **self._noms)
        if self._folder is None:
            self._put(page)
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        stem = Path(rapport.faits.get("nom_fichier") or sources[0].name).name
        name, rank = f"{stem}.html", 2
        while name in self._pages:
            name, rank = f"{stem}-{rank}.html", rank + 1
        self._pages.add(name)
        (self._folder / name).write_bytes(page)

    def _put(self, content: bytes) -> None:
        if self._sortie is None:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            self._sortie.write_bytes(content)
