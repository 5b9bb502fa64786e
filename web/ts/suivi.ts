// Suivi: an import that changes under the eyes. Its state is written anew where it stands; no row
// comes, goes or moves before the person asks for it by the link, which says how many changed.
const ENSEMBLE_MS = 60;

export function suivi(element: HTMLElement): void {
  const link = element.querySelector("a")!;
  const { suivi: dossier, vifs, seul } = element.dataset;
  const changed = new Set<string>();
  let asked = new Set<string>();

  async function refresh(): Promise<void> {
    const query = new URLSearchParams([...asked].map((demande) => ["import", demande]));
    asked = new Set();
    // The link says that something changed, whatever becomes of this.
    const answer = await fetch(`${vifs}?${query}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const one of fresh.querySelectorAll<HTMLElement>("[data-vif]")) {
      const shown = document.querySelector(`[data-vif="${CSS.escape(one.dataset.vif!)}"]`);
      shown?.replaceChildren(...one.childNodes);
    }
  }

  document.addEventListener("boucle:fait", (event) => {
    const fait = (event as CustomEvent).detail;
    const lost = fait.genre === "perdus";
    if (!lost && (fait.dossier !== dossier || !fait.import || (seul && fait.import !== seul))) return;
    changed.add(fait.import ?? "");
    link.textContent = link.dataset.texte!.replace("#", String(changed.size));
    link.hidden = false;
    if (lost) return;
    if (!asked.size) setTimeout(refresh, ENSEMBLE_MS);
    asked.add(fait.import);
  });
}
