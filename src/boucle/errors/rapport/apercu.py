"""Apercu: the part « Ce que j'ai lu » of a rapport, in sentences for a person.

What it is made of is in `formats/apercu.py`; here it is plain facts, as a rapport bears them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from boucle.errors.francais import accord, euros

TITRE = "Ce que j'ai lu"
Facts = Mapping[str, Any]


def sentences(apercu: Facts) -> Iterator[str]:
    """Say what kind of file it is, what names its columns, what it adds up to."""
    parts = [apercu["nature"]]
    if apercu.get("feuille"):
        parts.append(f"feuille « {apercu['feuille']} »")
    if apercu.get("encodage"):
        said = f" ({apercu['encodage_par']})" if apercu.get("encodage_par") else ""
        parts.append(f"codage {apercu['encodage']}{said}")
    if apercu["nature"] == "JSON":
        yield ", ".join([*parts, "champs nommés un à un"]) + "."
        yield _totals(apercu)
        return
    ligne = apercu["ligne_titres"]
    parts.append("sans titres" if ligne is None else f"titres à la ligne {ligne}")
    yield ", ".join(parts) + "."
    yield _totals(apercu)


def _totals(apercu: Facts) -> str:
    text = f"{accord(apercu['lignes'], 'ligne')}, {accord(apercu['ecritures'], 'écriture')}"
    if apercu["lignes"]:
        text += (
            f" par {apercu['cle_ecriture']}, débit {euros(apercu['debit_centimes'])}, "
            f"crédit {euros(apercu['credit_centimes'])}"
        )
    return text + "."


def columns(apercu: Facts) -> Iterator[tuple[str, str, str, str]]:
    """Give each column as place, title, what it is read as and what says so."""
    for colonne in apercu["colonnes"]:
        yield (
            str(colonne["place"] or "–"),
            colonne["titre"] or "(sans titre)",
            colonne["champ"] or "laissée de côté",
            colonne["par"],
        )


def sorts(apercu: Facts) -> Iterator[tuple[str, str, str]]:
    """Give each sort of record as what it is, how many there are, and what became of them."""
    for sorte in apercu.get("sortes", ()):
        code = f"{sorte['code']} · " if sorte["code"] else ""
        where = f"{sorte['nombre']}, dès la ligne {sorte['ligne']}"
        yield code + sorte["titre"], where, sorte["sort"]


def sort_des_fiches(creees: int, memes: int, differentes: int, refusees: int) -> str:
    """Say what became of the records of one sort."""
    parts = []
    if creees:
        parts.append(accord(creees, "créée"))
    if memes:
        parts.append(f"{memes} déjà là")
    if differentes:
        parts.append(f"{differentes} déjà là, autre dans le dossier qui est gardé")
    if refusees:
        parts.append(accord(refusees, "refusée"))
    return ", ".join(parts)


def left_out(apercu: Facts) -> Iterator[tuple[str, str, str]]:
    """Give each line that is not data as its number, why, and its text; then how many more."""
    for laissee in apercu["laissees"]:
        yield str(laissee["ligne"]), laissee["raison"], laissee["texte"]
    others = apercu["nombre_laissees"] - len(apercu["laissees"])
    if others > 0:
        yield "…", "", f"et {accord(others, 'autre')}"
