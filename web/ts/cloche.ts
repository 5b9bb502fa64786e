// Cloche: how many notifications are not read, as it changes, here or in another page.
const COMPTE_MAX = 99;

export function cloche(bell: HTMLElement): void {
  const bubble = bell.querySelector<HTMLElement>(".bubble")!;
  document.addEventListener("boucle:fait", (event) => {
    const n = (event as CustomEvent).detail.non_lues;
    if (n === undefined) return;
    const said = n > COMPTE_MAX ? `${COMPTE_MAX}+` : String(n);
    if (said === bubble.textContent) return;
    bubble.textContent = said;
    bubble.hidden = !n;
    bell.setAttribute("aria-label", bell.dataset.cloche!.replace("#", said));
    for (const link of document.querySelectorAll<HTMLElement>("[data-nouvelles]")) link.hidden = false;
  });
}
