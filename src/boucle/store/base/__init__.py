"""Base: the database itself: connections, tables, types, versions, roles, what is sealed."""
