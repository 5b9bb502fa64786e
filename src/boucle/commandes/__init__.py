"""Commandes: one file per command of the command line; each is thin and decides nothing."""
