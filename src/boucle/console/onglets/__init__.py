"""Onglets: the parts of an import that is opened, one module a tab."""
