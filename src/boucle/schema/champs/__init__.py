"""Champs: the kinds of fields that a declaration may use."""
