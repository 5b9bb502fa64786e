"""Controle: checks that keep nothing: of a file, and of the database itself."""
