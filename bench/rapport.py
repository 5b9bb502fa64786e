"""Rapport: the table on the terminal, the rows as JSON, the page in the documentation."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

from bench.constat import Constat
from bench.reglages import NOMS, Reglages

PAGE = Path("docs/performance.md")
_HEAD = ("| Mesure | Boucle | Témoin | Rapport | But | Tient |", "|---|--:|--:|--:|--:|:-:|")
_JAMAIS = "Pas encore mesuré."
_DEBUT, _FIN = "<!-- table -->", "<!-- /table -->"


def keep(reglages: Reglages, name: str, found: list[Constat], pris: float) -> None:
    """Write the rows of one measure, with the facts of the machine.

    pris: how many cores others kept busy just before it.
    """
    document = {
        "faits": {
            **machine(),
            "lignes": reglages.lignes,
            "tours": reglages.tours,
            "coeurs_pris_avant": round(pris, 1),
        },
        "constats": [constat.row() for constat in found],
    }
    path = reglages.sortie / f"{name}.json"
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")


def machine() -> dict[str, Any]:
    """Give the facts without which a figure means nothing."""
    return {
        "coeurs": os.cpu_count(),
        "processeur": _cpu_model(),
        "memoire_mib": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20,
        "python": platform.python_version(),
        "sqlite_python": sqlite3.sqlite_version,
        "sqlite_commande": _said("sqlite3", "--version").split(" ")[0],
        "postgresql": _said("psql", "--version"),
        "commit": _said("git", "-c", "safe.directory=*", "rev-parse", "--short", "HEAD"),
    }


def _cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _said(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "absent"
    return done.stdout.strip()


def show(found: list[Constat]) -> None:
    """Print the table."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title="Boucle à côté de quelque chose de connu")
    for name in ("Mesure", "Boucle", "Témoin", "Rapport", "But", "Tient"):
        table.add_column(name, justify="left" if name == "Mesure" else "right")
    for constat in found:
        table.add_row(*_cells(constat.row()))
    Console().print(table)


def _cells(row: dict[str, Any]) -> list[str]:
    unit = row["unit"]
    goal = row["goal"]
    if goal and row["sur"] == "ours":
        goal = f"{goal} {unit}"
    held = {True: "oui", False: "NON", None: ""}[row["holds"]]
    return [
        row["name"],
        f"{_number(row['ours'])} {unit}",
        "" if row["reference"] is None else f"{_number(row['reference'])} {unit}",
        "" if row["ratio"] is None else _number(row["ratio"]),
        goal.replace(".", ","),
        held,
    ]


def _number(value: float) -> str:
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return text.replace(",", " ").replace(".", ",")


def write_page(sortie: Path) -> None:
    """Put the last results in the page; a measure that was not made again keeps its own there."""
    head, _, rest = PAGE.read_text("utf-8").partition(_DEBUT)
    table, _, tail = rest.partition(_FIN)
    before = {
        name: said.strip()
        for name, _, said in (part.partition("\n") for part in table.split("### ")[1:])
    }
    sections = [
        f"### {name}\n\n{_section(sortie / f'{name}.json') or before.get(name, _JAMAIS)}"
        for name in NOMS
    ]
    text = "\n\n".join(sections)
    PAGE.write_text(f"{head}{_DEBUT}\n\n{text}\n\n{_FIN}{tail}", "utf-8")


def _section(path: Path) -> str:
    """Give the rows of one measure and the facts of its run, empty when it was not made."""
    if not path.exists():
        return ""
    document = json.loads(path.read_text("utf-8"))
    facts = " · ".join(
        f"{key.replace('_', ' ')} : {value}" for key, value in document["faits"].items()
    )
    rows = (f"| {' | '.join(_cells(row))} |" for row in document["constats"])
    return "\n".join([*_HEAD, *rows, "", facts])
