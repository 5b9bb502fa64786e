"""XML: a FEC written as XML, made flat so that the same rules read it."""
