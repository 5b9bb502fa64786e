"""Fixtures of the door: the applications that the generated tests share."""

from resources.conftest import porte, porte_jouets, porte_maison

__all__ = ["porte", "porte_jouets", "porte_maison"]
