"""Forme: what a FEC looks like: its columns, its cells, its header, its name, its lines."""
