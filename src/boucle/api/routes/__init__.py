"""Routes: the operations on the wire, each beside the description of it."""
