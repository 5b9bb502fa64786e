"""Reglements: the payment terms of a TRA file, held against its payment modes and its tiers.

The dossier keeps neither: what is wrong in them is told, and what they say stays in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie, Kind
from boucle.errors.donnees import tra
from boucle.formats.tra.pieces.montants import read_nombre
from boucle.formats.tra.texte.zones import Zone

_ECHEANCES = range(1, 13)
_CENT = 100_00
Zones = Mapping[str, Zone]


class Reglements:
    """Note modes (MDP) and conditions (MDR), and which ones tiers (CAE) and conditions name."""

    def __init__(self, collecte: Collecte) -> None:
        self._collecte = collecte
        self._connus: dict[str, set[str]] = {}
        self._nommes: dict[tuple[str, str], tuple[int, Zone]] = {}

    def read(self, n: int, code: str, zones: Zones, cell: Callable[[str], str]) -> None:
        """Take one record; only those of the three sorts say something here."""
        if code in ("MDP", "MDR"):
            self._connus.setdefault(code, set()).add(cell("CODE"))
        if code == "MDR":
            self._read_conditions(n, zones, cell)
        elif code == "CAE":
            self._name("MDR", cell("MODEREGLEMENT"), n, zones["MODEREGLEMENT"])

    def _read_conditions(self, n: int, zones: Zones, cell: Callable[[str], str]) -> None:
        total, parts = 0, 0
        for rang in _ECHEANCES:
            self._name("MDP", cell(f"MP{rang}"), n, zones[f"MP{rang}"])
            text = cell(f"TAUX{rang}")
            part = read_nombre(text, 2) if text else 0
            if part is None:
                self._tell(
                    tra.APPORT_ILLISIBLE,
                    n,
                    zones[f"TAUX{rang}"],
                    text,
                    enregistrement="MDR",
                    attendu="une part en pour cent, comme 50,00",
                )
                return
            total, parts = total + part, parts + bool(text)
        if parts and total != _CENT:
            lu = f"{total // 100},{total % 100:02d}"
            self._tell(tra.CONDITIONS_PARTIELLES, n, zones["TAUX1"], lu, condition=cell("CODE"))

    def _name(self, sort: str, code: str, n: int, zone: Zone) -> None:
        if code:
            self._nommes.setdefault((sort, code), (n, zone))

    def finish(self) -> None:
        """Say which modes and conditions are named and not described, once each."""
        for (sort, code), (n, zone) in self._nommes.items():
            known = self._connus.get(sort)
            if known is not None and code not in known:
                self._tell(tra.CODE_NON_DECRIT, n, zone, code, enregistrement=sort)

    def _tell(self, kind: Kind, n: int, zone: Zone, lu: str, **slots: object) -> None:
        self._collecte.add(
            Anomalie(kind, ligne=n, colonne=zone.dit, champ=zone.debut, lu=lu, slots=slots)
        )
