"""Document: the published description of the API, and the pages made from it."""
