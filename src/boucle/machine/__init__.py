"""Machine: what is asked of the system itself: memory, connections, a fence around a reader."""
