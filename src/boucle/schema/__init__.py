"""Schema: what a declaration of a resource means, without database or network."""
