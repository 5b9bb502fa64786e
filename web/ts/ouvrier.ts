// Ouvrier: the worker that holds the stream, one for all the pages of a person.
import { Flux, type Demande } from "./flux";

const flux = new Flux();
(self as any).onconnect = ({ ports: [port] }: MessageEvent) => {
  const page = (fait: unknown) => port.postMessage(fait);
  port.onmessage = ({ data }: MessageEvent<Demande | null>) => (data ? flux.join(page, data) : flux.leave(page));
};
