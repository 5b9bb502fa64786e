"""Bench: how fast Boucle is, beside something known, in one run of this machine."""
