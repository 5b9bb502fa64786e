"""Fichier: a whole FEC as plain Python objects, for the line-by-line reader."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from boucle.compta.bilan import CLE_NUM
from boucle.compta.constats import Citee, Constats
from boucle.compta.contexte import Contexte
from boucle.errors import Anomalie, Consequence, Kind
from boucle.errors.anomalie import clip
from boucle.formats.fec.forme.cellules import Cellule
from boucle.formats.fec.forme.colonnes import NOMS
from boucle.formats.fec.forme.entete import Entete
from boucle.formats.fec.forme.ouverture import Ouverture
from boucle.values import day_of


@dataclass(slots=True)
class Ligne:
    """One line that gave cells. textes, cellules: by imposed column present.

    num is the key of its écriture, whatever column it comes from. An amount is None when it
    could not be read or when its column is absent; so is a date.
    """

    n: int
    textes: dict[str, str]
    cellules: dict[str, Cellule]
    extras: tuple[str, ...]
    journal: str
    num: str
    compte: str
    date: int | None
    debit: int | None
    credit: int | None

    @property
    def citee(self) -> Citee:
        """The line as it is quoted."""
        valid = self.cellules["ValidDate"].valeur if "ValidDate" in self.cellules else None
        return Citee(
            self.n,
            self.journal,
            self.num,
            compte=self.compte,
            tiers=self.textes.get("CompAuxNum", ""),
            jour=None if self.date is None else day_of(self.date),
            piece_ref=self.textes.get("PieceRef", ""),
            libelle=self.textes.get("EcritureLib", ""),
            valid_date=day_of(valid) if isinstance(valid, int) else None,
            lus={lot: self.textes[nom] for lot, nom in NOMS.items() if nom in self.textes},
        )

    @property
    def rattachee(self) -> bool:
        """True when the line is known to belong to one écriture."""
        return bool(self.journal and self.num)

    @property
    def chiffree(self) -> bool:
        """True when both amounts are known."""
        return self.debit is not None and self.credit is not None

    @property
    def ecart(self) -> int:
        """Debit less credit of a line whose amounts are known."""
        return (self.debit or 0) - (self.credit or 0)

    @property
    def complete(self) -> bool:
        """True when the line can enter a lot."""
        return self.rattachee and self.chiffree and self.date is not None and bool(self.compte)


@dataclass(slots=True)
class Fichier:
    """A whole file: its lines in order, the numbers of those that gave no cells, its anomalies.

    a_nouveau: first day of the opening entries. anomalies: in any order; `read_exact` puts them
    in the order of the file. entrainees: what a line that could not be read entails, by its line.
    deduits: the journal of each line that names none and takes that of its écriture.
    """

    contexte: Contexte
    ouverture: Ouverture
    entete: Entete
    lignes: list[Ligne] = field(default_factory=list)
    illisibles: list[int] = field(default_factory=list)
    anomalies: list[Anomalie] = field(default_factory=list)
    entrainees: list[tuple[int, Consequence]] = field(default_factory=list)
    deduits: dict[int, str] = field(default_factory=dict)
    cle: str = CLE_NUM
    a_nouveau: date | None = None
    faits: dict[str, Any] = field(default_factory=dict)

    def add(
        self,
        kind: Kind,
        ligne: Ligne,
        colonne: str | None = None,
        *,
        lu: str | None = None,
        slots: dict[str, Any] | None = None,
        lignes: tuple[int, int] | None = None,
    ) -> Anomalie:
        """Note an anomaly on a line or on one of its cells; lu defaults to the cell's text."""
        champ = None
        if colonne is not None:
            champ = self.entete.places[colonne] + 1
            lu = clip(ligne.textes[colonne] if lu is None else lu)
        anomalie = Anomalie(
            kind,
            ligne=ligne.n,
            colonne=colonne,
            champ=champ,
            lu=lu,
            lignes=lignes,
            slots=slots or {},
        )
        self.anomalies.append(anomalie)
        return anomalie

    @property
    def constats(self) -> Constats:
        """What says the findings on the whole file."""
        champs = {nom: at + 1 for nom, at in self.entete.places.items()}
        return Constats(self.contexte, NOMS, champs)

    def say(self, anomalie: Anomalie) -> Anomalie:
        """Note an anomaly of the whole file."""
        self.anomalies.append(anomalie)
        return anomalie

    def is_par_defaut(self, ligne: Ligne) -> bool:
        """True when the journal of a line comes neither from it nor from its écriture."""
        named = ligne.textes.get("JournalCode") or ligne.n in self.deduits
        return bool(ligne.journal) and not named

    def has(self, *colonnes: str) -> bool:
        """True when all these columns are present."""
        return all(colonne in self.entete.places for colonne in colonnes)
