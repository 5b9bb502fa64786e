"""Migration: depart."""

import sqlalchemy as sa
from alembic import op

from boucle.store.base import types
from boucle.store.migrations.after import close_key, created, forward

revision = "0004"
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one step further."""
    op.create_index('ix_dossier_client_groupe_travail_id', 'dossier_client', ['cabinet_id', 'dossier_id', 'groupe_travail_id'], unique=False)
    op.create_index('ix_dossier_client_maitre_dossier', 'dossier_client', ['cabinet_id', 'dossier_id', 'maitre_dossier'], unique=False)
    op.create_index('ix_dossier_client_siren', 'dossier_client', ['cabinet_id', 'dossier_id', 'siren'], unique=False)
    op.create_table('compte',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('object_id', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('revision', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('origine_import', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('numero', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('libelle', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('type', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('collectif', types.Booleen(), nullable=False),
        sa.Column('lettrable', types.Booleen(), nullable=False),
        sa.Column('pointable', types.Booleen(), nullable=False),
        sa.Column('centralisable', types.Booleen(), nullable=False),
        sa.Column('analytique', types.Booleen(), nullable=False),
        sa.Column('ferme', types.Booleen(), nullable=False),
        sa.Column('compte_contrepartie_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('compte_banque_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('tva_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    *forward(sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'compte_banque_id'], ['compte_bancaire.cabinet_id', 'compte_bancaire.dossier_id', 'compte_bancaire.id'], name=op.f('fk_compte_cabinet_id_dossier_id_compte_banque_id'))),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'compte_contrepartie_id'], ['compte.cabinet_id', 'compte.dossier_id', 'compte.id'], name=op.f('fk_compte_cabinet_id_dossier_id_compte_contrepartie_id')),
    *forward(sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'tva_id'], ['tva.cabinet_id', 'tva.dossier_id', 'tva.id'], name=op.f('fk_compte_cabinet_id_dossier_id_tva_id'))),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_compte_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'id', name=op.f('pk_compte')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'numero', name=op.f('uq_compte_cabinet_id_dossier_id_numero')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'object_id', name=op.f('uq_compte_cabinet_id_dossier_id_object_id')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("compte")
    op.create_index('ix_compte_compte_banque_id', 'compte', ['cabinet_id', 'dossier_id', 'compte_banque_id'], unique=False)
    op.create_index('ix_compte_compte_contrepartie_id', 'compte', ['cabinet_id', 'dossier_id', 'compte_contrepartie_id'], unique=False)
    op.create_index('ix_compte_tva_id', 'compte', ['cabinet_id', 'dossier_id', 'tva_id'], unique=False)
    op.create_table('journal',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('object_id', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('revision', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('origine_import', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('code', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('libelle', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('type', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('compte_contrepartie_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('type_contrepartie', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('reprise_date_op', types.Booleen(), nullable=False),
        sa.Column('ferme', types.Booleen(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'compte_contrepartie_id'], ['compte.cabinet_id', 'compte.dossier_id', 'compte.id'], name=op.f('fk_journal_cabinet_id_dossier_id_compte_contrepartie_id')),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_journal_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'id', name=op.f('pk_journal')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'code', name=op.f('uq_journal_cabinet_id_dossier_id_code')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'object_id', name=op.f('uq_journal_cabinet_id_dossier_id_object_id')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("journal")
    op.create_index('ix_journal_compte_contrepartie_id', 'journal', ['cabinet_id', 'dossier_id', 'compte_contrepartie_id'], unique=False)
    op.create_table('compte_bancaire',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('object_id', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('revision', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('origine_import', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('code', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('libelle', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('iban', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('bic', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('banque', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('domiciliation', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('titulaire', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('compte_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('journal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('actif', types.Booleen(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'compte_id'], ['compte.cabinet_id', 'compte.dossier_id', 'compte.id'], name=op.f('fk_compte_bancaire_cabinet_id_dossier_id_compte_id')),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'journal_id'], ['journal.cabinet_id', 'journal.dossier_id', 'journal.id'], name=op.f('fk_compte_bancaire_cabinet_id_dossier_id_journal_id')),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_compte_bancaire_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'id', name=op.f('pk_compte_bancaire')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'code', name=op.f('uq_compte_bancaire_cabinet_id_dossier_id_code')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'object_id', name=op.f('uq_compte_bancaire_cabinet_id_dossier_id_object_id')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("compte_bancaire")
    close_key('fk_compte_cabinet_id_dossier_id_compte_banque_id', 'compte', 'compte_bancaire', ['cabinet_id', 'dossier_id', 'compte_banque_id'], ['cabinet_id', 'dossier_id', 'id'])
    op.create_index('ix_compte_bancaire_compte_id', 'compte_bancaire', ['cabinet_id', 'dossier_id', 'compte_id'], unique=False)
    op.create_index('ix_compte_bancaire_journal_id', 'compte_bancaire', ['cabinet_id', 'dossier_id', 'journal_id'], unique=False)
    op.create_table('tva',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('object_id', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('revision', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('origine_import', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('code', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('description', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('regime', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('collecte', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('deductible', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('taux', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('compte_collecte_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('compte_deductible_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('encaissement', types.Booleen(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'compte_collecte_id'], ['compte.cabinet_id', 'compte.dossier_id', 'compte.id'], name=op.f('fk_tva_cabinet_id_dossier_id_compte_collecte_id')),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'compte_deductible_id'], ['compte.cabinet_id', 'compte.dossier_id', 'compte.id'], name=op.f('fk_tva_cabinet_id_dossier_id_compte_deductible_id')),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_tva_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'id', name=op.f('pk_tva')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'code', name=op.f('uq_tva_cabinet_id_dossier_id_code')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'object_id', name=op.f('uq_tva_cabinet_id_dossier_id_object_id')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("tva")
    close_key('fk_compte_cabinet_id_dossier_id_tva_id', 'compte', 'tva', ['cabinet_id', 'dossier_id', 'tva_id'], ['cabinet_id', 'dossier_id', 'id'])
