"""Fiches: what the records of a TRA file say of the dossier."""
