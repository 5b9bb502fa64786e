"""Conftest: what a campaign on mutated files has compared, said at the end of the run."""

from __future__ import annotations

from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how many files both readers of a FEC have read alike, and how to read them again."""
    found = [
        value
        for report in terminalreporter.stats.get("passed", ())
        for name, value in report.user_properties
        if name == "identite"
    ]
    if not found:
        return
    files, times, firsts, lasts, lows, highs = zip(*found, strict=True)
    terminalreporter.write_line(
        f"FEC: {sum(files)} mutated files read alike by the exact reader and {max(times)} times "
        f"by the fast one, in blocks of {min(lows)} to {max(highs)} octets, in 1 or 2 threads "
        f"(seeds {min(firsts)} to {max(lasts)}; BOUCLE_FEC_FIRST, BOUCLE_FEC_SEEDS, "
        "BOUCLE_FEC_LECTURES)"
    )
