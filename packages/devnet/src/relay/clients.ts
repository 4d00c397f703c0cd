import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Faults } from "../control/faults.ts";
import { Connection } from "./connection/connection.ts";
import { eventJson, type NostrEvent } from "./event/event.ts";
import { matchable } from "./filter/match.ts";
import { pathOf } from "./http/routes.ts";
import type { Intake } from "./intake.ts";
import type { RelayLimits } from "./limits.ts";
import type { RelayMetrics } from "./metrics.ts";
import type { EventStore } from "./store/event-store.ts";

export interface ClientsOptions {
  limits: RelayLimits;
  metrics: RelayMetrics;
  intake: Intake;
  store: EventStore;
  faults: Pick<Faults, "latencyMs">;
  /** Unix time in seconds. */
  now(): number;
}

/** Time for clients to answer the closing handshake when the relay stops, ms. */
const FAREWELL_MS = 500;

/** All open connections of the relay. */
export class Clients {
  readonly #options: ClientsOptions;
  readonly #sockets: WebSocketServer;
  readonly #connections = new Map<WebSocket, Connection>();
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(options: ClientsOptions) {
    this.#options = options;
    this.#sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: options.limits.maxMessageBytes * 4,
    });
  }

  /** Accepts WebSockets at `/`. */
  acceptOn(server: Server): void {
    const { limits } = this.#options;
    server.on("upgrade", (request, socket, head) => {
      socket.on("error", () => socket.destroy());
      if (pathOf(request) !== "/") {
        refuse(socket, "404 Not Found");
        return;
      }
      if (this.#connections.size >= limits.maxConnections) {
        refuse(socket, "503 Service Unavailable");
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (client) => this.#add(client));
    });
    // After the input of this turn: a pong that came while the relay was busy counts.
    this.#heartbeat = setInterval(() => setImmediate(() => this.#checkAlive()), limits.pingIntervalMs);
  }

  /** Sends a new event to everyone who subscribed to it. */
  broadcast(event: NostrEvent): void {
    if (this.#connections.size === 0) return;
    const json = eventJson(event);
    const prepared = matchable(event);
    for (const connection of this.#connections.values()) connection.deliver(prepared, json);
  }

  /** Ends all connections with close code 1001; resolves when none is left. */
  async close(): Promise<void> {
    clearInterval(this.#heartbeat);
    const sockets = [...this.#connections.keys()];
    const closed = sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve)));
    for (const socket of sockets) socket.close(1001, "the relay stops");
    const impatience = setTimeout(() => {
      for (const socket of sockets) socket.terminate();
    }, FAREWELL_MS);
    await Promise.all(closed);
    clearTimeout(impatience);
  }

  #checkAlive(): void {
    for (const connection of this.#connections.values()) connection.checkAlive();
  }

  #add(socket: WebSocket): void {
    const { metrics } = this.#options;
    metrics.connections += 1;
    metrics.connectionsActive += 1;
    this.#connections.set(socket, new Connection({ ...this.#options, socket }));
    socket.on("close", () => {
      metrics.connectionsActive -= 1;
      this.#connections.delete(socket);
    });
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
