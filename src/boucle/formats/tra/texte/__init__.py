"""Texte: the lines of a TRA file, their sorts and the places of their zones."""
