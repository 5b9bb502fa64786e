"""Migration: personnes et sessions."""

import sqlalchemy as sa
from alembic import op

from boucle.store.base import types
from boucle.store.migrations.after import close_key, created, forward

revision = "0015"
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('utilisateur',
        sa.Column('utilisateur_id', sa.Text(), nullable=False),
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('email', sa.Text(), nullable=False),
        sa.Column('nom', sa.Text(), nullable=False),
        sa.Column('empreinte', sa.Text(), nullable=False),
        sa.Column('facteur', sa.Text(), nullable=True),
        sa.Column('facteur_pas', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('secours', sa.Text(), nullable=False),
        sa.Column('profil', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('tous_dossiers', types.Booleen(), nullable=False),
        sa.Column('actif', types.Booleen(), nullable=False),
        sa.Column('cree_le', types.Instant(), nullable=False),
        sa.Column('connecte_le', types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(['cabinet_id'], ['cabinet.cabinet_id'], name=op.f('fk_utilisateur_cabinet_id')),
        sa.PrimaryKeyConstraint('utilisateur_id', name=op.f('pk_utilisateur')),
        sa.UniqueConstraint('cabinet_id', 'email', name=op.f('uq_utilisateur_cabinet_id_email')),
        info={'distribution': 'reference'},
        sqlite_strict=True
        )
    created("utilisateur")
    op.create_table('invitation',
        sa.Column('empreinte', sa.Text(), nullable=False),
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('utilisateur_id', sa.Text(), nullable=True),
        sa.Column('cree_le', types.Instant(), nullable=False),
        sa.Column('expire_le', types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id'], ['cabinet.cabinet_id'], name=op.f('fk_invitation_cabinet_id')),
        sa.ForeignKeyConstraint(['utilisateur_id'], ['utilisateur.utilisateur_id'], name=op.f('fk_invitation_utilisateur_id')),
        sa.PrimaryKeyConstraint('empreinte', name=op.f('pk_invitation')),
        info={'distribution': 'reference'},
        sqlite_strict=True
        )
    created("invitation")
    op.create_table('session',
        sa.Column('empreinte', sa.Text(), nullable=False),
        sa.Column('numero', sa.Text(), nullable=False),
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('utilisateur_id', sa.Text(), nullable=False),
        sa.Column('ouverte', types.Booleen(), nullable=False),
        sa.Column('essais', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('facteur', sa.Text(), nullable=True),
        sa.Column('cree_le', types.Instant(), nullable=False),
        sa.Column('vue_le', types.Instant(), nullable=False),
        sa.Column('expire_le', types.Instant(), nullable=False),
        sa.Column('navigateur', sa.Text(), nullable=False),
        sa.Column('adresse', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id'], ['cabinet.cabinet_id'], name=op.f('fk_session_cabinet_id')),
        sa.ForeignKeyConstraint(['utilisateur_id'], ['utilisateur.utilisateur_id'], name=op.f('fk_session_utilisateur_id')),
        sa.PrimaryKeyConstraint('empreinte', name=op.f('pk_session')),
        info={'distribution': 'reference'},
        sqlite_strict=True
        )
    created("session")
    op.create_table('utilisateur_dossier',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('utilisateur_id', sa.Text(), nullable=False),
        sa.Column('profil', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_utilisateur_dossier_cabinet_id_dossier_id')),
        sa.ForeignKeyConstraint(['utilisateur_id'], ['utilisateur.utilisateur_id'], name=op.f('fk_utilisateur_dossier_utilisateur_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'utilisateur_id', name=op.f('pk_utilisateur_dossier')),
        info={'distribution': 'reference'},
        sqlite_strict=True
        )
    created("utilisateur_dossier")
