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
_SIREN = re.compile(r"(?<![0-9])[0-9]{9}(?![0-9])")
_JOUR = re.compile(r"(?<![0-9])20[0-9]{6}(?![0-9])")
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
    lu, slots = nom[:_LU_MAX], {"exemple": _propose(nom, contexte)}
    if _CONTROLE.match(nom) is None:
        found.append(Anomalie(fic.NOM_SANS_FORME, lu=lu, slots=slots))
    elif _STRICT.fullmatch(nom) is None or cloture is None:
        found.append(Anomalie(fic.NOM_HORS_NORME, lu=lu, slots=slots))
    if siren and not siren_ok(siren):
        found.append(Anomalie(fic.SIREN_CLE, lu=siren))
    if siren and contexte.siren and siren != contexte.siren:
        found.append(Anomalie(fic.SIREN_AUTRE, lu=siren, slots={"attendu": contexte.siren}))
    ends = {exercice.fin for exercice in contexte.exercices}
    if cloture and ends and cloture not in ends and not contexte.creer_exercice:
        found.append(Anomalie(fic.CLOTURE_AUTRE, lu=f"{cloture:%d/%m/%Y}"))
    return NomFichier(siren, cloture, tuple(found))


def _propose(nom: str, contexte: Contexte) -> str:
    """Write the right name from what this one tells, or the dossier: words stand for the rest."""
    sirens = [lu for lu in _SIREN.findall(nom) if siren_ok(lu)]
    siren = contexte.siren or (sirens[0] if sirens else "")
    jours = [jour for lu in _JOUR.findall(nom) if (jour := _read_jour(lu))]
    return f"{siren or 'SIREN'}FEC{f'{jours[-1]:%Y%m%d}' if jours else 'AAAAMMJJ'}.txt"


def _read_jour(lu: str) -> date | None:
    return make_jour(int(lu[:4]), int(lu[4:6]), int(lu[6:8]))


def read_facts(nom: str) -> tuple[str, date | None]:
    """Give the SIREN, or '', and the closing that a name tells, if any."""
    m = _LACHE.match(nom)
    if m is None:
        return "", None
    return (m[1] if len(m[1]) == 9 else ""), _read_jour(m[2])


def read_annee(nom: str) -> int:
    """Give the year of closing that the official checker reads in a name; 0 when it refuses it."""
    lu = _CONTROLE.match(nom)
    return int(lu[1]) if lu else 0
