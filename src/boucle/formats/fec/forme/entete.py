"""Entete: what the first line of a FEC says: separator, columns, notation, regime.

Names are matched as the official checker does: case ignored, é and è read as e, trailing blanks
cut, any other sign read as `_`. It does not mind the order; the law does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from boucle.bornes import BORNES
from boucle.compta.contexte import Contexte
from boucle.errors import Anomalie, fic
from boucle.formats.fec.forme.cellules import BLANCS
from boucle.formats.fec.forme.colonnes import (
    COLONNES,
    DEBIT_CREDIT,
    INDISPENSABLES,
    MONTANT_SENS,
    REGIMES,
    Colonne,
    guess_regime,
    imposed,
)

_CHAMPS_MIN = 9
_CONNUES_MIN = 3
_LU_MAX = 60
_ACCENTS = str.maketrans("éèÉÈ", "eeee")
_HORS_NOM = re.compile(r"[^a-z0-9]")
_AFFICHE = {"\t": "tabulation", "|": "|", ";": ";", ",": ","}


def fold(nom: str) -> str:
    """Bring a column name to the form under which the official checker compares it."""
    return _HORS_NOM.sub("_", nom.strip(BLANCS).translate(_ACCENTS).lower())


_PAR_NOM = {fold(nom): nom for nom in COLONNES}
# Spellings met in the wild: the reader understands them, the checker does not.
_SURNOMS = {
    "compteauxnum": "CompAuxNum", "compteauxlib": "CompAuxLib", "comptauxnum": "CompAuxNum",
    "comptauxlib": "CompAuxLib", "iddevise": "Idevise", "devise": "Idevise",
    "numcompte": "CompteNum", "libcompte": "CompteLib", "numecriture": "EcritureNum",
    "dateecriture": "EcritureDate", "libecriture": "EcritureLib", "codejournal": "JournalCode",
    "libjournal": "JournalLib", "refpiece": "PieceRef", "datepiece": "PieceDate",
    "ecrituredatelet": "DateLet", "datevalid": "ValidDate", "datereglt": "DateRglt",
}


@dataclass(frozen=True, slots=True)
class Entete:
    """How to read the lines that follow.

    noms: names as read, blanks cut. champs: number of fields every line must have, the trailing
    one included. places: imposed column -> position from 0. extras: the columns kept in the
    `extra` of the lot, by position, those of the cash regimes first among them or not.
    """

    separateur: str
    noms: tuple[str, ...]
    champs: int
    regime: str
    notation: str
    places: dict[str, int]
    extras: tuple[tuple[str, int], ...]
    separateur_final: bool
    anomalies: tuple[Anomalie, ...]

    @property
    def lisible(self) -> bool:
        """True when the lines that follow can be read at all."""
        return self.champs > 0

    @property
    def colonnes(self) -> tuple[Colonne, ...]:
        """Imposed columns that are present, in the order of the law."""
        return tuple(c for c in imposed(self.regime, self.notation) if c.nom in self.places)

    @property
    def separateur_dit(self) -> str:
        """The separator in words."""
        return _AFFICHE.get(self.separateur, self.separateur)


def read_entete(ligne: str, contexte: Contexte) -> Entete:
    """Read the line of names, without its end of line; never raises.

    When it is not a line of names, `lisible` is False and one FIC-002 says so; or one FIC-017 when
    it has too many.
    """
    separateur = _choose_separateur(ligne)
    noms = tuple(nom.strip(BLANCS) for nom in ligne.split(separateur)) if separateur else ()
    if len(noms) > BORNES.colonnes:
        slots = {"nombre": len(noms), "nombre_max": BORNES.colonnes}
        return _refused(Anomalie(fic.TROP_DE_COLONNES, ligne=1, slots=slots))
    final = bool(noms) and noms[-1] == ""
    utiles = noms[:-1] if final else noms
    places, repeats, surnoms = _place(utiles)
    if len(places) < _CONNUES_MIN:
        lu = ligne.strip(BLANCS)[:_LU_MAX]
        return _refused(Anomalie(fic.ENTETE_ILLISIBLE, ligne=1, lu=lu))
    notation = MONTANT_SENS if _is_montant_sens(places) else DEBIT_CREDIT
    regime = contexte.regime.upper()
    if regime not in REGIMES:
        regime = guess_regime(set(places))
    attendues = {colonne.nom: colonne for colonne in imposed(regime, notation)}
    lot = {nom: at for nom, at in places.items() if nom in attendues and attendues[nom].lot}
    tenues = set(lot.values())
    extras = tuple((nom, at) for at, nom in enumerate(utiles) if at not in tenues)
    places = {nom: at for nom, at in places.items() if nom in attendues}
    entete = Entete(
        separateur, utiles, len(noms), regime, notation, places, extras, final, ()
    )
    return replace(entete, anomalies=tuple(_judge(entete, repeats, surnoms)))


def _refused(found: Anomalie) -> Entete:
    return Entete("", (), 0, "", DEBIT_CREDIT, {}, (), False, (found,))


def _choose_separateur(ligne: str) -> str:
    for separateur in ("\t", "|", ";", ","):
        if ligne.count(separateur) + 1 >= _CHAMPS_MIN:
            return separateur
    return ""


def _place(noms: tuple[str, ...]) -> tuple[dict[str, int], dict[int, str], dict[int, str]]:
    """Give the place of each known column, the repeated ones, the ones under another name."""
    places: dict[str, int] = {}
    repeats: dict[int, str] = {}
    surnoms: dict[int, str] = {}
    for at, nom in enumerate(noms):
        known = _PAR_NOM.get(fold(nom))
        if known is None:
            continue
        if known in places:
            repeats[at] = known
        else:
            places[known] = at
    taken = set(places.values()) | set(repeats)
    for at, nom in enumerate(noms):
        plain = fold(nom).replace("_", "")
        known = _SURNOMS.get(plain) or _PAR_NOM.get(plain)
        if at not in taken and known is not None and known not in places:
            places[known] = at
            surnoms[at] = known
    return places, repeats, surnoms


def _is_montant_sens(places: dict[str, int]) -> bool:
    if "Debit" in places and "Credit" in places:
        return False
    return "Montant" in places or "Sens" in places


def _judge(entete: Entete, repeats: dict[int, str], surnoms: dict[int, str]) -> list[Anomalie]:
    found = []
    if entete.separateur not in "\t|":
        found.append(Anomalie(fic.SEPARATEUR_TOLERE, ligne=1, lu=entete.separateur))
    for colonne in imposed(entete.regime, entete.notation):
        if colonne.nom in entete.places:
            continue
        bloque = colonne.nom in INDISPENSABLES or (
            colonne.nom == "JournalCode" and entete.regime in ("BIC", "COM")
        )
        kind = fic.COLONNE_INDISPENSABLE if bloque else fic.COLONNE_ABSENTE
        slots = {} if bloque else {"regime": entete.regime}
        found.append(Anomalie(kind, ligne=1, colonne=colonne.nom, slots=slots))
    for at, nom in enumerate(entete.noms):
        place: dict[str, Any] = {"ligne": 1, "champ": at + 1, "lu": nom[:_LU_MAX]}
        if at in repeats:
            found.append(Anomalie(fic.COLONNE_EN_DOUBLE, colonne=repeats[at], **place))
        elif at in surnoms:
            known = surnoms[at]
            found.append(
                Anomalie(fic.COLONNE_MAL_NOMMEE, colonne=known, corrige=known, **place)
            )
        elif at not in entete.places.values():
            found.append(Anomalie(fic.COLONNE_EN_PLUS, **place))
    found += _judge_order(entete) + _judge_notation(entete)
    if entete.separateur_final:
        found.append(Anomalie(fic.SEPARATEUR_FINAL, ligne=1, champ=entete.champs))
    return found


def _judge_order(entete: Entete) -> list[Anomalie]:
    for at, colonne in enumerate(entete.colonnes):
        if entete.places[colonne.nom] != at:
            return [
                Anomalie(
                    fic.COLONNES_PERMUTEES, ligne=1, champ=at + 1,
                    colonne=entete.noms[at][:_LU_MAX], slots={"attendu": colonne.nom},
                )
            ]
    return []


def _judge_notation(entete: Entete) -> list[Anomalie]:
    both = {fold(nom) for nom in entete.noms} & {"debit", "credit", "montant", "sens"}
    if both & {"debit", "credit"} and both >= {"montant", "sens"}:
        lu = ", ".join(sorted(both))
        return [Anomalie(fic.DEUX_NOTATIONS, ligne=1, lu=lu)]
    return []
