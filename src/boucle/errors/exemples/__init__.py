"""Exemples: what brings each kind about, for its page and for its test."""
