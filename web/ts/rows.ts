// Rows: the keyboard of a list. Arrows move from row to row, Space chooses, Enter opens, and a
// letter clicks what bears it in `data-key`; letters act only when the focus is in the list.
export function rows(table: HTMLElement): void {
  const all = (): HTMLTableRowElement[] => [...table.querySelectorAll<HTMLTableRowElement>("tbody tr")];
  const box = (row: Element) => row.querySelector<HTMLInputElement>("input[type=checkbox], input[type=radio]");

  table.addEventListener("change", () => {
    for (const row of all()) {
      if (box(row)) row.setAttribute("aria-selected", String(box(row)!.checked));
    }
  });
  table.parentElement!.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const row = (event.target as Element).closest<HTMLTableRowElement>("tbody tr");
    const typing = (event.target as Element).matches("input:not([type=checkbox], [type=radio]), select");
    if (typing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const list = all();
      if (!list.length) return;
      const next = row ? list[list.indexOf(row) + step] : list[0];
      next?.setAttribute("tabindex", "-1");
      next?.focus();
      next?.scrollIntoView({ block: "nearest" });
    } else if (event.key === " " && row && event.target === row) box(row)?.click();
    else if (event.key === "Enter" && row && event.target === row) row.querySelector("a")?.click();
    else if (event.key === "Escape") {
      const chosen = all().map(box).filter((one) => one?.checked);
      for (const one of chosen) one!.click();
      // Nothing to clear: what is open is closed, where the page says how.
      if (!chosen.length) document.querySelector<HTMLElement>('[data-key="escape"]')?.click();
    } else if (event.key.length === 1 && event.key !== " ") {
      const key = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
      if (!key || key.getAttribute("aria-disabled") === "true") return;
      // A decision with nothing chosen is about the row that has the focus.
      if (key.matches("[data-choice]") && row && !table.querySelector("tbody input:checked")) box(row)?.click();
      if (key.matches("input")) key.focus();
      else key.click();
    } else return;
    event.preventDefault();
  });
}
