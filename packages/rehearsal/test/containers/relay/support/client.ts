import { randomBytes } from "node:crypto";
import { finalizeEvent, generateSecretKey } from "nostr-tools/pure";
import { type ClientOptions, WebSocket } from "ws";

/** A message of the relay, e.g. `["OK", id, true, ""]`. */
export type RelayMessage = [type: string, ...rest: unknown[]];

/** A Nostr client (NIP-01) that hears every message. */
export class NostrClient implements Disposable {
  readonly socket: WebSocket;
  readonly #messages: RelayMessage[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data) => {
      this.#messages.push(JSON.parse(String(data)));
      for (const wake of this.#waiting) wake();
    });
    socket.on("error", () => {});
  }

  /** @throws the error of the handshake, e.g. `Unexpected server response: 503` */
  static async open(url: string, options: ClientOptions = {}): Promise<NostrClient> {
    const socket = new WebSocket(url, { perMessageDeflate: false, handshakeTimeout: 60_000, ...options });
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    return new NostrClient(socket);
  }

  /** Publishes a new event. @returns its id and the relay's OK or NOTICE */
  async publish(content: string, kind = 1): Promise<{ id: string; answer: RelayMessage }> {
    const event = finalizeEvent({ kind, content, tags: [], created_at: now() }, generateSecretKey());
    this.socket.send(JSON.stringify(["EVENT", event]));
    const answer = await this.#next(([type, id]) => type === "NOTICE" || (type === "OK" && id === event.id));
    return { id: event.id, answer };
  }

  /** Content of an event that the relay holds; undefined without it. */
  async read(id: string): Promise<string | undefined> {
    const subscription = randomBytes(4).toString("hex");
    this.socket.send(JSON.stringify(["REQ", subscription, { ids: [id] }]));
    await this.#next(([type, name]) => type === "EOSE" && name === subscription);
    const found = this.#messages.find(([type, name]) => type === "EVENT" && name === subscription);
    return (found?.[2] as { content: string } | undefined)?.content;
  }

  async #next(fits: (message: RelayMessage) => boolean): Promise<RelayMessage> {
    const deadline = AbortSignal.timeout(60_000);
    for (;;) {
      const found = this.#messages.find(fits);
      if (found) return found;
      await new Promise<void>((resolve, reject) => {
        this.#waiting.add(resolve);
        deadline.addEventListener("abort", () => reject(new Error("no answer of the relay within a minute")));
      });
    }
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
