"""Migration: ressources du catalogue."""

import sqlalchemy as sa
from alembic import op

from boucle.store.base import types
from boucle.store.migrations.after import close_key, created, forward

revision = "0007"
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_document_sha256', 'document', ['cabinet_id', 'dossier_id', 'sha256'], unique=False)
    op.create_table('etat_releve',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('object_id', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('revision', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('origine_import', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('compte_bancaire_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('date_releve', types.Jour(), nullable=True),
        sa.Column('solde', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('solde_pointe', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('pointe', types.Booleen(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'compte_bancaire_id'], ['compte_bancaire.cabinet_id', 'compte_bancaire.dossier_id', 'compte_bancaire.id'], name=op.f('fk_etat_releve_cabinet_id_dossier_id_compte_bancaire_id')),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_etat_releve_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'id', name=op.f('pk_etat_releve')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'object_id', name=op.f('uq_etat_releve_cabinet_id_dossier_id_object_id')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("etat_releve")
    op.create_index('ix_etat_releve_compte_bancaire_id', 'etat_releve', ['cabinet_id', 'dossier_id', 'compte_bancaire_id'], unique=False)
    op.create_table('fiche_identification',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('object_id', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('revision', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('origine_import', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('raison_sociale', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('siren', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('nic', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('naf', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('forme_juridique', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('num_tva', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('regime_fiscal', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('regime_tva', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('tenue', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('date_debut_activite', types.Jour(), nullable=True),
        sa.Column('mois_cloture', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('num_voie', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('extension', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('nom_voie', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('lieudit_hameau', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('complement_distrib', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('code_postal', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('localite', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('pays', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('telephone', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('email', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_fiche_identification_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'id', name=op.f('pk_fiche_identification')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'object_id', name=op.f('uq_fiche_identification_cabinet_id_dossier_id_object_id')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', name=op.f('uq_fiche_identification_cabinet_id_dossier_id')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("fiche_identification")
    op.create_index('ix_fiche_identification_siren', 'fiche_identification', ['cabinet_id', 'dossier_id', 'siren'], unique=False)
    op.create_table('gi_activites_mission',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('object_id', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('revision', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('origine_import', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('lettre_mission_id', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('libelle', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('activite_cabinet', types.Booleen(), nullable=False),
        sa.Column('activite_client', types.Booleen(), nullable=False),
        sa.Column('unite', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('frequence', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('date_freq', types.Jour(), nullable=True),
        sa.Column('calage', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('decalage', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('quantite', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('date_prev_obligation', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_gi_activites_mission_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'id', name=op.f('pk_gi_activites_mission')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'object_id', name=op.f('uq_gi_activites_mission_cabinet_id_dossier_id_object_id')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("gi_activites_mission")
    op.create_index('ix_gi_activites_mission_lettre_mission_id', 'gi_activites_mission', ['cabinet_id', 'dossier_id', 'lettre_mission_id'], unique=False)
    op.create_table('modele_import',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('object_id', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('revision', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('origine_import', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('code', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('libelle', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('separateur', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('decimale', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('format_date', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('encodage', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('ignorer_debut', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('ignorer_fin', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('colonnes', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_modele_import_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'id', name=op.f('pk_modele_import')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'code', name=op.f('uq_modele_import_cabinet_id_dossier_id_code')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'object_id', name=op.f('uq_modele_import_cabinet_id_dossier_id_object_id')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("modele_import")
