"""Livre: the books of a dossier, read, given out, and the little that may change in them."""
