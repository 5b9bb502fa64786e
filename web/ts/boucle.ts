// The script of every page: htmx and our islands. Pages work without it.
import "htmx.org/dist/htmx.esm.js";
import { aller, liste } from "./aller";
import { cloche } from "./cloche";
import { countdown } from "./countdown";
import { dialog } from "./dialog";
import { ecoute } from "./ecoute";
import { grid } from "./grid";
import { panne } from "./panne";
import { preference } from "./preference";
import { rows } from "./rows";
import { suivi } from "./suivi";

// An island is a function that takes the element bearing its attribute, once.
const ISLANDS: Record<string, (element: any) => void> = {
  "[data-aller]": aller,
  "#aller-liste": liste,
  "[data-countdown]": countdown,
  "dialog[data-modal]": dialog,
  "[data-grid]": grid,
  "form[data-preference]": preference,
  "template[data-panne]": panne,
  "[data-rows]": rows,
  "[data-cloche]": cloche,
  "[data-suivi]": suivi,
  // The last one: those before it hear what it tells.
  "[data-flux]": ecoute,
};
const known = new WeakSet<Element>();

function wake(root: ParentNode): void {
  for (const [selector, island] of Object.entries(ISLANDS)) {
    for (const element of root.querySelectorAll(selector)) {
      if (known.has(element)) continue;
      known.add(element);
      island(element);
    }
  }
}

document.documentElement.classList.add("has-script");
wake(document);
// Fragments come from htmx or from anywhere: what is added is woken, whoever added it.
new MutationObserver(() => wake(document)).observe(document.body, { childList: true, subtree: true });
