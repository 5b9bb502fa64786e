"""Queue: one import is held by one worker at a time, and a lost lease writes nothing."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, update

from boucle.compta.etat import Etat
from boucle.compta.voie import Voie
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers
from boucle.store.travaux import histoire, imports, queue
from boucle.store.travaux.imports import MoveLost
from boucle.values import Perimetre


@pytest.fixture
def perimetre(store: Store) -> Perimetre:
    with store.transaction(None) as conn:
        cabinet_id = dossiers.create_cabinet(conn, "demo", "Demo")
        return Perimetre(cabinet_id, dossiers.create(conn, cabinet_id, "D1"))


INSTANT = datetime(2026, 1, 31, 12, tzinfo=UTC)
A_MICROSECOND = timedelta(microseconds=1)


@pytest.fixture
def arrete(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the database's clock at INSTANT; what SQLite need not put in order comes backwards."""
    monkeypatch.setattr(Store, "maintenant", lambda self, conn: INSTANT)
    if store.dialecte == "sqlite":
        event.listen(
            store.engine,
            "connect",
            lambda conn, _: conn.execute("PRAGMA reverse_unordered_selects = ON"),
        )


def settle(store: Store, place: Perimetre, import_id: int, **values: object) -> None:
    """Set what is kept of an import, whatever its state allows."""
    with store.transaction(place) as conn:
        table = imports.import_comptable
        here = imports.here(place, import_id)
        conn.execute(update(table).where(here).values(**values))


def ask(store: Store, perimetre: Perimetre, demande: str) -> int:
    with store.transaction(perimetre) as conn:
        now = store.maintenant(conn)
        import_id = dossiers.allocate_ids(conn, perimetre, 1)[0]
        imports.create(
            conn,
            perimetre,
            import_id,
            now,
            {
                "demande": demande,
                "format": "FEC",
                "nom_fichier": "f.txt",
                "partenaire": "P",
                "auteur": "A",
                "limite": now + timedelta(hours=1),
            },
        )
    return import_id


def test_eight_workers_take_each_import_once(store: Store, perimetre: Perimetre) -> None:
    wanted = {ask(store, perimetre, f"d{n}") for n in range(20)}
    taken: list[int] = []

    def work(name: str) -> None:
        misses = 0
        while misses < 3:
            tache = queue.claim(store, name, 60)
            misses = misses + 1 if tache is None else 0
            if tache is not None:
                taken.append(tache.import_id)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(wanted)


def test_an_expired_lease_is_taken_over_and_the_first_holder_writes_nothing(
    store: Store, perimetre: Perimetre
) -> None:
    import_id = ask(store, perimetre, "d")
    first = queue.claim(store, "lent", -1)
    second = queue.claim(store, "vif", 60)
    assert first is not None
    assert second is not None
    assert (second.import_id, second.jeton) == (import_id, first.jeton + 1)
    assert queue.renew(store, first, 60, "load", 1) is False
    with pytest.raises(MoveLost), store.transaction(perimetre) as conn:
        imports.move(
            conn,
            perimetre,
            import_id,
            Etat.EN_COURS,
            Etat.A_VALIDER,
            store.maintenant(conn),
            auteur="lent",
            jeton=first.jeton,
        )
    with store.lecture(perimetre) as conn:
        moves = [(e["de"], e["vers"]) for e in histoire.events(conn, perimetre, import_id)]
    assert moves == [("", "en_attente"), ("en_attente", "en_cours"), ("en_cours", "en_cours")]


def test_a_move_that_is_not_allowed_is_a_programming_error(
    store: Store, perimetre: Perimetre
) -> None:
    import_id = ask(store, perimetre, "d")
    with pytest.raises(ValueError, match="not allowed"), store.transaction(perimetre) as conn:
        imports.move(
            conn,
            perimetre,
            import_id,
            Etat.EN_ATTENTE,
            Etat.VALIDE,
            store.maintenant(conn),
            auteur="x",
        )


@pytest.mark.usefixtures("arrete")
def test_a_lease_holds_until_its_end_and_not_after(store: Store, perimetre: Perimetre) -> None:
    import_id = ask(store, perimetre, "d")
    held = queue.claim(store, "w", 60)
    assert held == queue.Tache(perimetre, import_id, 1, Voie.GRANDE)
    assert queue.renew(store, held, 90, "load", 7) is True
    with store.lecture(perimetre) as conn:
        row = imports.get(conn, perimetre, import_id)
    assert row is not None
    assert (row["bail_fin"], row["etape"], row["progression"], row["bail_par"]) == (
        INSTANT + timedelta(seconds=90),
        "load",
        7,
        "w",
    )
    settle(store, perimetre, import_id, bail_fin=INSTANT)
    assert queue.claim(store, "x", 60) is None
    settle(store, perimetre, import_id, bail_fin=INSTANT - A_MICROSECOND)
    assert queue.claim(store, "x", 60, (Voie.PETITE,)) is None
    assert queue.claim(store, "x", 60) == queue.Tache(perimetre, import_id, 2, Voie.GRANDE, "w")
    with store.lecture(perimetre) as conn:
        row = imports.get(conn, perimetre, import_id)
    assert row is not None
    assert (row["bail_fin"], row["etape"], row["progression"], row["bail_par"]) == (
        INSTANT + timedelta(seconds=60),
        "",
        0,
        "x",
    )


@pytest.mark.usefixtures("arrete")
def test_a_new_try_waits_for_its_hour(store: Store, perimetre: Perimetre) -> None:
    import_id = ask(store, perimetre, "d")
    settle(store, perimetre, import_id, prochain_essai=INSTANT + A_MICROSECOND)
    assert queue.claim(store, "w", 60) is None
    settle(store, perimetre, import_id, prochain_essai=INSTANT)
    assert queue.claim(store, "w", 60) is not None


@pytest.mark.usefixtures("arrete")
def test_an_import_handed_over_may_be_taken_up_now(store: Store, perimetre: Perimetre) -> None:
    import_id = ask(store, perimetre, "d")
    held = queue.claim(store, "w", 60)
    assert held is not None
    queue.hand_over(store, held, "w", Voie.PETITE)
    with store.lecture(perimetre) as conn:
        row = imports.get(conn, perimetre, import_id)
    assert row is not None
    assert (row["etat"], row["voie"], row["bail_par"], row["bail_fin"], row["prochain_essai"]) == (
        "en_cours",
        Voie.PETITE,
        "",
        None,
        INSTANT,
    )


@pytest.mark.usefixtures("arrete")
def test_an_import_that_has_ended_is_held_no_more(store: Store, perimetre: Perimetre) -> None:
    import_id = ask(store, perimetre, "d")
    held = queue.claim(store, "w", 60)
    assert held is not None
    with store.transaction(perimetre) as conn:
        imports.move(
            conn,
            perimetre,
            import_id,
            Etat.EN_COURS,
            Etat.A_VALIDER,
            INSTANT,
            auteur="w",
            jeton=held.jeton,
        )
    assert queue.renew(store, held, 60, "load", 1) is False


@pytest.mark.usefixtures("arrete")
def test_the_lease_that_ran_out_first_is_taken_over_first_then_those_that_wait(
    store: Store, perimetre: Perimetre
) -> None:
    late, early, waiting = (ask(store, perimetre, f"d{n}") for n in range(3))
    for import_id, seconds in ((late, 1), (early, 2)):
        settle(store, perimetre, import_id, etat="en_cours",
               bail_fin=INSTANT - timedelta(seconds=seconds))  # fmt: skip
    taken = [queue.claim(store, "w", 60) for _ in range(3)]
    assert [tache.import_id for tache in taken if tache] == [early, late, waiting]


@pytest.mark.usefixtures("arrete")
def test_a_lease_that_ends_now_is_left_beside_one_that_ran_out(
    store: Store, perimetre: Perimetre
) -> None:
    held, over = ask(store, perimetre, "d0"), ask(store, perimetre, "d1")
    for import_id, end in ((held, INSTANT), (over, INSTANT - A_MICROSECOND)):
        settle(store, perimetre, import_id, etat="en_cours", bail_fin=end)
    tried = queue._candidates(store, (Voie.GRANDE,), queue.Tournee(), ())
    assert [row.import_id for row in tried] == [over]


@pytest.mark.usefixtures("arrete")
def test_the_twenty_that_wait_for_longest_are_tried_first(
    store: Store, perimetre: Perimetre
) -> None:
    wait = [ask(store, perimetre, f"d{n}") for n in range(41)]
    for rank, import_id in enumerate(wait):
        settle(store, perimetre, import_id, prochain_essai=INSTANT - timedelta(seconds=rank))
    tache = queue.claim(store, "w", 60)
    assert tache is not None
    assert tache.import_id in wait[-20:]


@pytest.mark.usefixtures("arrete")
def test_the_first_dossier_is_served_before_the_second(store: Store, perimetre: Perimetre) -> None:
    with store.transaction(None) as conn:
        second = Perimetre(perimetre.cabinet_id, dossiers.create(conn, perimetre.cabinet_id, "D2"))
    for place in (second, perimetre):
        ask(store, place, "d")
    taken = [queue.claim(store, "w", 60, tournee=queue.Tournee()) for _ in range(2)]
    assert [tache.perimetre for tache in taken if tache] == [perimetre, second]


@pytest.mark.usefixtures("arrete")
def test_a_cabinet_sweeps_its_own_imports_the_oldest_first(
    store: Store, perimetre: Perimetre
) -> None:
    with store.transaction(None) as conn:
        stranger = dossiers.create_cabinet(conn, "autre", "Autre")
        other = Perimetre(stranger, dossiers.create(conn, stranger, "D1"))
    first, last = ask(store, perimetre, "a"), ask(store, perimetre, "b")
    for place, import_id, seconds in (
        (perimetre, last, 1),
        (perimetre, first, 2),
        (other, ask(store, other, "c"), 3),
    ):
        settle(store, place, import_id, a_balayer=True, lot_empreinte="x", lot_octets=9,
               modifie_le=INSTANT - timedelta(seconds=seconds))  # fmt: skip
    with store.transaction(perimetre) as conn:
        listed = [
            [row.import_id for row in queue.to_sweep(conn, perimetre.cabinet_id, limit)]
            for limit in (9, 1)
        ]
        queue.swept(conn, perimetre, last, kept=True)
        queue.swept(conn, perimetre, first, kept=False)
        rows = [imports.get(conn, perimetre, import_id) for import_id in (last, first)]
    assert listed == [[first, last], [first]]
    assert [(row["a_balayer"], row["lot_empreinte"], row["lot_octets"]) for row in rows if row] == [
        (False, "x", 9),
        (False, None, None),
    ]
