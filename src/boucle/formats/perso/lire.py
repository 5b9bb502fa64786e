"""Lire: a file read through its model, its shape first, then its cells, block by block.

Order: what the bytes are, the charset, the line of titles, the place of each column; then each
block: widths, blanks and repeated titles, cells, lines given to the assemblage.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from boucle.bornes import BORNES
from boucle.compta import detail as details
from boucle.compta.bilan import Bilan
from boucle.compta.contexte import Contexte
from boucle.compta.ecritures.assemblage import Assemblage
from boucle.compta.regles.collecte import Collecte
from boucle.compta.saisie import SCHEMA, build_saisie
from boucle.errors import Anomalie, Gravite, Rapport
from boucle.errors.donnees import fic, perso
from boucle.errors.francais import visible
from boucle.formats.apercu import TEXTE_MAX, Apercu
from boucle.formats.lecture import Lecture
from boucle.formats.perso.cellules import Cellules
from boucle.formats.perso.largeurs import Largeurs
from boucle.formats.perso.modele import CHAMPS, Colonne, Modele, make_modele
from boucle.formats.perso.montants import Montants
from boucle.formats.perso.ouverture import Ouverture, open_tableau
from boucle.formats.perso.tableau import Rangee, Rangs
from boucle.formats.perso.titres import Places, fill_apercu, find_titres, place

OnFrame = Callable[[pl.DataFrame], None]
Shown = Sequence[tuple[int | None, str]]


def read(
    source: Path,
    contexte: Contexte,
    parametres: Mapping[str, Any],
    *,
    on_lot: OnFrame | None = None,
    on_progress: Callable[[int], None] | None = None,
    on_ventilation: OnFrame | None = None,
    on_detail: OnFrame | None = None,
) -> Lecture:
    """Read a file through `parametres["modele"]`; never raises for what the bytes hold.

    A line of an anomaly is that of the file: physical, blank ones counted, the row of a sheet.
    """
    modele = make_modele(parametres["modele"])
    collecte = Collecte()
    noms = {CHAMPS[colonne.champ][0]: colonne.nom for colonne in modele.colonnes}
    assemblage = Assemblage(
        contexte, collecte, on_lot, on_ventilation=on_ventilation, on_detail=on_detail, noms=noms
    )
    with tempfile.TemporaryDirectory(prefix="boucle-") as folder:
        nom = contexte.nom_fichier or source.name
        ouverture = open_tableau(source, nom, modele, Path(folder), collecte)
        if ouverture is None:
            return Lecture(_finish(collecte, Bilan(), {}, Apercu("CSV"), {}), Bilan())
        passage = _Passage(ouverture, modele, assemblage, collecte, on_progress)
        bilan = passage.run()
    faits = {"archive": ouverture.archive} if ouverture.archive else {}
    rapport = _finish(collecte, bilan, faits, passage.apercu, passage.champs)
    return Lecture(rapport, bilan)


def _finish(
    collecte: Collecte,
    bilan: Bilan,
    faits: dict[str, Any],
    apercu: Apercu,
    champs: Mapping[str, int],
) -> Rapport:
    rapport = collecte.finish()
    for anomalie in rapport.anomalies:
        if anomalie.champ is None and anomalie.ligne is not None:
            anomalie.champ = champs.get(anomalie.colonne or "")
    rapport.faits = {
        **faits,
        "encodage": apercu.encodage,
        "lignes": bilan.lignes,
        "cle_ecriture": bilan.cle_ecriture,
        "apercu": apercu.facts(bilan),
    }
    return rapport


class _Passage:
    """One reading of the rows of an opened file."""

    def __init__(
        self,
        ouverture: Ouverture,
        modele: Modele,
        assemblage: Assemblage,
        collecte: Collecte,
        on_progress: Callable[[int], None] | None,
    ) -> None:
        self._tableau, self._modele = ouverture.tableau, modele
        self._assemblage, self._collecte = assemblage, collecte
        self._on_progress = on_progress
        self.apercu = ouverture.apercu
        self.champs: Mapping[str, int] = {}
        self._derniere = 0

    def run(self) -> Bilan:
        """Read to the end, or to what makes going on useless."""
        modele, tableau = self._modele, self._tableau
        tete = tableau.tete(modele.ignorer_debut)
        largeur = tableau.largeur()
        if not tete and not largeur:
            self._tell_empty()
            return Bilan()
        titres = find_titres(modele, tete, largeur)
        if not self._narrow_enough(tete):
            return Bilan()
        places = place(modele, titres, self._collecte)
        largeur = len(titres.titres) or largeur
        shown = fill_apercu(self.apercu, places, modele, largeur)
        if places.perdu:
            self._leave(tete, titres.ligne, "avant les données", None)
            return Bilan()
        cellules = Cellules(modele, places, self.apercu.encodage, self._collecte)
        self.champs = cellules.champs()
        self._leave(tete, titres.ligne, "avant les données", places)
        largeurs = Largeurs.of(modele, places, largeur, self._collecte, self.apercu)
        for rangs in tableau.corps(largeur, modele.ignorer_fin):
            self._read(rangs, largeurs, cellules, shown)
            if self._assemblage.arret:
                break
        self._leave(tableau.queue, None, "à la fin", places)
        self._conclude(largeurs, cellules)
        return self._assemblage.finish()

    def _read(self, rangs: Rangs, largeurs: Largeurs, cellules: Cellules, shown: Shown) -> None:
        perdues = list(rangs.perdues)
        if rangs.n.size:
            self._derniere = int(rangs.n[-1])
            rangs, lost = largeurs.judge(rangs, coupee=self._tableau.sans_fin)
            perdues += lost
            self._show(rangs, shown)
            if rangs.erreurs:
                rangs, lost = cellules.without_errors(rangs)
                perdues += lost
            columns, lost = cellules.read(rangs)
            perdues += lost
            if perdues:
                self._assemblage.skip(sorted(perdues))
            _add(self._assemblage, columns)
        elif perdues:
            self._assemblage.skip(sorted(perdues))
        if self._on_progress is not None:
            self._on_progress(self._assemblage.lignes)

    def _show(self, rangs: Rangs, shown: Shown) -> None:
        for row in range(rangs.n.size):
            if self.apercu.full:
                return
            cells = rangs.cells(row)
            self.apercu.show(
                int(rangs.n[row]),
                (
                    defaut if at is None else cells[at] if at < len(cells) else ""
                    for at, defaut in shown
                ),
            )

    def _narrow_enough(self, tete: Sequence[Rangee]) -> bool:
        for n, cells in tete:
            if len(cells) > BORNES.colonnes:
                slots = {"nombre": len(cells), "nombre_max": BORNES.colonnes}
                self._collecte.add(Anomalie(fic.TROP_DE_COLONNES, ligne=n, slots=slots))
                return False
        return True

    def _leave(
        self, rangees: Sequence[Rangee], titres: int | None, raison: str, places: Places | None
    ) -> None:
        """Note lines that the model leaves out, and tell those that read as an écriture."""
        for n, cells in rangees:
            text = " │ ".join(cells).strip(" │")
            if not text:
                self.apercu.leave(n, "", "vide")
                continue
            self.apercu.leave(n, text, "titres" if n == titres else raison)
            if places is not None and _reads_as_data(cells, self._modele, places):
                self._collecte.add(
                    Anomalie(
                        perso.LIGNE_LAISSEE,
                        ligne=n,
                        lu=visible(text[:TEXTE_MAX]),
                        slots={"raison": raison},
                    )
                )

    def _conclude(self, largeurs: Largeurs, cellules: Cellules) -> None:
        for anomalie in (*largeurs.finish(), *cellules.finish()):
            self._collecte.add(anomalie)
        if self._tableau.sans_fin and self._derniere and not self._tableau.arret:
            self._collecte.add(Anomalie(perso.SANS_FIN, ligne=self._derniere))
        if not self._assemblage.lignes:
            self._tell_empty()

    def _tell_empty(self) -> None:
        """Say that there is no line, unless what was told already says why."""
        if not any(a.kind.gravite is Gravite.BLOQUANT for a in self._collecte.kept()):
            self._collecte.add(
                Anomalie(
                    perso.SANS_LIGNE,
                    slots={
                        "debut": self._modele.ignorer_debut,
                        "fin": self._modele.ignorer_fin,
                    },
                )
            )


def _reads_as_data(cells: Sequence[str], modele: Modele, places: Places) -> bool:
    """True when the cells of a line say a day, a compte and an amount."""

    def cell(colonne: Colonne) -> str:
        at = places.par_champ[colonne.champ]
        return cells[at].strip() if at is not None and at < len(cells) else ""

    said = {CHAMPS[colonne.champ][0]: cell(colonne) for colonne in modele.colonnes}
    if modele.dates.fullmatch(said.get("date", "")) is None or not said.get("compte", "")[:1]:
        return False
    amounts = pl.Series([said.get(name, "") for name in ("debit", "credit", "montant")])
    read_ = Montants(modele.decimale).read(amounts, None).centimes
    return said["compte"][0].isdigit() and bool(read_.is_not_null().any())


def _add(assemblage: Assemblage, columns: dict[str, pl.Series]) -> None:
    if not columns["n"].len():
        return
    named = details.SCHEMA.keys() & columns.keys() - {"n"}
    saisie = build_saisie({name: column for name, column in columns.items() if name in SCHEMA})
    frame = None
    if named:
        frame = details.without_blanks(
            details.build_detail({"n": columns["n"], **{name: columns[name] for name in named}})
        )
    assemblage.add(saisie, None, frame)


__all__ = ["read"]
