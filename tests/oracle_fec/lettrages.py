"""Lettrages: do the lines that share a lettrage code cancel one another, and under whom?"""

from __future__ import annotations

from boucle.compta.ecritures.lettrages import GROUPES_MIN
from boucle.errors.donnees import ecr
from oracle_fec.fichier import Fichier, Ligne

Groupe = tuple[str, str]
_Codes = dict[str, dict[Groupe, list[Ligne]]]


def judge_lettrages(fichier: Fichier) -> None:
    """Judge each group (code, compte, tiers), then each code over its groups."""
    if not fichier.has("EcritureLet"):
        return
    codes: _Codes = {}
    for ligne in fichier.lignes:
        code = ligne.textes["EcritureLet"]
        if code:
            groupe = ligne.compte, ligne.textes.get("CompAuxNum", "")
            codes.setdefault(code, {}).setdefault(groupe, []).append(ligne)
    separate: _Codes = {}
    for code, groupes in codes.items():
        united = _unite(groupes)
        if not united:
            separate[code] = groupes
            for lignes in groupes.values():
                _judge_groupe(fichier, lignes)
        elif len({tiers for _, tiers in united}) > 1 or not united[0][1]:
            first, other = united[0], united[1]
            citees = groupes[first][0].citee, groupes[other][0].citee
            fichier.say(fichier.constats.say_partage(ecr.LETTRAGE_PARTAGE, *citees))
    _judge_reemplois(fichier, separate)


def _ecart(lignes: list[Ligne]) -> int:
    return sum(ligne.ecart for ligne in lignes)


def _unite(groupes: dict[Groupe, list[Ligne]]) -> list[Groupe]:
    """List the groups that do not balance by themselves but do together, in order."""
    if not all(ligne.chiffree for lignes in groupes.values() for ligne in lignes):
        return []
    ouverts = [groupe for groupe, lignes in groupes.items() if _ecart(lignes)]
    return [] if sum(_ecart(groupes[groupe]) for groupe in ouverts) else ouverts


def _judge_groupe(fichier: Fichier, lignes: list[Ligne]) -> None:
    ecart = _ecart(lignes)
    if not ecart or not all(ligne.chiffree for ligne in lignes):
        return
    both = any(x.ecart > 0 for x in lignes) and any(x.ecart < 0 for x in lignes)
    kind = ecr.LETTRAGE_DESEQUILIBRE if both else ecr.LETTRAGE_OUVERT
    fichier.say(fichier.constats.say_lettrage(kind, lignes[0].citee, ecart))


def _judge_reemplois(fichier: Fichier, codes: _Codes) -> None:
    """Say that codes serve twice, in a file where most groups have a code of their own."""
    total = sum(map(len, codes.values()))
    shared = {code: groupes for code, groupes in codes.items() if len(groupes) > 1}
    if total < GROUPES_MIN or 2 * sum(map(len, shared.values())) >= total:
        return
    if not shared:
        return
    code = min(shared, key=lambda code: _seconde(shared[code]))
    first, second, *_ = shared[code].values()
    fichier.say(
        fichier.constats.say_partage(
            ecr.LETTRAGE_REEMPLOYE, second[0].citee, first[0].citee, nombre=len(shared)
        )
    )


def _seconde(groupes: dict[Groupe, list[Ligne]]) -> int:
    """Give the first line of the second group."""
    _, second, *_ = groupes.values()
    return second[0].n
