"""Donnees: every kind of fault that the data of a file can have."""
