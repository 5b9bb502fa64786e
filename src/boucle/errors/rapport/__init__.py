"""Rapport: the anomalies of one file, gathered, arranged and rendered."""
