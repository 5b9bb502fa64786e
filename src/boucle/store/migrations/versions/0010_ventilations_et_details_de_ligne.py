"""Migration: ventilations et détails de ligne."""

import sqlalchemy as sa
from alembic import op

from boucle.store.base import types
from boucle.store.migrations.after import close_key, created, forward

revision = "0010"
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ligne_detail',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('tentative', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('n', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('reference', sa.Text(), nullable=False),
        sa.Column('reference_externe', sa.Text(), nullable=False),
        sa.Column('reference_libre', sa.Text(), nullable=False),
        sa.Column('commentaire', sa.Text(), nullable=False),
        sa.Column('echeance', types.Jour(), nullable=True),
        sa.Column('mode_paiement', sa.Text(), nullable=False),
        sa.Column('date_operation', types.Jour(), nullable=True),
        sa.Column('date_pointage', types.Jour(), nullable=True),
        sa.Column('code_pointage', sa.Text(), nullable=False),
        sa.Column('etablissement', sa.Text(), nullable=False),
        sa.Column('type_mouvement', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('type_ligne', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('nature', sa.Text(), nullable=False),
        sa.Column('piece_jointe', sa.Text(), nullable=False),
        sa.Column('cutoff_debut', types.Jour(), nullable=True),
        sa.Column('cutoff_fin', types.Jour(), nullable=True),
        sa.Column('lot_saisie', sa.Text(), nullable=False),
        sa.Column('type_lot', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('ecriture_mere', sa.Text(), nullable=False),
        sa.Column('ecriture_origine', sa.Text(), nullable=False),
        sa.Column('quantite', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('unite', sa.Text(), nullable=False),
        sa.Column('code_tva', sa.Text(), nullable=False),
        sa.Column('regime_tva', sa.Text(), nullable=False),
        sa.Column('complement', sa.Text(), nullable=False),
        sa.Column('revision', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'import_id'], ['import_comptable.cabinet_id', 'import_comptable.dossier_id', 'import_comptable.import_id'], name=op.f('fk_ligne_detail_cabinet_id_dossier_id_import_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'import_id', 'tentative', 'n', name=op.f('pk_ligne_detail')),
        info={'distribution': 'dossier'},
        sqlite_strict=True,
        sqlite_with_rowid=False
        )
    created("ligne_detail")
    op.create_table('ventilation',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('tentative', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('n', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('axe', sa.Text(), nullable=False),
        sa.Column('rang', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('section', sa.Text(), nullable=False),
        sa.Column('debit', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('credit', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('quantite', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'import_id'], ['import_comptable.cabinet_id', 'import_comptable.dossier_id', 'import_comptable.import_id'], name=op.f('fk_ventilation_cabinet_id_dossier_id_import_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'import_id', 'tentative', 'n', 'axe', 'rang', name=op.f('pk_ventilation')),
        info={'distribution': 'dossier'},
        sqlite_strict=True,
        sqlite_with_rowid=False
        )
    created("ventilation")
    op.create_index('ix_ventilation_section', 'ventilation', ['cabinet_id', 'dossier_id', 'axe', 'section'], unique=False)
