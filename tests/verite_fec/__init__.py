"""Verite FEC: what the official checker answers, said by a program over the bytes alone.

`verdict.judge` imports nothing of the product. `exotique` makes odd files from a seed, `cas` holds
small ones written down in full, `accords` one file of each kind on which the product once said
otherwise: it says the same everywhere.
"""
