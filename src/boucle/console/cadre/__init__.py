"""Cadre: what every page stands on: its door, its frame, its words, its headers."""
