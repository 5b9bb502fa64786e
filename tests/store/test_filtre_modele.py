"""FiltreModele: random filters, each giving the rows that plain Python gives, on both databases.

The rows hold absent values, blank texts, accents and references; a filter that SQL's three-valued
logic would answer otherwise shows here.
"""

from __future__ import annotations

import operator
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from boucle.schema import registre
from boucle.schema.demande import Demande, read_tri
from boucle.schema.filtre import Comparaison, Dans, Et, Non, read_filtre
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers, fiches, liste
from boucle.values import Perimetre

FILTERS = 400
OPS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
TEXTS = ("", "a", "A", "é", "Z", "l'eau", "10", "2", "a%", "a_", "\U0001f600")


@dataclass(frozen=True)
class Base:
    store: Store
    perimetre: Perimetre
    rows: list[dict[str, Any]]


@pytest.fixture
def base(store: Store) -> Iterator[Base]:
    """Fill a dossier with third parties, and another one with the same, which no answer shows."""
    alea = random.Random(7)
    rows = [
        {
            "code": f"T{n:02d}",
            "type": alea.choice([0, 1, 2, 4]),
            "nom": alea.choice(TEXTS),
            "nature": alea.choice([None, 1, 2]),
            "actif": alea.random() < 0.5,
            "compte": alea.choice([None, "401", "411"]),
        }
        for n in range(60)
    ]
    with store.transaction(None) as conn:
        cabinet_id = dossiers.create_cabinet(conn, "A", "A")
        for code in ("D1", "D2"):
            perimetre = Perimetre(cabinet_id, dossiers.create(conn, cabinet_id, code))
            comptes = [{"numero": numero} for numero in ("401", "411")]
            fiches.insert_missing(conn, perimetre, registre.find("compte"), comptes, None)
            fiches.insert_missing(conn, perimetre, registre.find("tiers"), rows, None)
    yield Base(store, perimetre, rows)


def holds(node: Any, row: dict[str, Any]) -> bool:
    """Judge a row as the filter language says: two-valued."""
    if isinstance(node, Non):
        return not holds(node.membre, row)
    if isinstance(node, Comparaison):
        value, constant = seen(node.feuille.chemin, row), plain(node.valeur)
        if node.op in ("==", "!="):
            return (value == constant) is (node.op == "==")
        if node.feuille.chemin in ("code", "nom"):
            value, constant = value or "", constant or ""
        if value is None or constant is None:
            return False
        if isinstance(value, str):
            value, constant = value.encode(), constant.encode()
        return bool(OPS[node.op](value, constant))
    if isinstance(node, Dans):
        return seen(node.feuille.chemin, row) in [plain(value) for value in node.valeurs]
    results = [holds(part, row) for part in node.membres]
    return all(results) if isinstance(node, Et) else any(results)


def seen(chemin: str, row: dict[str, Any]) -> Any:
    name = "compte" if chemin == "compteContrepartie" else chemin
    value = row[name]
    return None if value == "" else value


def plain(value: Any) -> Any:
    value = getattr(value, "valeur", value)
    return None if value == "" else value


def write(alea: random.Random, depth: int = 0) -> str:
    """Write a random filter."""
    if depth < 4 and alea.random() < 0.6:
        inner = [write(alea, depth + 1) for _ in range(alea.randint(1, 3))]
        text = alea.choice([" && ", "||"]).join(inner)
        return f"{alea.choice(['', '!'])}({text})"
    nom = alea.choice(["code", "nom", "nature", "type", "actif", "compteContrepartie"])
    constants = {
        "code": [f"'T{n:02d}'" for n in range(0, 60, 7)],
        "nom": ["null", *('"' + text.replace("'", "\\'") + '"' for text in TEXTS)],
        "nature": ["null", "1", "2", "'1'"],
        "type": ["0", "1", "4"],
        "actif": ["true", "false"],
        "compteContrepartie": ["null", "'401'", "'411'", "'512'"],
    }[nom]
    if alea.random() < 0.2:
        return f"{nom} in [{','.join(alea.choices(constants, k=3))}]"
    ops = ["==", "!=", "===", "!=="]
    constant = alea.choice(constants)
    if constant != "null" and nom in ("code", "nom", "nature", "type"):
        ops += ["<", "<=", ">", ">="]
    return f"{nom}{alea.choice(ops)}{constant}"


def test_sql_answers_as_python_does(base: Base) -> None:
    alea, tiers = random.Random(11), registre.find("tiers")
    with base.store.lecture(base.perimetre) as conn:
        for _ in range(FILTERS):
            text = write(alea)
            if len(text) > 2000 or text.count("==") + text.count("in [") > 50:
                continue
            arbre = read_filtre(tiers, text)
            page = liste.page(conn, base.perimetre, tiers, ("code",), Demande(arbre))
            expected = [row["code"] for row in base.rows if holds(arbre, row)]
            assert [code for (code,) in page] == expected, text


@pytest.mark.parametrize("nom", ["nom", "nature", "type", "actif", "compteContrepartie"])
@pytest.mark.parametrize("sens", ["asc", "desc"])
def test_both_databases_sort_alike(base: Base, nom: str, sens: str) -> None:
    """Texts byte by byte, the absent first; pages by skip and take show each record once."""
    tiers = registre.find("tiers")
    tris = read_tri(tiers, f"{nom}:{sens}")

    def rank(row: dict[str, Any]) -> tuple[bool, Any]:
        value = row["compte" if nom == "compteContrepartie" else nom]
        value = value.encode() if isinstance(value, str) else value
        return (
            (value is not None, 0 if value is None else value)
            if not isinstance(value, bytes)
            else (True, value)
        )

    expected = sorted(base.rows, key=lambda row: row["code"])
    values = {row["code"]: rank(row) for row in expected}
    blank = next((b"" for value in values.values() if isinstance(value[1], bytes)), 0)
    values = {code: (there, value if there else blank) for code, (there, value) in values.items()}
    expected.sort(key=lambda row: values[row["code"]], reverse=sens == "desc")
    codes: list[str] = []
    with base.store.lecture(base.perimetre) as conn:
        for skip in range(0, 60, 7):
            demande = Demande(None, tris, skip, 7)
            page = liste.page(conn, base.perimetre, tiers, ("code",), demande)
            codes += [code for (code,) in page][:7]
    assert codes == [row["code"] for row in expected]


def test_days_compare_as_days(store: Store) -> None:
    exercice = registre.find("exercice")
    rows = [
        {"code": str(year), "debut": date(year, 1, 1), "fin": date(year, 12, 31)}
        for year in (1999, 2024, 2025)
    ]
    with store.transaction(None) as conn:
        cabinet_id = dossiers.create_cabinet(conn, "A", "A")
        perimetre = Perimetre(cabinet_id, dossiers.create(conn, cabinet_id, "D1"))
        fiches.insert_missing(conn, perimetre, exercice, rows, None)
        arbre = read_filtre(exercice, "dateDebut>='2024-01-01' && dateFin<2025-12-31")
        page = liste.page(conn, perimetre, exercice, ("code",), Demande(arbre))
    assert [code for (code,) in page] == ["2024"]


def test_a_reference_is_named_by_its_object_id_or_by_its_code(base: Base) -> None:
    tiers, compte = registre.find("tiers"), registre.find("compte")
    with base.store.lecture(base.perimetre) as conn:
        pairs = liste.page(conn, base.perimetre, compte, ("numero", "object_id"), Demande(None))
        ids = dict(tuple(row) for row in pairs)
        for text, kept in (
            (f"compteContrepartie=='{ids['401']}'", {"401"}),
            (f"compteContrepartie!='{ids['401']}'", {"411", None}),
            (f"compteContrepartie in ['{ids['401']}','411']", {"401", "411"}),
            (f"!(compteContrepartie in ['{ids['401']}','512'])", {"411", None}),
            ("compteContrepartie.numero<'411'", {"401"}),
            ("compteContrepartie.numero==null", {None}),
        ):
            demande = Demande(read_filtre(tiers, text))
            page = liste.page(conn, base.perimetre, tiers, ("code",), demande)
            expected = [row["code"] for row in base.rows if row["compte"] in kept]
            assert [code for (code,) in page] == expected, text
