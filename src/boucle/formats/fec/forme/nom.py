"""Nom: what the name of a FEC file says: SIREN and closing date.

Source: LPF art. A47 A-1, IX (`SirenFECAAAAMMJJ`), BOI-CF-IOR-60-40-20 §370 (suffix of a part).
The official checker only looks for something, FEC and what looks like a date of this century.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from boucle.compta.contexte import Contexte
from boucle.compta.jour import make_jour
from boucle.errors import Anomalie
from boucle.errors.donnees import fic
from boucle.values import siren_ok

_CONTROLE = re.compile(r".+FEC(20[0-9][0-9])[01][0-9][0-3][0-9]", re.IGNORECASE | re.DOTALL)
_LACHE = re.compile(r"(?:.*[^0-9])?([0-9]*)FEC(20[0-9]{6})", re.IGNORECASE | re.DOTALL)
_STRICT = re.compile(r"[0-9]{9}FEC[0-9]{8}(?:_[0-9A-Z]{1,4})?(?:\.[A-Za-z]+){0,2}")
_LU_MAX = 120


@dataclass(frozen=True, slots=True)
class NomFichier:
    """siren: nine digits, or ''. cloture: None when the name gives no real date."""

    siren: str
    cloture: date | None
    anomalies: tuple[Anomalie, ...]


def read_nom(nom: str, contexte: Contexte) -> NomFichier:
    """Read the name of a file against the law, the checker and the dossier."""
    if contexte.sans_nom:
        return NomFichier("", None, (Anomalie(fic.SANS_NOM),))
    found: list[Anomalie] = []
    siren, cloture = read_facts(nom)
    lu = nom[:_LU_MAX]
    if _CONTROLE.match(nom) is None:
        found.append(Anomalie(fic.NOM_REFUSE, lu=lu))
    elif _STRICT.fullmatch(nom) is None or cloture is None:
        found.append(Anomalie(fic.NOM_HORS_NORME, lu=lu))
    if siren and not siren_ok(siren):
        found.append(Anomalie(fic.SIREN_CLE, lu=siren))
    if siren and contexte.siren and siren != contexte.siren:
        found.append(Anomalie(fic.SIREN_AUTRE, lu=siren, slots={"attendu": contexte.siren}))
    ends = {exercice.fin for exercice in contexte.exercices}
    if cloture and ends and cloture not in ends and not contexte.creer_exercice:
        found.append(Anomalie(fic.CLOTURE_AUTRE, lu=f"{cloture:%d/%m/%Y}"))
    return NomFichier(siren, cloture, tuple(found))


def read_facts(nom: str) -> tuple[str, date | None]:
    """Give the SIREN, or '', and the closing that a name tells, if any."""
    m = _LACHE.match(nom)
    if m is None:
        return "", None
    siren = m[1] if len(m[1]) == 9 else ""
    return siren, make_jour(int(m[2][:4]), int(m[2][4:6]), int(m[2][6:8]))


def read_annee(nom: str) -> int:
    """Give the year of closing that the official checker reads in a name; 0 when it refuses it."""
    lu = _CONTROLE.match(nom)
    return int(lu[1]) if lu else 0
