// Preference: the theme and the density change at once; the server is told, for the next page.
export function preference(form: HTMLFormElement): void {
  form.addEventListener("submit", (event) => {
    const chosen = event.submitter as HTMLButtonElement;
    event.preventDefault();
    document.documentElement.dataset[chosen.name] = chosen.value;
    // The same choice may be offered in two places of a page.
    for (const button of document.querySelectorAll<HTMLButtonElement>(`[data-preference] [name="${chosen.name}"]`)) {
      button.setAttribute("aria-pressed", String(button.value === chosen.value));
    }
    form.closest("details")?.removeAttribute("open");
    const told = new URLSearchParams([...new FormData(form, chosen)] as [string, string][]);
    fetch(form.action, { method: "POST", body: told, redirect: "manual" }).catch(
      () => document.dispatchEvent(new Event("boucle:panne")),
    );
  });
}
