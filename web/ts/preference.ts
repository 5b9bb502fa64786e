// Preference: the theme and the density change at once; the server is told, for the next page.
export function preference(form: HTMLFormElement): void {
  form.addEventListener("submit", (event) => {
    const chosen = event.submitter as HTMLButtonElement;
    event.preventDefault();
    document.documentElement.dataset[chosen.name] = chosen.value;
    for (const button of form.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button === chosen));
    }
    form.closest("details")?.removeAttribute("open");
    const told = new URLSearchParams([...new FormData(form, chosen)] as [string, string][]);
    fetch(form.action, { method: "POST", body: told, redirect: "manual" });
  });
}
