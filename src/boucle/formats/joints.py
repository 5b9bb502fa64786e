"""Joints: the documents that a file names, or brings beside its lines, and what may be kept of one.

A document is attached to a line by its address: what the line's `piece_jointe` says. Reading
gives the address and the file; `operations/sources/pieces_jointes.py` keeps it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

OCTETS_MAX = 50 * 2**20
_HEADS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)
_PDF, TETE_OCTETS = b"%PDF-", 1024


class Joint(NamedTuple):
    """One document: adresse as lines say it, nom for a person, path of its bytes."""

    adresse: str
    nom: str
    path: Path


OnJoint = Callable[[Joint], None]


def recognise(octets: bytes) -> str | None:
    """Name the type of a document by its first bytes: PDF, JPEG, PNG, or None."""
    if _PDF in octets[:TETE_OCTETS]:
        return "application/pdf"
    return next((media for head, media in _HEADS if octets.startswith(head)), None)
