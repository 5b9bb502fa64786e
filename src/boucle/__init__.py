"""Boucle: an accounting-import server for French firms."""

__version__ = "0.1.0"
