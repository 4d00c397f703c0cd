import type { IncomingMessage, ServerResponse } from "node:http";

/** Request headers that the SDKs and the sphere app send (`X-API-Key` by SDK 1.x, `X-State-ID` by SDK 2.x and 3.x). */
const ALLOWED_HEADERS = "Content-Type, X-API-Key, X-State-ID, Authorization, Accept";

/** Lets any page read the answer; these are public development services without cookies. */
export function allowAnyOrigin(response: ServerResponse): void {
  response.setHeader("Access-Control-Allow-Origin", "*");
  response.setHeader("Access-Control-Expose-Headers", "ETag, X-Content-Sha256");
}

/**
 * Answers an `OPTIONS` preflight, including Chrome's private-network one (a public page that calls loopback).
 *
 * @returns true when the request was a preflight and is answered
 */
export function answerPreflight(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method !== "OPTIONS") return false;
  allowAnyOrigin(response);
  response.setHeader("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
  response.setHeader("Access-Control-Allow-Headers", ALLOWED_HEADERS);
  response.setHeader("Access-Control-Max-Age", "86400");
  if (request.headers["access-control-request-private-network"] === "true") {
    response.setHeader("Access-Control-Allow-Private-Network", "true");
  }
  response.writeHead(204).end();
  return true;
}
