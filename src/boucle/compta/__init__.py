"""Compta: the pure rules of French accounting, on lots and écritures."""
