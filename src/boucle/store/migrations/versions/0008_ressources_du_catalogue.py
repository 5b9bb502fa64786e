"""Migration: ressources du catalogue."""

import sqlalchemy as sa
from alembic import op

from boucle.store.base import types
from boucle.store.migrations.after import close_key, created, forward

revision = "0008"
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('mouvement_bancaire',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('object_id', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('revision', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('origine_import', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('identifiant', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('compte_bancaire_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('date_operation', types.Jour(), nullable=True),
        sa.Column('date_valeur', types.Jour(), nullable=True),
        sa.Column('libelle', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('montant', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('devise', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('reference', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'compte_bancaire_id'], ['compte_bancaire.cabinet_id', 'compte_bancaire.dossier_id', 'compte_bancaire.id'], name=op.f('fk_mouvement_bancaire_cabinet_id_dossier_id_compte_bancaire_id')),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_mouvement_bancaire_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'id', name=op.f('pk_mouvement_bancaire')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'identifiant', name=op.f('uq_mouvement_bancaire_cabinet_id_dossier_id_identifiant')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'object_id', name=op.f('uq_mouvement_bancaire_cabinet_id_dossier_id_object_id')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("mouvement_bancaire")
    op.create_index('ix_mouvement_bancaire_compte_bancaire_id', 'mouvement_bancaire', ['cabinet_id', 'dossier_id', 'compte_bancaire_id'], unique=False)
    op.create_table('solde_bancaire',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('object_id', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('revision', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('origine_import', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('identifiant', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('compte_bancaire_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('date', types.Jour(), nullable=True),
        sa.Column('montant', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('devise', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'compte_bancaire_id'], ['compte_bancaire.cabinet_id', 'compte_bancaire.dossier_id', 'compte_bancaire.id'], name=op.f('fk_solde_bancaire_cabinet_id_dossier_id_compte_bancaire_id')),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_solde_bancaire_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'id', name=op.f('pk_solde_bancaire')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'identifiant', name=op.f('uq_solde_bancaire_cabinet_id_dossier_id_identifiant')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'object_id', name=op.f('uq_solde_bancaire_cabinet_id_dossier_id_object_id')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("solde_bancaire")
    op.create_index('ix_solde_bancaire_compte_bancaire_id', 'solde_bancaire', ['cabinet_id', 'dossier_id', 'compte_bancaire_id'], unique=False)
    op.create_table('section',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('object_id', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('revision', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('origine_import', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('code', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('description', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('ferme', types.Booleen(), nullable=False),
        sa.Column('axe_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'axe_id'], ['axe.cabinet_id', 'axe.dossier_id', 'axe.id'], name=op.f('fk_section_cabinet_id_dossier_id_axe_id')),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_section_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'id', name=op.f('pk_section')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'code', name=op.f('uq_section_cabinet_id_dossier_id_code')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'object_id', name=op.f('uq_section_cabinet_id_dossier_id_object_id')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("section")
    op.create_index('ix_section_axe_id', 'section', ['cabinet_id', 'dossier_id', 'axe_id'], unique=False)
    op.create_table('collaborateur_cabinet',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('object_id', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('revision', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('origine_import', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('identifiant', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('prenom', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('nom', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('email', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('telephone', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('profil', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('agence_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('groupe_travail_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('actif', types.Booleen(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'agence_id'], ['agence_cabinet.cabinet_id', 'agence_cabinet.dossier_id', 'agence_cabinet.id'], name=op.f('fk_collaborateur_cabinet_cabinet_id_dossier_id_agence_id')),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'groupe_travail_id'], ['groupe.cabinet_id', 'groupe.dossier_id', 'groupe.id'], name=op.f('fk_collaborateur_cabinet_cabinet_id_dossier_id_groupe_travail_id')),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_collaborateur_cabinet_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'id', name=op.f('pk_collaborateur_cabinet')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'identifiant', name=op.f('uq_collaborateur_cabinet_cabinet_id_dossier_id_identifiant')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'object_id', name=op.f('uq_collaborateur_cabinet_cabinet_id_dossier_id_object_id')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("collaborateur_cabinet")
    op.create_index('ix_collaborateur_cabinet_agence_id', 'collaborateur_cabinet', ['cabinet_id', 'dossier_id', 'agence_id'], unique=False)
    op.create_index('ix_collaborateur_cabinet_groupe_travail_id', 'collaborateur_cabinet', ['cabinet_id', 'dossier_id', 'groupe_travail_id'], unique=False)
