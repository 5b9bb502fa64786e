"""File: whose turn it is among the imports that wait: lanes, cabinets, dossiers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import text

from boucle.compta.voie import TOUTES, Voie, voie_of
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers
from boucle.store.travaux import histoire, imports, queue
from boucle.store.travaux.imports import MoveLost
from boucle.store.travaux.queue import Tournee
from boucle.values import Perimetre

MIB = 1 << 20
ANY = (Voie.GRANDE, Voie.PETITE)


def cabinet(store: Store, code: str, *codes: str) -> list[Perimetre]:
    """Create a cabinet and its dossiers."""
    with store.transaction(None) as conn:
        cabinet_id = dossiers.create_cabinet(conn, code, code)
        return [Perimetre(cabinet_id, dossiers.create(conn, cabinet_id, d)) for d in codes]


def ask(store: Store, perimetre: Perimetre, n: int, voie: Voie = Voie.GRANDE) -> None:
    """Make n imports wait in a lane of a dossier."""
    with store.transaction(perimetre) as conn:
        now = store.maintenant(conn)
        for import_id in dossiers.allocate_ids(conn, perimetre, n):
            imports.create(
                conn,
                perimetre,
                import_id,
                now,
                {
                    "demande": f"d{import_id}",
                    "format": "FEC",
                    "nom_fichier": "f.txt",
                    "partenaire": "P",
                    "auteur": "A",
                    "voie": voie,
                    "limite": now + timedelta(hours=1),
                },
            )


def served(
    store: Store, n: int, voies: Sequence[Voie] = TOUTES, tournee: Tournee | None = None
) -> list[Perimetre | None]:
    """Name the dossiers of the next n imports taken."""
    tournee = tournee or Tournee()
    taken = [queue.claim(store, "w", 60, voies, tournee) for _ in range(n)]
    return [tache.perimetre if tache else None for tache in taken]


@pytest.mark.parametrize(("octets", "archive", "voie"), [
    (2 * MIB, False, Voie.PETITE), (2 * MIB + 1, False, Voie.GRANDE),
    (2 * MIB // 20, True, Voie.PETITE), (2 * MIB // 20 + 1, True, Voie.GRANDE),
])  # fmt: skip
def test_a_file_has_the_lane_of_its_size(octets: int, archive: bool, voie: Voie) -> None:
    assert voie_of(octets, archive=archive) is voie


def test_a_cabinet_that_waits_for_129_does_not_starve_another(store: Store) -> None:
    [many], [one], [two] = (cabinet(store, code, "D") for code in "abc")
    ask(store, many, 129)
    ask(store, one, 1)
    ask(store, two, 2)
    assert served(store, 6) == [many, one, two, many, two, many]


def test_within_a_cabinet_each_dossier_has_its_turn(store: Store) -> None:
    many, one, two = cabinet(store, "a", "D1", "D2", "D3")
    ask(store, many, 129)
    ask(store, one, 1)
    ask(store, two, 2)
    assert served(store, 6) == [many, one, two, many, two, many]


def test_two_processes_do_not_start_a_turn_again_when_one_ends_it(store: Store) -> None:
    [many], [one] = cabinet(store, "a", "D"), cabinet(store, "b", "D")
    ask(store, many, 9)
    ask(store, one, 9)
    first, second = Tournee(), Tournee()
    shares = [served(store, 1, TOUTES, mine)[0] for _ in range(4) for mine in (first, second)]
    assert (shares.count(many), shares.count(one)) == (4, 4)


def test_a_lane_is_not_looked_into_by_who_has_another(store: Store) -> None:
    [here] = cabinet(store, "a", "D")
    for voie in (Voie.DISTANTE, Voie.GRANDE):
        ask(store, here, 1, voie)
    assert served(store, 1, (Voie.PETITE,)) == [None]
    assert served(store, 2, ANY) == [here, None]
    assert served(store, 1, (Voie.DISTANTE,)) == [here]


def test_the_first_lane_that_has_an_import_goes_first(store: Store) -> None:
    [here] = cabinet(store, "a", "D")
    ask(store, here, 2, Voie.PETITE)
    ask(store, here, 1, Voie.GRANDE)
    taken = [queue.claim(store, "w", 60, ANY) for _ in range(3)]
    assert [tache.voie for tache in taken if tache] == [Voie.GRANDE, Voie.PETITE, Voie.PETITE]


def test_a_cabinet_that_has_its_share_is_passed_over(store: Store) -> None:
    [many], [one] = cabinet(store, "a", "D"), cabinet(store, "b", "D")
    ask(store, many, 5)
    ask(store, one, 1)
    sauf = [many.cabinet_id]
    taken = [queue.claim(store, "w", 60, TOUTES, None, sauf) for _ in range(2)]
    assert [tache.perimetre if tache else None for tache in taken] == [one, None]


def test_an_import_put_in_another_lane_stays_under_way(store: Store) -> None:
    [here] = cabinet(store, "a", "D")
    ask(store, here, 1, Voie.DISTANTE)
    first = queue.claim(store, "w", 60)
    assert first is not None
    queue.hand_over(store, first, "w", Voie.PETITE)
    with pytest.raises(MoveLost):
        queue.hand_over(store, queue.Tache(here, first.import_id, 7, Voie.GRANDE), "w", Voie.GRANDE)
    assert queue.claim(store, "x", 60, (Voie.DISTANTE, Voie.GRANDE)) is None
    second = queue.claim(store, "x", 60, (Voie.PETITE,))
    assert second == queue.Tache(here, first.import_id, first.jeton + 1, Voie.PETITE)
    with store.lecture(here) as conn:
        moves = [(e["de"], e["vers"]) for e in histoire.events(conn, here, first.import_id)]
    assert moves == [
        ("", "en_attente"),
        ("en_attente", "en_cours"),
        ("en_cours", "en_cours"),
        ("en_cours", "en_cours"),
    ]
    assert queue.renew(store, first, 60, "load", 1) is False


def test_who_was_served_is_forgotten_before_it_fills_the_memory() -> None:
    tournee = Tournee()
    for cabinet_id in range(10_000):
        tournee.note(7, 0, cabinet_id)
    assert (tournee.last(0, 0), tournee.last(0, 9_999)) == (7, 7)
    tournee.note(8, 1, 1)
    assert (tournee.last(0, 0), tournee.last(1, 1)) == (0, 8)


def test_an_import_that_was_swept_is_listed_no_more_and_the_others_are(store: Store) -> None:
    [here] = cabinet(store, "a", "D")
    ask(store, here, 2)
    with store.transaction(here) as conn:
        conn.execute(text("UPDATE import_comptable SET a_balayer = true"))
    with store.transaction(here) as conn:
        first, second = [row.import_id for row in queue.to_sweep(conn, here.cabinet_id, 9)]
        queue.swept(conn, here, first, kept=False)
        assert [row.import_id for row in queue.to_sweep(conn, here.cabinet_id, 9)] == [second]


def test_each_step_of_a_claim_is_answered_by_the_index_of_the_queue(store: Store) -> None:
    seen = []
    [here] = cabinet(store, "a", "D")
    ask(store, here, 1)
    with store.lecture(None) as conn:
        explain = "EXPLAIN QUERY PLAN " if store.dialecte == "sqlite" else "EXPLAIN "
        if store.dialecte == "postgresql":
            conn.execute(text("SET LOCAL enable_seqscan = off"))
            conn.execute(text("SET LOCAL enable_bitmapscan = off"))
        for column, where in (
            ("cabinet_id", "cabinet_id > -1"),
            ("dossier_id", "cabinet_id = 1 AND dossier_id > -1"),
            ("prochain_essai", "cabinet_id = 1 AND dossier_id = 1"),
        ):
            rows = conn.execute(
                text(
                    f"{explain}SELECT {column} FROM import_comptable WHERE {imports.LIBRE} "
                    f"AND voie = 1 AND prochain_essai <= prochain_essai AND {where} "
                    f"ORDER BY {column} LIMIT 1"
                )
            )
            seen.append(" ".join(str(cell) for row in rows for cell in row))
    assert all("ix_import_comptable_file" in plan for plan in seen), seen
    assert not any("Sort" in plan or "TEMP B-TREE" in plan for plan in seen), seen
