"""API: the HTTP door; it reads requests, calls operations, writes answers."""
