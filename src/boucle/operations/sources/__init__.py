"""Sources: where the file of an import comes from, and how far we go to get it."""
