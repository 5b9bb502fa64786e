"""Extrait: some lines as they are stored, with all that goes with them, for whoever writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, RowMapping

from boucle.store.livre import lignes, pieces_jointes, ventilations
from boucle.values import Perimetre

Place = tuple[int, int]
"""Import of a line, and its number in it."""


@dataclass(slots=True)
class Extrait:
    """Some lines, and what goes with them.

    libelles: texts by import, kind (journal, compte, tiers), code and variant. sources: what the
    import of a line says of it, by import. joints: objectId of the document that is kept for a
    line. selection: fields of the wire, () for all of them. suite: where the next page begins,
    or ''.
    """

    lignes: Sequence[RowMapping] = ()
    libelles: dict[tuple[int, str, str, int], str] = field(default_factory=dict)
    parts: dict[Place, list[RowMapping]] = field(default_factory=dict)
    details: dict[Place, RowMapping] = field(default_factory=dict)
    sources: Mapping[int, RowMapping] = field(default_factory=dict)
    joints: dict[Place, str] = field(default_factory=dict)
    selection: tuple[str, ...] = ()
    suite: str = ""

    def label(self, row: RowMapping, genre: str) -> str:
        """Give the label that a line came with, of its journal, its compte or its tiers."""
        key = row["import_id"], genre, row[genre], row[f"lib_{genre}"]
        return self.libelles.get(key, "")


def gather(
    conn: Connection,
    perimetre: Perimetre,
    rows: Sequence[RowMapping],
    sources: Mapping[int, RowMapping],
) -> Extrait:
    """Read what goes with some lines; sources: `Extrait.sources`."""
    extrait = Extrait(rows, sources=sources)
    by_import: dict[tuple[int, int], list[int]] = {}
    for row in rows:
        by_import.setdefault((row["import_id"], row["tentative"]), []).append(row["n"])
    for (import_id, tentative), numbers in by_import.items():
        for key, text in lignes.libelles(conn, perimetre, import_id, tentative).items():
            extrait.libelles[(import_id, *key)] = text
        for part in ventilations.parts(conn, perimetre, import_id, tentative, numbers):
            extrait.parts.setdefault((import_id, part["n"]), []).append(part)
        found = ventilations.details(conn, perimetre, import_id, tentative, numbers)
        extrait.details |= {(import_id, n): detail for n, detail in found.items()}
        said = {n: adresse for n, detail in found.items() if (adresse := detail["piece_jointe"])}
        kept = pieces_jointes.documents_of(conn, perimetre, import_id, tentative, said.values())
        extrait.joints |= {
            (import_id, n): kept[adresse] for n, adresse in said.items() if adresse in kept
        }
    return extrait
