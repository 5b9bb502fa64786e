"""Vue: a rapport arranged for reading: verdicts, then rules, gravest first, with examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from boucle.errors.anomalie import Anomalie
from boucle.errors.familles import KINDS, kind_of
from boucle.errors.francais import accord, nombre
from boucle.errors.kind import Gravite, Kind, Niveau, Portee
from boucle.errors.rapport.extrait import Extrait, lines_of
from boucle.errors.rapport.rapport import Rapport

NIVEAUX = {
    Niveau.FORME: ("Forme", "ce que vérifie l'outil de l'administration"),
    Niveau.DROIT: ("Droit", "article A47 A-1 du LPF et BOFiP"),
    Niveau.COMPTABILITE: ("Comptabilité", "cohérence des écritures"),
}
_GRAVITES = {Gravite.BLOQUANT: 0, Gravite.AVERTISSEMENT: 1, Gravite.INFORMATION: 2}
_RANKS = {niveau: rank for rank, niveau in enumerate(Niveau)}

Extraits = Mapping[int, bytes]


@dataclass(slots=True)
class Regle:
    """Gather the anomalies of one kind: how many there are, and the first of them.

    niveau: the one that it speaks to in this rapport.
    """

    kind: Kind
    nombre: int
    niveau: Niveau | None = None
    exemples: list[Anomalie] = field(default_factory=list)

    @property
    def remedes(self) -> list[str]:
        """What to do, once each, in the order of the examples."""
        return list(dict.fromkeys(anomalie.remede for anomalie in self.exemples))

    @property
    def ton(self) -> str:
        """`bad` when it makes a verdict negative or forbids the import, else `warn` or `info`."""
        if self.kind.non_conforme or self.kind.gravite is Gravite.BLOQUANT:
            return "bad"
        return "warn" if self.kind.gravite is Gravite.AVERTISSEMENT else "info"


@dataclass(frozen=True, slots=True)
class Verdict:
    """State one level: whether it could be judged, whether the file conforms, what it counts.

    anomalies: all of them, the informations included.
    """

    niveau: Niveau
    nom: str
    sujet: str
    verifie: bool
    conforme: bool
    anomalies: int
    non_conformes: int
    informations: int

    @property
    def denombre(self) -> str:
        """What it counts, in words; '' when it counts nothing."""
        return denombre(self.anomalies, self.informations)

    @property
    def bilan(self) -> str:
        """What was found at this level and what it weighs, in a sentence without its end."""
        if not self.verifie:
            return "les lignes n'ont pas pu être lues"
        if not self.anomalies:
            return "" if self.entraine else "aucune anomalie"
        if self.conforme:
            return f"{self.denombre}, sans effet sur ce verdict"
        if self.non_conformes in (0, self.anomalies):
            return self.denombre
        return f"{self.denombre}, dont {nombre(self.non_conformes)} rendent le fichier non conforme"

    @property
    def mot(self) -> str:
        """The verdict in a word or two."""
        if not self.verifie:
            return "non vérifié"
        return "conforme" if self.conforme else "non conforme"

    @property
    def entraine(self) -> bool:
        """True when only anomalies of other levels make it negative."""
        return self.verifie and not self.conforme and not self.non_conformes

    @property
    def ton(self) -> str:
        """`ok`, `bad`, or `info` when it could not be judged."""
        if not self.verifie:
            return "info"
        return "ok" if self.conforme else "bad"


def verdicts(rapport: Rapport) -> list[Verdict]:
    """Give one verdict per level, in the order forme, droit, comptabilité.

    Of a file whose lines could not be read, only what was found wrong is known: a level without
    a fault is then not judged, and does not conform.
    """
    readable = rapport.faits.get("lisible", True)
    found = []
    for niveau, (nom, sujet) in NIVEAUX.items():
        against = _count(rapport, niveau, strict=True)
        admis = niveau is Niveau.FORME and rapport.admis
        found.append(
            Verdict(
                niveau,
                nom,
                sujet,
                readable or against > 0 or admis,
                (readable or admis) and rapport.verdict(niveau),
                _count(rapport, niveau),
                against,
                count_informations(rapport, niveau),
            )
        )
    return found


def is_fec(rapport: Rapport) -> bool:
    """True unless the file is known to be of another format, which no law speaks of."""
    return str(rapport.faits.get("format", "FEC")).startswith("FEC")


def _count(rapport: Rapport, niveau: Niveau, *, strict: bool = False) -> int:
    return sum(
        n
        for code, n in rapport.comptes.items()
        if rapport.niveau_of(kind_of(code)) is niveau and (kind_of(code).non_conforme or not strict)
    )


def count_informations(rapport: Rapport, niveau: Niveau | None = None) -> int:
    """Count what is worth knowing and asks for nothing, at one level or in all."""
    return sum(
        n
        for code, n in rapport.comptes.items()
        if kind_of(code).gravite is Gravite.INFORMATION
        and (niveau is None or rapport.niveau_of(kind_of(code)) is niveau)
    )


def denombre(total: int, informations: int) -> str:
    """Count in words, informations apart: `2 anomalies et 310 informations`."""
    said = (
        accord(n, nom)
        for n, nom in ((total - informations, "anomalie"), (informations, "information"))
        if n
    )
    return " et ".join(said)


def regles(rapport: Rapport, exemples_max: int = 3) -> list[Regle]:
    """Group the anomalies by rule: what makes a verdict negative first, then by gravity, level."""
    by_code = {
        code: Regle(kind, n, rapport.niveau_of(kind))
        for code, n in rapport.comptes.items()
        for kind in [kind_of(code)]
    }
    for anomalie in rapport.anomalies:
        regle = by_code[anomalie.kind.code]
        if len(regle.exemples) < exemples_max:
            regle.exemples.append(anomalie)
    return sorted(by_code.values(), key=_order)


def _order(regle: Regle) -> tuple[bool, int, int, str]:
    kind = regle.kind
    level = _RANKS[regle.niveau] if regle.niveau else -1
    return (regle.ton != "bad", _GRAVITES[kind.gravite], level, kind.code)


def silent_kinds(rapport: Rapport) -> dict[Niveau, list[Kind]]:
    """List, by level, the rules of a flat FEC that found nothing.

    A rule is listed only when an example proves that it is looked for.
    """
    # Only a page lists what was right: the examples would cost each check a few milliseconds.
    from boucle.errors.exemples.exemples import proved

    told = set(rapport.comptes)
    told |= {found.kind.code for a in rapport.anomalies for found in a.consequences}
    silent: dict[Niveau, list[Kind]] = {niveau: [] for niveau in Niveau}
    for kind in KINDS:
        if kind.niveau is not None and kind.code not in told and proved(kind.code):
            silent[kind.niveau].append(kind)
    return silent


def looked_at(kind: Kind, faits: Mapping[str, Any]) -> str:
    """Say on how much of a file a rule was tried: `4 102 lignes`, `le fichier`."""
    if kind.portee in (Portee.LIGNE, Portee.CELLULE):
        return accord(faits.get("lignes", 0), "ligne")
    if kind.portee is Portee.ECRITURE:
        return accord(faits.get("ecritures", 0), "écriture")
    return "le fichier"


def place(anomalie: Anomalie) -> str:
    """Say where: `ligne 12, colonne Debit`, `lignes 4 à 9`, `fichier`."""
    if anomalie.lignes and anomalie.lignes[0] != anomalie.lignes[1]:
        text = f"lignes {anomalie.lignes[0]} à {anomalie.lignes[1]}"
    elif anomalie.ligne is not None:
        text = f"ligne {anomalie.ligne}"
    else:
        return f"colonne {anomalie.colonne}" if anomalie.colonne else "fichier"
    return f"{text}, colonne {anomalie.colonne}" if anomalie.colonne else text


def lines_shown(rapport: Rapport, exemples_max: int = 3) -> set[int]:
    """Name the lines whose excerpt a rendering shows."""
    return {
        ligne
        for regle in regles(rapport, exemples_max)
        for anomalie in regle.exemples
        for ligne in lines_of(anomalie)
    }


__all__ = [
    "NIVEAUX",
    "Extrait",
    "Extraits",
    "Regle",
    "Verdict",
    "count_informations",
    "denombre",
    "lines_shown",
    "looked_at",
    "place",
    "regles",
    "silent_kinds",
    "verdicts",
]
