"""Tra: the fixed-width interchange file of accounting software, its records and its movements."""
