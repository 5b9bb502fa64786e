// Aller: Ctrl K opens where one may go, from anywhere; the arrows walk through what is found, and
// Enter takes the first one. The link that it clicks leads to a page of the same, without a script.
export function aller(link: HTMLAnchorElement): void {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (!document.querySelector("dialog[open]")) link.click();
    }
  });
}

export function liste(list: HTMLElement): void {
  const field = list.parentElement!.querySelector<HTMLInputElement>("input[name=q]")!;
  const all = () => [...list.querySelectorAll<HTMLAnchorElement>("a")];
  list.parentElement!.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const found = all();
    if (step) {
      event.preventDefault();
      const next = found.indexOf(event.target as HTMLAnchorElement) + step;
      (event.target === field && step < 0 ? field : found[next] ?? field).focus();
    } else if (event.key === "Enter" && event.target === field && found.length) {
      event.preventDefault();
      found[0].click();
    }
  });
}
