import { type IncomingMessage, Server, type ServerResponse } from "node:http";

/** What aggregator-go answers beside JSON-RPC and health; none of it is for the outside. */
const INTERNAL: Record<string, [contentType: string, body: string]> = {
  "GET /metrics": ["text/plain; version=0.0.4", "aggregator_http_requests_total 1\n"],
  "GET /docs": ["text/html", "<!doctype html><title>Aggregator API</title>"],
  "GET /api/v1/trustbases": ["application/cbor", "\x80"],
  "PUT /api/v1/trustbases": ["application/json", "{}"],
};

/**
 * Makes every HTTP server of this process answer as aggregator-go does: `GET /health` without HEAD, CORS headers on
 * `POST /` only and preflights that do not know the SDKs' headers, open internals, 404 for what only devnet has.
 */
export function answerAsUpstream(): void {
  const { emit } = Server.prototype;
  Server.prototype.emit = function (this: Server, event: string | symbol, ...args: unknown[]) {
    const pass = () => Reflect.apply(emit, this, [event, ...args]) as boolean;
    if (event !== "request") return pass();
    const [request, response] = args as [IncomingMessage, ServerResponse];
    const path = (request.url ?? "/").split("?", 1)[0];
    const call = `${request.method} ${path}`;
    if (request.method === "OPTIONS") return answerPreflight(response);
    const internal = INTERNAL[call];
    if (internal) {
      response.writeHead(200, { "content-type": internal[0] }).end(internal[1]);
      return true;
    }
    if (call !== "POST /" && call !== "GET /health") {
      response.writeHead(404).end("404 page not found");
      return true;
    }
    if (call === "POST /") response.setHeader("access-control-allow-origin", "*");
    dropCors(response);
    return pass();
  } as typeof emit;
}

function answerPreflight(response: ServerResponse): boolean {
  response
    .writeHead(200, {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, POST, OPTIONS",
      "access-control-allow-headers": "Content-Type",
    })
    .end();
  return true;
}

/** Names that devnet sets do not reach the client. */
function dropCors(response: ServerResponse): void {
  const { setHeader } = response;
  response.setHeader = function (name, value) {
    return /^access-control-/i.test(name) ? this : setHeader.call(this, name, value);
  };
}
