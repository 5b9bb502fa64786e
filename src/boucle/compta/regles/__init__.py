"""Regles: what is said of lines, of what they add up to, and how it is gathered."""
