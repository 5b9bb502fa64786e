"""Examen: what is asked of the lines of an import before anybody signs it."""
