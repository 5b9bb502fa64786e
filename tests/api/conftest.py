"""Fixtures of the door: the application that the generated tests share."""

from resources.conftest import porte

__all__ = ["porte"]
