// Dialog: what the server sends open becomes modal: Esc closes it, and the focus goes back to
// where it was.
export function dialog(element: HTMLDialogElement): void {
  element.removeAttribute("open");
  element.showModal();
  element.addEventListener("close", () => element.remove());
}
