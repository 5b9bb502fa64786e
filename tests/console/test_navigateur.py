"""Navigateur: the shell and the components in a real Chromium."""

from __future__ import annotations

import pytest

from rigs.navigateur import Fenetre

pytestmark = pytest.mark.navigateur
PAGES = ("/", "/composants", "/nulle-part", "/dialogue")
PAGE_OCTETS_MAX = 60_000


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(vue: Fenetre, path: str, theme: str) -> None:
    vue.theme(theme)
    vue.visit(path)
    assert vue.axe() == []
    vue.capture(f"{path.strip('/') or 'accueil'}-{theme}")


def test_a_first_visit_weighs_little(vue: Fenetre) -> None:
    vue.visit("/composants")
    vue.page.wait_for_load_state("networkidle")
    assert 0 < vue.octets <= PAGE_OCTETS_MAX
