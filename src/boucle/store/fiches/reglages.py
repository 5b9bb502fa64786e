"""Reglages: what the import must know of a dossier, read from its records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select

from boucle.compta.contexte import COMPTE_ATTENTE, REFUSER, Contexte, Exercice
from boucle.store.base.metadata import METADATA
from boucle.store.fiches.dossiers import code_of
from boucle.values import Perimetre


@dataclass(frozen=True, slots=True)
class Reglages:
    """How a dossier wants its imports; the defaults are those of a dossier that said nothing."""

    attente_validation: bool = True
    desequilibre: str = REFUSER
    compte_attente: str = "47100000"
    creer_exercice: bool = False
    longueur_compte: int = 0
    refuser_doublon: bool = False


def read_reglages(conn: Connection, perimetre: Perimetre) -> Reglages:
    """Give the settings of a dossier's imports."""
    table = METADATA.tables["parametre_import"]
    row = conn.execute(select(table).where(*_here(table, perimetre))).mappings().one_or_none()
    if row is None:
        return Reglages()
    return Reglages(
        attente_validation=row["attente_validation"],
        desequilibre=COMPTE_ATTENTE if row["desequilibre"] != REFUSER else REFUSER,
        compte_attente=row["compte_attente"],
        creer_exercice=row["creer_exercice"],
        longueur_compte=row["longueur_compte"],
        refuser_doublon=row["doublon"] == REFUSER,
    )


def read_exercices(conn: Connection, perimetre: Perimetre) -> tuple[Exercice, ...]:
    """List the exercices of a dossier in order of time."""
    table = METADATA.tables["exercice"]
    rows = conn.execute(
        select(table.c.code, table.c.debut, table.c.fin, table.c.clos)
        .where(*_here(table, perimetre))
        .order_by(table.c.debut)
    )
    return tuple(Exercice(row.code, row.debut, row.fin, row.clos) for row in rows)


def read_siren(conn: Connection, perimetre: Perimetre) -> str:
    """Give the SIREN of the dossier's company, '' when the firm has not written it."""
    table = METADATA.tables["dossier_client"]
    query = select(table.c.siren).where(
        table.c.cabinet_id == perimetre.cabinet_id,
        table.c.dossier_id == 0,
        table.c.code_dossier == code_of(conn, perimetre),
    )
    return conn.execute(query).scalar() or ""


def read_contexte(
    conn: Connection,
    perimetre: Perimetre,
    nom_fichier: str,
    exercices: tuple[Exercice, ...],
    reglages: Reglages,
) -> Contexte:
    """Give what the checks of one file must know."""
    return Contexte(
        siren=read_siren(conn, perimetre),
        exercices=exercices,
        longueur_compte=reglages.longueur_compte,
        desequilibre=reglages.desequilibre,
        compte_attente=reglages.compte_attente,
        creer_exercice=reglages.creer_exercice,
        nom_fichier=nom_fichier,
        etablissements=read_etablissements(conn, perimetre),
    )


def read_etablissements(conn: Connection, perimetre: Perimetre) -> tuple[tuple[str, str], ...]:
    """Give code and SIRET of the établissements of a dossier that have a code."""
    table = METADATA.tables["etablissement_comptable"]
    query = select(table.c.code, table.c.siret).where(*_here(table, perimetre), table.c.code != "")
    return tuple((row.code, row.siret) for row in conn.execute(query.order_by(table.c.code)))


def read_sirets(conn: Connection, perimetre: Perimetre) -> frozenset[str]:
    """Give the SIRET of every établissement of a dossier, the principal one included."""
    table, client = (METADATA.tables[nom] for nom in ("etablissement_comptable", "dossier_client"))
    own = select(table.c.siret).where(*_here(table, perimetre))
    siege = select(client.c.siren, client.c.nic).where(
        client.c.cabinet_id == perimetre.cabinet_id,
        client.c.dossier_id == 0,
        client.c.code_dossier == code_of(conn, perimetre),
    )
    found = {str(siret) for siret in conn.execute(own).scalars()}
    return frozenset(found | {f"{row.siren}{row.nic}" for row in conn.execute(siege)})


def has_etablissement(conn: Connection, perimetre: Perimetre, siret: str) -> bool:
    """True when the dossier knows an établissement of this SIRET, the principal one included."""
    table = METADATA.tables["etablissement_comptable"]
    query = select(table.c.id).where(*_here(table, perimetre), table.c.siret == siret).limit(1)
    if conn.execute(query).scalar() is not None:
        return True
    client = METADATA.tables["dossier_client"]
    query = select(client.c.id).where(
        client.c.cabinet_id == perimetre.cabinet_id,
        client.c.dossier_id == 0,
        client.c.code_dossier == code_of(conn, perimetre),
        client.c.siren == siret[:9],
        client.c.nic == siret[9:],
    )
    return conn.execute(query).scalar() is not None


def _here(table: Table, perimetre: Perimetre) -> tuple[Any, Any]:
    return (
        table.c.cabinet_id == perimetre.cabinet_id,
        table.c.dossier_id == perimetre.dossier_id,
    )
