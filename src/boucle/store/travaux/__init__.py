"""Travaux: imports as jobs, decisions asked of them, and the events that they make."""
