import type { WebSocket } from "ws";

export interface EventFlowLimits {
  maxPendingEvents: number;
  maxPendingBytes: number;
}

/** Stops reading from a client while too many of its events wait for their check; TCP then slows the client down. */
export class EventFlow {
  readonly #socket: WebSocket;
  readonly #limits: EventFlowLimits;
  #events = 0;
  #bytes = 0;

  constructor(socket: WebSocket, limits: EventFlowLimits) {
    this.#socket = socket;
    this.#limits = limits;
  }

  /** Counts an event of so many bytes. @returns what to call when it is answered */
  take(bytes: number): () => void {
    this.#events += 1;
    this.#bytes += bytes;
    this.#regulate();
    return () => {
      this.#events -= 1;
      this.#bytes -= bytes;
      this.#regulate();
    };
  }

  #regulate(): void {
    const full = this.#events >= this.#limits.maxPendingEvents || this.#bytes >= this.#limits.maxPendingBytes;
    if (full && !this.#socket.isPaused) this.#socket.pause();
    else if (!full && this.#socket.isPaused) this.#socket.resume();
  }
}
