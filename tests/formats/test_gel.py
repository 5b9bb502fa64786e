"""Gel: what the readers say of a great many files is frozen: moving code changes none of it.

`gel/*.txt` hold a digest of all that is said of each file, by each reader. A change of what is
said is wanted, told in the CHANGELOG and written anew with BOUCLE_REECRIRE=1; a change of where
code stands writes nothing. BOUCLE_GEL=5000 looks at all the mutated files, not at the first ones.
"""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import polars as pl
import pytest

from boucle.compta.contexte import COMPTE_ATTENTE, Contexte, Exercice
from boucle.errors.exemples.exemple import build
from boucle.errors.exemples.exemples import EXEMPLES
from boucle.formats.fec import read
from formats.fabrique import CELLULES, make_file
from formats.gel_essai import digest, said, whole
from formats.petit_fec import SUITES, PetitFec
from formats.test_fec_xml_une_faute import document
from oracle_fec.lire import read_exact

GEL = Path(__file__).parent / "gel"
RACINE = Path(__file__).parents[2]
ECHANTILLONS = Path(os.environ.get("BOUCLE_ECHANTILLONS", RACINE / "../shared/data/fec/samples"))
FICHIERS = int(os.environ.get("BOUCLE_GEL", "120"))
REECRIRE = bool(os.environ.get("BOUCLE_REECRIRE"))
LOT = 40
FICHIERS_MAX = 5_000
NOM = "732829320FEC20241231"
CONTEXTES = (
    Contexte(),
    Contexte(longueur_compte=6, siren="732829320"),
    Contexte(
        exercices=(
            Exercice("2024", date(2024, 1, 1), date(2024, 11, 30)),
            Exercice("2023", date(2023, 1, 1), date(2023, 12, 31), clos=True),
        ),
        longueur_compte=8,
        desequilibre=COMPTE_ATTENTE,
        siren="732829320",
    ),
)
Entree = tuple[str, str, bytes, Contexte]
"""What a file is called here, its own name, its bytes, what is known of its dossier."""


def both(folder: Path, entree: Entree, block_octets: int = 3_000) -> str:
    """Give the digest of what both readers say, which is one, and of the lots."""
    _, nom, octets, contexte = entree
    path = folder / nom
    path.write_bytes(octets)
    lots: list[pl.DataFrame] = []
    fast = said(read(path, contexte, on_lot=lots.append, block_octets=block_octets))
    assert said(read_exact(path, contexte)) == fast
    return digest(fast, whole(lots))


def compare(gel: str, found: dict[str, str]) -> None:
    """Compare digests with those that are kept, or keep these."""
    path = GEL / f"{gel}.txt"
    kept = (
        dict(line.rsplit(" ", 1) for line in path.read_text("utf-8").splitlines())
        if path.exists()
        else {}
    )
    if REECRIRE:
        kept |= found
        text = "".join(f"{nom} {value}\n" for nom, value in sorted(kept.items()))
        path.write_text(text, "utf-8")
    # A file made since then is not frozen until it is written here.
    found = {nom: value for nom, value in found.items() if nom in kept}
    assert {nom: kept[nom] for nom in found} == found


def depot() -> Iterator[Entree]:
    """Give the files that are made in the repository."""
    for code, exemple in EXEMPLES.items():
        if exemple.makes_file:
            for rang, contexte in enumerate(CONTEXTES):
                if not exemple.regime or not rang:
                    inner = Contexte(regime=exemple.regime) if exemple.regime else contexte
                    yield f"{code} {rang}", exemple.nom, build(exemple), inner
    for regime in SUITES:
        for notation in ("Debit/Credit", "Montant/Sens"):
            fec = PetitFec(regime, notation)
            for sep, eol, codage in (("\t", "\r\n", "utf-8"), ("|", "\n", "iso-8859-15")):
                octets = fec.texte(sep, eol).encode(codage)
                nom = f"petit {regime} {notation} {codage}"
                yield nom, f"{NOM}.txt", octets, Contexte(regime=regime)
        xml = document(regime).encode()
        yield f"xml {regime}", f"{NOM}.xml", xml, Contexte()
        yield f"xml gz {regime}", f"{NOM}.xml.gz", gzip.compress(xml, mtime=0), Contexte()
    for path in (RACINE / "examples/fec").iterdir():
        yield f"exemple {path.name}", path.name, path.read_bytes(), Contexte()


@pytest.mark.parametrize("contexte", range(len(CONTEXTES)))
def test_files_made_here_say_what_they_said(tmp_path: Path, contexte: int) -> None:
    entrees = [
        one
        for one in depot()
        if CONTEXTES.index(one[3] if one[3] in CONTEXTES else CONTEXTES[0]) == contexte
    ]
    compare("depot", {one[0]: both(tmp_path, one, 50_000) for one in entrees})


@pytest.mark.skipif(not ECHANTILLONS.exists(), reason="the shared samples are not beside")
def test_samples_say_what_they_said(tmp_path: Path) -> None:
    found = {}
    for path in sorted(ECHANTILLONS.glob("*/*")):
        if path.is_file():
            nom = re.sub(r"\s", "_", f"{path.parent.name}/{path.name}")
            entree = (nom, path.name, path.read_bytes(), Contexte())
            found[nom] = both(tmp_path, entree, 50_000)
    assert found
    compare("echantillons", found)


def spoil_xml(rnd: Random, texte: str) -> str:
    """Drop, double, move or rewrite elements of a document that has one on each line."""
    lignes = texte.split("\n")
    for _ in range(rnd.choice([1, 1, 2, 5])):
        at = rnd.randrange(2, len(lignes) - 2)
        action = rnd.randrange(8)
        if action < 4:
            cell = rnd.choice([c for c in CELLULES if c.isprintable() and c not in "<&"])
            lignes[at] = re.sub(r">[^<]*</", lambda _, cell=cell: f">{cell}</", lignes[at])
        elif action == 4:
            del lignes[at]
        elif action == 5:
            lignes.insert(at, lignes[at])
        elif action == 6:
            lignes.insert(rnd.randrange(2, len(lignes) - 2), lignes.pop(at))
        else:
            lignes[at] = re.sub(r"[0-9]", lambda m: str((int(m[0]) + 1) % 10), lignes[at], count=1)
    return "\n".join(lignes)


def mute(seed: int) -> Entree:
    """Give one spoiled file: an XML one time in ten."""
    contexte = CONTEXTES[seed % len(CONTEXTES)]
    if seed % 10 == 9:
        rnd = Random(seed)
        xml = spoil_xml(rnd, document(rnd.choice(list(SUITES)))).encode("utf-8", "replace")
        return f"{seed:05d}", f"{NOM}.xml", xml, contexte
    return f"{seed:05d}", f"{NOM}.txt", make_file(seed), contexte


@pytest.mark.parametrize("debut", range(0, min(FICHIERS, FICHIERS_MAX), LOT))
def test_spoiled_files_say_what_they_said(tmp_path: Path, debut: int) -> None:
    seeds = range(debut, min(debut + LOT, FICHIERS))
    compare(
        "mutes",
        {
            entree[0]: both(tmp_path, entree, Random(seed).choice([900, 4_000, 4 << 20]))
            for seed in seeds
            for entree in [mute(seed)]
        },
    )
