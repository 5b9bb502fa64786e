"""Resources: the declarations, one kind of record a file."""
