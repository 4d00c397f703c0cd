import { randomUUID } from "node:crypto";
import { type Check, type CheckTarget, fail, pass, unreachable, type Verdict } from "../../checks/check.ts";
import { snippet } from "../../checks/http-health.ts";
import type { NostrEvent } from "./ephemeral-event.ts";

/** A signed event is accepted (OK) and arrives unchanged at a live subscription (NIP-01). */
export const nostrWriteRead: Check = {
  layer: "protocol",
  proves: "an event written is read back",
  leavesTraces: true,
  run: (target) => writeAndRead(() => new WebSocket(target.service.url), target),
};

/** Writes an event on a socket, which may still be opening, reads it back, and closes the socket. */
export async function writeAndRead(
  open: () => WebSocket,
  { timeoutMs, signal }: Pick<CheckTarget, "timeoutMs" | "signal">,
): Promise<Verdict> {
  // Loaded here: the curve library would slow down every verb that checks nothing.
  const { createEphemeralEvent } = await import("./ephemeral-event.ts");
  const event = createEphemeralEvent(`stackctl check ${randomUUID()}`, Math.floor(Date.now() / 1000));
  const { promise, resolve, reject } = Promise.withResolvers<Verdict>();
  const socket = open();
  const dialogue = new Dialogue(event);
  const timer = setTimeout(
    () => resolve(unreachable("TIMEOUT", `${dialogue.missing()} within ${timeoutMs} ms`)),
    timeoutMs,
  );
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort);
  const subscribe = () => socket.send(JSON.stringify(dialogue.subscribe()));
  if (socket.readyState === WebSocket.OPEN) subscribe();
  else socket.onopen = subscribe;
  socket.onerror = () => resolve(unreachable("CONNECTION_FAILED", "the WebSocket does not open"));
  socket.onclose = () => resolve(unreachable("CONNECTION_CLOSED", `closed before ${dialogue.missing()}`));
  socket.onmessage = ({ data }) => {
    const next = dialogue.hear(String(data));
    if (Array.isArray(next)) socket.send(JSON.stringify(next));
    else if (next) resolve(next);
  };
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
    socket.close();
  });
}

/** What is said to the relay and what must be heard: EOSE, then OK and the event in any order. */
class Dialogue {
  readonly #event: NostrEvent;
  readonly #id = "stackctl-check";
  #subscribed = false;
  #accepted = false;
  #received = false;

  constructor(event: NostrEvent) {
    this.#event = event;
  }

  subscribe(): unknown[] {
    return ["REQ", this.#id, { kinds: [this.#event.kind], authors: [this.#event.pubkey] }];
  }

  missing(): string {
    if (!this.#subscribed) return "no EOSE";
    return this.#accepted ? "the event did not come back" : "no OK";
  }

  /** The next message to send, or the verdict once it is known. */
  hear(text: string): unknown[] | Verdict | undefined {
    const message = parseMessage(text);
    if (!message) return fail("NOT_NOSTR", snippet(text));
    const [type, subject, detail, reason] = message;
    if (type === "NOTICE" || type === "CLOSED") return fail("RELAY_REFUSED", snippet(text));
    if (type === "EOSE" && !this.#subscribed) {
      this.#subscribed = true;
      return ["EVENT", this.#event];
    }
    if (type === "OK" && subject === this.#event.id) {
      if (detail !== true) return fail("EVENT_REJECTED", String(reason));
      this.#accepted = true;
    }
    if (type === "EVENT" && subject === this.#id) {
      if (JSON.stringify(sorted(detail)) !== JSON.stringify(sorted(this.#event)))
        return fail("EVENT_CHANGED", "another event came back");
      this.#received = true;
    }
    return this.#accepted && this.#received ? pass(`kind ${this.#event.kind}, OK and read back`) : undefined;
  }
}

function parseMessage(text: string): unknown[] | undefined {
  try {
    const message: unknown = JSON.parse(text);
    return Array.isArray(message) ? message : undefined;
  } catch {
    return undefined;
  }
}

function sorted(event: unknown): unknown {
  return Object.entries(event as object).sort(([a], [b]) => (a < b ? -1 : 1));
}
