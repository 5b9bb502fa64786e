"""Fichiers: the files that are kept beside the database, and the rows that speak of them."""
