"""Secret: one root for all processes, whole, private, and long enough."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from boucle.config import Config
from boucle.store.base import secret
from boucle.store.base.secret import derive


def test_processes_that_start_together_share_one_secret(tmp_path: Path) -> None:
    for rank in range(50):
        found, barrier, config = [], threading.Barrier(8), Config(donnees=tmp_path / str(rank))

        def start(config: Config = config, barrier=barrier, found: list[bytes] = found) -> None:
            barrier.wait()
            found.append(secret._root.__wrapped__("", config.donnees))

        threads = [threading.Thread(target=start) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 8
        assert len(set(found)) == 1
        assert [path.name for path in config.donnees.iterdir()] == ["secret"]


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    derive(Config(donnees=tmp_path), "cle")
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_each_usage_has_its_own_key(tmp_path: Path) -> None:
    config = Config(donnees=tmp_path)
    assert len({derive(config, usage) for usage in ("cle", "audit", "depot", "coffre")}) == 4
    given = Config(donnees=tmp_path / "x", secret="ab" * 32)
    assert derive(given, "cle") == derive(Config(donnees=tmp_path, secret="ab" * 32), "cle")
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("short", ["ab", "ab" * 31, "not hexadecimal"])
def test_a_short_secret_is_refused(short: str) -> None:
    with pytest.raises(ValueError):
        derive(Config(secret=short), "cle")
