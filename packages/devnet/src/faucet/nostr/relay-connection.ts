import { WebSocket } from "ws";

/** First and longest pause before the next connection attempt, ms. */
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;
const HANDSHAKE_TIMEOUT_MS = 10_000;
const PING_INTERVAL_MS = 25_000;
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

export interface ConnectionEvents {
  /** The socket is open and takes messages. */
  onOpen: () => void;
  onMessage: (text: string) => void;
  onStatus: (connected: boolean) => void;
}

/** One WebSocket that is opened again with exponential back-off until it is closed; dead peers are found by ping. */
export class RelayConnection {
  readonly #url: string;
  readonly #events: ConnectionEvents;
  #socket: WebSocket | undefined;
  #retry: NodeJS.Timeout | undefined;
  #ping: NodeJS.Timeout | undefined;
  #retryMs = FIRST_RETRY_MS;
  #alive = false;
  #closed = false;

  constructor(url: string, events: ConnectionEvents) {
    this.#url = url;
    this.#events = events;
    this.#open();
  }

  get connected(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** @returns false when there is no connection; nothing is queued */
  send(message: unknown[]): boolean {
    if (!this.#socket || !this.connected) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearInterval(this.#ping);
    this.#socket?.terminate();
  }

  #open(): void {
    const socket = new WebSocket(this.#url, {
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
    });
    this.#socket = socket;
    socket.on("open", () => {
      this.#retryMs = FIRST_RETRY_MS;
      this.#watch(socket);
      this.#events.onStatus(true);
      this.#events.onOpen();
    });
    socket.on("message", (data, binary) => {
      this.#alive = true;
      if (!binary) this.#events.onMessage(data.toString());
    });
    socket.on("pong", () => {
      this.#alive = true;
    });
    socket.on("error", () => {});
    socket.on("close", () => this.#lost());
  }

  #watch(socket: WebSocket): void {
    this.#alive = true;
    this.#ping = setInterval(() => {
      if (!this.#alive) return socket.terminate();
      this.#alive = false;
      socket.ping();
    }, PING_INTERVAL_MS);
  }

  #lost(): void {
    clearInterval(this.#ping);
    if (this.#closed) return;
    this.#events.onStatus(false);
    this.#retry = setTimeout(() => this.#open(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
  }
}
