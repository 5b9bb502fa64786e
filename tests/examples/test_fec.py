"""Fec: the example FEC is the one that its maker makes, and it conforms at the three levels."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from boucle.operations.controle.verifier import exit_code, verifier

EXAMPLES = Path(__file__).parents[2] / "examples"


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fabrique", EXAMPLES / "fabrique.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["fabrique"] = module
    spec.loader.exec_module(module)
    return module


def test_example_is_what_its_maker_makes() -> None:
    fabrique = maker()
    assert fabrique.SORTIE.read_bytes() == fabrique.write()


def test_example_conforms_at_the_three_levels_without_a_remark() -> None:
    rapport = verifier(maker().SORTIE)
    assert rapport.comptes == {}
    assert exit_code(rapport) == 0
    assert rapport.faits["nombre_journaux"] == 7
