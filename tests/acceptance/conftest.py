"""What the tests that kill real processes share: none of these outlives its test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rigs.demarres import end_all


@pytest.fixture(autouse=True)
def nothing_outlives_its_test() -> Iterator[None]:
    """End what a test that failed has left running: it would slow all those that follow."""
    yield
    end_all()
