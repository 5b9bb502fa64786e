"""Impact: what is told before one signs is what the books then say, on generated imports.

The truth is read line by line from the validated imports and added up here, without any of the
sums that are kept. Each import is looked at by compte, tiers, journal and month, for each exercice
and for all the books: `BOUCLE_IMPACT` says how many imports (make fuzz: many more).
"""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from boucle.compta.etat import Etat
from boucle.operations.examen import impact
from boucle.operations.examen.impact import TOUT, VUES, Impact
from boucle.operations.livre import livre
from boucle.store.examen import impact as sums
from boucle.store.livre.lignes import ligne as LIGNE
from boucle.store.livre.lignes import solde as SOLDE
from boucle.store.travaux.imports import import_comptable as IMPORT
from operations.conftest import ACHAT, BANCAL, Scene, fec, ligne

CAS = int(os.environ.get("BOUCLE_IMPACT", "12"))
ANNEES = {"EXERCICE 2024": 2024, "EXERCICE 2025": 2025}
COMPTES = ("101000", "401000", "411000", "471000", "471200", "512000", "606400", "706000")
Verite = dict[tuple[str, ...], int]


def euros(centimes: int) -> str:
    return f"{centimes // 100},{centimes % 100:02d}"


def pieces(rng: random.Random) -> Iterator[str]:
    """Write a few balanced pieces, over one year or two."""
    years = rng.choice([(2024,), (2025,), (2024, 2025)])
    for num in range(1, rng.randint(1, 6) + 1):
        day = f"{rng.choice(years)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
        more = {"date": day, "journal": rng.choice(["AC", "VE", "BQ"])}
        left = 0
        for _ in range(rng.randint(1, 4)):
            amount = rng.choice([1, 99, 100, rng.randint(1, 10**9)])
            left += amount
            compte = rng.choice(COMPTES)
            tiers = {"tiers": rng.choice(["", "T1", "T2"])} if compte[:2] in ("40", "41") else {}
            yield ligne(str(num), compte, euros(amount), "0,00", **more, **tiers)
        yield ligne(str(num), rng.choice(COMPTES), "0,00", euros(left), **more)


def truth(scene: Scene, vue: str, annee: int | None) -> Verite:
    """Add up the lines of the validated imports, one by one."""
    found: Verite = defaultdict(int)
    tied = (LIGNE.c.import_id == IMPORT.c.import_id) & (LIGNE.c.tentative == IMPORT.c.tentative)
    with scene.store.lecture(None) as conn:
        rows = conn.execute(
            select(LIGNE).join(IMPORT, tied).where(IMPORT.c.etat == Etat.VALIDE)
        ).mappings()
        for row in rows:
            if annee is not None and row["date"].year != annee:
                continue
            values = {**row, "mois": f"{row['date']:%Y-%m}"}
            if vue != "tiers" or row["tiers"]:
                found[tuple(values[name] for name in VUES[vue])] += row["debit"] - row["credit"]
    return found


def looks(scene: Scene, demande: str) -> Iterator[Impact]:
    for vue in VUES:
        for choisi in (TOUT, *ANNEES):
            found = impact.open_impact(scene.atelier, scene.acteur, demande, vue, choisi)
            assert found.temoins
            if found.choisi == choisi:
                yield found


def test_what_is_told_before_is_what_the_books_say_after(livres: Scene, dialecte: str) -> None:
    seed = 0 if CAS <= 12 else random.randrange(10**6)
    seen = 0
    for n in range(CAS if dialecte == "sqlite" else CAS // 2):
        rng = random.Random(seed * 10**6 + n)
        told = livres.run(fec(*pieces(rng)), f"732829320FEC20251231_{n}.txt", doublon="accepter")
        assert told["etat"] == Etat.A_VALIDER, (seed, n, told)
        demande = told["id"]
        before = list(looks(livres, demande))
        counted = {
            (one.vue, one.choisi): truth(livres, one.vue, ANNEES.get(one.choisi)) for one in before
        }
        for one in before:
            verite = counted[one.vue, one.choisi]
            assert {m.cle: m.avant for m in one.mouvements} == {
                m.cle: verite.get(m.cle, 0) for m in one.mouvements
            }, (seed, n, one.vue)
            assert one.autres == len(verite.keys() - {m.cle for m in one.mouvements})
        livres.decide(demande, vers := rng.choice([Etat.VALIDE, Etat.VALIDE, Etat.REJETE]))
        for one in before:
            after = truth(livres, one.vue, ANNEES.get(one.choisi))
            verite = counted[one.vue, one.choisi]
            if vers is Etat.REJETE:
                assert after == verite
                continue
            expected = {**verite, **{m.cle: m.apres for m in one.mouvements}}
            assert after == expected, (seed, n, one.vue, one.choisi)
            seen += 1
        if vers is Etat.VALIDE:
            # Looked at again, the import is taken out of what was before it.
            again = list(looks(livres, demande))
            assert [o.mouvements for o in again] == [o.mouvements for o in before]
        else:
            found = impact.open_impact(livres.atelier, livres.acteur, demande)
            assert (found.visible, found.mouvements) == (False, ())
    assert seen > CAS
    for code, annee in ANNEES.items():
        rows = livre.balance(livres.store, livres.acteur, "D1", code)
        assert {(r["compte"],): r["debit"] - r["credit"] for r in rows} == truth(
            livres, "compte", annee
        )


def test_the_lot_and_the_database_give_the_same_sums(livres: Scene) -> None:
    told = livres.run(fec(*pieces(random.Random(7)), *pieces(random.Random(8))))
    with livres.store.lecture(None) as conn:
        row = conn.execute(select(IMPORT).where(IMPORT.c.demande == told["id"])).mappings().one()
        for vue in ("compte", "tiers", "journal"):
            lot = livres.atelier.lecteur.group(livres.perimetre, row, VUES[vue])
            assert lot is not None
            kept = [sums.Somme(*one) for one in lot if vue != "tiers" or one[0][0]]
            assert kept == sums.of_import(conn, livres.perimetre, row["import_id"], vue)


def test_what_it_creates_and_puts_in_waiting_is_listed(livres: Scene) -> None:
    attente = (ligne("9", "471000", "12,39", "0,00"), ligne("9", "512000", "0,00", "12,39"))
    first = livres.run(fec(*ACHAT, *attente))
    found = impact.open_impact(livres.atelier, livres.acteur, first["id"])
    crees = {one.genre: [code for code, _ in one.premiers] for one in found.crees}
    assert crees == {
        "journal": ["AC"],
        "compte": ["401000", "445660", "471000", "512000", "606400"],
        "tiers": ["DUPONT"],
    }
    assert found.attente is not None
    assert [(one["n"], one["debit"]) for one in found.attente.lignes] == [(5, 1239)]
    assert [one.cle[0] for one in found.mouvements if one.attente] == ["471000"]
    assert all(one.cree for one in found.mouvements)
    second = livres.run(fec(*ACHAT), "732829320FEC20241231_2.txt")
    again = impact.open_impact(livres.atelier, livres.acteur, second["id"])
    assert (again.crees, again.attente) == ([], None)
    assert not any(one.cree for one in again.mouvements)


def test_an_import_across_two_years_is_first_told_whole(livres: Scene) -> None:
    lines = [
        ligne("1", "606400", "1,00", "0,00", date="20241231"),
        ligne("1", "512000", "0,00", "1,00", date="20241231"),
        ligne("2", "606400", "2,00", "0,00", date="20250101"),
        ligne("2", "512000", "0,00", "2,00", date="20250101"),
    ]
    told = livres.run(fec(*lines), "732829320FEC20251231.txt")

    def effects(choisi: str) -> tuple[str, bool, dict[str, int]]:
        found = impact.open_impact(livres.atelier, livres.acteur, told["id"], "compte", choisi)
        return found.choisi, found.partiel, {one.cle[0]: one.effet for one in found.mouvements}

    assert effects("") == (TOUT, False, {"512000": -300, "606400": 300})
    assert effects("EXERCICE 2024") == ("EXERCICE 2024", True, {"512000": -100, "606400": 100})
    assert effects("EXERCICE 2025") == ("EXERCICE 2025", True, {"512000": -200, "606400": 200})
    assert effects("EXERCICE 1999")[0] == TOUT


def test_an_import_in_error_changes_nothing(livres: Scene) -> None:
    told = livres.run(fec(*BANCAL))
    found = impact.open_impact(livres.atelier, livres.acteur, told["id"])
    assert (found.visible, found.mouvements, found.crees) == (False, (), ())


@pytest.mark.parametrize("vue", ["compte", "journal", "mois"])
def test_sums_that_do_not_say_what_the_lines_say_are_never_shown(livres: Scene, vue: str) -> None:
    told = livres.run(fec(*ACHAT))
    with livres.store.transaction(livres.perimetre) as conn:
        conn.execute(
            update(SOLDE).where(SOLDE.c.compte == "606400").values(debit=SOLDE.c.debit + 1)
        )
    found = impact.open_impact(livres.atelier, livres.acteur, told["id"], vue)
    assert not found.temoins
