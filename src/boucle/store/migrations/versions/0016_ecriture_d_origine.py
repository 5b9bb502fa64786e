"""Migration: chercher une ligne par l'écriture d'origine qu'elle nomme."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_ligne_detail_origine', 'ligne_detail', ['cabinet_id', 'dossier_id', 'ecriture_origine'], unique=False, postgresql_where=sa.text("ecriture_origine <> ''"), sqlite_where=sa.text("ecriture_origine <> ''"))
