"""Verite FEC: what the official checker answers, said by a program over the bytes alone.

`verdict.judge` imports nothing of the product. `exotique` makes odd files from a seed, `cas` holds
small ones written down in full, `desaccords` the kinds of file on which the product still says
otherwise.
"""
