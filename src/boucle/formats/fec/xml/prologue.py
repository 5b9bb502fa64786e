"""Prologue: what the first octets of an XML FEC tell the official checker: that it is XML, and its
schema."""

from __future__ import annotations

import re

_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml", re.IGNORECASE)
_LOCATION = re.compile(rb"noNamespaceSchemaLocation\s*=\s*([\"'])([^\"']*)[\"']")


def is_declare(head: bytes) -> bool:
    """True when the official checker takes a file that begins so for XML."""
    return _DECLARATION.match(head) is not None


def find_schema(head: bytes) -> tuple[str, bool]:
    """Give the schema that the document names, and whether the official checker finds it there:
    its bare name between double quotes, `file:` before it or not."""
    m = _LOCATION.search(head)
    if m is None:
        return "", False
    lu = m[2].decode("ascii", "replace")
    nom = lu.rpartition("/")[2].removeprefix("file:")
    return nom, m[1] == b'"' and lu.removeprefix("file:") == nom
