"""Fiches: the records of every resource, and the dossiers that they belong to."""
