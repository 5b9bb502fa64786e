"""The official answer on odd files: our truth against its measures, the product against our truth.

BOUCLE_FEC_EXOTIQUES: how many odd files are tried (`make fuzz`: 5,000).
"""

from __future__ import annotations

import ast
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from boucle.compta.contexte import Contexte
from boucle.errors import Niveau
from boucle.formats.fec import read
from verite_fec.accords import ACCORDS
from verite_fec.cas import CAS, NOM, NOMS
from verite_fec.exotique import MANIERES, Exotique, make_exotique
from verite_fec.regles import Regle
from verite_fec.verdict import judge

FIRST = int(os.environ.get("BOUCLE_FEC_FIRST", "0"))
EXOTIQUES = int(os.environ.get("BOUCLE_FEC_EXOTIQUES", str(2 * len(MANIERES))))
LOTS = 10


def say(cas: Exotique, folder: Path) -> bool | None:
    """Give what the product says of the form of a file, None when it breaks on it."""
    source = folder / cas.nom
    source.write_bytes(cas.octets)
    contexte = Contexte(regime=cas.regime if cas.declare else "")
    try:
        return read(source, contexte).rapport.verdict(Niveau.FORME)
    except (IndexError, ValueError, OverflowError):
        return None
    finally:
        source.unlink()


@pytest.mark.parametrize("lot", range(LOTS))
def test_form_is_the_official_answer(tmp_path: Path, lot: int) -> None:
    autres: list[tuple[Any, ...]] = []
    for seed in range(FIRST + lot, FIRST + EXOTIQUES, LOTS):
        cas = make_exotique(seed)
        attendu = judge(cas.octets, cas.nom, cas.regime)
        dit = say(cas, tmp_path)
        if dit is not attendu.conforme:
            regles = sorted(regle.dit for regle in attendu.regles)
            autres.append((seed, cas.manieres, attendu.conforme, dit, regles))
    assert not autres, "BOUCLE_FEC_FIRST=graine BOUCLE_FEC_EXOTIQUES=10 :\n" + "\n".join(
        map(str, autres)
    )


@pytest.mark.parametrize("nom", ACCORDS)
def test_a_kind_that_was_mended_stays_so(tmp_path: Path, nom: str) -> None:
    cas = ACCORDS[nom]
    assert say(cas, tmp_path) is judge(cas.octets, cas.nom, cas.regime).conforme


@pytest.mark.parametrize("nom", CAS)
def test_a_file_of_the_audit(tmp_path: Path, nom: str) -> None:
    make, attendu = CAS[nom]
    cas = Exotique(make(), NOMS.get(nom, NOM), "BIC", False, (nom,))
    assert judge(cas.octets, cas.nom, cas.regime).conforme is attendu
    assert say(cas, tmp_path) is attendu


def test_odd_files_reach_every_rule_of_the_checker() -> None:
    reached: Counter[Regle] = Counter()
    conformes = 0
    for seed in range(2 * len(MANIERES)):
        cas = make_exotique(seed)
        verdict = judge(cas.octets, cas.nom, cas.regime)
        reached.update(verdict.regles)
        conformes += verdict.conforme
    assert set(Regle) - reached.keys() == set()
    assert len(MANIERES) / 2 < conformes < len(MANIERES) * 3 / 2


def test_the_same_seed_gives_the_same_file() -> None:
    assert make_exotique(7) == make_exotique(7)
    assert make_exotique(7).octets != make_exotique(7 + len(MANIERES)).octets


def test_the_truth_imports_nothing_of_the_product() -> None:
    here = Path(__file__).parent
    for path in here.glob("*.py"):
        if path.name.startswith("test_"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.split(".")[0] == "boucle"], path
