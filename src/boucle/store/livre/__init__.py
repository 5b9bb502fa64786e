"""Livre: the lines of imports and of the books: loaded, kept, read back."""
