"""Env: how Alembic runs our migrations: on the connection it is given, within its transaction."""

from alembic import context

from boucle.store.base.schema import complete_metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=complete_metadata(),
    render_as_batch=False,
    transactional_ddl=True,
)
context.run_migrations()
