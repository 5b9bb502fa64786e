"""Sortie: the books on their way out: one stream of blocks, a writer for each format."""
