import { createServer, request } from "node:http";
import { type Listening, listen } from "./listen.ts";

/** Puts a proxy in front of a service that takes the CORS headers out of its answers, and nothing else. */
export function startWithoutCors(url: string): Promise<Listening> {
  const proxy = createServer((incoming, outgoing) => {
    const { method, headers, url: path } = incoming;
    const upstream = request(new URL(path ?? "/", url), { method, headers }, (answer) => {
      const kept = Object.entries(answer.headers).filter(([name]) => !name.startsWith("access-control-"));
      outgoing.writeHead(answer.statusCode ?? 502, Object.fromEntries(kept));
      answer.pipe(outgoing);
    });
    upstream.on("error", () => outgoing.destroy());
    incoming.pipe(upstream);
  });
  return listen(proxy);
}
