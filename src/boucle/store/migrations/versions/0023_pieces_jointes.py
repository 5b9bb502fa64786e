"""Migration: pièces jointes des écritures."""

import sqlalchemy as sa
from alembic import op

from boucle.store.migrations.after import created

revision = "0023"
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('piece_jointe',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('tentative', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('adresse', sa.Text(), nullable=False),
        sa.Column('document', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'import_id'], ['import_comptable.cabinet_id', 'import_comptable.dossier_id', 'import_comptable.import_id'], name=op.f('fk_piece_jointe_cabinet_id_dossier_id_import_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'import_id', 'tentative', 'adresse', name=op.f('pk_piece_jointe')),
        info={'distribution': 'dossier'},
        sqlite_strict=True,
        sqlite_with_rowid=False
        )
    created("piece_jointe")
