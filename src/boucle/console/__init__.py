"""Console: the firm's door: pages for people, written by the server, that work without a script."""
