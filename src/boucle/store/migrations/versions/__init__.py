"""Versions: the steps of the schema, written by `boucle.store.migrations.generate`."""
