"""Migration: depart."""

import sqlalchemy as sa
from alembic import op

from boucle.store.base import types
from boucle.store.migrations.after import close_key, created, forward

revision = "0005"
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one step further."""
    op.create_index('ix_tva_compte_collecte_id', 'tva', ['cabinet_id', 'dossier_id', 'compte_collecte_id'], unique=False)
    op.create_index('ix_tva_compte_deductible_id', 'tva', ['cabinet_id', 'dossier_id', 'compte_deductible_id'], unique=False)
    op.create_table('tiers',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('object_id', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('revision', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('origine_import', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('code', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('type', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('nature', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('prenom', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('nom', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('raison_sociale', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('nom_usuel', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('lettrable', types.Booleen(), nullable=False),
        sa.Column('compte_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('siret', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('telephone', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('fax', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('email', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('site_web', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('adr_num_voie', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('adr_extension', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('adr_nom_voie', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('adr_lieudit_hameau', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('adr_complement_distrib', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('adr_code_postal', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('adr_localite', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('adr_pays', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('rib', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('actif', types.Booleen(), nullable=False),
        sa.Column('validation', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('soumis_tva', types.Booleen(), nullable=False),
        sa.Column('num_tva', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'compte_id'], ['compte.cabinet_id', 'compte.dossier_id', 'compte.id'], name=op.f('fk_tiers_cabinet_id_dossier_id_compte_id')),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_tiers_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'id', name=op.f('pk_tiers')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'code', name=op.f('uq_tiers_cabinet_id_dossier_id_code')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'object_id', name=op.f('uq_tiers_cabinet_id_dossier_id_object_id')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("tiers")
    op.create_index('ix_tiers_compte_id', 'tiers', ['cabinet_id', 'dossier_id', 'compte_id'], unique=False)
    op.create_index('ix_tiers_type', 'tiers', ['cabinet_id', 'dossier_id', 'type'], unique=False)
