"""Ressources: the records of a cabinet and of its dossiers: written, removed, put away."""
