import { endOfStored, eventMessage } from "../protocol/relay-message.ts";

/** Rows that are sent before the reader must have taken them. */
const SLICE_ROWS = 500;
const SLICE_CHARACTERS = 512 * 1024;

export interface StoredEventsOptions {
  subscriptionId: string;
  /** Rows in the order in which they are sent. */
  rows: readonly number[];
  /** JSON of a row, undefined when it is gone. */
  read(row: number): string | undefined;
  /** Sends a message; calls back when the network took it. */
  send(message: string, taken?: () => void): void;
  /** Whether the subscription still exists. */
  wanted(): boolean;
  /** So many events were sent. */
  onSent(count: number): void;
  /** All rows and EOSE are sent. */
  onEnd(): void;
}

/**
 * Sends stored events, then EOSE. A long result goes out slice by slice, each when the reader took the one before, so
 * that it costs little memory and other connections get their turn.
 */
export function sendStoredEvents(options: StoredEventsOptions, start = 0): void {
  const { subscriptionId, rows, read, send, wanted, onSent, onEnd } = options;
  if (!wanted()) return;
  const messages: string[] = [];
  let next = start;
  let characters = 0;
  while (next < rows.length && next - start < SLICE_ROWS && characters < SLICE_CHARACTERS) {
    const json = read(rows[next] as number);
    next += 1;
    if (json === undefined) continue;
    messages.push(eventMessage(subscriptionId, json));
    characters += json.length;
  }
  const last = messages.pop();
  for (const message of messages) send(message);
  onSent(messages.length + (last === undefined ? 0 : 1));
  if (next < rows.length) {
    const goOn = () => sendStoredEvents(options, next);
    if (last === undefined) setImmediate(goOn);
    else send(last, goOn);
    return;
  }
  if (last !== undefined) send(last);
  send(endOfStored(subscriptionId));
  onEnd();
}
