"""Lire: a TRA file read block by block: records first, then movements.

Plain, or alone in a gzip or a zip; in a zip with documents, the one file named .tra. Lines of
anomalies are those of the file inside.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from boucle.compta.bilan import Bilan
from boucle.compta.contexte import Contexte
from boucle.compta.ecritures.assemblage import Assemblage
from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie
from boucle.errors.donnees import tra
from boucle.formats.apercu import PREMIERES_MAX
from boucle.formats.archive import kind_of_archive, unpack
from boucle.formats.joints import OnJoint
from boucle.formats.lecture import Lecture
from boucle.formats.tra.apercu import open_apercu, show_lines, tell_sorts
from boucle.formats.tra.fiches.parametres import Parametres
from boucle.formats.tra.ouverture import Ouverture, open_tra
from boucle.formats.tra.pieces.assembler import NOMS, Assembler
from boucle.formats.tra.pieces.autres import Autres
from boucle.formats.tra.pieces.documents import Boite, Documents
from boucle.formats.tra.pieces.mouvements import Mouvements
from boucle.formats.tra.texte.blocs import BLOC_OCTETS, Bloc, read_blocs
from boucle.formats.tra.texte.grille import Grille, open_grille
from boucle.formats.tra.texte.textes import Textes

_TETE = 4
OnFrame = Callable[[pl.DataFrame], None]


def read(
    source: Path,
    contexte: Contexte,
    parametres: Mapping[str, Any],
    *,
    on_lot: OnFrame | None = None,
    on_progress: Callable[[int], None] | None = None,
    on_ventilation: OnFrame | None = None,
    on_detail: OnFrame | None = None,
    on_joint: OnJoint | None = None,
    bloc_octets: int = 0,
    exact: bool = False,
) -> Lecture:
    """Read a TRA file; never raises for what the bytes hold. parametres: none is read.

    bloc_octets: read at a time, 0 for as many as suits the layout. exact: read by its text what
    could be read by columns; both give the same.
    """
    collecte = Collecte()
    assemblage = Assemblage(
        contexte,
        collecte,
        on_lot,
        on_ventilation=on_ventilation,
        on_detail=on_detail,
        noms=NOMS,
    )
    with ExitStack() as held:
        folder = held.enter_context(tempfile.TemporaryDirectory(prefix="boucle-"))
        faits: dict[str, Any] = {}
        boite: Boite | None = None
        with source.open("rb") as stream:
            archive = kind_of_archive(stream.read(_TETE))
        if archive:
            faits["archive"] = archive
            inner = Path(folder) / "membre"
            membre = unpack(source, contexte.nom_fichier or source.name, inner, extension=".tra")
            if membre.anomalie is not None:
                collecte.add(membre.anomalie)
                return _finish(collecte, Bilan(), faits)
            boite = held.enter_context(closing(Boite(source, membre.autres, Path(folder))))
            source = inner
        ouverture = open_tra(source)
        faits = {**ouverture.faits, **faits}
        for anomalie in ouverture.anomalies:
            collecte.add(anomalie)
        if ouverture.entete is None:
            return _finish(collecte, Bilan(), faits)
        passage = Passage(
            ouverture, assemblage, collecte, on_progress, boite, on_joint, exact=exact
        )
        bilan = passage.run(source, bloc_octets)
    faits["apercu"] = passage.apercu.facts(bilan)
    return _finish(collecte, bilan, faits)


def _finish(collecte: Collecte, bilan: Bilan, faits: dict[str, Any]) -> Lecture:
    rapport = collecte.finish()
    rapport.faits = {**faits, "lignes": bilan.lignes, "cle_ecriture": bilan.cle_ecriture}
    return Lecture(rapport, bilan)


class Passage:
    """One reading of the lines of an opened file; boite, on_joint: as `Documents` wants them."""

    def __init__(
        self,
        ouverture: Ouverture,
        assemblage: Assemblage,
        collecte: Collecte,
        on_progress: Callable[[int], None] | None,
        boite: Boite | None,
        on_joint: OnJoint | None,
        *,
        exact: bool,
    ) -> None:
        assert ouverture.entete is not None
        self._entete, self._encodage = ouverture.entete, ouverture.encodage
        self._assemblage, self._collecte = assemblage, collecte
        self._on_progress, self._exact = on_progress, exact
        self.apercu = open_apercu(self._entete.longueur, ouverture.faits["encodage"])
        self._types: dict[str, list[int]] = {}
        charset = self._encodage.charset
        self._textes = Textes(charset, self._encodage.fin, collecte)
        self._parametres = Parametres(assemblage.contexte, collecte, self.apercu)
        self._autres = Autres(collecte, self.apercu)
        self._documents = Documents(boite, collecte, on_joint)
        self._mouvements = Mouvements(
            self._entete.etendu,
            self._entete.largeur,
            charset,
            collecte,
            self._textes.tell_recodee,
        )
        self._assembler = Assembler(assemblage, self._parametres, collecte, self._documents)
        self._lignes = self._premier = self._mouvements_lus = 0

    def run(self, source: Path, bloc_octets: int) -> Bilan:
        """Read to the end, or to what makes going on useless."""
        bloc_octets = bloc_octets or BLOC_OCTETS[self._entete.etendu]
        with source.open("rb") as stream:
            stream.seek(3 if self._encodage.bom else 0)
            for bloc in read_blocs(stream, self._encodage.fin, bloc_octets):
                grille = self._open_grille(bloc)
                if grille is not None:
                    self._read_grille(grille)
                    continue
                for part in bloc.parts():
                    self._read(part)
                if self._assemblage.arret:
                    break
        self._assembler.finish()
        self._documents.finish()
        self._mouvements.finish()
        self._parametres.finish()
        if not self._mouvements_lus:
            self._collecte.add(Anomalie(tra.SANS_MOUVEMENT, slots={"nombre": self._lignes}))
        bilan = self._assemblage.finish()
        self._name_late(bilan)
        bilan.cle_ecriture = self._assembler.cle
        tell_sorts(self.apercu, self._parametres.nombres, {**self._types, **self._autres.nombres})
        bilan.exercices = self._parametres.exercices_lus
        self._parametres.fiches.fill(bilan)
        return bilan

    def _open_grille(self, bloc: Bloc) -> Grille | None:
        if self._exact or self._mouvements.sans_tete:
            return None
        encodage, entete = self._encodage, self._entete
        return open_grille(bloc, encodage.charset, encodage.fin, entete.largeur, entete.ligne)

    def _read_grille(self, grille: Grille) -> None:
        """Read a clean block by its columns."""
        self._lignes = grille.premiere + grille.debuts.size - 1
        rest = np.concatenate([grille.mouvements[:1], grille.autres[:1]])
        if not self._premier and rest.size:
            self._premier = int(rest.min()) + grille.premiere
        for row in grille.fiches.tolist():
            n = row + grille.premiere
            tardif = bool(self._premier) and n > self._premier
            self._parametres.read(n, grille.text(row), tardif=tardif)
        if grille.autres.size:
            _, documents = self._autres.split(grille.frame(grille.autres))
            if documents is not None:
                self._documents.add(documents)
        self._mouvements_lus += grille.mouvements.size
        if not grille.mouvements.size:
            return
        if not self.apercu.full:
            shown = grille.frame(grille.mouvements[:PREMIERES_MAX])
            show_lines(self.apercu, shown, self._entete.longueur)
        self._gather(self._mouvements.read_grille(grille))

    def _gather(self, rows: pl.DataFrame) -> None:
        """Take the movements that were read."""
        self._count_types(rows)
        self._assembler.add(rows)
        if self._on_progress is not None:
            self._on_progress(self._assemblage.lignes)

    def _read(self, bloc: Bloc) -> None:
        texts = self._textes.read(bloc)
        self._lignes = bloc.premiere + len(bloc.lignes) - 1
        numbers = pl.int_range(
            bloc.premiere, bloc.premiere + len(bloc.lignes), dtype=pl.Int64, eager=True
        )
        lines = pl.DataFrame({"n": numbers, "t": texts})
        lines = lines.filter(pl.col("n") > self._entete.ligne)
        lines = self._without_blanks(lines)
        lines = self._without_records(lines)
        lines, documents = self._autres.split(lines)
        if documents is not None:
            self._documents.add(documents)
        if not lines.height:
            self._lose()
            return
        self._mouvements_lus += lines.height
        rows = self._mouvements.read(lines, lambda n: bloc.lignes[n - bloc.premiere])
        self._lose()
        if not self.apercu.full:
            show_lines(self.apercu, rows.select("n", "t"), self._entete.longueur)
        self._gather(rows)

    def _count_types(self, rows: pl.DataFrame) -> None:
        by_type = rows.group_by("TYPE_CPTE", maintain_order=True).agg(pl.len(), pl.col("n").first())
        for letter, nombre, n in by_type.iter_rows():
            self._types.setdefault(letter, [0, n])[0] += nombre

    def _without_blanks(self, lines: pl.DataFrame) -> pl.DataFrame:
        blank = lines["t"].str.strip_chars() == ""
        if not blank.any():
            return lines
        lost = set(self._textes.perdues)
        told = [n for n in lines["n"].filter(blank).to_list() if n not in lost]
        room = self._collecte.room(tra.LIGNE_VIDE)
        for n in told[:room]:
            self._collecte.add(Anomalie(tra.LIGNE_VIDE, ligne=n))
        for n in told:
            self.apercu.leave(n, "", "ligne vide")
        self._collecte.count(tra.LIGNE_VIDE, max(0, len(told) - room))
        return lines.filter(~blank)

    def _without_records(self, lines: pl.DataFrame) -> pl.DataFrame:
        records = lines["t"].str.starts_with("***")
        rest = lines if not records.any() else lines.filter(~records)
        first = self._premier or (int(rest["n"][0]) if rest.height else 0)
        if rest is not lines:
            for n, text in lines.filter(records).iter_rows():
                self._parametres.read(n, text, tardif=bool(first) and n > first)
        self._premier = first
        return rest

    def _lose(self) -> None:
        """Tell the assemblage which lines were lost, so that their écritures are not judged."""
        lost = sorted(self._textes.perdues + self._mouvements.perdues)
        self._textes.perdues, self._mouvements.perdues = [], []
        if lost:
            self._assemblage.skip(lost)

    def _name_late(self, bilan: Bilan) -> None:
        """Give their labels to the codes whose record came after their movements."""
        for genre, libelles in (("journal", bilan.journaux), ("compte", bilan.comptes)):
            for code, libelle in libelles.items():
                libelles[code] = libelle or self._parametres.late_label(genre, code)
        for code, tiers in bilan.tiers.items():
            if not tiers.libelle:
                label = self._parametres.late_label("tiers", code)
                bilan.tiers[code] = tiers._replace(libelle=label)
