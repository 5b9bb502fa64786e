"""Migration: what a model of import says of quotes and of the sheet of a workbook."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_TABLE, _AVANT = "modele_import", "modele_import_avant"
_NEUVES = {"guillemets": "stricts", "feuille": ""}


def _text() -> sa.Text:
    return sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _make_again()
        return
    for nom, value in _NEUVES.items():
        op.add_column(_TABLE, sa.Column(nom, _text(), nullable=False, server_default=value))
        op.alter_column(_TABLE, nom, server_default=None)


def _make_again() -> None:
    """Write the table anew, as a fresh base has it: SQLite adds no column without a default."""
    op.rename_table(_TABLE, _AVANT)
    op.create_table('modele_import',
        sa.Column('cabinet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('dossier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('object_id', _text(), nullable=False),
        sa.Column('revision', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('origine_import', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('code', _text(), nullable=False),
        sa.Column('libelle', _text(), nullable=False),
        sa.Column('separateur', _text(), nullable=False),
        sa.Column('decimale', _text(), nullable=False),
        sa.Column('format_date', _text(), nullable=False),
        sa.Column('encodage', _text(), nullable=False),
        sa.Column('guillemets', _text(), nullable=False),
        sa.Column('feuille', _text(), nullable=False),
        sa.Column('ignorer_debut', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('ignorer_fin', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('colonnes', _text(), nullable=False),
        sa.ForeignKeyConstraint(['cabinet_id', 'dossier_id'], ['dossier.cabinet_id', 'dossier.dossier_id'], name=op.f('fk_modele_import_cabinet_id_dossier_id')),
        sa.PrimaryKeyConstraint('cabinet_id', 'dossier_id', 'id', name=op.f('pk_modele_import')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'code', name=op.f('uq_modele_import_cabinet_id_dossier_id_code')),
        sa.UniqueConstraint('cabinet_id', 'dossier_id', 'object_id', name=op.f('uq_modele_import_cabinet_id_dossier_id_object_id')),
        info={'distribution': 'dossier'},
        sqlite_strict=True
        )
    kept = (
        "cabinet_id, dossier_id, id, object_id, revision, origine_import, code, libelle, "
        "separateur, decimale, format_date, encodage"
    )
    after = "ignorer_debut, ignorer_fin, colonnes"
    op.execute(
        f"INSERT INTO {_TABLE} ({kept}, guillemets, feuille, {after}) "  # noqa: S608
        f"SELECT {kept}, 'stricts', '', {after} FROM {_AVANT}"
    )
    op.drop_table(_AVANT)
