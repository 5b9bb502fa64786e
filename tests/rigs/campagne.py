"""Campagne: Schemathesis, as a program, against a server that listens.

The tool takes the published document and nothing else, but two things it cannot guess: the keys,
and, when the campaign is a deep one, the code of a dossier that exists.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boucle.api.document.openapi import document

# Not there: a call whose records are wrong is answered 200, with a verdict for each of them, as
# published; the tool would have it refused.
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
)
DOSSIER = "CEGID001"
ATTENTE_S = 90
"""A request waits this long: a machine that others hold up is no fault, a server that hangs is."""
# The codes that the examples of the document name.
DOSSIERS = (DOSSIER, "CEGID003", "D000000000")
_COUNTS = re.compile(r"(\d+) generated, (\d+) passed")
_LINKS = re.compile(r"API Links:\s+(\d+) covered")


@dataclass(frozen=True, slots=True)
class Bilan:
    """What one campaign did: cases made and passed, links followed."""

    cas: int
    passes: int
    liens: int


@dataclass(frozen=True, slots=True)
class Campagne:
    """One campaign: its phases, its cases an operation, whether its dossier exists."""

    phases: tuple[str, ...]
    par_operation: int
    profonde: bool
    graine: int
    duree_s: int = 0

    def run(self, address: str, headers: dict[str, str], folder: Path) -> Bilan:
        """Run it against a server; all that the tool says is in bilan.txt of the folder."""
        program = shutil.which("st", path=str(Path(sys.executable).parent))
        assert program is not None
        (folder / "schemathesis.toml").write_text("\n".join(self._settings()), encoding="utf-8")
        told = subprocess.run(
            [
                program, "run", f"{address}/openapi.json", "--checks", ",".join(CHECKS),
                *(part for name, value in headers.items() for part in ("-H", f"{name}: {value}")),
                "-n", str(self.par_operation), "--phases", ",".join(self.phases),
                "--seed", str(self.graine), "--suppress-health-check", "all",
                "--continue-on-failure", "--no-color", "--request-timeout", str(ATTENTE_S),
                *(("--max-time", str(self.duree_s)) if self.duree_s else ()),
            ],
            capture_output=True, text=True, cwd=folder, check=False,
        )  # fmt: skip
        (folder / "bilan.txt").write_text(told.stdout + told.stderr, encoding="utf-8")
        found = _COUNTS.search(told.stdout)
        assert found and told.returncode == 0, told.stdout[-6000:] + told.stderr[-2000:]
        links = _LINKS.search(told.stdout)
        return Bilan(int(found[1]), int(found[2]), int(links[1]) if links else 0)

    def _settings(self) -> Iterator[str]:
        yield ""
        if not self.profonde:
            return
        for methods in document()["paths"].values():
            for operation in methods.values():
                for name in _dossier_parameters(operation):
                    yield "[[operations]]"
                    yield f'include-operation-id = "{operation["operationId"]}"'
                    yield f'parameters = {{ {name} = "{DOSSIER}" }}'


def _dossier_parameters(operation: dict[str, Any]) -> Iterator[str]:
    for parameter in operation["parameters"]:
        if parameter.get("example") == DOSSIER:
            yield parameter["name"]
