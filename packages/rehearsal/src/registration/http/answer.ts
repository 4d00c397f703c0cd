import type { ServerResponse } from "node:http";
import type { Refusal } from "./refusal.ts";

/** A status with its JSON body; a 204 has none. */
export interface Answer {
  status: number;
  body?: object;
}

export function refusalAnswer({ status, code, message, extra }: Refusal): Answer {
  return { status, body: { error: message, code, ...extra } };
}

export function sendAnswer(response: ServerResponse, { status, body }: Answer): void {
  if (body === undefined) {
    response.writeHead(status).end();
    return;
  }
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
  });
  response.end(text);
}
