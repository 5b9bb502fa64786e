// Flux: the stream of events of a browser. It runs in a worker that all the pages of one person
// share, so that a browser holds one connection whatever its tabs; where there is none, in the page.
export type Fait = {
  numero: number; genre?: string; dossier?: string; import?: string; non_lues?: number; fin?: string;
};
export type Demande = { url: string; depuis: number; non_lues: number };
type Page = (fait: Fait) => void;

const GARDES = 200;
const ATTENTE_MAX_MS = 120_000;
const ADIEU_MS = 2_000;

export class Flux {
  private pages = new Set<Page>();
  private source: EventSource | null = null;
  private recents: Fait[] = [];
  private debut = 0;
  private dernier = 0;
  private attente = 0;

  join(page: Page, { url, depuis, non_lues }: Demande): void {
    // The last page to come knows best what was read: in another one, it may have been just now.
    if (depuis >= this.dernier) this.pages.forEach((other) => other({ numero: depuis, non_lues }));
    this.pages.add(page);
    if (!this.source && !this.attente) {
      this.recents = [];
      this.debut = this.dernier = depuis;
      this.open(url);
    } else if (depuis < this.debut) page({ numero: this.dernier, genre: "perdus" });
    else for (const fait of this.recents) if (fait.numero > depuis) page(fait);
  }

  leave(page: Page): void {
    this.pages.delete(page);
    // The next page of the same tab comes at once: the stream waits for it.
    setTimeout(() => this.pages.size || this.close(), ADIEU_MS);
  }

  private close(): void {
    this.source?.close();
    this.source = null;
    clearTimeout(this.attente);
    this.attente = 0;
  }

  private open(url: string, pause = 1_000): void {
    const source = new EventSource(`${url}&depuis=${this.dernier}`);
    this.source = source;
    source.onopen = () => (pause = 1_000);
    source.onmessage = ({ data, lastEventId }) => {
      const fait: Fait = { ...JSON.parse(data), numero: Number(lastEventId) };
      if (fait.fin) return this.close();
      this.dernier = fait.numero;
      this.recents.push(fait);
      if (this.recents.length > GARDES) this.debut = this.recents.shift()!.numero;
      this.pages.forEach((page) => page(fait));
    };
    source.onerror = () => {
      // What the browser gives up, a server that is starting again or is full, is tried again later.
      if (source.readyState !== EventSource.CLOSED || this.source !== source) return;
      this.close();
      if (!this.pages.size) return;
      const next = Math.min(pause * 2, ATTENTE_MAX_MS);
      this.attente = setTimeout(() => ((this.attente = 0), this.open(url, next)), next) as any;
    };
  }
}
