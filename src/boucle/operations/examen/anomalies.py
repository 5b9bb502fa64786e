"""Anomalies: what was found in the file of an import, rule by rule, each beside its line.

All is read from the rapport as it was written at the last run: nothing is judged again here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from boucle.errors import Kind, Rapport
from boucle.errors.rapport.vue import silent_kinds
from boucle.operations.acces.acteur import Acteur
from boucle.operations.atelier import Atelier
from boucle.operations.examen import source_lue
from boucle.operations.examen.source_lue import Illisible, LigneSource, SourceAbsente
from boucle.operations.examen.tete import Tete, open_tete
from boucle.store.travaux import rapports

PAGE = 20
"""Cases of a rule on one page."""

GRAVITES = ("bloquant", "avertissement", "information")
_ECRITURE_LIGNES_MAX = 12
_APERCU = {
    **dict.fromkeys(("nature", "feuille", "encodage", "encodage_par", "cle_ecriture"), ""),
    **dict.fromkeys(("colonnes", "sortes", "laissees", "premieres"), ()),
    **dict.fromkeys(("nombre_colonnes", "nombre_laissees", "lignes", "ecritures"), 0),
    "ligne_titres": None,
}
_FAITS = {
    **dict.fromkeys(("format", "encodage", "separateur", "fin_de_ligne", "cle_ecriture"), ""),
    "colonnes": (),
    "colonnes_extra": (),
}
Faits = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cas:
    """One anomalie, as the rapport bears it, and its lines in the file."""

    dit: Faits
    lignes: tuple[LigneSource, ...]

    @property
    def retrouve(self) -> bool:
        """False when the value that was read is not found again in the line that is shown."""
        return not self.lignes or not self.dit["lu"] or any(one.marquee for one in self.lignes)


@dataclass(frozen=True, slots=True)
class Examen:
    """The rapport of an import; None before it was read. The rest is of the rule that is looked at.

    rang: how many of its cases come before the page; gardes: how many the rapport details.
    """

    tete: Tete
    rapport: Faits | None
    regle: Faits | None = None
    cas: tuple[Cas, ...] = ()
    rang: int = 0
    gardes: int = 0
    illisible: Illisible | None = None
    avant: str = ""
    apres: str = ""
    passees: Mapping[str, Sequence[Kind]] = field(default_factory=dict)

    @property
    def faits(self) -> Faits:
        """Give what the file taught; blank what its format does not say."""
        said = {} if self.rapport is None else self.rapport["faits"]
        return {**_FAITS, **said, "apercu": {**_APERCU, **said.get("apercu", {})}}

    @property
    def est_fec(self) -> bool:
        """True when the rules of the FEC judged the file."""
        return str(self.faits.get("format", "")).startswith("FEC")

    @property
    def verdicts(self) -> Faits:
        """Give the verdict of each level; none was judged of a file without a line that was read.

        A rapport kept before it said so by itself (`lisible`) is read as one that does.
        """
        assert self.rapport is not None
        said: Faits = self.rapport["verdicts"]
        if self.lisible or "lisible" in self.faits:
            return said
        return {
            niveau: {**one, "verifie": one["non_conformes"] > 0, "conforme": False}
            for niveau, one in said.items()
        }

    @property
    def lisible(self) -> bool:
        """False when nothing of the lines could be read, so that most rules were not looked at."""
        assert self.rapport is not None
        kept = bool(self.faits.get("lignes") or not self.rapport["bloquant"])
        return bool(self.faits.get("lisible", kept))

    def regles(self, gravite: str) -> list[Faits]:
        """List the rules of a gravity that were broken, as the rapport orders them."""
        rules = () if self.rapport is None else self.rapport["regles"]
        return [regle for regle in rules if regle["gravite"] == gravite]

    def nombre(self, gravite: str) -> int:
        """Count the anomalies of a gravity, detailed or not."""
        return sum(regle["nombre"] for regle in self.regles(gravite))


def open_rapport(atelier: Atelier, acteur: Acteur, demande_id: str) -> Examen:
    """Give an import and its rapport; refuses IMPORT_INCONNU."""
    with atelier.store.lecture(acteur.cabinet) as conn:
        tete = open_tete(conn, acteur, demande_id)
        said = rapports.rapport(conn, tete.perimetre, tete.row["import_id"])
    return Examen(tete, None if said is None else json.loads(said))


def open_conformite(atelier: Atelier, acteur: Acteur, demande_id: str) -> Examen:
    """Give the same, with the rules that found nothing, by level, where it can be known.

    It cannot of lines that were not read, nor when more was found than the rapport details: what
    an anomaly brings about elsewhere is said by itself alone.
    """
    found = open_rapport(atelier, acteur, demande_id)
    said = found.rapport
    if said is None or not found.est_fec or not found.lisible or said["gardees"] < said["total"]:
        return found
    told = {regle["code"]: 1 for regle in said["regles"]}
    for one in said["anomalies"]:
        told |= {consequence.split(" ")[0]: 1 for consequence in one["consequences"]}
    silent = silent_kinds(Rapport(comptes=told))
    passees = {niveau.value: kinds for niveau, kinds in silent.items()}
    return Examen(found.tete, said, passees=passees)


def open_anomalies(
    atelier: Atelier, acteur: Acteur, demande_id: str, code: str = "", rang: int = 0
) -> Examen:
    """Give one rule and a page of its cases, the gravest rule when none is named.

    Refuses IMPORT_INCONNU. A rule that the rapport does not name is as good as none.
    """
    found = open_rapport(atelier, acteur, demande_id)
    rules = [regle for gravite in GRAVITES for regle in found.regles(gravite)]
    if not rules or found.rapport is None:
        return found
    codes = [regle["code"] for regle in rules]
    at = codes.index(code) if code in codes else 0
    told = [one for one in found.rapport["anomalies"] if one["code"] == codes[at]]
    rang = rang if rang < len(told) else 0
    shown = told[rang : rang + PAGE]
    why = source_lue.unreadable(found.tete.row, found.faits)
    lines: dict[int, bytes] = {}
    if why is None:
        wanted = {n for one in shown for n in _lines_of(one)}
        try:
            lines = source_lue.read(
                atelier, found.tete.perimetre, found.tete.row, found.faits, wanted
            )
        except SourceAbsente:
            why = Illisible.ABSENTE
    return Examen(
        found.tete,
        found.rapport,
        rules[at],
        tuple(Cas(one, tuple(_beside(one, lines, found.faits))) for one in shown),
        rang,
        len(told),
        why if any(one["ligne"] for one in shown) else None,
        codes[at - 1] if at else "",
        codes[at + 1] if at + 1 < len(codes) else "",
    )


def _lines_of(one: Faits) -> range:
    """Number the lines to show: an écriture that is short enough, else the line and its neighbours.

    The line of the titles is a neighbour of none.
    """
    ligne, bornes = one["ligne"], one["lignes"]
    if ligne is None:
        return range(0)
    if one["champ"] is None and bornes and bornes[1] - bornes[0] < _ECRITURE_LIGNES_MAX:
        return range(bornes[0], bornes[1] + 1)
    return range(max(ligne - 1, min(ligne, 2)), ligne + 2)


def _beside(one: Faits, lines: Mapping[int, bytes], faits: Faits) -> Iterator[LigneSource]:
    whole = one["champ"] is None and one["lignes"] is not None
    for n in _lines_of(one):
        if n in lines:
            spoken = whole or n == one["ligne"]
            cell = {"champ": one["champ"], "lu": one["lu"]} if n == one["ligne"] else {}
            yield source_lue.cut(lines[n], n, faits, courante=spoken, **cell)
