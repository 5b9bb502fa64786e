"""Migration: ressources du catalogue."""

import sqlalchemy as sa
from alembic import op

from boucle.store.base import types
from boucle.store.migrations.after import close_key, created, forward

revision = "0009"
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('engagement',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('object_id', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('revision', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('origine_import', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('code_ibs', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('description', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('profit_center', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('maitre_dossier', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('entite_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('entite_ibs_id', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('date_debut', types.Jour(), nullable=True),
        sa.Column('date_fin', types.Jour(), nullable=True),
        sa.Column('actif', types.Booleen(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'entite_id'], ['dossier_client.cabinet_id', 'dossier_client.dossier_id', 'dossier_client.id'], name=op.f('fk_engagement_cabinet_id_dossier_id_entite_id')),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_engagement_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'id', name=op.f('pk_engagement')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'code_ibs', name=op.f('uq_engagement_cabinet_id_dossier_id_code_ibs')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'object_id', name=op.f('uq_engagement_cabinet_id_dossier_id_object_id')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("engagement")
    op.create_index('ix_engagement_entite_id', 'engagement', ['cabinet_id', 'dossier_id', 'entite_id'], unique=False)
    op.create_table('interlocuteur',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('object_id', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('revision', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('origine_import', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('email', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('civilite', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('prenom', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('nom', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('fonction', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('telephone', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('dossier_client_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('utilisateur_client', types.Booleen(), nullable=False),
        sa.Column('actif', types.Booleen(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'dossier_client_id'], ['dossier_client.cabinet_id', 'dossier_client.dossier_id', 'dossier_client.id'], name=op.f('fk_interlocuteur_cabinet_id_dossier_id_dossier_client_id')),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_interlocuteur_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'id', name=op.f('pk_interlocuteur')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'email', name=op.f('uq_interlocuteur_cabinet_id_dossier_id_email')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'object_id', name=op.f('uq_interlocuteur_cabinet_id_dossier_id_object_id')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("interlocuteur")
    op.create_index('ix_interlocuteur_dossier_client_id', 'interlocuteur', ['cabinet_id', 'dossier_id', 'dossier_client_id'], unique=False)
    op.create_table('offre_collaborative',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('object_id', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('revision', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('origine_import', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('dossier_client_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('interlocuteur_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('date_debut', types.Jour(), nullable=True),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'application_id'], ['application_hub.cabinet_id', 'application_hub.dossier_id', 'application_hub.id'], name=op.f('fk_offre_collaborative_cabinet_id_dossier_id_application_id')),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'dossier_client_id'], ['dossier_client.cabinet_id', 'dossier_client.dossier_id', 'dossier_client.id'], name=op.f('fk_offre_collaborative_cabinet_id_dossier_id_dossier_client_id')),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'interlocuteur_id'], ['interlocuteur.cabinet_id', 'interlocuteur.dossier_id', 'interlocuteur.id'], name=op.f('fk_offre_collaborative_cabinet_id_dossier_id_interlocuteur_id')),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_offre_collaborative_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'id', name=op.f('pk_offre_collaborative')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'object_id', name=op.f('uq_offre_collaborative_cabinet_id_dossier_id_object_id')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("offre_collaborative")
    op.create_index('ix_offre_collaborative_application_id', 'offre_collaborative', ['cabinet_id', 'dossier_id', 'application_id'], unique=False)
    op.create_index('ix_offre_collaborative_dossier_client_id', 'offre_collaborative', ['cabinet_id', 'dossier_id', 'dossier_client_id'], unique=False)
    op.create_index('ix_offre_collaborative_interlocuteur_id', 'offre_collaborative', ['cabinet_id', 'dossier_id', 'interlocuteur_id'], unique=False)
