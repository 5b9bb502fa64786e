"""Ecrire: a FEC written from the books, flat or XML, and the description beside it."""
