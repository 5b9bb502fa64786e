"""Sauvegarde: what the page on operation says, executed word for word, restored elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from boucle.compta.etat import Etat
from boucle.config import Config
from operations.conftest import ACHAT, Scene, fec, ligne, scene
from rigs.postgres import Cluster

__all__ = ["scene"]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "exploiter.md"
TITRES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def said(dialecte: str) -> tuple[str, str]:
    """Give what the page says to save, and to restore."""
    section = PAGE.read_text("utf-8").partition("## Sauvegarder\n")[2]
    part = section.partition(f"### {TITRES[dialecte]}\n")[2].partition("\n### ")[0]
    save, restore = re.findall(r"```sh\n(.*?)```", part, re.S)
    return save, restore


def environment(config: Config, copie: Path) -> dict[str, str]:
    given = {
        "BOUCLE_DONNEES": str(config.donnees),
        "BOUCLE_DATABASE": config.database,
        "BOUCLE_DATABASE_CHARGE": config.database_charge,
        "BOUCLE_DATABASE_PROPRIETAIRE": config.database_proprietaire,
        "COPIE": str(copie),
    }
    return {**os.environ, **{name: value for name, value in given.items() if value}}


def run(command: list[str], env: dict[str, str]) -> bytes:
    done = subprocess.run(command, env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def boucle(env: dict[str, str], *args: str) -> bytes:
    return run([sys.executable, "-m", "boucle", *args], env)


def elsewhere(config: Config, tmp_path: Path, request: pytest.FixtureRequest) -> Config:
    """Settings of a server with nothing in it, as an operator makes it to restore."""
    folder = tmp_path / "ailleurs"
    folder.mkdir()
    if not config.database:
        return replace(config, donnees=folder)
    cluster: Cluster = request.getfixturevalue("cluster")
    base = cluster.create_base()
    request.addfinalizer(lambda: cluster.drop_base(base))
    return replace(config, donnees=folder, **cluster.adresses(base))


def test_what_the_page_saves_is_whole_where_it_is_restored(
    scene: Scene, dialecte: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    booked = scene.run(fec(*ACHAT))["id"]
    scene.decide(booked, Etat.VALIDE)
    scene.run(fec(ligne("2", "606400", "7,00", "0,00"), ligne("2", "512000", "0,00", "7,00")))
    scene.ask(fec(ligne("3", "606400", "8,00", "0,00"), ligne("3", "512000", "0,00", "8,00")))
    copie = tmp_path / "copie"
    copie.mkdir()
    config, restored = scene.store.config, elsewhere(scene.store.config, tmp_path, request)
    save, restore = said(dialecte)
    run(["bash", "-euc", save], environment(config, copie))
    run(["bash", "-euc", restore], environment(restored, copie))

    before, after = environment(config, copie), environment(restored, copie)
    assert "Aucune violation." in boucle(after, "verifier-base").decode()
    out = [tmp_path / "avant", tmp_path / "apres"]
    for env, folder in zip((before, after), out, strict=True):
        boucle(
            env,
            "exporter",
            "--cabinet",
            "demo",
            "--dossier",
            "D1",
            "--exercice",
            "EXERCICE 2024",
            "--sortie",
            str(folder),
        )
    first, second = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in out)
    assert first == second
    assert max(content.count(b"\n") for content in first.values()) > len(ACHAT)
    for path in (config.donnees / "fichiers" / "sources").rglob("*"):
        if path.is_file():
            assert (
                restored.donnees / path.relative_to(config.donnees)
            ).read_bytes() == path.read_bytes()
