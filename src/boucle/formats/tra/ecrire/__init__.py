"""Ecrire: blocks of the books as a TRA file of version 011, held to the vendor's layout."""
