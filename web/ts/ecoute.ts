// Ecoute: what happens is told to the whole page, as an event named `boucle:fait`.
import { Flux, type Demande, type Fait } from "./flux";

export function ecoute(element: HTMLElement): void {
  const { flux, depuis, nonLues, ouvrier } = element.dataset;
  const demande: Demande = { url: flux!, depuis: Number(depuis), non_lues: Number(nonLues) };
  const tell = (fait: Fait) => document.dispatchEvent(new CustomEvent("boucle:fait", { detail: fait }));
  let ask: (demande: Demande | null) => void;
  if ("SharedWorker" in window) {
    const { port } = new SharedWorker(ouvrier!, { name: flux });
    port.onmessage = ({ data }) => {
      demande.depuis = Math.max(demande.depuis, data.numero);
      demande.non_lues = data.non_lues ?? demande.non_lues;
      tell(data);
    };
    ask = (asked) => port.postMessage(asked);
  } else {
    const alone = new Flux();
    ask = (asked) => (asked ? alone.join(tell, asked) : alone.leave(tell));
  }
  ask(demande);
  // A page that is kept aside hears nothing, and asks for what it missed when it comes back.
  addEventListener("pagehide", () => ask(null));
  addEventListener("pageshow", (event) => event.persisted && ask(demande));
}
