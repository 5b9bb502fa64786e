"""Comptes brought to the length of the dossier: what does not fit, what becomes one."""

from __future__ import annotations

from pathlib import Path

from boucle.compta.contexte import Contexte
from boucle.formats.fec import read
from formats.petit_fec import PetitFec
from oracle_fec.lire import read_exact


def test_lengths(tmp_path: Path) -> None:
    fec = PetitFec()
    for at, compte in ((0, "512"), (2, "41100012345"), (5, "51200000")):
        fec.lignes[at]["CompteNum"] = compte
    path, contexte = fec.ecrire(tmp_path), Contexte(longueur_compte=8)
    exact, fast = read_exact(path, contexte), read(path, contexte)
    assert exact.bilan == fast.bilan
    fields = ("code", "ligne", "lu", "corrige", "slots")
    told = [row for row in exact.rapport.flat(*fields) if row[0] in ("LIG-016", "LIG-017")]
    assert told == [row for row in fast.rapport.flat(*fields) if row[0] in ("LIG-016", "LIG-017")]
    assert told == [
        ("LIG-016", None, "41100012345", None, {"longueur": 8}),
        ("LIG-017", None, "51200000", "51200000", {"autre": "512"}),
    ]


def test_nothing_is_said_when_the_dossier_keeps_numbers_as_sent(tmp_path: Path) -> None:
    assert read(PetitFec().ecrire(tmp_path), Contexte()).rapport.total == 0
