"""Differences: an import set against another, or the books: nothing of either is lost.

On generated imports: taking away what is said removed and adding what is said added makes one
import from the other, line by line; an import has no difference with itself.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from sqlalchemy import select

from boucle.compta.etat import Etat
from boucle.operations.examen import differences
from boucle.operations.examen.differences import COMPARES, LIVRES, Differences
from boucle.store.livre.lignes import ligne as LIGNE
from boucle.store.travaux.imports import import_comptable as IMPORT
from operations.conftest import ACHAT, BANCAL, Scene, fec, ligne
from operations.test_impact import pieces

CAS = 8
Lignes = Counter[tuple[Any, ...]]


def lines(scene: Scene, demande: str) -> Lignes:
    """Give the lines of an import as the database has them, each as often as it is there."""
    tied = (LIGNE.c.import_id == IMPORT.c.import_id) & (LIGNE.c.tentative == IMPORT.c.tentative)
    with scene.store.lecture(None) as conn:
        rows = conn.execute(select(LIGNE).join(IMPORT, tied).where(IMPORT.c.demande == demande))
        return Counter(key(row) for row in rows.mappings())


def key(row: Any) -> tuple[Any, ...]:
    return tuple(row[nom] for nom in COMPARES)


def compare(scene: Scene, demande: str, contre: str = "") -> Differences:
    return differences.open_differences(scene.atelier, scene.acteur, demande, contre)


def applied(found: Differences, avant: Lignes) -> Lignes:
    """Do to some lines what the differences say."""
    made = Counter(avant)
    for piece in found.pieces:
        for one in piece.ecarts:
            if one.avant is not None:
                assert made[key(one.avant)] >= one.fois
                made[key(one.avant)] -= one.fois
            if one.apres is not None:
                made[key(one.apres)] += one.fois
    return +made


def ask(scene: Scene, nom: str, *given: str) -> str:
    told = scene.run(fec(*given), f"732829320FEC20251231_{nom}.txt", doublon="accepter")
    assert told["etat"] == Etat.A_VALIDER, told
    return str(told["id"])


def test_differences_make_one_import_from_the_other(livres: Scene) -> None:
    for n in range(CAS):
        rng = random.Random(n)
        first = list(pieces(rng))
        second = [*(first if n % 2 else []), *pieces(rng)]
        a, b = ask(livres, f"{n}_a", *first), ask(livres, f"{n}_b", *second)
        for one, other in ((a, b), (b, a)):
            found = compare(livres, other, one)
            assert applied(found, lines(livres, one)) == lines(livres, other), n
            added = sum(max(0, v) for v in diff(livres, one, other).values())
            assert found.total.ajoutees == added
        for one in (a, b):
            same = compare(livres, one, one)
            assert (same.pieces, same.total) == ((), differences.RIEN)
        # The same file again is the same lines.
        assert compare(livres, ask(livres, f"{n}_a", *first), a).pieces == ()


def diff(scene: Scene, one: str, other: str) -> Lignes:
    there = lines(scene, one)
    made = Counter(lines(scene, other))
    made.subtract(there)
    return made


def test_a_changed_amount_is_one_line_changed(livres: Scene) -> None:
    after = [one.replace("100,00", "101,00").replace("120,00", "121,00") for one in ACHAT]
    a, b = ask(livres, "a", *ACHAT), ask(livres, "b", *after)
    [piece] = compare(livres, b, a).pieces
    told = [(one.signe, sorted(one.changes), one.effet, one.fois) for one in piece.ecarts]
    assert sorted(told) == [("≠", ["credit"], -100, 1), ("≠", ["debit"], 100, 1)]


def test_a_line_that_is_there_twice_is_counted_twice(livres: Scene) -> None:
    one = (ligne("1", "606400", "1,00", "0,00"), ligne("1", "512000", "0,00", "1,00"))
    a, b = ask(livres, "a", *one), ask(livres, "b", *one, *one, *one)
    found = compare(livres, b, a)
    assert found.total == (4, 0, 200, 200)
    assert {(e.signe, e.fois) for piece in found.pieces for e in piece.ecarts} == {("+", 2)}


def test_the_nearest_import_is_proposed_first(livres: Scene) -> None:
    period = ask(livres, "autre", ligne("5", "606400", "9,00", "0,00"),
                 ligne("5", "512000", "0,00", "9,00"))  # fmt: skip
    named = ask(livres, "x", *ACHAT[:2], ligne("1", "401000", "0,00", "120,00"))
    same = ask(livres, "y", *ACHAT)
    mine = ask(livres, "x", *ACHAT)
    found = compare(livres, mine)
    assert [(one["demande"], one["parente"]) for one in found.choix] == [
        (same, 1), (named, 2), (period, 3),
    ]  # fmt: skip
    assert found.contre is not None
    assert (found.contre["demande"], found.pieces) == (same, ())
    # One that is not there is as good as none; any other of the dossier may be asked for.
    assert compare(livres, mine, period).total.ajoutees == 3
    assert compare(livres, mine, "x" * 36).contre == found.contre


def test_against_the_books_only_what_is_validated_counts(livres: Scene) -> None:
    first = ask(livres, "a", *ACHAT)
    mine = ask(livres, "b", *ACHAT)
    assert compare(livres, mine, LIVRES).total.ajoutees == 3
    livres.decide(first, Etat.VALIDE)
    assert compare(livres, mine, LIVRES).pieces == ()
    other = ask(livres, "v", ligne("7", "706000", "0,00", "5,00", journal="VE"),
                ligne("7", "411000", "5,00", "0,00", journal="VE"))  # fmt: skip
    livres.decide(other, Etat.VALIDE)
    # Another journal is another matter.
    assert compare(livres, mine, LIVRES).pieces == ()


def test_an_import_without_lines_is_set_against_nothing(livres: Scene) -> None:
    told = livres.run(fec(*BANCAL))
    assert not compare(livres, told["id"]).visible
