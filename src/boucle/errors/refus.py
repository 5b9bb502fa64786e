"""Refus: something wrong in the request; raised, never collected."""

from __future__ import annotations

from typing import Any

from boucle.errors.kind import Kind


class Refus(Exception):
    """Say no to a request, in a French sentence with a code and an HTTP status.

    slots: one value per slot of the kind's sentences. details: extra public facts for the wire
    (position in a filter, current revision…), never a secret.
    """

    def __init__(
        self, kind: Kind, *, details: dict[str, Any] | None = None, **slots: object
    ) -> None:
        missing = kind.slots - slots.keys()
        if missing:
            raise TypeError(f"{kind.code}: slots not filled: {sorted(missing)}")
        self.kind = kind
        self.slots = slots
        self.details = details or {}
        super().__init__(f"{kind.code} {self.message}")

    @property
    def message(self) -> str:
        """The sentence for the person, in our words or in the published ones."""
        return (self.kind.imposed or self.kind.message).format(**self.slots)

    @property
    def remede(self) -> str:
        """What to do about it."""
        return self.kind.remede.format(**self.slots)
