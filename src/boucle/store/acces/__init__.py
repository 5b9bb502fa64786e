"""Acces: keys, persons, sessions, and what they did."""
