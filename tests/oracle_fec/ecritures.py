"""Ecritures: the rules that look at whole écritures and at their sequence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from boucle.compta.bilan import CLE_NUM
from boucle.compta.ecritures.runs import DatesMelees, Groupe
from boucle.errors import Anomalie
from boucle.errors.donnees import ecr, fic, lig
from oracle_fec.fichier import Fichier, Ligne
from oracle_fec.lettrages import judge_lettrages

Cle = tuple[str, str]
_NUMERO = re.compile(r"(.*?)([0-9]{1,15})", re.DOTALL)
_SIMPLE = re.compile(r"0|[1-9][0-9]{0,11}")
_SUITE_MIN = 10


def judge_ecritures(fichier: Fichier) -> None:
    """Apply every rule of this room."""
    ecritures = group(fichier)
    causes = find_causes(fichier)
    taken = {} if fichier.cle != CLE_NUM else find_reprises(fichier, ecritures, causes)
    for (journal, num), lignes in ecritures.items():
        _judge_balance(fichier, lignes, causes.get((journal, num)))
        pieces = taken.get((journal, num), [])
        if pieces:
            _judge_reprises(fichier, pieces)
        if not pieces or any(len(_days(piece)) > 1 for piece in pieces):
            _judge_dates(fichier, lignes)
    judge_lettrages(fichier)
    nums = {num for _, num in ecritures}
    if fichier.cle == CLE_NUM and len(nums) == 1 and _SIMPLE.fullmatch(num := nums.pop()):
        fichier.faits["numero_unique"] = num
    if fichier.cle == CLE_NUM:
        _judge_numeros(fichier, ecritures)


def group(fichier: Fichier) -> dict[Cle, list[Ligne]]:
    """Gather the lines by écriture, in order of first line."""
    ecritures: dict[Cle, list[Ligne]] = {}
    for ligne in fichier.lignes:
        if ligne.rattachee:
            ecritures.setdefault((ligne.journal, ligne.num), []).append(ligne)
    return ecritures


# Balance, and what explains that it cannot be judged.


def find_causes(fichier: Fichier) -> dict[Cle, int]:
    """Map each écriture whose balance cannot be judged to the first line that is the cause.

    A line whose amounts are not known spoils its own écriture; a line that belongs to none
    spoils the one before it and the one after it.
    """
    lines: list[tuple[int, Ligne | None]] = [(n, None) for n in fichier.illisibles]
    lines += [(ligne.n, ligne) for ligne in fichier.lignes]
    lines.sort(key=lambda entry: entry[0])
    causes: dict[Cle, int] = {}
    previous: Cle | None = None
    waiting: int | None = None
    for n, ligne in lines:
        if ligne is None or not ligne.rattachee:
            if previous is not None:
                causes.setdefault(previous, n)
            waiting = n if waiting is None else waiting
            continue
        key = (ligne.journal, ligne.num)
        for cause in (waiting, None if ligne.chiffree else n):
            if cause is not None:
                causes[key] = min(cause, causes.get(key, cause))
        previous, waiting = key, None
    return causes


def _judge_balance(fichier: Fichier, lignes: list[Ligne], cause: int | None) -> None:
    ecart, say = _ecart(lignes), fichier.constats
    if not ecart and len(lignes) != 1:
        return
    citee, groupe = lignes[0].citee, Groupe(lignes[0].n, lignes[-1].n, ecart)
    if cause is not None:
        kind = say.ecart if ecart else ecr.UNE_LIGNE
        fichier.entrainees.append((cause, citee.entail(kind)))
    elif ecart:
        fichier.say(say.say_desequilibre(citee, groupe))
    elif lignes[0].debit:
        # A line that has both sides is told as such, and that it is its whole écriture with it.
        sides = next(
            a for a in fichier.anomalies if a.ligne == citee.n and a.kind is lig.DEUX_COTES
        )
        sides.consequences.append(citee.entail(ecr.UNE_LIGNE))
    else:
        fichier.say(say.say_une_ligne(citee, groupe))


def _judge_dates(fichier: Fichier, lignes: list[Ligne]) -> None:
    dated = [ligne for ligne in lignes if ligne.date is not None]
    days = _days(lignes)
    if len(days) < 2:
        return
    other = next(ligne for ligne in dated if ligne.date != dated[0].date)
    dates = DatesMelees(other.n, lignes[0].n, lignes[-1].n, days[0], days[-1])
    fichier.say(fichier.constats.say_dates(other.citee, dates))


def _days(lignes: list[Ligne]) -> list[int]:
    return sorted({ligne.date for ligne in lignes if ligne.date is not None})


# Numbering.


def find_reprises(
    fichier: Fichier, ecritures: dict[Cle, list[Ligne]], causes: dict[Cle, int]
) -> dict[Cle, list[list[Ligne]]]:
    """Map each number taken again in its journal to the écritures that bear it.

    Its lines are scattered, and each stretch of them is an écriture: it balances by itself.
    """
    rattachees = [ligne.n for ligne in fichier.lignes if ligne.rattachee]
    rangs = {n: rang for rang, n in enumerate(rattachees)}
    found = {}
    for key, lignes in ecritures.items():
        pieces = [[lignes[0]]]
        for before, ligne in pairwise(lignes):
            if rangs[ligne.n] == rangs[before.n] + 1:
                pieces[-1].append(ligne)
            else:
                pieces.append([ligne])
        whole = all(len(piece) > 1 and not _ecart(piece) for piece in pieces)
        if len(pieces) > 1 and whole and key not in causes:
            found[key] = pieces
    return found


def _ecart(lignes: list[Ligne]) -> int:
    return sum(ligne.ecart for ligne in lignes if ligne.chiffree)


def _judge_reprises(fichier: Fichier, pieces: list[list[Ligne]]) -> None:
    for piece in pieces[1:]:
        fichier.say(fichier.constats.say_repetition(piece[0].citee, pieces[0][0].citee))


@dataclass(slots=True)
class _Numero:
    """One number of a sequence: the écritures that bear it, in order of first line."""

    valeur: int
    porteurs: list[tuple[Cle, Ligne]] = field(default_factory=list)


_Suite = dict[int, _Numero]


def _judge_numeros(fichier: Fichier, ecritures: dict[Cle, list[Ligne]]) -> None:
    """Find whether numbers run through the file or by journal, then where they break."""
    file_wide, by_journal = _suites(ecritures, False), _suites(ecritures, True)
    nombre = sum(len(n.porteurs) for suite in file_wide.values() for n in suite.values())
    if not nombre:
        return
    repeats = nombre - sum(map(len, file_wide.values()))
    defauts, others = _gaps(file_wide.values()) + repeats, _gaps(by_journal.values())
    per_journal = defauts > others
    fichier.faits["numerotation"] = "journal" if per_journal else "fichier"
    suites, defauts = (by_journal, others) if per_journal else (file_wide, defauts)
    if 2 * defauts > nombre >= _SUITE_MIN:
        slots = {"defauts": defauts, "nombre": nombre}
        fichier.anomalies.append(Anomalie(fic.NUMEROS_SANS_SUITE, slots=slots))
        return
    for key, suite in suites.items():
        _judge_gaps(fichier, key, suite)
        _judge_returns(fichier, key, suite)
        if not per_journal:
            _judge_repeats(fichier, suite)


def _suites(ecritures: dict[Cle, list[Ligne]], per_journal: bool) -> dict[Cle, _Suite]:
    suites: dict[Cle, _Suite] = {}
    for (journal, num), lignes in ecritures.items():
        m = _NUMERO.fullmatch(num)
        if m is None:
            continue
        suite = suites.setdefault((journal if per_journal else "", m[1]), {})
        valeur = int(m[2])
        suite.setdefault(valeur, _Numero(valeur)).porteurs.append(((journal, num), lignes[0]))
    return suites


def _gaps(suites: Iterable[_Suite]) -> int:
    return sum(b - a > 1 for suite in suites for a, b in pairwise(sorted(suite)))


def _judge_gaps(fichier: Fichier, key: Cle, suite: _Suite) -> None:
    journal, prefixe = key
    for before, after in pairwise(sorted(suite)):
        if after - before > 1:
            first = suite[after].porteurs[0][1].citee
            fichier.say(fichier.constats.say_saut(first, journal, prefixe, (before, after)))


def _judge_returns(fichier: Fichier, key: Cle, suite: _Suite) -> None:
    """A number lower than the one before it, among the first bearers of each number."""
    journal, prefixe = key
    previous: int | None = None
    for numero in suite.values():
        citee = numero.porteurs[0][1].citee
        if previous is not None and numero.valeur < previous:
            fichier.say(fichier.constats.say_recul(citee, journal, f"{prefixe}{previous}"))
        previous = numero.valeur


def _judge_repeats(fichier: Fichier, suite: _Suite) -> None:
    for numero in suite.values():
        autre = numero.porteurs[0][1].citee
        for _, ligne in numero.porteurs[1:]:
            fichier.say(fichier.constats.say_repetition(ligne.citee, autre))
