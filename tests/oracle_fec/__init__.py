"""OracleFec: the FEC read line by line in plain Python: slow, and right by reading it."""
