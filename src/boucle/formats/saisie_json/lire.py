"""Lire: the lines of an accepted JSON import, made a saisie with what each line bears.

The body was read and accepted when it was sent; it is read again here, by the same code. What the
dossier knew at that moment (codes that are missing, codes that take their place) comes with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from boucle.compta import detail as details
from boucle.compta.bilan import Bilan
from boucle.compta.contexte import Contexte, Exercice
from boucle.compta.detail import A_NOUVEAU, INITIAL
from boucle.compta.ecritures.assemblage import Assemblage
from boucle.compta.lot import normalise_compte
from boucle.compta.regles.collecte import Collecte
from boucle.compta.saisie import SCHEMA, build_saisie
from boucle.compta.ventilation import build_ventilation
from boucle.errors import Anomalie, Refus
from boucle.errors.donnees import lig
from boucle.errors.donnees.imp import JSON_REFUSE
from boucle.formats.lecture import Lecture
from boucle.formats.saisie_json.champs import COTES, JOURS, JOURS_ISO, TEXTES
from boucle.formats.saisie_json.corps import Envoi, read_envoi
from boucle.formats.saisie_json.parts import amounts
from boucle.schema.json import read_json
from boucle.values import day_of

OnFrame = Callable[[pl.DataFrame], None]
_NOMS = {
    **{entry.column: entry.champ.nom for entry in TEXTES},
    **{column: nom for nom, column in JOURS.items()},
    **{column: nom for nom, (column, _) in JOURS_ISO.items()},
    **{cote: cote for cote in COTES},
}
_OPTIONS = {
    "journal": "createNewJournaux",
    "compte": "createNewComptes",
    "tiers": "createNewTiers",
}


def read(
    source: Path,
    contexte: Contexte,
    parametres: Mapping[str, Any],
    *,
    on_lot: OnFrame | None = None,
    on_progress: Callable[[int], None] | None = None,
    on_ventilation: OnFrame | None = None,
    on_detail: OnFrame | None = None,
) -> Lecture:
    """Read the body of an importJson, kept as it came; never raises for what it holds.

    parametres: `inconnus` and `remplacants`, by kind of code: see `imports/import_json.py`.
    """
    collecte = Collecte()
    try:
        envoi = read_envoi(read_json(source.read_bytes()).get("data"))
        cause = envoi.fautes[0].message if envoi.fautes else ""
    except Refus as refus:
        cause = refus.message
    if cause:
        collecte.add(Anomalie(JSON_REFUSE, slots={"cause": cause}))
        return Lecture(collecte.finish(), Bilan())
    _bend(envoi, contexte, parametres, collecte)
    assemblage = Assemblage(
        contexte, collecte, on_lot, on_ventilation=on_ventilation, on_detail=on_detail, noms=_NOMS
    )
    assemblage.add(_saisie(envoi), _ventilation(envoi), _detail(envoi))
    if on_progress is not None:
        on_progress(len(envoi.lignes))
    bilan = assemblage.finish()
    rapport = collecte.finish()
    rapport.faits = {
        "nom_fichier": "Import JSON",
        "lignes": bilan.lignes,
        "cle_ecriture": bilan.cle_ecriture,
    }
    return Lecture(rapport, bilan)


def _bend(
    envoi: Envoi, contexte: Contexte, parametres: Mapping[str, Any], collecte: Collecte
) -> None:
    """Do to each line what the options say, and say what was done or cannot be."""
    for nom, n in envoi.ignores.items():
        collecte.add(Anomalie(lig.CHAMP_IGNORE, ligne=n, colonne=nom))
    derniere = _last_open(contexte) if not envoi.options["multiPeriode"] else None
    for ligne in envoi.lignes:
        compte = envoi.options.booked(ligne.get("compte", ""))
        ligne["compte"] = normalise_compte(compte, contexte.longueur_compte)
        for genre in _OPTIONS:
            _replace(ligne, genre, parametres, collecte)
        _judge_day(ligne, envoi, derniere, collecte)
        opening = ligne.get("journal") == A_NOUVEAU or ligne.get("type_ligne") == INITIAL
        if opening and not envoi.options["aNouveaux"]:
            collecte.add(_cell(lig.A_NOUVEAU_REFUSE, ligne, "journal"))
        if envoi.options["createPieceRef"] and not ligne.get("piece_ref"):
            jour = day_of(ligne["date"])
            made = f"{ligne.get('journal', '')}-{jour:%Y%m%d}"
            ligne["piece_ref"] = ligne.get("reference") or made


def _replace(
    ligne: dict[str, Any], genre: str, parametres: Mapping[str, Any], collecte: Collecte
) -> None:
    """Put the default code in the place of one that is unknown and may not be created."""
    code = ligne.get(genre, "")
    remplacant = parametres.get("remplacants", {}).get(genre, "")
    if genre == "journal" and not code:
        ligne[genre] = remplacant
        return
    if code not in parametres.get("inconnus", {}).get(genre, ()):
        return
    if not remplacant:
        collecte.add(_cell(lig.CODE_INCONNU, ligne, genre, option=_OPTIONS[genre]))
        return
    found = _cell(lig.CODE_REMPLACE, ligne, genre)
    found.corrige = ligne[genre] = remplacant
    ligne.pop(f"{genre}_lib", None)
    collecte.add(found)


def _judge_day(
    ligne: dict[str, Any], envoi: Envoi, derniere: Exercice | None, collecte: Collecte
) -> None:
    jour = ligne["date"]
    low, high = envoi.debut, envoi.fin
    if (low is not None and jour < low) or (high is not None and jour > high):
        bounds = {
            nom: "…" if day is None else f"{day_of(day):%d/%m/%Y}"
            for nom, day in (("debut", low), ("fin", high))
        }
        collecte.add(_cell(lig.DATE_HORS_CONTEXTE, ligne, "date", **bounds))
    elif derniere is not None and not derniere.holds(day_of(jour)):
        collecte.add(_cell(lig.PERIODE_NON_DERNIERE, ligne, "date", exercice=derniere.code))


def _last_open(contexte: Contexte) -> Exercice | None:
    return max(
        (year for year in contexte.exercices if not year.clos),
        key=lambda year: year.fin,
        default=None,
    )


def _cell(kind: Any, ligne: dict[str, Any], column: str, **slots: Any) -> Anomalie:
    value = ligne.get(column, "")
    if column == "date":
        value = day_of(value).isoformat()
    return Anomalie(kind, ligne=ligne["n"], colonne=_NOMS[column], lu=str(value), slots=slots)


def _saisie(envoi: Envoi) -> pl.DataFrame:
    blank = {"debit": 0, "credit": 0}
    return build_saisie(
        {
            name: [
                ligne.get(name, blank.get(name, "" if dtype == pl.String() else None))
                for ligne in envoi.lignes
            ]
            for name, dtype in SCHEMA.items()
        }
    )


def _detail(envoi: Envoi) -> pl.DataFrame:
    own = {column for ligne in envoi.lignes for column in ligne} & details.SCHEMA.keys()
    return details.without_blanks(
        details.build_detail(
            {
                name: [
                    ligne.get(name, "" if details.SCHEMA[name] == pl.String() else None)
                    for ligne in envoi.lignes
                ]
                for name in own | {"n"}
            }
        )
    )


def _ventilation(envoi: Envoi) -> pl.DataFrame:
    rows = [
        (ventilee.n, ventilee.axe, part.section, part.libelle, debit, credit, part.quantite)
        for ventilee in envoi.ventilees
        for part, debit, credit in amounts(ventilee.parts, ventilee.net)
    ]
    names = ("n", "axe", "section", "section_lib", "debit", "credit", "quantite")
    return build_ventilation({name: [row[rank] for row in rows] for rank, name in enumerate(names)})
