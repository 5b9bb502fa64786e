"""Tra: the example TRA is the one that its maker makes, and it is read without a remark."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from boucle.compta.contexte import Contexte
from boucle.formats.tra.lire import read

EXAMPLES = Path(__file__).parents[2] / "examples"


def load(nom: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(nom, EXAMPLES / f"{nom}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[nom] = module
    spec.loader.exec_module(module)
    return module


def maker() -> ModuleType:
    # The one writes the books of the other.
    load("fabrique")
    return load("fabrique_tra")


def test_example_is_what_its_maker_makes() -> None:
    fabrique = maker()
    assert fabrique.SORTIE.read_bytes() == fabrique.write()


def test_example_is_read_without_a_remark() -> None:
    lecture = read(maker().SORTIE, Contexte(longueur_compte=8), {})
    rapport, bilan = lecture.rapport, lecture.bilan
    assert rapport.comptes == {}
    assert bilan.lignes > 100
    assert bilan.debit == bilan.credit > 0
    assert {"VE", "AC", "BQ"} <= bilan.journaux.keys()
    assert all(bilan.comptes.values())
