"""Histoire: each change of state of an import, in order, written with the change itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, ForeignKeyConstraint, RowMapping, select

from boucle.compta.etat import DEMANDES, Etat
from boucle.store.base.metadata import perimetre_columns, table
from boucle.store.base.types import Entier, Instant, Texte
from boucle.store.travaux import evenements
from boucle.store.travaux.evenements import Evenement
from boucle.values import Perimetre

import_evenement = table(
    "import_evenement",
    *perimetre_columns(),
    Column("import_id", Entier, primary_key=True, autoincrement=False),
    Column("seq", Entier, primary_key=True, autoincrement=False),
    Column("de", Texte, nullable=False),
    Column("vers", Texte, nullable=False),
    Column("jeton", Entier, nullable=False),
    Column("auteur", Texte, nullable=False),
    Column("profil", Entier, nullable=True),
    Column("detail", Texte, nullable=False),
    Column("le", Instant, nullable=False),
    ForeignKeyConstraint(
        ["cabinet_id", "dossier_id", "import_id"],
        [f"import_comptable.{name}" for name in ("cabinet_id", "dossier_id", "import_id")],
    ),
    distribution="dossier",
)


def events(conn: Connection, perimetre: Perimetre, import_id: int) -> Sequence[RowMapping]:
    """List the events of an import in order."""
    c = import_evenement.c
    query = select(import_evenement).where(
        c.cabinet_id == perimetre.cabinet_id,
        c.dossier_id == perimetre.dossier_id,
        c.import_id == import_id,
    )
    return conn.execute(query.order_by(c.seq)).mappings().all()


def last_event(conn: Connection, perimetre: Perimetre, import_id: int) -> RowMapping | None:
    """Give the last event of an import: who brought it where it is, and when."""
    c = import_evenement.c
    query = select(import_evenement).where(
        c.cabinet_id == perimetre.cabinet_id,
        c.dossier_id == perimetre.dossier_id,
        c.import_id == import_id,
    )
    return conn.execute(query.order_by(c.seq.desc()).limit(1)).mappings().one_or_none()


def note(
    conn: Connection, perimetre: Perimetre, told: dict[str, Any], acteur: str, **change: Any
) -> None:
    """Write a change in the history of its import, and have it told to the whole cabinet."""
    conn.execute(
        import_evenement.insert().values(
            cabinet_id=perimetre.cabinet_id,
            dossier_id=perimetre.dossier_id,
            **change,
        )
    )
    facts = {name: change[name] for name in ("de", "vers", "profil", "detail")}
    evenements.note(
        conn,
        Evenement(
            perimetre.cabinet_id,
            perimetre.dossier_id,
            genre_of(change),
            change["auteur"],
            acteur,
            change["le"],
            facts | told,
            change["import_id"],
            change["seq"],
        ),
    )


def genre_of(change: dict[str, Any]) -> str:
    """Name the event that tells a move of an import."""
    if change["vers"] == Etat.A_VALIDER and change["de"] in DEMANDES.values():
        # A person takes it back; the server gives it up when nobody has the right any more.
        return "import.decision_" + ("abandonnee" if change["profil"] is None else "annulee")
    return f"import.{change['vers']}"
