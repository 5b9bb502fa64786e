"""Lecture: what reading a FEC gives back, as every format does."""

from boucle.formats.lecture import Lecture

__all__ = ["Lecture"]
