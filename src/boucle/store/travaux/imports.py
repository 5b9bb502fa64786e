"""Imports: the import requests, their states and their history; each row is its own job.

Every change of state is one statement that carries the state it expects, and one event row. A
worker's writes also carry its token: those of a worker that lost its lease change nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    RowMapping,
    UniqueConstraint,
    and_,
    select,
    text,
)

from boucle.compta.etat import DEPART, MOVES, VISIBLES, Etat
from boucle.compta.voie import Voie
from boucle.store.base.metadata import dossier_key, perimetre_columns, table
from boucle.store.base.ordre import Cle, after, sort
from boucle.store.base.types import Booleen, Entier, Instant, Jour, Texte
from boucle.store.travaux import histoire
from boucle.values import Perimetre

LIBRE = "bail_fin IS NULL AND etat IN ('en_attente', 'en_cours')"
"""What no worker holds and one should: never begun, or put back between two steps.

Always these words: with a parameter in their place the embedded database would not see that its
index answers.
"""

import_comptable = table(
    "import_comptable",
    *perimetre_columns(),
    Column("import_id", Entier, primary_key=True, autoincrement=False),
    Column("demande", Texte, nullable=False),
    Column("format", Texte, nullable=False),
    Column("nom_fichier", Texte, nullable=False),
    Column("partenaire", Texte, nullable=False),
    Column("auteur", Texte, nullable=False),
    Column("etablissement", Texte, nullable=False),
    Column("options", Texte, nullable=False),
    Column("source_uri", Texte, nullable=False),
    Column("source_url", Texte, nullable=True),
    Column("source_empreinte", Texte, nullable=False),
    Column("source_octets", Entier, nullable=False),
    Column("etat", Texte, nullable=False),
    Column("etape", Texte, nullable=False),
    Column("progression", Entier, nullable=False),
    Column("evenements", Entier, nullable=False),
    Column("voie", Entier, nullable=False),
    Column("essais", Entier, nullable=False),
    Column("prochain_essai", Instant, nullable=False),
    Column("limite", Instant, nullable=False),
    Column("jeton", Entier, nullable=False),
    Column("bail_par", Texte, nullable=False),
    Column("bail_fin", Instant, nullable=True),
    Column("tentative", Entier, nullable=True),
    Column("a_balayer", Booleen, nullable=False),
    Column("lignes", Entier, nullable=False),
    Column("lignes_source", Entier, nullable=False),
    Column("lignes_ajoutees", Entier, nullable=False),
    Column("derniere_ligne", Entier, nullable=False),
    Column("ecritures", Entier, nullable=False),
    Column("debit", Entier, nullable=False),
    Column("credit", Entier, nullable=False),
    Column("date_min", Jour, nullable=True),
    Column("date_max", Jour, nullable=True),
    Column("exercice", Texte, nullable=False),
    Column("regime", Texte, nullable=False),
    Column("colonnes_extra", Texte, nullable=False),
    Column("doublon_de", Entier, nullable=True),
    Column("erreur_code", Texte, nullable=False),
    Column("erreur", Texte, nullable=False),
    Column("avertissements", Entier, nullable=False),
    Column("cree_le", Instant, nullable=False),
    Column("modifie_le", Instant, nullable=False),
    # The Parquet file of its lines; null when they are read from the database alone.
    Column("lot_empreinte", Texte, nullable=True),
    Column("lot_octets", Entier, nullable=True),
    UniqueConstraint("cabinet_id", "dossier_id", "demande"),
    dossier_key(),
    Index("ix_import_comptable_demande", "cabinet_id", "demande"),
    Index("ix_import_comptable_source", "cabinet_id", "dossier_id", "source_empreinte"),
    Index(
        "ix_import_comptable_file",
        "voie",
        "cabinet_id",
        "dossier_id",
        "prochain_essai",
        postgresql_where=text(LIBRE),
        sqlite_where=text(LIBRE),
    ),
    Index(
        "ix_import_comptable_bail",
        "bail_fin",
        postgresql_where=text("etat = 'en_cours'"),
        sqlite_where=text("etat = 'en_cours'"),
    ),
    Index(
        "ix_import_comptable_balai",
        "modifie_le",
        postgresql_where=text("a_balayer"),
        sqlite_where=text("a_balayer"),
    ),
    distribution="dossier",
)

SERVEUR = "serveur"
"""Who acts when nobody in particular does."""

_C = import_comptable.c
_TOLD = (
    _C.demande,
    _C.format,
    _C.nom_fichier,
    _C.partenaire,
    _C.lignes,
    _C.ecritures,
    _C.debit,
    _C.credit,
    _C.date_min,
    _C.date_max,
    _C.erreur_code,
    _C.erreur,
    _C.cree_le,
)
"""What an event says of its import."""
_BLANK: dict[str, Any] = {
    "etablissement": "",
    "options": "{}",
    "source_uri": "",
    "source_url": None,
    "source_empreinte": "",
    "source_octets": 0,
    "etape": "",
    "progression": 0,
    "evenements": 1,
    "voie": Voie.GRANDE,
    "essais": 0,
    "jeton": 0,
    "bail_par": "",
    "bail_fin": None,
    "tentative": None,
    "a_balayer": False,
    "lignes": 0,
    "lignes_source": 0,
    "lignes_ajoutees": 0,
    "derniere_ligne": 0,
    "ecritures": 0,
    "debit": 0,
    "credit": 0,
    "date_min": None,
    "date_max": None,
    "exercice": "",
    "regime": "",
    "colonnes_extra": "[]",
    "doublon_de": None,
    "erreur_code": "",
    "erreur": "",
    "avertissements": 0,
    "lot_empreinte": None,
    "lot_octets": None,
}


class MoveLost(Exception):
    """The import was no longer in the expected state, or under another token: nothing changed."""


def here(perimetre: Perimetre, import_id: int) -> Any:
    """Give the condition that names one import by its whole key."""
    return and_(
        _C.cabinet_id == perimetre.cabinet_id,
        _C.dossier_id == perimetre.dossier_id,
        _C.import_id == import_id,
    )


def create(
    conn: Connection,
    perimetre: Perimetre,
    import_id: int,
    le: datetime,
    values: dict[str, Any],
    *,
    acteur: str = "",
) -> None:
    """Register an import request, waiting to be run; acteur: the identity of who asks."""
    row = {**_BLANK, **values, "etat": Etat.EN_ATTENTE, "prochain_essai": le}
    row |= {
        "cabinet_id": perimetre.cabinet_id,
        "dossier_id": perimetre.dossier_id,
        "import_id": import_id,
        "cree_le": le,
        "modifie_le": le,
    }
    conn.execute(import_comptable.insert().values(**row))
    told = {column.name: row[column.name] for column in _TOLD}
    histoire.note(
        conn,
        perimetre,
        told,
        acteur,
        import_id=import_id,
        seq=1,
        de=DEPART,
        vers=Etat.EN_ATTENTE,
        jeton=0,
        auteur=row["auteur"],
        profil=None,
        detail="",
        le=le,
    )


def get(conn: Connection, perimetre: Perimetre, import_id: int) -> RowMapping | None:
    """Give one import."""
    query = select(import_comptable).where(here(perimetre, import_id))
    return conn.execute(query).mappings().one_or_none()


def find(conn: Connection, cabinet_id: int, demande: str) -> RowMapping | None:
    """Give the import of a request id, in any dossier of the cabinet."""
    query = select(import_comptable).where(_C.cabinet_id == cabinet_id, _C.demande == demande)
    return conn.execute(query).mappings().one_or_none()


def find_source(
    conn: Connection, perimetre: Perimetre, empreinte: str, sauf: int
) -> RowMapping | None:
    """Give the first living import of the same bytes in the same dossier, another than `sauf`."""
    query = (
        select(import_comptable)
        .where(
            _C.cabinet_id == perimetre.cabinet_id,
            _C.dossier_id == perimetre.dossier_id,
            _C.source_empreinte == empreinte,
            _C.import_id < sauf,
            _C.etat.in_(VISIBLES),
        )
        .order_by(_C.import_id)
        .limit(1)
    )
    return conn.execute(query).mappings().one_or_none()


def list_imports(
    conn: Connection,
    perimetre: Perimetre,
    *,
    etats: Sequence[str],
    apres: Sequence[Any] = (),
    skip: int = 0,
    take: int,
) -> Sequence[RowMapping]:
    """List the imports of a dossier, newest first; apres: the import_id of the last one given."""
    query = select(import_comptable).where(
        _C.cabinet_id == perimetre.cabinet_id, _C.dossier_id == perimetre.dossier_id
    )
    if etats:
        query = query.where(_C.etat.in_(etats))
    cles = (Cle(_C.import_id, decroissant=True),)
    if apres:
        query = query.where(after(cles, apres))
    query = sort(query, cles).offset(skip).limit(take)
    return conn.execute(query).mappings().all()


def move(
    conn: Connection,
    perimetre: Perimetre,
    import_id: int,
    de: Etat,
    vers: Etat,
    le: datetime,
    *,
    auteur: str,
    acteur: str = SERVEUR,
    jeton: int | None = None,
    profil: int | None = None,
    detail: str = "",
    values: dict[str, Any] | None = None,
) -> None:
    """Make one allowed move, and write its event.

    acteur: the identity of who does it. jeton: the worker's token, without which a worker may
    change nothing. MoveLost when the import is not (or no longer) in the expected state under that
    token.
    """
    if (de, vers) not in MOVES:
        raise ValueError(f"move not allowed: {de} to {vers}")
    statement = (
        import_comptable.update()
        .where(here(perimetre, import_id), _C.etat == de)
        .values(**(values or {}), etat=vers, modifie_le=le, evenements=_C.evenements + 1)
        .returning(_C.evenements, _C.jeton, *_TOLD)
    )
    if jeton is not None:
        statement = statement.where(_C.jeton == jeton)
    row = conn.execute(statement).mappings().one_or_none()
    if row is None:
        raise MoveLost(f"import {import_id}: {de} to {vers}")
    told = {column.name: row[column.name] for column in _TOLD}
    histoire.note(
        conn,
        perimetre,
        told,
        acteur,
        import_id=import_id,
        seq=row["evenements"],
        de=de,
        vers=vers,
        jeton=row["jeton"],
        auteur=auteur,
        profil=profil,
        detail=detail,
        le=le,
    )


def set_lot(
    conn: Connection,
    perimetre: Perimetre,
    import_id: int,
    tentative: int,
    empreinte: str,
    octets: int,
) -> bool:
    """Name the file of a lot made again; false when the import is not seen under this attempt."""
    done = conn.execute(
        import_comptable.update()
        .where(here(perimetre, import_id), _C.tentative == tentative, _C.etat.in_(VISIBLES))
        .values(lot_empreinte=empreinte, lot_octets=octets)
    )
    return done.rowcount == 1
