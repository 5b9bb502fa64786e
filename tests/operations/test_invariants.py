"""A check that cannot fail proves nothing: each invariant names what is broken on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import Connection, text

from boucle.compta.etat import Etat
from boucle.formats.registre import FEC
from boucle.operations.imports import imports
from boucle.operations.sources.depots import deposit
from boucle.store.base.engine import Store
from boucle.store.livre import invariants

from .conftest import ACHAT, Scene, fec, scene

__all__ = ["scene"]

_VENTILATION = (
    "INSERT INTO ventilation (cabinet_id, dossier_id, import_id, tentative, n, axe, rang, section,"
    " debit, credit) SELECT cabinet_id, dossier_id, import_id, tentative, 2, 'A', 1, 'S', 1, 0"
    " FROM import_comptable"
)
VANDALISMES = {
    "I1": ("UPDATE ligne SET num = '99' WHERE n = 2",),
    "I2": ("UPDATE ligne SET debit = 20000000000000, credit = 20000000000000 WHERE n = 2",),
    "I3": ("DELETE FROM ligne WHERE n = 2",),
    "I4": ("UPDATE import_comptable SET lignes_source = lignes_source + 1",),
    "I5": ("UPDATE ligne SET compte = '401000' WHERE n = 2",),
    "I6": ("UPDATE solde SET debit = debit + 1",),
    "I7": ("UPDATE compte SET numero = '999999' WHERE numero = '606400'",),
    "I8": ("UPDATE import_comptable SET etat = 'rejete'",),
    "I9": ("UPDATE import_evenement SET jeton = 99",),
    "I10": ("UPDATE import_comptable SET etat = 'en_cours', bail_par = 'x', bail_fin = NULL",),
    "I11": ("UPDATE import_comptable SET demande = 'une autre'",),
    "I12": ("UPDATE import_comptable SET date_min = date_min + 4000",),
    "I13": ("UPDATE compte SET revision = 999999 WHERE numero = '606400'",),
    "I14": ("UPDATE audit SET auteur = 'quelqu''un d''autre'",),
    "I15": ("UPDATE import_comptable SET erreur = 'https://hote/f?sig=secret'",),
    "I17": (_VENTILATION,),
    "I18": (_VENTILATION,),
    "I19": (_VENTILATION, "UPDATE import_comptable SET etat = 'rejete'"),
    "I25": ("UPDATE import_comptable SET etat = 'validation_demandee'",),
    "I24": ("DELETE FROM evenement WHERE numero = 1",),
    "I20": ("UPDATE occupation SET octets = octets + 1",),
}


def validate_one(scene: Scene) -> None:
    """Import and validate the books of the stories, under an idempotency key."""
    path = scene.folder / "732829320FEC20241231.txt"
    path.write_bytes(fec(*ACHAT))
    uri = deposit(scene.atelier, scene.acteur, path)
    demande = imports.Demande.read({"codeIbs": "D1", "URI": uri})
    keyed = replace(demande, rejeu=("une-cle", "0" * 64))
    ident = imports.request(scene.atelier, scene.acteur, FEC, keyed)
    scene.work()
    scene.decide(ident, Etat.VALIDE)


def broken(scene: Scene) -> set[str]:
    return {violation.split(" ")[0] for violation in scene.violations()}


def test_every_invariant_has_its_vandal() -> None:
    said = {invariant.code for invariant in invariants.INVARIANTS} | {"I14"}
    assert said == set(VANDALISMES)


@pytest.mark.parametrize("code", VANDALISMES)
def test_what_is_broken_is_named(scene: Scene, code: str) -> None:
    validate_one(scene)
    assert broken(scene) == set()
    with scene.store.transaction(None) as conn:
        for sql in VANDALISMES[code]:
            assert conn.execute(text(sql)).rowcount
    assert code in broken(scene)


def test_a_key_taken_without_an_answer_is_named(scene: Scene) -> None:
    validate_one(scene)
    with scene.store.transaction(None) as conn:
        conn.execute(text("UPDATE idempotence SET statut = 0"))
    assert broken(scene) == {"I11"}


@contextmanager
def undone(scene: Scene) -> Iterator[Connection]:
    """Open a connection of the owner, whose changes are rolled back; keys are not checked on
    SQLite."""
    config = scene.store.config
    owner = Store(replace(config, database=config.database_proprietaire))
    with owner.engine.connect() as conn:
        if scene.store.dialecte == "sqlite":
            raw = conn.connection.dbapi_connection
            assert raw is not None
            raw.execute("PRAGMA foreign_keys = OFF")  # type: ignore[attr-defined]
        trans = conn.begin()
        try:
            yield conn
        finally:
            trans.rollback()
            conn.invalidate()
            owner.close()


def test_a_broken_base_is_named(scene: Scene) -> None:
    validate_one(scene)
    sqlite = scene.store.dialecte == "sqlite"
    with undone(scene) as conn:
        if sqlite:
            conn.execute(text("DELETE FROM import_comptable"))
        else:
            conn.execute(text("ALTER TABLE compte DISABLE ROW LEVEL SECURITY"))
        found = list(invariants.integrity(conn))
    assert ("foreign key of ligne" if sqlite else "row-level security of compte") in found
