"""Entete: what the first line of a FEC says: separator, columns, notation, regime.

Names are matched as the official checker does: case ignored, small é and è read as e, blanks cut
around separators, any other octet read as `_`. It does not mind the order; the law does. A name
that it does not know is read in a wider way, and told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from boucle.bornes import BORNES
from boucle.compta.contexte import Contexte
from boucle.errors import Anomalie
from boucle.errors.donnees import fic
from boucle.formats.encodage import CP1252, LATIN9
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
_PETITS = str.maketrans("éè", "ee")
_PIECES = re.compile(rb"([\t|;,])")
_HORS_OCTETS = re.compile(rb"[^A-Za-z0-9]")
_AFFICHE = {"\t": "tabulation", "|": "|", ";": ";", ",": ","}


def fold(nom: str) -> str:
    """Bring a column name to the form under which it is known, however it is written."""
    return _HORS_NOM.sub("_", nom.strip(BLANCS).translate(_ACCENTS).lower())


def fold_officiel(brut: str, *, premier: bool) -> str:
    """Bring a name to the form under which the official checker compares it.

    Blanks before the first name stay, as does any other blank than the plain one.
    """
    nom = brut.rstrip(" ") if premier else brut.strip(" ")
    return _HORS_OCTETS.sub(b"_", nom.translate(_PETITS).encode()).decode("ascii").lower()


_PAR_NOM = {fold(nom): nom for nom in COLONNES}
# The checker's own names, which it takes in a header as well.
_INTERNES = {
    "code_jrnal": "JournalCode",
    "lib_jrnal": "JournalLib",
    "num_ecr": "EcritureNum",
    "date_cpt": "EcritureDate",
    "num_cpte_gen": "CompteNum",
    "lib_cpte_gen": "CompteLib",
    "num_cpt_aux": "CompAuxNum",
    "lib_cpt_aux": "CompAuxLib",
    "num_piece": "PieceRef",
    "date_piece": "PieceDate",
    "lib_ecriture": "EcritureLib",
    "mtn_debit": "Debit",
    "mtn_credit": "Credit",
    "code_lettrage": "EcritureLet",
    "date_lettrage": "DateLet",
    "valid_date": "ValidDate",
    "mtn_devise": "Montantdevise",
    "paiement_date": "DateRglt",
    "paiement_mode": "ModeRglt",
    "prestation": "NatOp",
    "client": "IdClient",
}
_COTES = {"Montant": "Debit", "Sens": "Credit"}
# Spellings met in the wild: the reader understands them, the checker does not.
_SURNOMS = {
    "compteauxnum": "CompAuxNum",
    "compteauxlib": "CompAuxLib",
    "comptauxnum": "CompAuxNum",
    "comptauxlib": "CompAuxLib",
    "iddevise": "Idevise",
    "devise": "Idevise",
    "numcompte": "CompteNum",
    "libcompte": "CompteLib",
    "numecriture": "EcritureNum",
    "dateecriture": "EcritureDate",
    "libecriture": "EcritureLib",
    "codejournal": "JournalCode",
    "libjournal": "JournalLib",
    "refpiece": "PieceRef",
    "datepiece": "PieceDate",
    "ecrituredatelet": "DateLet",
    "datevalid": "ValidDate",
    "datereglt": "DateRglt",
}


def known_officiel(noms: list[str]) -> dict[int, str]:
    """Name, by place, the imposed columns that the official checker sees under these names.

    It takes the law's name once, and its own each time; Montant and Sens are to it the names of a
    debit and of a credit: a column may thus come twice.
    """
    vus: set[str] = set()
    known = {}
    for rang, nom in enumerate(noms):
        colonne = _INTERNES.get(nom) or (_PAR_NOM.get(nom) if nom not in vus else None)
        if colonne is not None:
            known[rang] = _COTES.get(colonne, colonne)
        vus.add(nom)
    return known


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


def decode_titres(octets: bytes, charset: str) -> str:
    """Decode the line of names: as a whole, or else name by name, UTF-8 first, as the checker."""
    octets = octets.replace(b"\0", b"")
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        autre = charset if charset in (LATIN9, CP1252) else CP1252
    return "".join(_decode(piece, autre) for piece in _PIECES.split(octets))


def _decode(octets: bytes, autre: str) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode(autre, "replace")


def read_entete(ligne: str, contexte: Contexte, suivante: str = "") -> Entete:
    """Read the line of names, without its end of line; never raises.

    suivante: the line after it, which tells how many fields lines have where the names end by
    several separators: the official checker counts one. When it is not a line of names, `lisible`
    is False and one FIC-002 says so; or one FIC-017 when it has too many.
    """
    separateur = _choose_separateur(ligne)
    nombre = ligne.count(separateur) + 1 if separateur else 0
    if nombre > BORNES.colonnes:
        slots = {"nombre": nombre, "nombre_max": BORNES.colonnes}
        return _refused(Anomalie(fic.TROP_DE_COLONNES, ligne=1, slots=slots))
    bruts = _cut_finals(ligne, separateur, suivante) if separateur else []
    noms = tuple(nom.strip(BLANCS) for nom in bruts)
    final = bool(noms) and noms[-1] == ""
    utiles = noms[:-1] if final else noms
    nommes = max((at for at, nom in enumerate(utiles, 1) if nom), default=0)
    repere = _place(bruts[: len(utiles)])
    if len(repere.places) < _CONNUES_MIN:
        lu = ligne.strip(BLANCS)[:_LU_MAX]
        return _refused(Anomalie(fic.ENTETE_ILLISIBLE, ligne=1, lu=lu))
    notation = MONTANT_SENS if _is_montant_sens(repere.places) else DEBIT_CREDIT
    regime = contexte.regime.upper()
    if regime not in REGIMES:
        regime = guess_regime(set(repere.places))
    attendues = {colonne.nom: colonne for colonne in imposed(regime, notation)}
    lot = {nom: at for nom, at in repere.places.items() if nom in attendues and attendues[nom].lot}
    tenues = set(lot.values())
    extras = tuple((nom, at) for at, nom in enumerate(utiles[:nommes]) if at not in tenues)
    places = {nom: at for nom, at in repere.places.items() if nom in attendues}
    entete = Entete(separateur, utiles, len(noms), regime, notation, places, extras, final, ())
    return replace(entete, anomalies=tuple(_judge(entete, bruts[:nommes], repere)))


def _cut_finals(ligne: str, separateur: str, suivante: str) -> list[str]:
    """Split the names; of several blank ones at the end one is kept, unless lines have them all."""
    bruts = ligne.split(separateur)
    nommes = len(bruts)
    while nommes > 1 and not bruts[nommes - 1].strip(" "):
        nommes -= 1
    if len(bruts) - nommes > 1 and suivante.count(separateur) + 1 != len(bruts):
        return bruts[: nommes + 1]
    return bruts


def _refused(found: Anomalie) -> Entete:
    return Entete("", (), 0, "", DEBIT_CREDIT, {}, (), False, (found,))


def _choose_separateur(ligne: str) -> str:
    for separateur in ("\t", "|", ";", ","):
        if ligne.rstrip(separateur).count(separateur) + 1 >= _CHAMPS_MIN:
            return separateur
    return ""


@dataclass(slots=True)
class _Repere:
    """Where each known column stands; by place, the ones that come twice, those that only the
    checker's own name tells, and those that it does not know."""

    places: dict[str, int]
    repeats: dict[int, str]
    internes: dict[int, str]
    surnoms: dict[int, str]


def _place(bruts: list[str]) -> _Repere:
    """Find the known columns: as the checker does, then in a wider way."""
    found = _Repere({}, {}, {}, {})
    officiels = [fold_officiel(brut, premier=not at) for at, brut in enumerate(bruts)]
    for at, officiel in enumerate(officiels):
        known = _PAR_NOM.get(officiel)
        if known is not None:
            if known in found.places:
                found.repeats[at] = known
            else:
                found.places[known] = at
    for at, officiel in enumerate(officiels):
        known = _INTERNES.get(officiel)
        if known is not None and known not in found.places:
            found.places[known] = at
            found.internes[at] = known
    taken = set(found.places.values()) | set(found.repeats)
    for at, brut in enumerate(bruts):
        plain = fold(brut).replace("_", "")
        known = _SURNOMS.get(plain) or _PAR_NOM.get(plain)
        if at not in taken and known is not None and known not in found.places:
            found.places[known] = at
            found.surnoms[at] = known
    return found


def _is_montant_sens(places: dict[str, int]) -> bool:
    if "Debit" in places and "Credit" in places:
        return False
    return "Montant" in places or "Sens" in places


def _judge(entete: Entete, bruts: list[str], repere: _Repere) -> list[Anomalie]:
    """Say what is wrong with the names, the blank ones that end the line left out."""
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
    for at, brut in enumerate(bruts):
        found += _judge_nom(entete, at, brut, repere)
    found += _judge_order(entete) + _judge_notation(entete)
    if (finals := entete.champs - len(bruts)) > 1:
        found.append(
            Anomalie(fic.SEPARATEURS_FINAUX, ligne=1, champ=entete.champs, slots={"nombre": finals})
        )
    elif entete.separateur_final:
        found.append(Anomalie(fic.SEPARATEUR_FINAL, ligne=1, champ=entete.champs))
    return found


def _judge_nom(entete: Entete, at: int, brut: str, repere: _Repere) -> list[Anomalie]:
    """Say what is odd in one name."""
    place: dict[str, Any] = {"ligne": 1, "champ": at + 1}
    lu = brut.strip(BLANCS)[:_LU_MAX]
    if at in repere.repeats:
        return [Anomalie(fic.COLONNE_EN_DOUBLE, colonne=repere.repeats[at], lu=lu, **place)]
    if at in repere.surnoms:
        nom, lu = repere.surnoms[at], brut[:_LU_MAX]
        return [Anomalie(fic.COLONNE_MAL_NOMMEE, colonne=nom, corrige=nom, lu=lu, **place)]
    if at not in entete.places.values():
        return [Anomalie(fic.COLONNE_EN_PLUS, lu=lu, **place)]
    if at in repere.internes:
        nom = repere.internes[at]
        return [Anomalie(fic.COLONNE_NOM_DE_L_OUTIL, colonne=nom, corrige=nom, lu=lu, **place)]
    return []


def _judge_order(entete: Entete) -> list[Anomalie]:
    for at, colonne in enumerate(entete.colonnes):
        if entete.places[colonne.nom] != at:
            return [
                Anomalie(
                    fic.COLONNES_PERMUTEES,
                    ligne=1,
                    champ=at + 1,
                    colonne=entete.noms[at][:_LU_MAX],
                    slots={"attendu": colonne.nom},
                )
            ]
    return []


def _judge_notation(entete: Entete) -> list[Anomalie]:
    both = {fold(nom) for nom in entete.noms} & {"debit", "credit", "montant", "sens"}
    if both & {"debit", "credit"} and both >= {"montant", "sens"}:
        lu = ", ".join(sorted(both))
        return [Anomalie(fic.DEUX_NOTATIONS, ligne=1, lu=lu)]
    return []
