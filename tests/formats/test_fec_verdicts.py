"""What one cell entails is told on it: no verdict changes by it, and nothing is told twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from boucle.compta.contexte import Contexte
from boucle.errors import Niveau, Rapport
from boucle.formats.fec import lire
from formats.fabrique import make_file

FIRST = int(os.environ.get("BOUCLE_FEC_FIRST", "0"))
SEEDS = int(os.environ.get("BOUCLE_FEC_SEEDS", "150"))


def said(rapport: Rapport) -> tuple[bool, ...]:
    """Give the verdict of each level, and whether the import is forbidden."""
    return (*(rapport.verdict(niveau) for niveau in Niveau), rapport.bloquant)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + SEEDS, 5))
def test_no_verdict_changes(tmp_path: Path, seed: int) -> None:
    source = tmp_path / "732829320FEC20241231.txt"
    source.write_bytes(make_file(seed))
    before = lire.read_flat(source, Contexte()).rapport
    after = lire.read(source, Contexte()).rapport
    assert said(after) == said(before)
    assert after.total <= before.total
