"""Travaux: what a worker does with an import that waits, and what it sweeps when none does."""
