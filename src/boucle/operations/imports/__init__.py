"""Imports: asking for one, following it, deciding of it, and what makes it visible."""
