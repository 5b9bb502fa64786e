"""Arrows: every import goes down the floors of the house, and hard things stay in their room."""

from __future__ import annotations

import ast
from collections import defaultdict

from house.source import ROOT, Module, imports, modules

FLOORS = {
    "errors": 1, "values": 1, "clock": 1, "config": 1, "attentes": 1, "faults": 1,
    "bornes": 1, "machine": 1,
    "incidents": 1,
    "__init__": 1,
    "compta": 2, "schema": 2,
    "formats": 3, "store": 3, "resources": 3,
    "operations": 4,
    "attelage": 5, "comptoir": 5, "api": 5, "console": 5, "portal": 5, "worker": 5,
    "application": 6, "cli": 6, "commandes": 6, "demo": 6, "__main__": 6,
}  # fmt: skip
DOORS = {"api", "console", "portal", "worker"}
PURE = {"compta", "formats", "schema", "resources", "errors"}
DRIVERS = {
    "sqlite3", "psycopg", "psycopg_pool", "adbc_driver_manager", "adbc_driver_sqlite",
    "sqlalchemy", "alembic",
}  # fmt: skip
NETWORK = {
    "socket", "ssl", "httpx", "httpcore", "requests", "urllib3", "aiohttp", "urllib.request",
    "http.client", "http.server", "ftplib", "smtplib", "socketserver", "asyncio",
}  # fmt: skip
WEB = {"litestar", "starlette", "uvicorn"}
# A connection and a row pass through operations; what is done with them stays in the store.
SHAPES = {"sqlalchemy.Connection", "sqlalchemy.RowMapping"}
WIDE = {
    "operations/controle/invariants.py", "store/base/migration.py", "store/migrations/generate.py",
    "store/base/schema.py",
}  # fmt: skip
MAY_OPEN = ("operations/sources/fetch.py", "operations/sources/garde.py")


def faults(forbidden: set[str], module: Module) -> list[str]:
    return [
        f"{module.name}:{line} imports {name}"
        for name, line in imports(module)
        if any(name == bad or name.startswith(f"{bad}.") for bad in forbidden)
    ]


def test_every_room_has_a_floor() -> None:
    assert {module.room for module in modules()} <= FLOORS.keys()


def test_arrows_go_down() -> None:
    wrong = []
    for module in modules():
        for name, line in imports(module):
            parts = name.split(".")
            if parts[0] != "boucle" or len(parts) < 2 or parts[1] not in FLOORS:
                continue
            if FLOORS[parts[1]] > FLOORS[module.room]:
                wrong.append(f"{module.name}:{line} reaches up to {name}")
    assert wrong == []


def test_rooms_of_one_floor_never_reach_each_other_both_ways() -> None:
    reached = defaultdict(set)
    for module in modules():
        for name, _ in imports(module):
            parts = name.split(".")
            if parts[0] == "boucle" and len(parts) > 1 and parts[1] in FLOORS:
                reached[module.room].add(parts[1])
    both = {
        (room, other)
        for room, others in reached.items()
        for other in others
        if room < other and room in reached.get(other, set())
    }
    assert both == set()


def test_a_door_reaches_no_other_door() -> None:
    for module in modules():
        if module.room in DOORS:
            others = {f"boucle.{door}" for door in DOORS - {module.room}}
            assert faults(others, module) == []


def test_a_door_reaches_the_store_through_operations_only() -> None:
    for module in modules():
        if module.room in DOORS:
            assert faults({"boucle.store"}, module) == []


def test_pure_rooms_reach_neither_database_nor_network() -> None:
    for module in modules():
        if module.room in PURE:
            beyond = DRIVERS | NETWORK | WEB | {"boucle.store", "obstore"}
            assert faults(beyond, module) == []


def test_database_drivers_stay_in_the_store() -> None:
    for module in modules():
        if module.room != "store":
            found = faults(DRIVERS, module)
            assert [said for said in found if said.split()[-1] not in SHAPES] == []


def test_object_storage_stays_in_the_store() -> None:
    for module in modules():
        if module.room != "store":
            assert faults({"obstore"}, module) == []


def test_a_url_is_opened_in_one_place() -> None:
    # Floor 6 is a client of our own API; the doors listen.
    for module in modules():
        if module.name not in MAY_OPEN and FLOORS[module.room] < 5:
            assert faults(NETWORK, module) == []


def test_web_toolkit_stays_in_the_doors() -> None:
    for module in modules():
        if FLOORS[module.room] < 5:
            assert faults(WEB, module) == []


def test_the_wide_door_is_for_the_operator_alone() -> None:
    """What serves one cabinet names it; what does not yet asks `store/base/traversees.py`."""
    opened = {
        module.name
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("lecture", "transaction")
        and any(
            isinstance(one, ast.Constant) and one.value is None
            for one in (*node.args, *(given.value for given in node.keywords))
        )
    }
    assert opened == WIDE


def test_the_product_imports_nothing_of_its_tests() -> None:
    own = {path.stem for path in (ROOT / "tests").iterdir()} | {"tests"}
    for module in modules():
        assert faults(own, module) == []
