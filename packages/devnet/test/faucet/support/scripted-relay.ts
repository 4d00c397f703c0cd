import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type Filter, matchFilters } from "nostr-tools/filter";
import type { NostrEvent } from "nostr-tools/pure";
import { type WebSocket, WebSocketServer } from "ws";

/** How the relay treats an event: store it, refuse it, or stay silent. */
export type PublishMode = "accept" | "reject" | "silent";

/** A relay in memory whose misbehaviour the test chooses; it forgets nothing and checks nothing. */
export class ScriptedRelay {
  readonly #server: WebSocketServer;
  readonly #subscriptions = new Map<WebSocket, Map<string, Filter[]>>();
  readonly events: NostrEvent[] = [];
  readonly requests: Filter[][] = [];
  mode: PublishMode = "accept";
  /** Called with each event that a client published and the relay stored. */
  onPublish: (event: NostrEvent) => void = () => {};
  /** False: no EOSE is sent. */
  answersQueries = true;
  #down = false;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.options.verifyClient = () => !this.#down;
    server.on("connection", (socket) => {
      this.#subscriptions.set(socket, new Map());
      socket.on("message", (data) => this.#receive(socket, JSON.parse(data.toString())));
      socket.on("close", () => this.#subscriptions.delete(socket));
    });
  }

  static async start(): Promise<ScriptedRelay> {
    const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
    await once(server, "listening");
    return new ScriptedRelay(server);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** As a relay that is stopped: connections end and no new one is taken; the port stays the test's own. */
  goDown(): void {
    this.#down = true;
    this.dropConnections();
  }

  comeBack(): void {
    this.#down = false;
  }

  /** Open subscriptions of all connections. */
  get subscriptionCount(): number {
    return [...this.#subscriptions.values()].reduce((sum, map) => sum + map.size, 0);
  }

  /** Stores an event as if somebody had published it, and shows it to the subscribers. */
  inject(event: NostrEvent): void {
    this.events.push(event);
    for (const [socket, subscriptions] of this.#subscriptions) {
      for (const [id, filters] of subscriptions) {
        if (matchFilters(filters, event)) socket.send(JSON.stringify(["EVENT", id, event]));
      }
    }
  }

  dropConnections(): void {
    for (const socket of this.#server.clients) socket.terminate();
  }

  async close(): Promise<void> {
    this.dropConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #receive(socket: WebSocket, [type, id, ...rest]: [string, never, ...never[]]): void {
    const send = (message: unknown[]) => socket.send(JSON.stringify(message));
    if (type === "EVENT") {
      const event = id as NostrEvent;
      if (this.mode === "accept") this.inject(event);
      const reason = this.mode === "accept" ? "" : "blocked: by the test";
      if (this.mode !== "silent") send(["OK", event.id, this.mode === "accept", reason]);
      if (this.mode === "accept") this.onPublish(event);
    } else if (type === "REQ") {
      this.requests.push(rest);
      this.#subscriptions.get(socket)?.set(id, rest);
      for (const event of this.events) if (matchFilters(rest, event)) send(["EVENT", id, event]);
      if (this.answersQueries) send(["EOSE", id]);
    } else if (type === "CLOSE") this.#subscriptions.get(socket)?.delete(id);
  }
}
