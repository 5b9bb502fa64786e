"""Migration: which notifications each person has read."""

import sqlalchemy as sa
from alembic import op

from boucle.store.base import types
from boucle.store.migrations.after import created

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('notification_lue',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('utilisateur_id', sa.Text(), nullable=False),
        sa.Column('numero', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('jusqua', types.Booleen(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id'], ['cabinet.cabinet_id'], name=op.f('fk_notification_lue_cabinet_id')),
        sa.ForeignKeyConstraint(['utilisateur_id'], ['utilisateur.utilisateur_id'], name=op.f('fk_notification_lue_utilisateur_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'utilisateur_id', 'numero', name=op.f('pk_notification_lue')),
        info={'distribution': 'cabinet'},
        sqlite_strict=True
        )
    created("notification_lue")
    op.create_index('ix_evenement_acteur', 'evenement', ['cabinet_id', 'genre', 'acteur', 'numero'], unique=False)
    op.create_index('ix_evenement_dossier', 'evenement', ['cabinet_id', 'dossier_id', 'genre', 'numero'], unique=False)
