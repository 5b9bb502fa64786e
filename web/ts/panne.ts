// Panne: a server that does not answer is said where one is, and what one was about to do is kept.
// A form is sent only once the server has answered: a browser's own page of error would lose it.
export function panne(template: HTMLTemplateElement): void {
  const sure = new WeakSet<HTMLFormElement>();
  let asking = false;

  function clear(): void {
    for (const said of document.querySelectorAll("[data-panne-dite]")) said.remove();
  }

  function tell(): void {
    clear();
    const place = document.querySelector("dialog:modal .dialog-body, dialog:modal") ?? document.querySelector("#messages")!;
    place.prepend(template.content.cloneNode(true));
  }

  document.addEventListener("htmx:error", tell);
  document.addEventListener("boucle:panne", tell);
  document.addEventListener("htmx:after:swap", clear);
  document.addEventListener("submit", async (event) => {
    const form = event.target as HTMLFormElement;
    const { submitter } = event;
    if (event.defaultPrevented || (submitter as HTMLButtonElement | null)?.formMethod === "dialog") return;
    if (form.method !== "post" || sure.delete(form)) return;
    event.preventDefault();
    // Twice on one button is once.
    if (asking) return;
    asking = true;
    try {
      const answer = await fetch(template.dataset.panne!, { cache: "no-store" });
      if (!answer.ok) throw answer;
      clear();
      sure.add(form);
      form.requestSubmit(submitter);
    } catch {
      tell();
    } finally {
      asking = false;
    }
  });
}
