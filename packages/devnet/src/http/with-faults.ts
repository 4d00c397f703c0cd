import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Faults } from "../control/faults.ts";
import { allowAnyOrigin, answerPreflight } from "./cors.ts";
import type { RequestHandler } from "./server.ts";

/** What HAProxy, which stands before the public services, says of servers behind it. */
const REASONS: Readonly<Record<number, string>> = {
  502: "The server returned an invalid or incomplete response.",
  503: "No server is available to handle this request.",
  504: "The server didn't respond in time.",
};

/** The handler as the faults of the service show it. Pages of other origins can read the failure: CORS stays. */
export function withFaults(faults: Faults, handler: RequestHandler): RequestHandler {
  return async (request, response) => {
    const { latencyMs } = faults;
    if (latencyMs > 0) await delay(latencyMs, undefined, { ref: false });
    if (response.destroyed) return;
    const { status } = faults;
    if (status === undefined) return handler(request, response);
    answerAsProxy(request, response, status);
  };
}

function answerAsProxy(request: IncomingMessage, response: ServerResponse, status: number): void {
  if (answerPreflight(request, response)) return;
  allowAnyOrigin(response);
  const text = [`${status} ${STATUS_CODES[status] ?? "Error"}</h1>`, REASONS[status]]
    .filter(Boolean)
    .join("\n");
  const body = `<html><body><h1>${text}\n</body></html>\n`;
  response.writeHead(status, {
    "content-type": "text/html",
    "cache-control": "no-cache",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}
