"""Queue: one import is held by one worker at a time, and a lost lease writes nothing."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from boucle.compta.etat import Etat
from boucle.store import dossiers, imports, queue
from boucle.store.engine import Store
from boucle.store.imports import MoveLost
from boucle.values import Perimetre


@pytest.fixture
def perimetre(store: Store) -> Perimetre:
    with store.transaction(None) as conn:
        cabinet_id = dossiers.create_cabinet(conn, "demo", "Demo")
        return Perimetre(cabinet_id, dossiers.create(conn, cabinet_id, "D1"))


def ask(store: Store, perimetre: Perimetre, demande: str) -> int:
    with store.transaction(perimetre) as conn:
        now = store.maintenant(conn)
        import_id = dossiers.allocate_ids(conn, perimetre, 1)[0]
        imports.create(conn, perimetre, import_id, now, {
            "demande": demande, "format": "FEC", "nom_fichier": "f.txt", "partenaire": "P",
            "auteur": "A", "limite": now + timedelta(hours=1),
        })
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
            conn, perimetre, import_id, Etat.EN_COURS, Etat.A_VALIDER, store.maintenant(conn),
            auteur="lent", jeton=first.jeton,
        )
    with store.lecture(perimetre) as conn:
        moves = [(e["de"], e["vers"]) for e in imports.events(conn, perimetre, import_id)]
    assert moves == [("", "en_attente"), ("en_attente", "en_cours"), ("en_cours", "en_cours")]


def test_a_move_that_is_not_allowed_is_a_programming_error(
    store: Store, perimetre: Perimetre
) -> None:
    import_id = ask(store, perimetre, "d")
    with pytest.raises(ValueError, match="not allowed"), store.transaction(perimetre) as conn:
        imports.move(
            conn, perimetre, import_id, Etat.EN_ATTENTE, Etat.VALIDE, store.maintenant(conn),
            auteur="x",
        )
