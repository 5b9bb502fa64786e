"""Causes fichier: what one habit of the writer does to every line is one fault, told once."""

from __future__ import annotations

from collections.abc import Mapping

from boucle.compta.contexte import Contexte
from boucle.errors import Anomalie, Consequence, Gravite, Kind, Portee, Rapport
from boucle.errors.donnees import ecr, fic, lig
from boucle.errors.donnees.raisons import decaler
from boucle.errors.familles import kind_of
from boucle.formats.fec.forme.cellules import is_quoted, judge
from boucle.formats.fec.forme.colonnes import BIC, COLONNES
from boucle.formats.fec.lecture.relecture import Relues, Textes
from boucle.formats.lecture import Lecture

LIGNES_MIN = 3
"""Fewer lines make no habit."""
_CONSEQUENCES_MAX = 20
_LIGNES_VUES = 20
_DECALAGES = (1, -1, 2, -2, 3, -3)
_JOUR = "EcritureDate"
_VIDES = {
    lig.VALEUR_ABSENTE: fic.COLONNE_VIDE,
    lig.VALEUR_ABSENTE_DROIT: fic.COLONNE_VIDE_ADMISE,
    lig.DATE_ZERO: fic.COLONNE_DE_ZEROS,
}
_REPETITIONS = (ecr.PLUSIEURS_DATES, ecr.NUMERO_REPETE)


def tell_guillemets(lecture: Lecture, _relues: Relues, _contexte: Contexte) -> None:
    """Say that cells are in quotes, instead of what each of them breaks.

    Only of kinds all of whose anomalies, those that were kept, quote such a cell.
    """
    rapport = lecture.rapport
    kinds = [kind for kind in _kinds(rapport) if _is_of_quotes(rapport, kind)]
    if not any(kind.gravite is Gravite.BLOQUANT for kind in kinds):
        return
    nombre = sum(rapport.comptes[kind.code] for kind in kinds)
    gone = _withdraw(rapport, kinds)
    ligne = min(anomalie.ligne or 1 for anomalie in gone)
    _tell(rapport, Anomalie(fic.GUILLEMETS, ligne=ligne, slots={"nombre": nombre}), gone)


def tell_colonnes(lecture: Lecture, relues: Relues, _contexte: Contexte) -> None:
    """Say once of a column what every line breaks in it: blank, or zeros instead of a day."""
    rapport, lignes = lecture.rapport, lecture.bilan.lignes
    for kind, whole in _VIDES.items():
        for (code, colonne), nombre in sorted(rapport.colonnes.items()):
            if code != kind.code or nombre != lignes or lignes < LIGNES_MIN:
                continue
            gone = [a for a in rapport.anomalies if a.kind is kind and a.colonne == colonne]
            rapport.anomalies = [
                a for a in rapport.anomalies if a.kind is not kind or a.colonne != colonne
            ]
            rapport.comptes[code] = rapport.comptes.get(code, 0) - nombre
            rapport.comptes = {code: n for code, n in rapport.comptes.items() if n}
            champ = relues.champs.get(colonne)
            found = Anomalie(whole, colonne=colonne, champ=champ, slots={"nombre": nombre})
            _tell(rapport, found, gone)


def tell_numero(lecture: Lecture, _relues: Relues, _contexte: Contexte) -> None:
    """Say that one number is that of every line, instead of what it repeats and mixes."""
    rapport = lecture.rapport
    num = rapport.faits.get("numero_unique")
    kinds = [kind for kind in _REPETITIONS if kind.code in rapport.comptes]
    if num and kinds and lecture.bilan.lignes >= LIGNES_MIN:
        found = Anomalie(fic.NUMERO_UNIQUE, colonne="EcritureNum", slots={"num": num})
        _tell(rapport, found, _withdraw(rapport, kinds))
        found.consequences += [Consequence(kind) for kind in kinds]


def tell_decalage(lecture: Lecture, relues: Relues, _contexte: Contexte) -> None:
    """Say that the values stand beside their names, instead of what no cell then is.

    Looked for where no line has a day; the first lines then have one, and two amounts, so many
    columns aside.
    """
    rapport, lignes = lecture.rapport, lecture.bilan.lignes
    perdues = sum(
        n
        for (code, colonne), n in rapport.colonnes.items()
        if colonne == "EcritureDate" and code.startswith("LIG") and kind_of(code).non_conforme
    )
    if lignes < LIGNES_MIN or perdues < lignes:
        return
    lus = relues.read(range(2, 2 + _LIGNES_VUES))
    lines = [lus[n] for n in range(2, 2 + _LIGNES_VUES) if n in lus]
    noms = {champ: nom for nom, champ in relues.champs.items()}
    for decalage in _DECALAGES:
        if lines and all(_stands(line, relues.champs, noms, decalage) for line in lines):
            kinds = [kind for kind in _kinds(rapport) if kind.portee is not Portee.FICHIER]
            nombre = sum(rapport.comptes[kind.code] for kind in kinds)
            slots = {"nombre": nombre, "decalage": decaler(decalage)}
            gone = _withdraw(rapport, kinds)
            _tell(rapport, Anomalie(fic.COLONNES_DECALEES, colonne=_JOUR, slots=slots), [])
            assert gone
            return


def _stands(line: Textes, champs: Mapping[str, int], noms: Mapping[int, str], by: int) -> bool:
    """True when what is so many columns after these is a day and amounts."""
    for nom in (_JOUR, "Debit", "Credit"):
        texte = line.get(noms.get(champs.get(nom, 0) + by, ""), "")
        cellule = judge(COLONNES[nom], BIC, texte)
        bon = cellule.kind is None and (texte != "" or nom != _JOUR)
        if nom not in champs or not bon or (nom != _JOUR and not texte):
            return False
    return True


def tell_champs(lecture: Lecture, _relues: Relues, _contexte: Contexte) -> None:
    """Say that every line has the same number of fields, and not that of the names."""
    rapport = lecture.rapport
    nombre = rapport.comptes.get(lig.NOMBRE_DE_CHAMPS.code, 0)
    own = [a for a in rapport.anomalies if a.kind is lig.NOMBRE_DE_CHAMPS]
    comptes = {(a.slots["champs"], a.slots["attendus"]) for a in own}
    if lecture.bilan.lignes or nombre < LIGNES_MIN or len(comptes) != 1:
        return
    champs, attendus = comptes.pop()
    slots = {"champs": champs, "attendus": attendus, "nombre": nombre}
    gone = _withdraw(rapport, [lig.NOMBRE_DE_CHAMPS])
    _tell(rapport, Anomalie(fic.CHAMPS_PARTOUT, slots=slots), gone)


def _is_of_quotes(rapport: Rapport, kind: Kind) -> bool:
    own = [anomalie for anomalie in rapport.anomalies if anomalie.kind is kind]
    about = kind.portee is Portee.CELLULE or kind is fic.COLONNE_MAL_NOMMEE
    return about and bool(own) and all(is_quoted(anomalie.lu or "") for anomalie in own)


def _kinds(rapport: Rapport) -> list[Kind]:
    return list(dict.fromkeys(anomalie.kind for anomalie in rapport.anomalies))


def _withdraw(rapport: Rapport, kinds: list[Kind]) -> list[Anomalie]:
    """Count no more the anomalies of these kinds; they still weigh on their level."""
    gone = []
    for kind in kinds:
        gone += rapport.withdraw_all(kind)
        rapport.weigh(kind)
    return gone


def _tell(rapport: Rapport, found: Anomalie, gone: list[Anomalie]) -> None:
    """Say one thing, and write on it what was entailed by those that it replaces."""
    found.consequences = list(
        dict.fromkeys(said for anomalie in gone for said in anomalie.consequences)
    )[:_CONSEQUENCES_MAX]
    rapport.insert(found)
    rapport.sort()
