// Grid: a window on a table of any length. Each <tbody> is one page that the server wrote, naming
// the address of the page before it and of the one after; the first page, the last page and the
// pager below are plain links. At most PAGES pages stay in the document.
const PAGES = 4;
const NEAR_PX = 600;

export function grid(region: HTMLElement): void {
  const table = region.querySelector("table")!;
  const pages = (): HTMLElement[] => [...table.tBodies];
  let busy = false;

  async function ask(url: string | undefined, target: HTMLElement, swap: string): Promise<boolean> {
    if (!url || busy) return false;
    busy = true;
    region.setAttribute("aria-busy", "true");
    try {
      await (window as any).htmx.ajax("GET", url, { source: region, target, swap });
    } finally {
      busy = false;
      region.removeAttribute("aria-busy");
    }
    return true;
  }

  async function extend(down: boolean): Promise<void> {
    const edge = pages().at(down ? -1 : 0)!;
    const top = edge.getBoundingClientRect().top;
    const url = down ? edge.dataset.after : edge.dataset.before;
    if (!(await ask(url, edge, down ? "afterend" : "beforebegin"))) return;
    while (pages().length > PAGES) pages().at(down ? 0 : -1)!.remove();
    // What is being read stays where it is.
    region.scrollTop += edge.getBoundingClientRect().top - top;
  }

  async function jump(url: string | undefined, end: boolean): Promise<void> {
    const [first, ...others] = pages();
    if (!(await ask(url, first, "outerHTML"))) return;
    others.forEach((page) => page.remove());
    region.scrollTop = end ? region.scrollHeight : 0;
    if (!region.contains(document.activeElement)) region.focus();
  }

  region.addEventListener("scroll", () => {
    if (region.scrollTop + region.clientHeight > region.scrollHeight - NEAR_PX) extend(true);
    else if (region.scrollTop < NEAR_PX) extend(false);
  }, { passive: true });
  region.addEventListener("keydown", (event) => {
    if (!event.ctrlKey || (event.key !== "End" && event.key !== "Home")) return;
    event.preventDefault();
    const end = event.key === "End";
    jump(end ? region.dataset.last : region.dataset.first, end);
  });
}
