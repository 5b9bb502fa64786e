"""Causes: one fault told once: what it entails elsewhere is written on it, once a file is read.

The explanations come in one order, each looking at what those before it have left.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from boucle.compta.contexte import Contexte
from boucle.formats.fec.causes.corrections import complete
from boucle.formats.fec.causes.egarees import attach_egarees, tell_numeros
from boucle.formats.fec.causes.fichier import (
    tell_champs,
    tell_colonnes,
    tell_decalage,
    tell_guillemets,
    tell_numero,
)
from boucle.formats.fec.causes.lettrages import attach_lettrages
from boucle.formats.fec.causes.lignes import attach_lignes
from boucle.formats.fec.lecture.relecture import Relues
from boucle.formats.lecture import Lecture

Explication = Callable[[Lecture, Relues, Contexte], None]
"""It changes a lecture in place; relues: lines of the flat FEC that was read, asked for again."""

EXPLICATIONS: tuple[Explication, ...] = (
    tell_champs,  # lines that all have another number of fields than the names
    tell_guillemets,  # cells in quotes: what each of them breaks
    tell_decalage,  # values beside their names: nothing else can be told then
    tell_colonnes,  # a column that is blank on every line
    complete,  # a blank cell gets the value that the other lines give it: nothing is withdrawn
    attach_lettrages,  # a lettrage that an écriture unbalances, while that écriture is still told
    attach_lignes,  # an écriture that one bad cell of its own explains
    tell_numero,  # one number for every line: what it repeats, and the days it mixes
    tell_numeros,  # every écriture at once, where it is lines that are numbered
    attach_egarees,  # two écritures left, that one line parts
)


def explain(lecture: Lecture, source: Path, contexte: Contexte) -> Lecture:
    """Apply every explanation to the rapport of a flat FEC, and give the lecture back."""
    relues = Relues(source, contexte)
    for explication in EXPLICATIONS:
        explication(lecture, relues, contexte)
    return lecture
