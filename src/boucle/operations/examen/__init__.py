"""Examen: what a firm looks at in an import before it decides: what, how sure, whose."""
