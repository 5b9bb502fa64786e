"""Gestes: the same acts by the mouse, and by the keyboard alone, as a person makes them.

By the keyboard a control is reached by Tab from where the focus is, and a row by the arrows:
nothing is focused or filled in by a program.
"""

from __future__ import annotations

from typing import Protocol

from playwright.sync_api import Locator, Page, expect

TABULATIONS_MAX = 150
# The key that leads from the row that has the focus to another, '' when none has it.
_WAY = """row => {
    const here = document.activeElement.closest("tbody tr");
    if (!here) return "";
    const before = here.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_PRECEDING;
    return before ? "ArrowUp" : "ArrowDown";
}"""


class Geste(Protocol):
    """A way to act on a page."""

    nom: str

    def press(self, control: Locator) -> None:
        """Press a button, or follow a link."""

    def tick(self, box: Locator) -> None:
        """Tick a box, or untick it."""

    def write(self, box: Locator, text: str) -> None:
        """Write in an empty box."""

    def choose(self, box: Locator, choice: str) -> None:
        """Choose in a list."""

    def pick(self, row: Locator) -> None:
        """Choose a row of a list."""

    def act(self, control: Locator, key: str) -> None:
        """Do what a button of a list does, or its key."""


class Souris:
    """The mouse, and the keyboard to write."""

    nom = "souris"

    def __init__(self, page: Page) -> None:
        self._page = page

    def press(self, control: Locator) -> None:
        control.click()

    def tick(self, box: Locator) -> None:
        box.click()

    def write(self, box: Locator, text: str) -> None:
        box.click()
        self._page.keyboard.type(text)

    def choose(self, box: Locator, choice: str) -> None:
        # The list that a browser opens is no part of the page: a program cannot point at it.
        box.select_option(choice)

    def pick(self, row: Locator) -> None:
        row.get_by_role("checkbox").click()

    def act(self, control: Locator, key: str) -> None:
        # A button that is refused stays under the hand, whatever a program thinks of it.
        control.click(force=control.get_attribute("aria-disabled") == "true")


class Clavier:
    """The keyboard alone."""

    nom = "clavier"

    def __init__(self, page: Page) -> None:
        self._page = page

    def reach(self, control: Locator) -> None:
        """Go to a control by Tab."""
        expect(control).to_be_visible()
        for _ in range(TABULATIONS_MAX):
            if control.evaluate("one => one === document.activeElement"):
                return
            self._page.keyboard.press("Tab")
        raise AssertionError(f"not reached by {TABULATIONS_MAX} Tab: {control}")

    def press(self, control: Locator) -> None:
        self.reach(control)
        self._page.keyboard.press("Enter")

    def tick(self, box: Locator) -> None:
        self.reach(box)
        self._page.keyboard.press(" ")

    def write(self, box: Locator, text: str) -> None:
        self.reach(box)
        self._page.keyboard.type(text)

    def choose(self, box: Locator, choice: str) -> None:
        self.reach(box)
        self._page.keyboard.press("Home")
        for _ in range(box.locator("option").count()):
            if box.locator("option:checked").inner_text() == choice:
                return
            self._page.keyboard.press("ArrowDown")
        expect(box.locator("option:checked")).to_have_text(choice)

    def pick(self, row: Locator) -> None:
        self._stand_on(row)
        self._page.keyboard.press(" ")

    def act(self, control: Locator, key: str) -> None:
        self._page.keyboard.press(key)

    def open(self, row: Locator) -> None:
        """Open what a row is about."""
        self._stand_on(row)
        self._page.keyboard.press("Enter")

    def _stand_on(self, row: Locator) -> None:
        expect(row).to_be_visible()
        key = str(row.evaluate(_WAY))
        if not key:
            self.reach(row.locator("xpath=ancestor::*[@role='region'][1]"))
        for _ in range(TABULATIONS_MAX):
            if row.evaluate("one => one === document.activeElement"):
                return
            self._page.keyboard.press(key or "ArrowDown")
        raise AssertionError(f"not reached by the arrows: {row}")


GESTES: dict[str, type[Souris] | type[Clavier]] = {"souris": Souris, "clavier": Clavier}
