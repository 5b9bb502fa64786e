"""SecretUrl and coffre: a right of access is printed nowhere, and kept only sealed."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import traceback
from pathlib import Path

import pytest

from boucle.config import Config
from boucle.operations.sources.secret_url import SecretUrl
from boucle.store.base.coffre import Coffre, CoffreIllisible

URL = "https://compte.blob.core.windows.net/depots/mai/842008161FEC20251231.txt?sp=r&sig=canari"


def test_an_url_is_shown_by_its_host_and_file_name() -> None:
    shown = "https://compte.blob.core.windows.net/…/842008161FEC20251231.txt?***"
    url = SecretUrl(URL)
    assert [str(url), f"{url}", repr(url)] == [shown, shown, f"SecretUrl('{shown}')"]
    assert url.reveal() == URL


@pytest.mark.parametrize(
    ("url", "shown"),
    [("https://x.fr/a.txt", "https://x.fr/a.txt"), ("https://x.fr", "https://x.fr/"),
     ("https://u:canari@x.fr/a", "https://x.fr/a"), ("https://[::1/canari", "***"),
     ("https://x.fr/a;canari=1/b?c", "https://x.fr/…/b?***")],
)  # fmt: skip
def test_nothing_else_is_shown(url: str, shown: str) -> None:
    assert str(SecretUrl(url)) == shown


def test_no_trace_shows_it(caplog: pytest.LogCaptureFixture) -> None:
    url = SecretUrl(URL)
    try:
        raise ValueError(url)
    except ValueError:
        logging.getLogger("essai").exception("failed on %s %r", url, {"url": url})
        told = traceback.format_exc()
    assert "canari" not in told + caplog.text


@pytest.mark.parametrize("write", [pickle.dumps, json.dumps, copy.deepcopy])
def test_it_cannot_be_written(write) -> None:
    with pytest.raises(TypeError):
        write(SecretUrl(URL))


def test_equal_urls_are_equal() -> None:
    assert len({SecretUrl(URL), SecretUrl(URL), SecretUrl(URL + "2")}) == 2


def test_the_coffre_gives_back_what_it_sealed(tmp_path: Path) -> None:
    sealed = Coffre(Config(donnees=tmp_path)).seal(URL)
    again = Coffre(Config(donnees=tmp_path))
    assert again.open(sealed) == URL
    assert b"canari" not in sealed
    assert again.seal(URL) != sealed


def test_another_key_or_an_altered_text_opens_nothing(tmp_path: Path) -> None:
    sealed = Coffre(Config(donnees=tmp_path / "a")).seal(URL)
    with pytest.raises(CoffreIllisible):
        Coffre(Config(donnees=tmp_path / "b")).open(sealed)
    with pytest.raises(CoffreIllisible):
        Coffre(Config(donnees=tmp_path / "a")).open(sealed[:-2] + b"AA")


def test_the_key_is_not_beside_the_texts_for_all_to_read(tmp_path: Path) -> None:
    Coffre(Config(donnees=tmp_path)).seal(URL)
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
