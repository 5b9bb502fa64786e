"""Migration: decisions demandees."""

import sqlalchemy as sa
from alembic import op

from boucle.store.base import types
from boucle.store.migrations.after import created

revision = "0019"
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('decision_demandee',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('vers', sa.Text(), nullable=False),
        sa.Column('auteur', sa.Text(), nullable=False),
        sa.Column('acteur', sa.Text(), nullable=False),
        sa.Column('demandee_le', types.Instant(), nullable=False),
        sa.Column('due_le', types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'import_id'], ['import_comptable.cabinet_id', 'import_comptable.dossier_id', 'import_comptable.import_id'], name=op.f('fk_decision_demandee_cabinet_id_dossier_id_import_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'import_id', name=op.f('pk_decision_demandee')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("decision_demandee")
    op.create_index('ix_decision_demandee_due', 'decision_demandee', ['due_le'], unique=False)
