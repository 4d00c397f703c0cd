import { messageOf } from "./errors.ts";

/** What a server has answered. */
export interface Answer {
  status: number;
  text: string;
  /** The body as JSON; undefined when it is none. */
  json: unknown;
}

/** Longest wait for an answer, ms. */
export const TIMEOUT = 10_000;

/** Asks once. @throws Error that says what was asked */
export async function ask(url: string, init: RequestInit = {}, timeoutMs = TIMEOUT): Promise<Answer> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    const text = await response.text();
    return { status: response.status, text, json: parse(text) };
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    throw new Error(`${url}: ${messageOf(cause ?? error)}`, { cause: error });
  }
}

/** Sends JSON. */
export function post(url: string, body: unknown, timeoutMs = TIMEOUT): Promise<Answer> {
  const headers = { "content-type": "application/json" };
  return ask(url, { method: "POST", headers, body: JSON.stringify(body) }, timeoutMs);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
