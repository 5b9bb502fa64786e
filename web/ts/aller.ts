// Aller: Ctrl K opens where one may go, from anywhere; the arrows walk through what is found, and
// Enter takes the first one. The link that it clicks leads to a page of the same, without a script.
import { isAller, isTyped } from "./raccourci";

// What is typed once it is asked for and until it is there; null when it is not asked for.
let typed: string | null = null;

// A link that htmx has not taken in hand yet would lead away from the page.
function ready(element: HTMLElement, act: () => void): void {
  if ((element as any)._htmx?.initialized) act();
  else element.addEventListener("htmx:after:init", act, { once: true });
}

export function aller(link: HTMLAnchorElement): void {
  const open = (already: string) => {
    if (typed !== null || document.querySelector("dialog[open]")) return;
    typed = already;
    ready(link, () => link.click());
  };
  document.addEventListener("keydown", (event) => {
    if (isAller(event)) open("");
    else if (typed !== null && isTyped(event)) typed += event.key;
    else return;
    event.preventDefault();
  });
  link.addEventListener("htmx:finally:request", () => {
    typed = null;
  });
  const { touche } = document.documentElement.dataset;
  if (touche !== undefined) open(touche);
}

export function liste(list: HTMLElement): void {
  const field = list.parentElement!.querySelector<HTMLInputElement>("input[name=q]")!;
  const all = () => [...list.querySelectorAll<HTMLAnchorElement>("a")];
  const kept = typed;
  typed = null;
  if (kept) {
    ready(field, () => {
      field.value = kept + field.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
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
