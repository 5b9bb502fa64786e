"""SaisieJson: the entries that a partner sends in the body of importJson.

`corps.read_envoi` reads them, every fault collected; it serves the request, which refuses, and
`lire.read`, which imports what was accepted. Source: published page of the JSON import.
"""
