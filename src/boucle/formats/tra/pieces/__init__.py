"""Pieces: the movements of a TRA file, gathered into écritures."""
