"""Mutants: break the code one node at a time; a test must see each break."""
