"""Xml conversion: what an XML FEC became, and what is read of the flat one said as of the XML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from boucle.errors import ANOMALIES_MAX, Anomalie, Consequence, Kind, Niveau, Rapport
from boucle.errors.donnees import fic, lig
from boucle.errors.donnees.raisons import raison
from boucle.formats.fec.forme.colonnes import COM
from boucle.formats.fec.xml.places import Places
from boucle.formats.fec.xml.valeurs import JOURNAL, KINDS_XML
from boucle.formats.lecture import Lecture

SANS_COTE = "ni Debit, ni Credit, ni Montant et Sens"
"""What the flat cell holds of a line that has no amount: the rules then know none."""
SANS_DATE = "-"
"""What the flat cell holds of an empty element: the schemas want a date in it, or no element."""
_SLOTS_LIGNE = {"premiere", "autre_ligne"}
_VIDES = {raison("vide", nom=nom) for nom in ("Debit", "Credit", "Montant")}
_SANS_MONTANT = (lig.LIGNE_A_ZERO, lig.MONTANT_OUBLIE)


@dataclass(slots=True)
class Conversion:
    """What an XML FEC became.

    anomalies: the first ones of each kind, all of them counted by code in comptes. places: where
    the flat lines and the cells they share stand in the XML. sans_cote: how many lines have no
    amount. complete: False when reading stopped, the flat file then being worth nothing.
    donnees: what journaux name. heritees, orphelines: what some do not, after and before one that
    does.
    """

    regime: str
    anomalies: list[Anomalie] = field(default_factory=list)
    comptes: dict[str, int] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    sans_cote: int = 0
    encodage: str = "UTF-8"
    complete: bool = False
    donnees: set[str] = field(default_factory=set)
    heritees: set[str] = field(default_factory=set)
    orphelines: set[str] = field(default_factory=set)

    def note_journal(self, textes: Mapping[str, str]) -> None:
        """Note what a journal that has écritures does not name, and whether one before it did."""
        for nom in JOURNAL:
            if textes.get(nom):
                self.donnees.add(nom)
            else:
                (self.heritees if nom in self.donnees else self.orphelines).add(nom)

    def is_heritage(self, rapport: Rapport) -> bool:
        """True when all that is held against the form is what a journal does not name.

        The official checker keeps what the journal before it named, where the schema lets it.
        """
        if self.regime != COM or rapport.admis or self.orphelines or not self.heritees:
            return False
        fautes = [
            a for a in rapport.anomalies if a.kind.niveau is Niveau.FORME and a.kind.non_conforme
        ]
        return bool(fautes) and all(
            a.colonne in self.heritees and rapport.is_whole(a.kind) for a in fautes
        )

    def add(self, anomalie: Anomalie) -> None:
        """Count one anomaly, and keep it while its kind has room in a rapport."""
        code = anomalie.kind.code
        self.comptes[code] = self.comptes.get(code, 0) + 1
        if self.comptes[code] <= ANOMALIES_MAX:
            self.anomalies.append(anomalie)

    def extend(self, other: Conversion, before: int) -> None:
        """Append the next part of a split FEC, after so many lines of the parts before it."""
        first = not self.regime
        self.regime = self.regime or other.regime
        self.encodage = other.encodage if first else self.encodage
        self.complete = other.complete and (first or self.complete)
        for anomalie in other.anomalies:
            if anomalie.ligne is not None:
                anomalie.ligne += before
        self.anomalies += other.anomalies
        for code, n in other.comptes.items():
            self.comptes[code] = self.comptes.get(code, 0) + n
        self.sans_cote += other.sans_cote
        self.places.extend(other.places, before)

    def retell(self, lecture: Lecture) -> None:
        """Say what was read of the flat file as of the XML: its lines, and its schema.

        A flat field has no place there; a cell that several lines share stands at its element.
        """
        self._join_vides(lecture)
        place = self.places.place
        for anomalie in lecture.rapport.anomalies:
            anomalie.champ = None
            self._rename(anomalie)
            colonne = anomalie.colonne or ""
            if anomalie.ligne is not None:
                anomalie.ligne = place(anomalie.ligne, colonne)
            if anomalie.lignes is not None:
                anomalie.lignes = (place(anomalie.lignes[0]), place(anomalie.lignes[1]))
            for slot in _SLOTS_LIGNE & anomalie.slots.keys():
                anomalie.slots[slot] = place(anomalie.slots[slot], colonne)
        for gap in lecture.bilan.desequilibres:
            gap.premiere_ligne = place(gap.premiere_ligne)
            gap.derniere_ligne = place(gap.derniere_ligne)
        comptes = lecture.rapport.comptes
        for flat, own in KINDS_XML.items():
            _move(comptes, flat, own, comptes.get(flat.code, 0))
        _move(comptes, lig.MONTANT_ILLISIBLE, fic.XML_HORS_SCHEMA, self.sans_cote)

    def _join_vides(self, lecture: Lecture) -> None:
        """Tell an empty amount once: as the one its écriture lacks, else as a gap to the schema."""
        rapport = lecture.rapport
        vides = [a for a in self.anomalies if a.slots.get("raison") in _VIDES]
        if not vides or self.comptes[fic.XML_ECART.code] > ANOMALIES_MAX:
            return
        for anomalie in [a for a in rapport.anomalies if a.kind in _SANS_MONTANT]:
            first, last = self.places.span(anomalie.ligne or 0)
            vide = next((a for a in vides if first <= (a.ligne or 0) <= last), None)
            if vide is None:
                continue
            vides = [a for a in vides if a is not vide]
            if anomalie.kind is lig.LIGNE_A_ZERO:
                rapport.entail(vide, anomalie, Consequence(anomalie.kind))
                continue
            anomalie.consequences.append(Consequence(vide.kind))
            rapport.weigh(vide.kind)
            self.anomalies = [a for a in self.anomalies if a is not vide]
            self.comptes[vide.kind.code] -= 1
        self.comptes = {code: n for code, n in self.comptes.items() if n}

    def _rename(self, anomalie: Anomalie) -> None:
        anomalie.kind = KINDS_XML.get(anomalie.kind, anomalie.kind)
        if anomalie.kind is lig.DATE_VIDE_XML and anomalie.lu == SANS_DATE:
            anomalie.lu = ""
        if anomalie.kind is lig.MONTANT_ILLISIBLE and anomalie.lu == SANS_COTE:
            anomalie.kind, anomalie.slots = fic.XML_HORS_SCHEMA, {"raison": raison("cote")}
            anomalie.colonne = anomalie.lu = None


def _move(comptes: dict[str, int], flat: Kind, own: Kind, n: int) -> None:
    """Count under another kind, as far as there are any: reading may have stopped before."""
    moved = min(n, comptes.get(flat.code, 0))
    for kind, total in ((flat, -moved), (own, moved)):
        comptes[kind.code] = comptes.get(kind.code, 0) + total
        if not comptes[kind.code]:
            del comptes[kind.code]
