"""Migration: evenements, numbered by cabinet from now on."""

import sqlalchemy as sa
from alembic import op

from boucle import clock
from boucle.store.base import types
from boucle.store.migrations.after import created

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('evenement_compteur',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dernier', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('efface', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('depuis', types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id'], ['cabinet.cabinet_id'], name=op.f('fk_evenement_compteur_cabinet_id')),
        sa.PrimaryKeyConstraint('cabinet_id', name=op.f('pk_evenement_compteur')),
        info={'distribution': 'cabinet'},
        sqlite_strict=True
        )
    created("evenement_compteur")
    op.create_table('evenement',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('numero', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('genre', sa.Text(), nullable=False),
        sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('auteur', sa.Text(), nullable=False),
        sa.Column('acteur', sa.Text(), nullable=False),
        sa.Column('faits', sa.Text(), nullable=False),
        sa.Column('le', types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_evenement_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'numero', name=op.f('pk_evenement')),
        info={'distribution': 'cabinet'},
        sqlite_strict=True
        )
    created("evenement")
    op.create_index('ix_evenement_genre', 'evenement', ['cabinet_id', 'genre', 'numero'], unique=False)
    op.create_index('ix_evenement_import', 'evenement', ['cabinet_id', 'dossier_id', 'import_id', 'seq'], unique=False)
    now = sa.bindparam("le", type_=types.Instant())
    op.get_bind().execute(
        sa.text(
            "INSERT INTO evenement_compteur (cabinet_id, dernier, efface, depuis) "
            "SELECT cabinet_id, 0, 0, :le FROM cabinet"
        ).bindparams(now),
        {"le": clock.now()},
    )
