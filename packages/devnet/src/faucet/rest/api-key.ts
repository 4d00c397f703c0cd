import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { failure, type RestAnswer } from "./answer.ts";

/**
 * The answer 401 for a request without the right `X-API-Key`; undefined when it may go on. Takes the same time for
 * every wrong key.
 */
export function refuseWithoutKey(request: IncomingMessage, apiKey: string): RestAnswer | undefined {
  const given = request.headers["x-api-key"]?.toString();
  if (given !== undefined && sameSecret(given, apiKey)) return undefined;
  return failure(401, "X-API-Key is missing or wrong");
}

function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
