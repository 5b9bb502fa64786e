"""Controle: the check of a file of any format, without a server and without keeping anything.

It is the dry run of an import: the reader that an import would take, and its rules. The format is
the one that is asked for, else the one that claims the file; a FEC where none does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from boucle.compta.contexte import COMPTE_ATTENTE, REFUSER, Contexte
from boucle.errors import Anomalie, Rapport
from boucle.errors.donnees.fic import FORMAT_DOUBLE, FORMAT_INCONNU
from boucle.formats.reconnaissance import recognise
from boucle.formats.registre import FEC, FORMATS, JSON, PERSO, TRA
from boucle.operations.controle.verifier import (
    Chemin,
    digesting,
    faits_of,
    sources_of,
    verifier,
)
from boucle.operations.imports.exercices import exercices_of

COMME = {"fec": FEC, "tra": TRA, "json": JSON}
"""Formats that may be asked for by name; a table is asked for by its model."""
_TABLES = (".csv", ".xlsx", ".tra", ".json")


def controler(
    path: Chemin | Sequence[Chemin],
    *,
    comme: str = "",
    modele: Mapping[str, Any] | None = None,
    regime: str = "",
    nom: str = "",
    sans_nom: bool = False,
    description: bool = True,
    on_progress: Callable[[int], None] | None = None,
) -> Rapport:
    """Check one file; several paths are the parts of one FEC.

    comme: a key of COMME, '' to recognise. modele: that of a table, which it then is. The rest as
    `verifier` takes it, whose facts this rapport has too. Gives FIC-090 (two formats claim the
    file), FIC-091 (none does). Refus FICHIER_INTROUVABLE.
    """
    sources = sources_of(path)
    named = nom or sources[0].name
    claims = recognise(sources[0], "" if sans_nom else named) if len(sources) == 1 else [FEC]
    wanted = PERSO if modele is not None else COMME.get(comme, "")
    chosen = wanted or (claims[0] if claims else FEC)
    if chosen == FEC:
        rapport = verifier(
            path,
            regime=regime,
            nom=nom,
            sans_nom=sans_nom,
            description=description,
            on_progress=on_progress,
        )
    else:
        parametres = {} if modele is None else {"modele": dict(modele)}
        rapport = _read(sources[0], chosen, named, parametres, on_progress)
    for found in _doubts(claims, wanted, chosen, named):
        rapport.insert(found)
    return rapport


def _doubts(claims: list[str], wanted: str, chosen: str, nom: str) -> list[Anomalie]:
    """Say that several formats claim a file, or that none does."""
    if len(claims) > 1 or (claims and wanted and wanted not in (*claims, FEC)):
        noms = " et ".join(dict.fromkeys((*claims, chosen)))
        return [Anomalie(FORMAT_DOUBLE, slots={"formats": noms, "choisi": chosen})]
    if not claims and not wanted and nom.lower().endswith(_TABLES):
        return [Anomalie(FORMAT_INCONNU, slots={"choisi": chosen})]
    return []


def _read(
    source: Path,
    format_: str,
    nom: str,
    parametres: dict[str, Any],
    on_progress: Callable[[int], None] | None,
) -> Rapport:
    """Read a file as an import of this format would, with nothing known of the dossier."""
    contexte = Contexte(
        nom_fichier=nom, desequilibre=COMPTE_ATTENTE if format_ == PERSO else REFUSER
    )
    with digesting([source]) as digested:
        lecture = FORMATS[format_].read(source, contexte, parametres, on_progress=on_progress)
        empreinte, taille = digested.result()
    rapport, bilan = lecture.rapport, lecture.bilan
    rapport.faits = {
        **rapport.faits,
        "format": format_,
        "nom_fichier": nom,
        "taille_octets": taille,
        "sha256": empreinte,
        **faits_of(bilan),
    }
    rapport.faits["exercices"] = exercices_of(rapport, bilan)
    rapport.faits["lisible"] = lecture.lisible
    return rapport
