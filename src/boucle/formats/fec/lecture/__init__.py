"""Lecture: the blocks of a flat FEC, from their bytes to a bilan and its anomalies."""
