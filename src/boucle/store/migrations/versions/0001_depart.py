"""Migration: depart."""

import sqlalchemy as sa
from alembic import op

from boucle.store.base import types
from boucle.store.migrations.after import close_key, created, forward

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema one step further."""
    op.create_table('cabinet',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('code', sa.Text(), nullable=False),
        sa.Column('nom', sa.Text(), nullable=False),
        sa.Column('cree_le', types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint('cabinet_id', name=op.f('pk_cabinet')),
        sa.UniqueConstraint('code', name=op.f('uq_cabinet_code')),
        info={'distribution': 'reference'},
        sqlite_strict=True
        )
    created("cabinet")
    op.create_table('abonnement',
        sa.Column('empreinte', sa.Text(), nullable=False),
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('nom', sa.Text(), nullable=False),
        sa.Column('cree_le', types.Instant(), nullable=False),
        sa.Column('revoque_le', types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(['cabinet_id'], ['cabinet.cabinet_id'], name=op.f('fk_abonnement_cabinet_id')),
        sa.PrimaryKeyConstraint('empreinte', name=op.f('pk_abonnement')),
        info={'distribution': 'reference'},
        sqlite_strict=True
        )
    created("abonnement")
    op.create_table('cle_api',
        sa.Column('cle', sa.Text(), nullable=False),
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('empreinte', sa.Text(), nullable=False),
        sa.Column('nom', sa.Text(), nullable=False),
        sa.Column('partenaire', sa.Text(), nullable=False),
        sa.Column('niveau', sa.Text(), nullable=False),
        sa.Column('profil', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('tous_dossiers', types.Booleen(), nullable=False),
        sa.Column('cree_le', types.Instant(), nullable=False),
        sa.Column('expire_le', types.Instant(), nullable=True),
        sa.Column('revoquee_le', types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(['cabinet_id'], ['cabinet.cabinet_id'], name=op.f('fk_cle_api_cabinet_id')),
        sa.PrimaryKeyConstraint('cle', name=op.f('pk_cle_api')),
        info={'distribution': 'reference'},
        sqlite_strict=True
        )
    created("cle_api")
    op.create_table('dossier',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('code', sa.Text(), nullable=True),
        sa.Column('code_initial', sa.Text(), nullable=False),
        sa.Column('supprime', types.Booleen(), nullable=False),
        sa.Column('cree_le', types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id'], ['cabinet.cabinet_id'], name=op.f('fk_dossier_cabinet_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', name=op.f('pk_dossier')),
        sa.UniqueConstraint('cabinet_id', 'code', name=op.f('uq_dossier_cabinet_id_code')),
        info={'distribution': 'reference'},
        sqlite_strict=True
        )
    created("dossier")
    op.create_table('agence_cabinet',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('object_id', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('revision', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('origine_import', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('code', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('libelle', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('siret', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('num_voie', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('email', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('extension', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('nom_voie', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('lieudit_hameau', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('complement_distrib', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('code_postal', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('localite', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('pays', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('telephone', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('fax', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.Column('site_web', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_agence_cabinet_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'id', name=op.f('pk_agence_cabinet')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'code', name=op.f('uq_agence_cabinet_cabinet_id_dossier_id_code')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'object_id', name=op.f('uq_agence_cabinet_cabinet_id_dossier_id_object_id')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("agence_cabinet")
    op.create_table('audit',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('le', types.Instant(), nullable=False),
        sa.Column('auteur', sa.Text(), nullable=False),
        sa.Column('action', sa.Text(), nullable=False),
        sa.Column('objet', sa.Text(), nullable=False),
        sa.Column('contenu', sa.Text(), nullable=False),
        sa.Column('precedent', sa.Text(), nullable=False),
        sa.Column('empreinte', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_audit_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'seq', name=op.f('pk_audit')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("audit")
    op.create_table('cle_dossier',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('cle', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_cle_dossier_cabinet_id_dossier_id')),
        sa.ForeignKeyConstraint(['cle'], ['cle_api.cle'], name=op.f('fk_cle_dossier_cle')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'cle', name=op.f('pk_cle_dossier')),
        info={'distribution': 'reference'},
        sqlite_strict=True
        )
    created("cle_dossier")
    op.create_table('dossier_etat',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('prochain_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('revision', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('audit_seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('audit_empreinte', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_dossier_etat_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', name=op.f('pk_dossier_etat')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    created("dossier_etat")
