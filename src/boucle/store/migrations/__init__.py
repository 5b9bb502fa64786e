"""Migrations: the history of the schema, one file a step, never edited once released."""
