"""Main: `python -m boucle`."""

from boucle.cli import main

main()
