// Touche: the first script, alone in the head of a page. Ctrl K pressed before the others are there
// is kept for them, with what is typed after it; where they never come, it leads to the page.
import { isAller, isTyped } from "./raccourci";

const here = document.documentElement;
const link = () => document.querySelector<HTMLAnchorElement>("a[data-aller]");
const awake = () => here.classList.contains("has-script");

document.addEventListener("keydown", (event) => {
  if (awake() || !link()) return;
  if (isAller(event)) here.dataset.touche ??= "";
  else if (here.dataset.touche !== undefined && isTyped(event)) here.dataset.touche += event.key;
  else return;
  event.preventDefault();
  lead();
});
addEventListener("load", lead);

function lead(): void {
  const nobody = document.readyState === "complete" && !awake();
  if (nobody && here.dataset.touche !== undefined) link()?.click();
}
