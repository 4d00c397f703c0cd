import { untrusted } from "./registry-error.ts";
import type { HttpAnswer } from "./send-request.ts";

/** Manifests nest about six levels. */
const MAX_DEPTH = 64;

/**
 * The body as JSON.
 *
 * @throws ComposeGenError `REGISTRY_UNTRUSTED` for anything else, and for deeper nesting than any manifest has; the
 * body itself is not shown, as it may repeat what was sent
 */
export function parseJson({ body, url }: Pick<HttpAnswer, "body" | "url">): unknown {
  if (depth(body) > MAX_DEPTH) throw untrusted(url, "The answer is nested deeper than any manifest.");
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw untrusted(url, "The answer is no JSON.", `${body.length} bytes`);
  }
}

/** How deep arrays and objects nest, outside strings. */
function depth(body: Buffer): number {
  let [level, deepest, inString] = [0, 0, false];
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (inString) {
      if (byte === 0x5c) at++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x5b || byte === 0x7b) deepest = Math.max(deepest, ++level);
    else if (byte === 0x5d || byte === 0x7d) level--;
  }
  return deepest;
}
