"""Parametres: the records before the movements, which name journaux, comptes, tiers, sections.

Only what the movements use is kept in the books: a record whose code no movement bears creates
nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from boucle.compta.contexte import Contexte
from boucle.compta.lot import normalise_compte
from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie, tra
from boucle.formats.tra.montants import read_jour
from boucle.formats.tra.zones import CONNUS, FICHES, Zone

FICHES_MAX = 300_000
AUTRES_MAX = 200
COLLECTIFS = frozenset(("COC", "COF", "COS", "COD"))
_GENRES = {"JAL": "journal", "CGN": "compte", "CGE": "compte", "CAE": "tiers"}
FICHE_DE = {"journal": "JAL", "compte": "CGN", "tiers": "CAE"}


class Parametres:
    """What the records said. natures: of each compte; exercices: first and last days.

    Of a record that comes after a movement only the label is kept, apart (`tardifs`): what is said
    of a line does not depend on how far the file was read.
    """

    def __init__(self, contexte: Contexte, collecte: Collecte) -> None:
        self._collecte = collecte
        self._longueur = contexte.longueur_compte
        self.libelles: dict[str, dict[str, str]] = {"journal": {}, "compte": {}, "tiers": {}}
        self.tardifs: dict[str, dict[str, str]] = {"journal": {}, "compte": {}, "tiers": {}}
        self.natures: dict[str, str] = {}
        self.sections: dict[tuple[str, str], str] = {}
        self.exercices: list[tuple[int, int]] = []
        self._autres: dict[str, Anomalie] = {}
        self._gardees = 0
        self.lignes = 0

    def compte(self, envoye: str) -> str:
        """Give the number under which a compte is looked up."""
        return normalise_compte(envoye, self._longueur)

    def read(self, n: int, text: str, *, tardif: bool) -> None:
        """Take one line that begins with three stars; tardif: a movement came before it."""
        self.lignes += 1
        code = text[3:6]
        zones = FICHES.get(code)
        if zones is None:
            self._count(n, "".join(char if char.isalnum() else "?" for char in code))
            return
        if tardif:
            self._collecte.add(
                Anomalie(tra.FICHE_TARDIVE, ligne=n, slots={"enregistrement": code})
            )
        cells = {zone.nom: zone.cut(text).strip() for zone in zones}
        for zone in zones:
            if zone.obligatoire and not cells[zone.nom]:
                self._tell(n, code, zone, cells[zone.nom], "une valeur")
                return
        if code == "PS5":
            self._judge_monnaie(n, zones[0], cells["DEVISE"])
        elif code == "EXO":
            self._note_exercice(n, zones, cells, tardif)
        else:
            self._note(n, code, cells, tardif)

    def _judge_monnaie(self, n: int, zone: Zone, devise: str) -> None:
        if devise != "EUR":
            self._collecte.add(Anomalie(
                tra.MONNAIE, ligne=n, colonne=zone.dit, champ=zone.debut, lu=devise,
            ))

    def _note_exercice(
        self, n: int, zones: tuple[Zone, ...], cells: dict[str, str], tardif: bool
    ) -> None:
        days = [read_jour(cells[zone.nom]) for zone in zones]
        for zone, day in zip(zones, days, strict=True):
            if day is None:
                self._tell(n, "EXO", zone, cells[zone.nom], "une date JJMMAAAA")
                return
        debut, fin = days
        assert debut is not None
        assert fin is not None
        if not tardif and len(self.exercices) < AUTRES_MAX:
            self.exercices.append((debut, fin))

    def _note(self, n: int, code: str, cells: dict[str, str], tardif: bool) -> None:
        self._gardees += 1
        if self._gardees > FICHES_MAX:
            if self._gardees == FICHES_MAX + 1:
                slots = {"limite": FICHES_MAX}
                self._collecte.add(Anomalie(tra.FICHES_SANS_FIN, ligne=n, slots=slots))
            return
        if code in ("SAT", "NSA"):
            if tardif:
                return
            self.sections.setdefault((cells["AXE"], cells["CODE"]), cells["LIBELLE"])
            return
        genre = _GENRES[code]
        key = self.compte(cells["CODE"]) if genre == "compte" else cells["CODE"]
        kept = self.tardifs if tardif else self.libelles
        kept[genre].setdefault(key, cells["LIBELLE"])
        if genre == "compte" and not tardif:
            self.natures.setdefault(key, cells["NATURE"])

    def _count(self, n: int, code: str) -> None:
        """Count the records that are not read, by code; the codes of a file askew are bounded."""
        if code not in self._autres and len(self._autres) >= AUTRES_MAX:
            code = "?"
        known = self._autres.get(code)
        if known is None:
            kind = tra.FICHES_NON_LUES if code in CONNUS else tra.FICHES_INCONNUES
            slots = {"nombre": 0, "enregistrement": code}
            known = self._autres[code] = Anomalie(kind, ligne=n, slots=slots)
            self._collecte.add(known)
        known.slots["nombre"] += 1

    def _tell(self, n: int, code: str, zone: Zone, lu: str, attendu: str) -> None:
        self._collecte.add(Anomalie(
            tra.FICHE_ILLISIBLE, ligne=n, colonne=zone.dit, champ=zone.debut, lu=lu[:40],
            slots={"enregistrement": code, "attendu": attendu},
        ))

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
