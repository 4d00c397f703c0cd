import type { RawData, WebSocket } from "ws";
import type { Faults } from "../../control/faults.ts";
import type { MatchableEvent } from "../filter/match.ts";
import type { Intake } from "../intake.ts";
import type { RelayLimits } from "../limits.ts";
import type { RelayMetrics } from "../metrics.ts";
import { type ClientMessage, readClientMessage } from "../protocol/client-message.ts";
import { invalid, messageTooLarge, NOTICES, notice } from "../protocol/relay-message.ts";
import type { EventStore } from "../store/event-store.ts";
import { DelayLine } from "./delay-line.ts";
import { EventFlow } from "./event-flow.ts";
import { Subscriptions } from "./subscriptions.ts";

export interface ConnectionOptions {
  socket: WebSocket;
  limits: RelayLimits;
  metrics: RelayMetrics;
  intake: Intake;
  store: EventStore;
  faults: Pick<Faults, "latencyMs">;
  /** Unix time in seconds. */
  now(): number;
}

/** One client: reads its messages, holds its subscriptions, drops it when it reads too slowly or is gone. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #subscriptions: Subscriptions;
  readonly #flow: EventFlow;
  readonly #late = new DelayLine();
  #alive = true;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { socket } = options;
    this.#subscriptions = new Subscriptions({
      ...options,
      send: (message, taken) => this.#send(message, taken),
      refuse: (text) => this.#notice(text),
      overflow: () => this.#dropSlowReader(),
    });
    this.#flow = new EventFlow(socket, options.limits);
    socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
    socket.on("pong", () => this.#heard());
    socket.on("error", () => {}); // `close` follows and ends the connection
    socket.on("close", () => {
      this.#subscriptions.clear();
      this.#late.clear();
    });
  }

  /** Sends a new event to the subscriptions that want it. `json` is the serialized event. */
  deliver(event: MatchableEvent, json: string): void {
    this.#subscriptions.deliver(event, json);
  }

  /** Ends the connection when nothing came since the last call, else pings. */
  checkAlive(): void {
    const { socket, metrics } = this.#options;
    if (!this.#alive) {
      metrics.deadPeersDropped += 1;
      socket.terminate();
      return;
    }
    this.#alive = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }

  #receive(data: RawData, isBinary: boolean): void {
    this.#heard();
    if (isBinary) {
      this.#notice(NOTICES.binary);
      return;
    }
    const { limits } = this.#options;
    const bytes = data as Buffer; // ws delivers one Buffer unless told otherwise
    if (bytes.length > limits.maxMessageBytes) {
      this.#notice(messageTooLarge(bytes.length, limits.maxMessageBytes));
      return;
    }
    const message = readClientMessage(bytes.toString("utf8"));
    if (!message) {
      this.#notice(NOTICES.unparsable);
      return;
    }
    if (message.type === "EVENT" && bytes.length > limits.maxEventBytes) {
      this.#notice(NOTICES.eventTooLarge);
      return;
    }
    try {
      this.#handle(message, bytes.length);
    } catch {
      this.#notice("error: the relay could not read its database");
    }
  }

  #handle(message: ClientMessage, bytes: number): void {
    switch (message.type) {
      case "EVENT": {
        const settled = this.#flow.take(bytes);
        this.#options.intake.submit(message.event, (answer) => {
          settled();
          this.#send(answer);
        });
        return;
      }
      case "unknown-command":
        this.#send(invalid(message.eventId, "Command unknown"));
        return;
      case "REQ":
        this.#subscriptions.open(message.subscriptionId, message.filters);
        return;
      case "CLOSE":
        this.#subscriptions.close(message.subscriptionId);
        return;
    }
  }

  #heard(): void {
    this.#alive = true;
  }

  #notice(text: string): void {
    this.#options.metrics.noticesSent += 1;
    this.#send(notice(text));
  }

  #send(message: string, taken?: () => void): void {
    const { socket, limits, faults } = this.#options;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount + this.#late.size > limits.maxSendBufferBytes) {
      this.#dropSlowReader();
      return;
    }
    this.#late.pass(message.length, faults.latencyMs, () => {
      if (socket.readyState === socket.OPEN) socket.send(message, taken);
    });
  }

  #dropSlowReader(): void {
    this.#options.metrics.slowReadersDropped += 1;
    this.#options.socket.terminate();
  }
}
