"""Errors: one catalogue of kinds; codes are for ever, sentences are complete, and stay in it."""

from __future__ import annotations

import ast
import re

import pytest

from boucle.errors import KINDS, Gravite, Kind, Portee
from boucle.errors.familles import FAMILLES
from house.source import Module, modules

CODE = re.compile(r"(FIC|LIG|ECR|IMP|SRC|REQ|TRA|PER)-\d{3}", re.ASCII)
MAKES = re.compile(r"^[A-Z][A-Z_]* = (Kind|_[a-z]+)\($", re.MULTILINE)
# A code that was published and is no longer given stays here for ever, and is never given again.
# REQ-253: an address refused, which SRC-002 says.
# LIG-060: an unknown field of a JSON line, which is now refused (REQ-100). TRA-055: a fiche that no
# line uses, which is now created.
RETIRED: frozenset[str] = frozenset({"LIG-060", "REQ-253", "TRA-055"})


def test_codes_have_one_shape_and_are_given_once() -> None:
    assert [kind.code for kind in KINDS if not CODE.fullmatch(kind.code)] == []
    assert len({kind.code for kind in KINDS}) == len(KINDS)


def test_a_retired_code_is_never_given_again() -> None:
    assert {kind.code for kind in KINDS} & RETIRED == set()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_kind_is_said_in_full(kind: Kind) -> None:
    assert kind.titre
    assert len(kind.titre) <= 60
    assert kind.titre == kind.titre.strip(" .")
    for sentence in (kind.message, kind.remede):
        assert len(sentence) > 10
        assert sentence == sentence.strip()
        assert sentence[0].isupper() or sentence[0] in "«{"
        assert sentence[-1] not in ",;:"
    assert 400 <= kind.statut < 600


def test_a_fault_of_the_request_and_one_of_the_data_are_told_apart() -> None:
    for kind in KINDS:
        assert (kind.code[:3] == "REQ") == (kind.portee is Portee.REQUETE), kind.code
        assert kind.gravite is Gravite.BLOQUANT or kind.code[:3] != "REQ"


def test_every_family_is_listed() -> None:
    """What a process may be told by its code is known to it, whatever it has imported."""
    rooms = ("errors/donnees/", "errors/demandes/")
    own = {
        f"boucle.{module.name.removesuffix('.py').replace('/', '.')}"
        for module in modules()
        if module.name.startswith(rooms) and MAKES.search(module.text)
    }
    assert own == {famille.__name__ for famille in FAMILLES}


def test_every_refus_fills_its_sentences() -> None:
    by_name = _kinds_by_name()
    wrong = []
    for module in modules():
        for call in ast.walk(module.tree):
            if not (isinstance(call, ast.Call) and _name(call.func) == "Refus" and call.args):
                continue
            kind, given = by_name.get(_name(call.args[0])), {word.arg for word in call.keywords}
            if kind is None or None in given:
                continue
            if not kind.slots <= given:
                missing = sorted(kind.slots - given)
                wrong.append(f"{module.name}:{call.lineno} {kind.code} lacks {missing}")
    assert wrong == []


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _kinds_by_name() -> dict[str, Kind]:
    by_code = {kind.code: kind for kind in KINDS}
    found = {}
    for module in modules():
        if module.room != "errors":
            continue
        for node in module.tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                codes = [arg.value for arg in node.value.args if isinstance(arg, ast.Constant)]
                codes += [w.value.value for w in node.value.keywords
                          if w.arg == "code" and isinstance(w.value, ast.Constant)]  # fmt: skip
                kind = next((by_code[code] for code in codes if code in by_code), None)
                if kind is not None:
                    found[_name(node.targets[0])] = kind
    return found


SENTENCE = re.compile(r"[A-ZÀÉÈÊ«][^\n]* [^\n]*[.!?»]", re.UNICODE)
ACCENT = re.compile(r"[àâçéèêëîïôùûü]", re.IGNORECASE)
# Labels that people read and that speak of no fault: settings, states, declarations, commands.
LABELS = ("bornes.py", "config.py", "compta/etat.py", "resources/", "schema/", "commandes/",
          "cli.py",
          "console/", "portal/", "store/livre/invariants.py", "demo.py",
          "formats/fec/ecrire/description.py", "formats/sortie/page.py",
          # What the published document says of each operation.
          "api/document/", "api/routes/catalogue_")  # fmt: skip


def test_french_sentences_about_faults_stay_in_the_catalogue() -> None:
    found = [
        f"{module.name}:{line} {text[:50]}"
        for module in modules()
        if module.room != "errors" and not module.name.startswith(LABELS)
        for line, text in _texts(module)
        if SENTENCE.fullmatch(text.strip()) and ACCENT.search(text)
    ]
    assert found == []


def _texts(module: Module) -> list[tuple[int, str]]:
    said = {
        id(node.body[0].value)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
    ]
