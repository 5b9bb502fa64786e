"""Migration: quota de place par cabinet."""

import sqlalchemy as sa
from alembic import op

from boucle import clock
from boucle.store.base import types
from boucle.store.migrations.after import created

revision = "0011"
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('occupation',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('octets', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id'], ['cabinet.cabinet_id'], name=op.f('fk_occupation_cabinet_id')),
        sa.PrimaryKeyConstraint('cabinet_id', name=op.f('pk_occupation')),
        info={'distribution': 'cabinet'},
        sqlite_strict=True
        )
    created("occupation")
    op.create_table('fichier_garde',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('genre', sa.Text(), nullable=False),
        sa.Column('cle', sa.Text(), nullable=False),
        sa.Column('octets', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('le', types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_fichier_garde_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'genre', 'cle', name=op.f('pk_fichier_garde')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("fichier_garde")
    op.create_index('ix_fichier_garde_passage', 'fichier_garde', ['le'], unique=False, postgresql_where=sa.text("genre IN ('depot', 'reception')"), sqlite_where=sa.text("genre IN ('depot', 'reception')"))
    count_what_is_there()


def count_what_is_there() -> None:
    """Count the sources of imports and the documents; deposits go within two days by themselves."""
    bind = op.get_bind()
    bind.execute(sa.text("INSERT INTO occupation SELECT cabinet_id, 0 FROM cabinet"))
    bind.execute(sa.text(
        "INSERT INTO fichier_garde (cabinet_id, dossier_id, genre, cle, octets, le) "
        "SELECT cabinet_id, dossier_id, 'source', CAST(import_id AS TEXT), source_octets, "
        "modifie_le FROM import_comptable WHERE source_octets > 0"
    ))
    now = sa.bindparam("le", type_=types.Instant())
    bind.execute(
        sa.text(
            "INSERT INTO fichier_garde (cabinet_id, dossier_id, genre, cle, octets, le) "
            "SELECT cabinet_id, dossier_id, 'document', object_id, taille, :le FROM document "
            "WHERE taille > 0"
        ).bindparams(now),
        {"le": clock.now()},
    )
    bind.execute(sa.text(
        "UPDATE occupation SET octets = (SELECT COALESCE(SUM(f.octets), 0) FROM fichier_garde f "
        "WHERE f.cabinet_id = occupation.cabinet_id)"
    ))
