// Dialog: what the server sends open becomes modal: Esc closes it, and the focus goes back to
// where it was. htmx moves the focus into what it inserts, so the place is noted as it changes.
let last: HTMLElement | null = null;
document.addEventListener("focusin", ({ target }) => {
  if (!(target as Element).closest("dialog")) last = target as HTMLElement;
});

export function dialog(element: HTMLDialogElement): void {
  const from = last;
  element.removeAttribute("open");
  element.showModal();
  element.addEventListener("close", () => {
    element.remove();
    // Sent with the page, it was opened from nowhere in it.
    (from ?? document.querySelector<HTMLElement>("#contenu"))?.focus();
  });
}
