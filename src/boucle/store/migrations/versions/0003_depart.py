"""Migration: depart."""

import sqlalchemy as sa
from alembic import op

from boucle.store.base import types
from boucle.store.migrations.after import close_key, created, forward

revision = "0003"
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one step further."""
    op.create_index('ix_groupe_agence_id', 'groupe', ['cabinet_id', 'dossier_id', 'agence_id'], unique=False)
    op.create_table('import_evenement',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('de', sa.Text(), nullable=False),
        sa.Column('vers', sa.Text(), nullable=False),
        sa.Column('jeton', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('auteur', sa.Text(), nullable=False),
        sa.Column('profil', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('detail', sa.Text(), nullable=False),
        sa.Column('le', types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'import_id'], ['import_comptable.cabinet_id', 'import_comptable.dossier_id', 'import_comptable.import_id'], name=op.f('fk_import_evenement_cabinet_id_dossier_id_import_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'import_id', 'seq', name=op.f('pk_import_evenement')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("import_evenement")
    op.create_table('import_rapport',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('contenu', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'import_id'], ['import_comptable.cabinet_id', 'import_comptable.dossier_id', 'import_comptable.import_id'], name=op.f('fk_import_rapport_cabinet_id_dossier_id_import_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'import_id', name=op.f('pk_import_rapport')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("import_rapport")
    op.create_table('libelle_import',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('tentative', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('genre', sa.Text(), nullable=False),
        sa.Column('code', sa.Text(), nullable=False),
        sa.Column('variante', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('libelle', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'import_id'], ['import_comptable.cabinet_id', 'import_comptable.dossier_id', 'import_comptable.import_id'], name=op.f('fk_libelle_import_cabinet_id_dossier_id_import_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'import_id', 'tentative', 'genre', 'code', 'variante', name=op.f('pk_libelle_import')),
        info={'distribution': 'dossier'},
        sqlite_strict=True,
        sqlite_with_rowid=False
        )
    created("libelle_import")
    op.create_table('ligne',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('tentative', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('n', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('journal', sa.Text(), nullable=False),
        sa.Column('num', sa.Text(), nullable=False),
        sa.Column('date', types.Jour(), nullable=False),
        sa.Column('compte', sa.Text(), nullable=False),
        sa.Column('tiers', sa.Text(), nullable=False),
        sa.Column('piece_ref', sa.Text(), nullable=False),
        sa.Column('piece_date', types.Jour(), nullable=True),
        sa.Column('libelle', sa.Text(), nullable=False),
        sa.Column('debit', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('credit', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('lettrage', sa.Text(), nullable=False),
        sa.Column('date_let', types.Jour(), nullable=True),
        sa.Column('valid_date', types.Jour(), nullable=True),
        sa.Column('montant_devise', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('devise', sa.Text(), nullable=False),
        sa.Column('lib_journal', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('lib_compte', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('lib_tiers', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('extra', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'import_id'], ['import_comptable.cabinet_id', 'import_comptable.dossier_id', 'import_comptable.import_id'], name=op.f('fk_ligne_cabinet_id_dossier_id_import_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'import_id', 'tentative', 'n', name=op.f('pk_ligne')),
        info={'distribution': 'dossier'},
        sqlite_strict=True,
        sqlite_with_rowid=False
        )
    created("ligne")
    op.create_index('ix_ligne_compte', 'ligne', ['cabinet_id', 'dossier_id', 'compte', 'date'], unique=False)
    op.create_table('solde',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('tentative', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('compte', sa.Text(), nullable=False),
        sa.Column('journal', sa.Text(), nullable=False),
        sa.Column('mois', sa.Text(), nullable=False),
        sa.Column('debit', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('credit', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('lignes', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'import_id'], ['import_comptable.cabinet_id', 'import_comptable.dossier_id', 'import_comptable.import_id'], name=op.f('fk_solde_cabinet_id_dossier_id_import_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'import_id', 'tentative', 'compte', 'journal', 'mois', name=op.f('pk_solde')),
        info={'distribution': 'dossier'},
        sqlite_strict=True,
        sqlite_with_rowid=False
        )
    created("solde")
    op.create_table('dossier_client',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('object_id', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('revision', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('origine_import', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('code_dossier', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('nature', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('prenom', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('nom', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('raison_sociale', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('nom_usuel', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('complement_nom', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('siren', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('nic', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('forme_juridique', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('naf', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('num_voie', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('extension', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('nom_voie', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('lieudit_hameau', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('complement_distrib', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('code_postal', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('localite', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('pays', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('telephone', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('fax', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('email', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('site_web', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('maitre_dossier', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('engagement_manager', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('groupe_travail_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('sans_engagement', types.Booleen(), nullable=False),
        sa.Column('type_dossier', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('approvisionnement', types.Booleen(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id', 'groupe_travail_id'], ['groupe.cabinet_id', 'groupe.dossier_id', 'groupe.id'], name=op.f('fk_dossier_client_cabinet_id_dossier_id_groupe_travail_id')),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_dossier_client_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'id', name=op.f('pk_dossier_client')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'code_dossier', name=op.f('uq_dossier_client_cabinet_id_dossier_id_code_dossier')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'object_id', name=op.f('uq_dossier_client_cabinet_id_dossier_id_object_id')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("dossier_client")
