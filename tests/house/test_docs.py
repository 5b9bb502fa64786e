"""Docs: what is undocumented does not exist: settings, commands, states, steps."""

from __future__ import annotations

import re
from dataclasses import fields

from boucle.bornes import Bornes
from boucle.compta.etat import SIGNES
from boucle.config import Config
from boucle.operations.travaux.pipeline import ETAPES
from house.source import ROOT

EXPLOITER = (ROOT / "docs/exploiter.md").read_text("utf-8")
COMPRENDRE = (ROOT / "docs/comprendre.md").read_text("utf-8")
PAGES = {path: path.read_text("utf-8") for path in (ROOT / "docs").rglob("*.md")}


def test_every_setting_is_told_with_its_default_and_its_effect() -> None:
    rows = dict(re.findall(r"^\| `BOUCLE_(\w+)` \| (.+? \| .+?) \|$", EXPLOITER, re.MULTILINE))
    expected = {}
    for entry in fields(Config):
        default = f"`{entry.default}`" if str(entry.default) else "vide"
        expected[entry.name.upper()] = f"{default} | {entry.metadata['doc']}"
    assert rows == expected


def test_every_bound_is_told_with_its_value_and_what_it_counts() -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \| (\d+) \| (.+?) \|$", EXPLOITER, re.MULTILINE)
    expected = [(entry.name, str(entry.default), entry.metadata["doc"]) for entry in fields(Bornes)]
    assert rows == expected


def test_every_step_is_told_in_order() -> None:
    steps = re.findall(r"^\| ([a-z]+) \| ", COMPRENDRE.split("## Les états")[0], re.MULTILINE)
    assert tuple(steps) == ETAPES


def test_every_state_is_told_with_its_codes() -> None:
    rows = re.findall(r"^\| ([^|]+) \| (\d+) \| (\d) \|", COMPRENDRE, re.MULTILINE)
    expected = {(sign.libelle, str(sign.code), str(sign.statut)) for sign in SIGNES.values()}
    assert set(rows) == expected


def test_every_link_leads_somewhere() -> None:
    pages = {**PAGES, ROOT / "README.md": (ROOT / "README.md").read_text("utf-8")}
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path, text in pages.items()
        for target in re.findall(r"\]\(([^)#]+)", text)
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert broken == []
