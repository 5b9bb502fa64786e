"""Migration: une voie par taille de fichier, une part de la file par cabinet et par dossier."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = '0012'
branch_labels = None
depends_on = None

_LIBRE = "bail_fin IS NULL AND etat IN ('en_attente', 'en_cours')"


def upgrade() -> None:
    op.drop_index('ix_import_comptable_file', table_name='import_comptable')
    op.execute("ALTER TABLE import_comptable RENAME COLUMN priorite TO voie")
    # 2: what is at an URL is brought in first.
    op.execute("UPDATE import_comptable SET voie = 2 WHERE source_url IS NOT NULL")
    op.create_index('ix_import_comptable_file', 'import_comptable', ['voie', 'cabinet_id', 'dossier_id', 'prochain_essai'], unique=False, postgresql_where=sa.text(_LIBRE), sqlite_where=sa.text(_LIBRE))
