"""Nouvelles: what happened, for whoever follows a cabinet."""
