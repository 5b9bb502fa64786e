"""Parametres: the records that begin with three stars, each read as the table says.

They name journaux, comptes, tiers, sections, and describe the fiches that `fiches.py` gathers;
some are only held against the dossier or the movements. All are counted, and none is left aside
without its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from boucle.compta.bilan import ExerciceLu
from boucle.compta.compte import normalise_compte
from boucle.compta.contexte import Contexte
from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie, Kind
from boucle.errors.donnees import tra
from boucle.formats.apercu import Apercu
from boucle.formats.tra.fiches.apports import MODELES
from boucle.formats.tra.fiches.fiches import Fiches
from boucle.formats.tra.fiches.reglements import Reglements
from boucle.formats.tra.pieces.montants import read_jour
from boucle.formats.tra.texte.enregistrements import (
    ENREGISTREMENTS,
    LAISSE,
    SANS_FICHE,
    record_zones,
)
from boucle.formats.tra.texte.zones import Zone
from boucle.values import day_of

FICHES_MAX = 300_000
AUTRES_MAX = 200
_GENRES = {"JAL": "journal", "CGN": "compte", "CGE": "compte", "CAE": "tiers"}
_CLES: dict[str, tuple[str, ...]] = {
    "PS5": ("DEVISE",),
    "EXO": ("DATEDEBUT", "DATEFIN"),
    "RIB": ("AUXILIAIRE",),
    "SSA": ("AXE",),
    "SAT": ("CODE", "AXE"),
    "NSA": ("CODE", "AXE"),
}
"""Zones without which a record says nothing, where it is not its code alone."""
_LUS = frozenset((*MODELES, "PS1", "PS2", "PS5", "EXO", "RIB", "MDP", "MDR", "REG", "DEV"))


class Parametres:
    """What the records said. natures: of each compte; exercices: first and last days.

    Of a record that comes after a movement the label is kept apart (`tardifs`), and its nature,
    its exercice, its section's label are not: what is said of a line does not depend on how far
    the file was read.
    """

    def __init__(self, contexte: Contexte, collecte: Collecte, apercu: Apercu) -> None:
        self._contexte, self._collecte, self._apercu = contexte, collecte, apercu
        self.libelles: dict[str, dict[str, str]] = {"journal": {}, "compte": {}, "tiers": {}}
        self.tardifs: dict[str, dict[str, str]] = {"journal": {}, "compte": {}, "tiers": {}}
        self.natures: dict[str, str] = {}
        self.sections: dict[tuple[str, str], str] = {}
        self.attentes: dict[str, str] = {}
        self.exercices: list[tuple[int, int]] = []
        self.exercices_lus: list[ExerciceLu] = []
        self.decrits: dict[str, set[str]] = {}
        self.iso: dict[str, str] = {}
        self.etablissement = ""
        self.fiches = Fiches(self.compte, collecte)
        self._reglements = Reglements(collecte)
        self._autres: dict[str, Anomalie] = {}
        self.nombres: dict[str, list[int]] = {}
        self._gardees = 0

    def compte(self, envoye: str) -> str:
        """Give the number under which a compte is looked up."""
        return normalise_compte(envoye, self._contexte.longueur_compte)

    def read(self, n: int, text: str, *, tardif: bool) -> None:
        """Take one line that begins with three stars; tardif: a movement came before it."""
        code = text[3:6]
        row = ENREGISTREMENTS.get(code)
        self._count(n, code if row else "".join(c if c.isalnum() else "?" for c in code))
        if row is None or row.sort == LAISSE:
            self._apercu.leave(n, text.rstrip(), row.titre if row else "enregistrement inconnu")
            self._leave(n, code, row.pourquoi if row else "")
            return
        if tardif:
            self._collecte.add(Anomalie(tra.FICHE_TARDIVE, ligne=n, slots={"enregistrement": code}))
        zones = record_zones(code, text)
        for nom in _CLES.get(code, ("CODE",) if "CODE" in zones else ()):
            if not zones[nom].cut(text).strip():
                self._tell(n, code, zones[nom], "", "une valeur")
                return
        self._gardees += 1
        if self._gardees <= FICHES_MAX:
            self._take(n, code, text, zones, tardif)
        elif self._gardees == FICHES_MAX + 1:
            slots = {"limite": FICHES_MAX}
            self._collecte.add(Anomalie(tra.FICHES_SANS_FIN, ligne=n, slots=slots))

    def _take(self, n: int, code: str, text: str, zones: Mapping[str, Zone], tardif: bool) -> None:
        def cell(nom: str) -> str:
            return zones[nom].cut(text).strip()

        if code in ("PS1", "PS2", "PS5", "EXO"):
            self._read_societe(n, code, zones, cell, tardif)
            return
        if code == "RIB":
            self.fiches.read_rib(n, {nom: cell(nom) for nom in zones}, zones)
            return
        cle, genre = cell("CODE"), _GENRES.get(code)
        if genre is not None:
            cle = self.key(genre, cle)
        self.decrits.setdefault(code, set()).add(cle)
        if genre is not None:
            kept = self.tardifs if tardif else self.libelles
            kept[genre].setdefault(cle, cell("LIBELLE"))
            if genre == "compte" and not tardif:
                self.natures.setdefault(cle, cell("NATURE"))
        elif code in ("SAT", "NSA"):
            if not tardif:
                self.sections.setdefault((cell("AXE"), cle), cell("LIBELLE"))
        elif code == "DEV" and cell("CODEISO") and not tardif:
            self.iso.setdefault(cle, cell("CODEISO").upper())
        elif code == "ETB" and not tardif:
            self.etablissement = self.etablissement or cle
        if code in MODELES:
            self.fiches.read(n, code, text, cle)
        self._reglements.read(n, code, zones, cell)

    def _read_societe(
        self,
        n: int,
        code: str,
        zones: Mapping[str, Zone],
        cell: Callable[[str], str],
        tardif: bool,
    ) -> None:
        if code == "PS5":
            if cell("DEVISE") != "EUR":
                self._cell(tra.MONNAIE, n, zones["DEVISE"], cell("DEVISE"))
            if not tardif:
                self.etablissement = cell("ETABDEFAUT") or self.etablissement
        elif code == "EXO":
            self._note_exercice(n, zones, cell, tardif)
        elif code == "PS1":
            siret, siren = cell("SIRET").replace(" ", ""), self._contexte.siren
            if siren and siret and siret[:9] != siren:
                self._cell(tra.AUTRE_SOCIETE, n, zones["SIRET"], cell("SIRET"), siren=siren)
        else:
            self._judge_longueur(n, zones["LGGEN"], cell("LGGEN"))
            if not tardif:
                named = {f"A{axe}": cell(f"SECT{axe}ATTEND") for axe in range(1, 6)}
                self.attentes = {axe: section for axe, section in named.items() if section}

    def _judge_longueur(self, n: int, zone: Zone, cell: str) -> None:
        longueur = self._contexte.longueur_compte
        if longueur and cell.isdigit() and int(cell) not in (0, longueur):
            self._cell(tra.AUTRE_LONGUEUR, n, zone, cell, longueur=longueur)

    def _note_exercice(
        self, n: int, zones: Mapping[str, Zone], cell: Callable[[str], str], tardif: bool
    ) -> None:
        days = []
        for nom in _CLES["EXO"]:
            day = read_jour(cell(nom))
            if day is None:
                self._tell(n, "EXO", zones[nom], cell(nom), "une date JJMMAAAA")
                return
            days.append(day)
        if len(self.exercices_lus) >= AUTRES_MAX:
            return
        if not tardif:
            self.exercices.append((days[0], days[1]))
        debut, fin = map(day_of, days)
        self.exercices_lus.append(ExerciceLu(cell("CODE"), debut, fin, n))
        known = self._contexte.exercices
        near = [year for year in known if year.debut <= fin and debut <= year.fin]
        if near and all((year.debut, year.fin) != (debut, fin) for year in near):
            self._cell(
                tra.AUTRE_EXERCICE,
                n,
                zones["DATEDEBUT"],
                cell("DATEDEBUT"),
                debut=debut,
                fin=fin,
                exercice=near[0].code,
            )

    def _count(self, n: int, code: str) -> None:
        """Count the records by code; the codes of a file askew are bounded."""
        if code not in self.nombres and len(self.nombres) >= AUTRES_MAX:
            code = "?"
        self.nombres.setdefault(code, [0, n])[0] += 1

    def _leave(self, n: int, code: str, pourquoi: str) -> None:
        code = "".join(char if char.isalnum() else "?" for char in code)
        if code not in self._autres and len(self._autres) >= AUTRES_MAX:
            code = "?"
        known = self._autres.get(code)
        if known is None:
            kind = tra.FICHES_NON_LUES if code in ENREGISTREMENTS else tra.FICHES_INCONNUES
            slots = {"nombre": 0, "enregistrement": code}
            if pourquoi:
                slots |= {"titre": ENREGISTREMENTS[code].titre, "pourquoi": pourquoi}
            known = self._autres[code] = Anomalie(kind, ligne=n, slots=slots)
            self._collecte.add(known)
        known.slots["nombre"] += 1

    def _tell(self, n: int, code: str, zone: Zone, lu: str, attendu: str) -> None:
        self._cell(tra.FICHE_ILLISIBLE, n, zone, lu[:40], enregistrement=code, attendu=attendu)

    def _cell(self, kind: Kind, n: int, zone: Zone, lu: str, **slots: object) -> None:
        self._collecte.add(
            Anomalie(kind, ligne=n, colonne=zone.dit, champ=zone.debut, lu=lu, slots=slots)
        )

    def label(self, genre: str, code: str) -> str:
        """Give the label of a code, '' when there is none."""
        return self.libelles[genre].get(self.key(genre, code), "")

    def late_label(self, genre: str, code: str) -> str:
        """Give the label that a record gave after the movements, '' when there is none."""
        return self.tardifs[genre].get(self.key(genre, code), "")

    def labeller(self, genre: str) -> Callable[[str], str]:
        """Give what finds the label of a journal, a compte or a tiers."""
        return partial(self.label, genre)

    def key(self, genre: str, code: str) -> str:
        """Give the code under which a record is looked up."""
        return self.compte(code) if genre == "compte" else code

    def described(self, enregistrements: tuple[str, ...], code: str) -> bool | None:
        """Tell whether a record of one of these sorts names a code; None when there is none."""
        known = [self.decrits[sort] for sort in enregistrements if sort in self.decrits]
        return any(code in codes for codes in known) if known else None

    def waiting(self, axe: str) -> str:
        """Give the waiting section of an axe: that of the file, else the one made with the axe."""
        return self.attentes.get(axe) or f"SECA@{axe}"

    def finish(self) -> None:
        """Hold the records against one another, and say which make no fiche."""
        for code, (nombre, ligne) in self.nombres.items():
            row = ENREGISTREMENTS.get(code)
            if row is not None and row.sort == SANS_FICHE:
                slots = {"nombre": nombre, "enregistrement": code, "titre": row.titre.lower()}
                self._collecte.add(Anomalie(tra.SANS_FICHE, ligne=ligne, slots=slots))
        self._reglements.finish()
