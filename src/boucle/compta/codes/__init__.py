"""Codes: the journaux, comptes and tiers that a file names, and what their codes say."""
