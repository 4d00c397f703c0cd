import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { sendJson } from "../../http/messages.ts";

/** Where wallets find the trust base. */
export const TRUST_BASE_PATH = "/.well-known/trust-base.json";

/** A file as it is served. */
interface ServedFile {
  body: Buffer;
  sha256: string;
}

/**
 * Serves trust-base files by generation (`?generation=v3`; the first one by default) with ETag and
 * `X-Content-Sha256` (hex), and 304 for a matching If-None-Match.
 */
export function trustBaseRoute(files: Record<string, string>) {
  const served = new Map<string, ServedFile>();
  for (const [generation, text] of Object.entries(files)) {
    const body = Buffer.from(text);
    served.set(generation, { body, sha256: createHash("sha256").update(body).digest("hex") });
  }
  const [first] = served.keys();
  return (request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void => {
    const generation = query.get("generation") ?? first ?? "";
    const file = served.get(generation);
    if (!file) {
      const known = [...served.keys()].join(", ");
      sendJson(response, 400, { error: `Unknown generation "${generation}". Known: ${known}.` });
      return;
    }
    response.setHeader("ETag", `"${file.sha256}"`);
    response.setHeader("X-Content-Sha256", file.sha256);
    response.setHeader("Cache-Control", "no-cache");
    if (matches(request.headers["if-none-match"], file.sha256)) {
      response.writeHead(304).end();
      return;
    }
    response.writeHead(200, { "content-type": "application/json", "content-length": file.body.length });
    response.end(file.body);
  };
}

function matches(ifNoneMatch: string | undefined, sha256: string): boolean {
  const tags = ifNoneMatch?.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags !== undefined && (tags.includes(`"${sha256}"`) || tags.includes("*"));
}
