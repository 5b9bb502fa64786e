"""Store: the database and the deposited files; all the SQL."""
