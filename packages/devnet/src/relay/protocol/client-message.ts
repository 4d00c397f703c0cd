import type { NostrEvent } from "../event/event.ts";
import { readEvent } from "../event/read-event.ts";
import type { Filter } from "../filter/filter.ts";
import { readFilter } from "../filter/read-filter.ts";

/** What a client can say (NIP-01). */
export type ClientMessage =
  | { type: "EVENT"; event: NostrEvent }
  /** A well-formed event under another command, e.g. `AUTH` (NIP-42), which is off. */
  | { type: "unknown-command"; eventId: string }
  | { type: "REQ"; subscriptionId: string; filters: Filter[] }
  | { type: "CLOSE"; subscriptionId: string };

/** Reads a text frame. @returns undefined when it is none of these; the sender gets a NOTICE */
export function readClientMessage(text: string): ClientMessage | undefined {
  const message = parse(text);
  if (!Array.isArray(message)) return undefined;
  const [command, second, ...rest] = message as unknown[];
  if (typeof command !== "string") return undefined;
  if (typeof second === "string") return readRequest(command, second, rest);
  if (rest.length > 0) return undefined;
  const event = readEvent(second);
  if (!event) return undefined;
  return command === "EVENT" ? { type: "EVENT", event } : { type: "unknown-command", eventId: event.id };
}

function readRequest(command: string, subscriptionId: string, rest: unknown[]): ClientMessage | undefined {
  if (command === "CLOSE" && rest.length === 0) return { type: "CLOSE", subscriptionId };
  if (command !== "REQ" || rest.length === 0) return undefined;
  const filters = rest.map(readFilter);
  return filters.every((filter) => filter !== undefined)
    ? { type: "REQ", subscriptionId, filters }
    : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
