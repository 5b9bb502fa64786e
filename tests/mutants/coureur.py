"""Coureur: a pytest session that collects once, then runs each mutant in a fork of itself.

A fork gives the mutant's code to the functions that are already there, and runs the tests that go
through the broken line, quickest first, until one fails. Then those that go through no line at all:
they may do so in a process that they start.
"""

from __future__ import annotations

import ast
import gc
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from ctypes import CDLL
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from mutants.mutations import Mutant

TUE, SURVIT, ROUGE = 1, 0, 3
COUVERTURE = "couverture.json"
"""What each test took, in seconds, and the lines that it went through, in the order of the run."""
_PDEATHSIG = 1
"""Asks Linux to end a fork with the one that made it: it leads a session of its own."""


def in_fork(act: Callable[[], int], delai_s: float, log: Path) -> int | None:
    """Act in a fork whose words go to a file; give its status, None when it had to be killed."""
    pid = os.fork()
    if not pid:
        os.setsid()
        if sys.platform == "linux":
            CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)
        words = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(words, 1)
        os.dup2(words, 2)
        status = ROUGE
        try:
            status = act()
        finally:
            os._exit(status)
    end = time.monotonic() + delai_s
    done, status = 0, 0
    while not done and time.monotonic() < end:
        done, status = os.waitpid(pid, os.WNOHANG)
        if not done:
            time.sleep(0.01)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    if not done:
        os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status) if done else None


def limit(usual_s: float) -> None:
    """End this process when the test that begins takes far longer than it did: it waits in vain."""
    signal.setitimer(signal.ITIMER_REAL, 5 + 8 * usual_s)


def write(path: Path, text: str) -> None:
    """Put a module on the disk for the processes that the tests start, with no stale bytecode."""
    path.write_text(text, "utf-8")
    for stale in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
        stale.unlink(missing_ok=True)


class Coureur:
    """Judge the mutants of one file; `told` is called with each and whether it was killed."""

    def __init__(
        self,
        path: Path,
        tree: ast.Module,
        mutants: list[Mutant],
        folder: Path,
        told: Callable[[Mutant, str], None],
    ) -> None:
        self.path, self.tree, self.mutants, self.folder = path, tree, mutants, folder
        self.told = told
        self.lines: dict[int, set[int]] = {}
        self.taken_s: dict[int, float] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Learn which lines each test goes through, then break them one by one."""
        kept, log = self.folder / COUVERTURE, self.folder / "temoin.log"
        if in_fork(lambda: self._learn(session.items, kept), 1_800, log) != SURVIT:
            raise pytest.UsageError(f"the tests fail before anything is broken:\n{log.read_text()}")
        for rank, (_, taken_s, lines) in enumerate(json.loads(kept.read_text())):
            self.lines[rank], self.taken_s[rank] = set(lines), taken_s
        self._prepare(session)
        functions = self._functions()
        for mutant in self.mutants:
            self._judge(session, mutant, functions)
        write(self.path, ast.unparse(self.tree))
        if in_fork(lambda: self._learn(session.items, kept), 1_800, log) != SURVIT:
            raise pytest.UsageError(f"the tests fail with nothing broken:\n{log.read_text()}")
        return True

    def _learn(self, items: list[pytest.Item], kept: Path) -> int:
        found, here = [], str(self.path)
        lines: set[int] = set()

        def local(frame: Any, event: str, arg: object) -> Any:
            lines.add(frame.f_lineno)
            return local

        def tracer(frame: Any, event: str, arg: object) -> Any:
            return local(frame, event, arg) if frame.f_code.co_filename == here else None

        threading.settrace(tracer)
        sys.settrace(tracer)
        for rank, item in enumerate(items):
            lines.clear()
            begun_s = time.monotonic()
            if not _passes(item, items[(rank + 1) % len(items)]):
                return ROUGE
            found.append((item.nodeid, time.monotonic() - begun_s, sorted(lines)))
        kept.write_text(json.dumps(found))
        return SURVIT

    def _prepare(self, session: pytest.Session) -> None:
        """Let one short test of the database make what the whole session shares."""
        shared = [r for r in self.taken_s if "[sqlite" in session.items[r].nodeid]
        other = next((i for i in session.items if "[sqlite" not in i.nodeid), None)
        if shared and other is not None:
            _passes(session.items[min(shared, key=self.taken_s.__getitem__)], other)

    def _functions(self) -> dict[tuple[str, int], list[FunctionType]]:
        found: dict[tuple[str, int], list[FunctionType]] = {}
        for one in gc.get_objects():
            if isinstance(one, FunctionType) and one.__code__.co_filename == str(self.path):
                code = one.__code__
                found.setdefault((code.co_qualname, code.co_firstlineno), []).append(one)
        return found

    def _judge(self, session: pytest.Session, mutant: Mutant, functions: Any) -> None:
        ranks = [
            rank
            for rank, lines in self.lines.items()
            if not lines or lines.intersection(mutant.lines)
        ]
        ranks.sort(key=lambda rank: (not self.lines[rank], self.taken_s[rank]))
        if not ranks:
            self.told(mutant, "no test goes there")
            return
        text, code = mutant.build(self.tree, str(self.path))
        write(self.path, text)
        items = [session.items[rank] for rank in ranks]

        def act() -> int:
            for one in _codes(code):
                for function in functions.get((one.co_qualname, one.co_firstlineno), ()):
                    function.__code__ = one
            following = [*items[1:], session.items[0]]
            for rank, item, after in zip(ranks, items, following, strict=True):
                limit(self.taken_s[rank])
                if not _passes(item, after):
                    return TUE
            return SURVIT

        status = in_fork(act, 86_400, self.folder / "mutant.log")
        self.told(mutant, "" if status != SURVIT else f"{len(ranks)} tests pass")


class Presse:
    """A plugin of pytest: run first what took least when it was learnt, each in a bounded time."""

    def __init__(self, learnt: Path) -> None:
        self.usual_s = {nodeid: taken_s for nodeid, taken_s, _ in json.loads(learnt.read_text())}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Put the quickest first."""
        items.sort(key=lambda item: self.usual_s.get(item.nodeid, 0))

    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        """Bound the test that begins."""
        limit(self.usual_s.get(item.nodeid, 60))


def _passes(item: pytest.Item, following: pytest.Item) -> bool:
    reports = runtestprotocol(item, log=False, nextitem=following)
    for report in reports:
        if report.failed:
            print(report.nodeid, report.longreprtext)
    return not any(report.failed for report in reports)


def _codes(code: CodeType) -> Iterator[CodeType]:
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield const
            yield from _codes(const)
