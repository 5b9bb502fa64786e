"""Navigateur: a real Chromium, driven by Playwright, for pages served on the loopback.

A `Fenetre` is one page in a context of its own. It keeps what went wrong while it was open: broken
rules of the security policy, errors of scripts, requests to another host; and how many bytes came.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / ".outils/node_modules/axe-core/axe.min.js"
CAPTURES = ROOT / "docs/captures"
SIZE = {"width": 1440, "height": 900}
# The network of a test machine is closed: Chromium must not try to reach its maker.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--font-render-hinting=none",
]  # fmt: skip


class NavigateurAbsent(Exception):
    """No Chromium, or no axe, on this machine."""


def build_pages() -> None:
    """Build the pages when a source changed; NavigateurAbsent where npm cannot be reached."""
    done = subprocess.run(
        [sys.executable, ROOT / "web/build.py"], capture_output=True, text=True, check=True
    )
    if "no script" in done.stdout:
        raise NavigateurAbsent(done.stdout.strip())


@contextmanager
def navigateur_ouvert() -> Iterator[Browser]:
    """Open the Chromium of the system; NavigateurAbsent where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise NavigateurAbsent("no chromium in PATH")
    if not AXE.exists():
        raise NavigateurAbsent("axe-core is not installed in .outils")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Fenetre:
    """One page open in the browser, and what was seen while it was."""

    page: Page
    base: str
    fautes: list[str] = field(default_factory=list)
    octets: int = 0

    def visit(self, path: str) -> None:
        """Go to a path of the server."""
        self.page.goto(self.base + path)

    def theme(self, name: str) -> None:
        """Show the page as a system in `light` or `dark` would."""
        self.page.emulate_media(color_scheme="dark" if name == "dark" else "light")

    def axe(self, *rules: str) -> list[str]:
        """List the serious and critical findings of axe, one line each, with their place.

        rules: these alone, by their names; all of them without any.
        """
        # Evaluated by the debugger, which the policy of the page does not bind.
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate(
            "(rules) => axe.run({resultTypes: ['violations'], ...(rules.length && "
            "{runOnly: rules})})",
            list(rules),
        )
        return [
            f"{rule['impact']} {rule['id']}: {node['target'][0]}: {node['failureSummary']}"
            for rule in found["violations"]
            if rule["impact"] in ("serious", "critical")
            for node in rule["nodes"]
        ]

    def capture(self, name: str) -> None:
        """Keep a picture in docs/captures/, when BOUCLE_CAPTURES=1 asks for them."""
        if os.environ.get("BOUCLE_CAPTURES") == "1":
            CAPTURES.mkdir(exist_ok=True)
            self.page.screenshot(path=CAPTURES / f"{name}.png", full_page=True)


@contextmanager
def fenetre(browser: Browser, base: str, **options: Any) -> Iterator[Fenetre]:
    """Open a page on a server; options: those of a Playwright context (`java_script_enabled`…)."""
    context = browser.new_context(viewport=SIZE, locale="fr-FR", **options)
    page = context.new_page()
    opened = Fenetre(page, base)
    host = urlsplit(base).netloc

    def on_request(request: Request) -> None:
        if urlsplit(request.url).scheme != "data" and urlsplit(request.url).netloc != host:
            opened.fautes.append(f"another host: {request.url}")

    def on_finished(request: Request) -> None:
        sizes = request.sizes()
        opened.octets += sizes["responseBodySize"] + sizes["responseHeadersSize"]

    def on_console(message: Any) -> None:
        # A status of error that the test asked for is no fault of the page.
        if message.type == "error" and "status of" not in message.text:
            opened.fautes.append(message.text)

    page.on("request", on_request)
    page.on("requestfinished", on_finished)
    page.on("console", on_console)
    page.on("pageerror", lambda error: opened.fautes.append(f"script: {error}"))
    yield opened
    context.close()
