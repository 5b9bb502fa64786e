"""Fold: the blocks of a file taken in order, each adding to what is known of the whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.bilan import CLE_NUM
from boucle.compta.codes.registre import CODES_MAX, Derive, Registre, is_a_nouveau
from boucle.compta.ecritures.compact import Compact
from boucle.compta.ecritures.runs import SANS_DATE
from boucle.compta.rassemblement import Lettrees, Lignes, Rassemblement
from boucle.compta.regles.collecte import Collecte
from boucle.compta.regles.communes import communes_of
from boucle.compta.regles.lignes import LIGNES_FEC
from boucle.compta.regles.signaux import Signaux, signal_derives
from boucle.errors import Anomalie
from boucle.errors.anomalie import clip
from boucle.errors.donnees import ecr, fic, lig
from boucle.formats.fec.forme.cellules import BLANCS
from boucle.formats.fec.forme.colonnes import COLONNES, NOMS
from boucle.formats.fec.lecture.colonnes import Bloc, Numeros, head
from boucle.formats.fec.lecture.faits import (
    Faits,
    Variantes,
    blank_dates,
    blank_labels,
    judge_cellules,
    judge_jours,
)
from boucle.formats.fec.lecture.grille import LIBELLES, Grille
from boucle.formats.fec.lecture.journaux import Deduits
from boucle.formats.fec.lecture.lexique import Lexique
from boucle.formats.fec.lecture.lignes import make_lignes, make_lot
from boucle.formats.fec.lecture.relecture import Repere, mark_bloc
from boucle.values import day_of

Entiers = NDArray[np.int64]
PREMIERE = 2
"""Physical line of the first line of data."""


class Fold:
    """What is known of a file after the blocks taken so far."""

    def __init__(
        self, grille: Grille, collecte: Collecte, on_lot: Callable[[pl.DataFrame], None] | None
    ) -> None:
        self.grille, self.collecte, self._on_lot = grille, collecte, on_lot
        self.lexique = Lexique(grille)
        self.somme = Rassemblement(self.lexique.journaux, self.lexique.comptes, self.lexique.tiers)
        self.numeros, self.deduits = NumerosTextes(), Deduits()
        self.suivante = PREMIERE
        self.reperes: list[Repere] = []
        self.illisibles = 0
        self.seule: int | None = None
        self.reglements: dict[str, list[int]] = {nom: [0, 0] for nom in grille.reglements}
        self.journal_defaut = self.arret = self.etrange = False
        self.a_nouveau = ANouveau()
        self._colonnes = frozenset(COLONNES[nom].lot for nom in grille.places)
        self._refolded = PREMIERE
        self._valid = SANS_DATE
        self._roots: set[str] = set()
        self._generaux: set[str] = set()

    def add(self, bloc: Bloc) -> None:
        """Take one more block, the next one of the file.

        Once `arret` is true the file holds too many codes, and nothing more is to be read.
        """
        base = self.suivante
        self.etrange = self.etrange or bloc.texte.etrange
        self.reperes += mark_bloc(base, bloc.debut, bloc.fin, bloc.texte.reperes)
        if bloc.rangs.size:
            known = {nom: len(r.codes) for nom, r in self.lexique.registres.items()}
            self.lexique.learn(bloc)
            row, nom = self.lexique.find_trop(bloc)
            if row >= 0:
                bloc = self._stop(bloc, base, row, nom, known)
        texte = bloc.texte
        self.suivante += texte.physiques
        self.illisibles += len(texte.illisibles)
        if texte.seule >= 0 and self.seule is None:
            self.seule = base + texte.seule
        for anomalie in texte.anomalies:
            anomalie.ligne = base + (anomalie.ligne or 0)
        communes = communes_of(self.grille.contexte)
        signaux = Signaux(
            bloc.rangs + base,
            lambda nom, row: bloc.cellule(NOMS.get(nom, nom), row),
            NOMS,
            {nom: at + 1 for nom, at in self.grille.places.items()},
            communes,
        )
        signaux.ready(texte.anomalies)
        self.somme.lose(np.array(texte.illisibles, np.int64) + base)
        if bloc.rangs.size:
            self._add_rows(bloc, base, signaux)
        signaux.flush(self.collecte)

    def _add_rows(self, bloc: Bloc, base: int, signaux: Signaux) -> None:
        lignes = make_lignes(bloc, base, self.grille, self.lexique)
        variantes = self._read_libelles(bloc, lignes, signaux)
        judge_cellules(bloc, self.grille, self.lexique, signaux)
        self.deduits.fold(bloc, lignes, self.grille, self.lexique.journaux, signaux)
        faits = Faits(bloc, lignes, variantes, self.lexique)
        signaux.judge(LIGNES_FEC, faits, self._colonnes)
        judge_jours(faits, self.lexique, signaux)
        self._judge_order(bloc, signaux)
        self._judge_comptes(bloc, lignes, signaux)
        self._count(bloc, lignes)
        self.a_nouveau.fold(lignes, self.lexique.journaux)
        self._gather(bloc, lignes)
        if self._on_lot is not None:
            lot = make_lot(bloc, lignes, variantes, self.grille, self.lexique)
            if lot.height:
                self._on_lot(lot)

    def _stop(self, bloc: Bloc, base: int, row: int, nom: str, known: dict[str, int]) -> Bloc:
        """Leave the row whose code is one too many, and all that follows."""
        self.arret = True
        registre = self.lexique.registres[nom]
        self.collecte.add(
            Anomalie(
                fic.TROP_DE_CODES,
                ligne=base + int(bloc.rangs[row]),
                colonne=nom,
                champ=self.grille.places[nom] + 1,
                lu=clip(bloc.cellule(nom, row)),
                slots={"limite": CODES_MAX[registre.genre]},
            )
        )
        bloc = head(bloc, row, int(bloc.rangs[row]))
        for other, codes in bloc.codes.items():
            if other in known:
                ranks = self.lexique[other].look_up("rang", codes)
                last = int(ranks.max()) + 1 if row else 0
                self.lexique.registres[other].keep(max(known[other], last))
        if "CompteNum" in bloc.codes:
            rows = np.unique(bloc.codes["CompteNum"], return_index=True)[1].tolist()
            self.lexique.keep_envois({bloc.cellule("CompteNum", each) for each in rows})
        return bloc

    def refold_a_nouveau(self, bloc: Bloc) -> None:
        """Judge the opening entries of a block again, with the labels of the whole file."""
        if bloc.rangs.size:
            self.lexique.learn(bloc)
            lignes = make_lignes(bloc, self._refolded, self.grille, self.lexique)
            self.a_nouveau.fold(lignes, self.lexique.journaux)
        self._refolded += bloc.texte.physiques

    def forget_a_nouveau(self) -> None:
        """Start judging the opening entries again."""
        self.a_nouveau = ANouveau(self.a_nouveau.flags)
        self._refolded = PREMIERE

    def _read_libelles(self, bloc: Bloc, lignes: Lignes, signaux: Signaux) -> Variantes:
        """Give the variant of each label, and signal the drifts and the blanks."""
        found: Variantes = {}
        codes = (
            (self.lexique.journaux, lignes.journal, lignes.sans_journal),
            (self.lexique.comptes, lignes.compte, lignes.sans_compte),
            (self.lexique.tiers, lignes.tiers, lignes.sans_tiers),
        )
        for nom, (registre, rangs, sans_code) in zip(LIBELLES, codes, strict=True):
            if nom not in bloc.hashes:
                continue
            variantes, derives = registre.read_libelles(
                rangs, bloc.hashes[nom], partial(_text, bloc.textes[nom])
            )
            found[nom] = variantes
            if nom == "CompteLib" and "CompteNum" in self.lexique:
                derives = self._sound_derives(bloc, derives)
            signal_derives(signaux, registre.genre, nom, derives)
            blank = self.grille.judge_cell(nom, "").kind
            if blank is not None and variantes.any() | sans_code.any():
                rows = np.flatnonzero(blank_labels(variantes, sans_code))
                signaux.cell(blank, rows, nom, lu="")
        return found

    def _sound_derives(self, bloc: Bloc, derives: list[Derive]) -> list[Derive]:
        """Keep the drifts of the comptes whose own number is right: one fault is enough."""
        words, codes = self.lexique["CompteNum"], bloc.codes["CompteNum"]
        if self.lexique.sains is not None:
            return self.lexique.sains.read_libelles(
                words.look_up("sain", codes),
                bloc.hashes["CompteLib"],
                partial(_text, bloc.textes["CompteLib"]),
            )[1]
        if not derives or not words.has("kind"):
            return derives
        faults = words.look_up("kind", codes)
        return [derive for derive in derives if not faults[derive.rang]]

    def _judge_order(self, bloc: Bloc, signaux: Signaux) -> None:
        """Signal the lines whose ValidDate goes back from that of the line before."""
        if "ValidDate" not in self.lexique:
            return
        valid = self.lexique["ValidDate"].look_up("jour", bloc.codes["ValidDate"])
        rows = np.flatnonzero(valid != SANS_DATE)
        if not rows.size:
            return
        days = valid[rows]
        before = np.concatenate([[self._valid], days[:-1]])
        back = np.flatnonzero(days < before)
        self._valid = int(days[-1])
        previous = dict(zip(rows[back].tolist(), before[back].tolist(), strict=True))
        signaux.cell(
            ecr.VALIDATION_DESORDRE,
            rows[back],
            "ValidDate",
            slots=lambda row: {"precedente": day_of(previous[row])},
        )

    def _judge_comptes(self, bloc: Bloc, lignes: Lignes, signaux: Signaux) -> None:
        """Signal once each compte of unknown root, and each general one that bears a tiers."""
        if "CompteNum" not in self.lexique:
            return
        words, codes = self.lexique["CompteNum"], bloc.codes["CompteNum"]
        if words.has("racine"):
            odd = words.look_up("racine", codes) > 0
            rows = self._first_rows(bloc, odd, self._roots)
            signaux.cell(lig.COMPTE_INCONNU_PCG, rows, "CompteNum")
        if lignes.sans_tiers.all():
            return
        general = (words.look_up("hors_collectif", codes) > 0) & ~lignes.sans_tiers
        rows = self._first_rows(bloc, general, self._generaux)
        if rows.size:
            comptes = self.lexique.comptes.codes
            signaux.cell(
                lig.TIERS_HORS_COLLECTIF,
                rows,
                "CompAuxNum",
                slots=lambda row: {"compte": comptes[int(lignes.compte[row])]},
            )

    def _first_rows(self, bloc: Bloc, mask: NDArray[np.bool_], said: set[str]) -> NDArray[np.int64]:
        """Keep the first row of each compte, as sent, that was not said yet."""
        if not mask.any():
            return np.zeros(0, np.int64)
        rows = np.flatnonzero(mask)
        _, first = np.unique(bloc.codes["CompteNum"][rows], return_index=True)
        kept = []
        for row in rows[np.sort(first)].tolist():
            compte = bloc.cellule("CompteNum", row)
            if compte not in said:
                said.add(compte)
                kept.append(row)
        return np.array(kept, np.int64)

    def _count(self, bloc: Bloc, lignes: Lignes) -> None:
        """Count the cells that the whole file speaks of."""
        for nom, total in self.reglements.items():
            if nom not in self.grille.places:
                continue
            blank = bloc.vides[nom] if nom in bloc.vides else blank_dates(bloc, self.lexique, nom)
            rows = np.flatnonzero(blank)
            if rows.size:
                total[1] = total[1] or int(lignes.n[rows[0]])
                total[0] += rows.size
        if self.grille.journal_defaut and not self.journal_defaut:
            self.journal_defaut = "JournalCode" not in self.lexique or bool(
                self.lexique["JournalCode"].look_up("absent", bloc.codes["JournalCode"]).any()
            )

    def _gather(self, bloc: Bloc, lignes: Lignes) -> None:
        if self.grille.cle == CLE_NUM and bloc.numeros is not None:
            self.numeros.fold(bloc.numeros, lignes, self.somme.ecritures.cles.size)
        mois = np.zeros(0, np.int64)
        if "EcritureDate" in self.lexique:
            mois = self.lexique["EcritureDate"].look_up("mois", bloc.codes["EcritureDate"])
        self.somme.fold(lignes, Lettrees(bloc.lettrees, bloc.lettrages), mois)


class ANouveau:
    """Do the opening entries come first, and at one date?

    tardif: first line of theirs that comes after another journal, 0 for none. perime: a journal
    turned out to be one of theirs by a label read after its first lines: what was found before
    does not hold, and the file is to be folded again, now that all labels are known.
    """

    def __init__(self, flags: NDArray[np.bool_] | None = None) -> None:
        self.jour_min, self.jour_max = -SANS_DATE, SANS_DATE
        self.present = self.perime = False
        self.tardif = 0
        self._other = False
        self.flags = np.zeros(0, np.bool_) if flags is None else flags
        self._labelled = -1

    def fold(self, lignes: Lignes, journaux: Registre) -> None:
        """Take a block."""
        flags = self._judge(journaux)
        opening = flags[lignes.journal]
        if not opening.any():
            self._other = self._other or not lignes.sans_journal.all()
            return
        self.present = True
        days = lignes.jour[opening & lignes.datees]
        if days.size:
            self.jour_min = min(self.jour_min, int(days.min()))
            self.jour_max = max(self.jour_max, int(days.max()))
        others = ~opening & ~lignes.sans_journal
        late = opening & (np.logical_or.accumulate(others) | self._other)
        self._other = self._other or bool(others.any())
        if not self.tardif and late.any():
            self.tardif = int(lignes.n[np.flatnonzero(late)[0]])

    def _judge(self, journaux: Registre) -> NDArray[np.bool_]:
        """Tell which journals are opening ones, by their code or the first label read."""
        labelled = sum(1 for libelle in journaux.libelles if libelle)
        if self.flags.size != len(journaux.codes) or labelled != self._labelled:
            before, self._labelled = self.flags, labelled
            self.flags = np.array(
                [
                    bool(code) and is_a_nouveau(code, libelle)
                    for code, libelle in zip(journaux.codes, journaux.libelles, strict=True)
                ],
                np.bool_,
            )
            self.perime = self.perime or bool((self.flags[: before.size] & ~before).any())
        return self.flags


class NumerosTextes:
    """Numbers written with letters or leading zeros: run, journal, prefix, digits."""

    def __init__(self) -> None:
        self.prefixes: list[str] = [""]
        self._rangs = {"": 0}
        self.runs, self.journaux = Compact(), Compact()
        self.places, self.nombres = Compact(), Compact()

    def fold(self, numeros: Numeros, lignes: Lignes, already: int) -> None:
        """Take the runs of a block; already: how many runs were kept before it."""
        runs = lignes.runs
        if numeros.queues is None or numeros.prefixes is None:
            return
        rows = np.flatnonzero((numeros.nombres < 0) & (numeros.queues >= 0) & runs.rattachees)
        if not rows.size:
            return
        rank = np.cumsum(runs.rattachees) - 1
        self.runs.append(rank[rows] + already)
        self.journaux.append(lignes.journal[runs.debuts[rows]])
        self.places.append(self._rank(numeros.prefixes.gather(rows)))
        self.nombres.append(numeros.queues[rows])

    def _rank(self, prefixes: pl.Series) -> Entiers:
        ranks = []
        for prefixe in prefixes.to_list():
            rang = self._rangs.get(prefixe)
            if rang is None:
                rang = self._rangs[prefixe] = len(self.prefixes)
                self.prefixes.append(prefixe)
            ranks.append(rang)
        return np.array(ranks, np.int64)


def _text(texts: pl.Series, row: int) -> str:
    text: str = texts[row]
    return text.strip(BLANCS)
