"""Migration: cadence des requêtes."""

import sqlalchemy as sa
from alembic import op

from boucle.store.base import types
from boucle.store.migrations.after import close_key, created, forward

revision = "0014"
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('cadence',
        sa.Column('nom', sa.Text(), nullable=False),
        sa.Column('plein_le', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.PrimaryKeyConstraint('nom', name=op.f('pk_cadence')),
        info={'distribution': 'reference'},
        sqlite_strict=True
        )
    created("cadence")
