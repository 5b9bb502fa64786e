"""Migration: le lot d'un import, gardé en Parquet ; un import d'avant n'en a pas."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('import_comptable', sa.Column('lot_empreinte', sa.Text(), nullable=True))
    op.add_column('import_comptable', sa.Column('lot_octets', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
