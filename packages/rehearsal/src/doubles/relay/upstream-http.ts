import { type IncomingMessage, Server, type ServerResponse } from "node:http";

/** Paths that nostr-rs-relay answers. */
const PATHS = new Set(["/", "/metrics"]);

/**
 * Takes away what the embedded relay answers beyond nostr-rs-relay: from now on every HTTP server of this process gives
 * 404 to other paths, and the information document (NIP-11) has upstream's fields.
 */
export function answerAsUpstream(information: Record<string, string | undefined>): void {
  const { emit } = Server.prototype;
  Server.prototype.emit = function (this: Server, event: string | symbol, ...args: unknown[]) {
    const pass = () => Reflect.apply(emit, this, [event, ...args]) as boolean;
    if (event !== "request") return pass();
    const [request, response] = args as [IncomingMessage, ServerResponse];
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    if (!PATHS.has(path)) {
      response.writeHead(404).end("Nothing here.");
      return true;
    }
    if (path === "/" && request.headers.accept?.includes("application/nostr+json")) {
      response
        .writeHead(200, { "content-type": "application/nostr+json", "access-control-allow-origin": "*" })
        .end(JSON.stringify(document(information)));
      return true;
    }
    return pass();
  } as typeof emit;
}

/** `id` is the relay's own address; a key that is not set is left out. */
function document(information: Record<string, string | undefined>): object {
  return {
    ...information,
    supported_nips: [1, 2, 9, 11, 12, 15, 16, 20, 22, 33, 40],
    software: "https://git.sr.ht/~gheartsfield/nostr-rs-relay",
    version: "0.9.0",
    limitation: { payment_required: false, restricted_writes: false },
  };
}
