"""Archives: one file, one level, bounded."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from boucle.compta.contexte import Contexte
from boucle.formats.archive import unpack
from boucle.formats.fec.entree import open_source
from formats.petit_fec import NOM_FICHIER, PetitFec, ecrire
from oracle_fec.lire import read_exact

TEXTE = PetitFec().texte().encode()


def zipped(**members: bytes) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, octets in members.items():
            archive.writestr(nom, octets)
    return memory.getvalue()


@pytest.mark.parametrize(
    ("nom", "octets"),
    [
        (NOM_FICHIER + ".gz", gzip.compress(TEXTE)),
        ("envoi.zip", zipped(**{NOM_FICHIER: TEXTE})),
        ("envoi.zip", zipped(**{f"dossier/{NOM_FICHIER}": TEXTE, "__MACOSX/._x": b"x"})),
    ],
)
def test_the_file_inside_is_read(tmp_path: Path, nom: str, octets: bytes) -> None:
    path = ecrire(tmp_path, octets, nom)
    plain = ecrire(tmp_path, TEXTE)
    lecture, attendue = read_exact(path, Contexte()), read_exact(plain, Contexte())
    assert lecture.rapport.comptes == attendue.rapport.comptes
    assert lecture.bilan == attendue.bilan
    with open_source(path) as stream:
        assert stream.read() == TEXTE


REFUS = [
    ("deux.zip", zipped(a=TEXTE, b=TEXTE), "FIC-051"),
    ("aucun.zip", zipped(), "FIC-051"),
    ("poupees.zip", zipped(a=zipped(b=TEXTE)), "FIC-053"),
    ("poupees.gz", gzip.compress(gzip.compress(TEXTE)), "FIC-053"),
    ("coupe.gz", gzip.compress(TEXTE)[:-20], "FIC-050"),
    ("abime.zip", zipped(a=TEXTE)[:200], "FIC-050"),
    ("bombe.gz", gzip.compress(bytes(300 << 20)), "FIC-052"),
    ("bombe.zip", zipped(a=bytes(300 << 20)), "FIC-052"),
    ("classeur.xlsx", zipped(**{"[Content_Types].xml": b"<x/>", "xl/a.xml": b"<x/>"}), "FIC-011"),
]


@pytest.mark.parametrize(("nom", "octets", "code"), REFUS, ids=[r[0] for r in REFUS])
def test_refused(tmp_path: Path, nom: str, octets: bytes, code: str) -> None:
    lecture = read_exact(ecrire(tmp_path, octets, nom), Contexte())
    assert list(lecture.rapport.comptes) == [code]
    assert lecture.rapport.bloquant


def test_bound_is_exact(tmp_path: Path) -> None:
    source = ecrire(tmp_path, gzip.compress(bytes(1000)), "a.gz")
    found = [unpack(source, "a.gz", tmp_path / str(n), n).anomalie for n in (999, 1000, 1001)]
    assert [a and a.kind.code for a in found] == ["FIC-052", None, None]
