"""Perso: a delimited file of any shape, as a model of the dossier describes it."""
