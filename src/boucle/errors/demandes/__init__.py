"""Demandes: every kind of refusal that a request can meet."""
