"""Ecritures: the lines of a file gathered into écritures, lettrages and sums."""
