"""Rigs: the real servers that tests stand on, started privately and stopped by themselves."""
