"""Reglages: what a setting cannot mean is told, all of it at once, before anything starts."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner

from boucle.cli import app
from boucle.commandes.reglages import read
from boucle.config import Config, ReglagesRefuses, variable

# Variable, text, whether it will do.
CAS = [
    ("PORT", "0", True), ("PORT", "65535", True), ("PORT", "65536", False), ("PORT", "-1", False),
    ("PORT", "8080 ", False), ("PORT", "٨", False), ("PORT", "8_080", False),
    ("TRAVAILLEURS", "0", False), ("TRAVAILLEURS", "1", True), ("TRAVAILLEURS", "trois", False),
    ("BAIL_S", "0", False), ("BAIL_S", "1", True), ("BAIL_S", "-5", False),
    ("QUOTA_OCTETS", "0", True), ("OCTETS_MAX", "0", False),
    ("DATABASE", "postgresql://a:b@c/d", True), ("DATABASE", "mysql://a:b@c/d", False),
    ("FICHIERS", "s3://seau", True), ("FICHIERS", "s3://", False), ("FICHIERS", "/tmp/f", False),
    ("SECRET", "0f" * 32, True), ("SECRET", "0f" * 31, False), ("SECRET", "zz" * 32, False),
    ("SECRET", "0f" * 32 + "0", False),
    ("URL_PUBLIQUE", "https://boucle.fr", True), ("URL_PUBLIQUE", "boucle.fr", False),
    ("SOURCES_PERMISES", "10.0.0.0/8, minio:9000", True), ("SOURCES_PERMISES", "a b", False),
    ("MANDATAIRES", "10.0.0.0/8", True), ("MANDATAIRES", "proxy", False),
    ("CORS_ORIGINS", "https://a.fr", True), ("CORS_ORIGINS", "a.fr", False),
    ("CADENCE_CLE", "0", True), ("CADENCE_CLE", "10/60", True), ("CADENCE_CLE", "10", False),
    ("CADENCE_PERSONNE", "10/0", False), ("CADENCE_IMPORTS", "x/60", False),
]  # fmt: skip


@pytest.fixture(autouse=True)
def no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("BOUCLE_"):
            monkeypatch.delenv(name)


@pytest.mark.parametrize(("name", "text", "will_do"), CAS)
def test_each_setting_is_read_or_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, will_do: bool
) -> None:
    monkeypatch.setenv(f"BOUCLE_{name}", text)
    if will_do:
        assert str(getattr(read(), name.lower())) == text
        return
    with pytest.raises(ReglagesRefuses) as raised:
        read()
    (refus,) = raised.value.refus
    assert f"BOUCLE_{name} " in refus.message


def test_every_fault_is_told_at_once_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in (
        ("PORT", "x"),
        ("SECRET", "motdepasse"),
        ("CADENCE_CLE", "vite"),
        ("DATABASE", "mysql://moi:motdepasse@hote"),
        ("TRAVAILEURS", "3"),
        ("SANS_RAPPORT", "1"),
    ):
        monkeypatch.setenv(f"BOUCLE_{name}", text)
    told = CliRunner(catch_exceptions=True).invoke(app, ["config", "verifier"]).exception
    assert isinstance(told, ReglagesRefuses)
    assert sorted(refus.message for refus in told.refus) == [
        "BOUCLE_CADENCE_CLE vaut « vite » ; attendu : un nombre de requêtes et une durée en "
        "secondes.",
        "BOUCLE_DATABASE vaut « 27 caractères » ; attendu : une adresse `postgresql://…`.",
        "BOUCLE_PORT vaut « x » ; attendu : un nombre entier de 0 à 65535.",
        "BOUCLE_SANS_RAPPORT n'est pas un réglage.",
        "BOUCLE_SECRET vaut « 10 caractères » ; attendu : 64 chiffres hexadécimaux au moins, en "
        "nombre pair.",
        "BOUCLE_TRAVAILEURS n'est pas un réglage. Vouliez-vous BOUCLE_TRAVAILLEURS ?",
    ]


def test_what_is_set_is_said_and_secrets_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOUCLE_PORT", "9000")
    monkeypatch.setenv("BOUCLE_SECRET", "0f" * 32)
    told = CliRunner().invoke(app, ["config", "verifier"])
    assert (told.exit_code, told.output.splitlines()) == (
        0,
        [
            "Réglages lus sans faute ; 2 autres que leur valeur par défaut.",
            "BOUCLE_SECRET = 64 caractères",
            "BOUCLE_PORT = 9000",
        ],
    )


@pytest.mark.parametrize(
    "command",
    [
        "serve",
        "worker",
        "migrer",
        "verifier-base",
        "cle lister --cabinet demo",
    ],
)
def test_nothing_starts_on_a_setting_that_will_not_do(command: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "boucle", *command.split()],
        capture_output=True,
        text=True,
        env={**os.environ, "BOUCLE_DONNEES": str(tmp_path), "BOUCLE_BAIL_S": "-1"},
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr.splitlines()) == (
        2,
        "",
        [
            "REQ-044 BOUCLE_BAIL_S vaut « -1 » ; attendu : un nombre entier de 1 à 86400.",
            "→ Corrigez la variable ; `boucle config verifier` relit tous les réglages.",
        ],
    )
    assert list(tmp_path.iterdir()) == []


def test_a_slip_stops_the_start_and_a_stranger_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOUCLE_RIEN_DE_TEL", "1")
    assert read() == Config()
    monkeypatch.setenv("BOUCLE_QUOTA_OCTET", "1")
    with pytest.raises(ReglagesRefuses, match="Vouliez-vous BOUCLE_QUOTA_OCTETS"):
        read()


def test_every_default_is_one_that_could_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    for entry in fields(Config):
        if str(entry.default):
            monkeypatch.setenv(variable(entry), str(entry.default))
    assert read() == Config()


def test_the_version_is_said() -> None:
    told = CliRunner().invoke(app, ["--version"])
    assert told.output == f"Boucle {version('boucle')}\n"
