"""Migration: des rôles séparés, et toutes les tables des cabinets sous sécurité par ligne.

Nothing changes in the tables. Policies, rights and functions are given by `store/base/protection.py`
after the last migration, and again at each `boucle migrer`; this number keeps a program that would
name `tous` away from a base where it would see nothing.
"""

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Leave the tables as they are."""
