"""Formats: how each kind of file becomes a lot, and back."""
