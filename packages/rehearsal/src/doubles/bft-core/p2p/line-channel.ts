import type { Socket } from "node:net";

/** Longest line, bytes: a certificate has about 1 KiB. */
const LINE_BYTES = 64 * 1024;

/** A message of the protocol: a JSON object on a line of its own. */
export type Message = Readonly<Record<string, unknown>>;

/** The other side broke the protocol, was silent for too long, or went away. */
export class ChannelError extends Error {}

/** JSON objects over TCP, one a line. The first broken line ends the connection. */
export class LineChannel {
  readonly #socket: Socket;
  readonly #waiting: PromiseWithResolvers<Message>[] = [];
  readonly #received: Message[] = [];
  #rest = Buffer.alloc(0);
  #end: ChannelError | undefined;
  /** Resolves once nothing can come any more. */
  readonly closed: Promise<void>;

  constructor(socket: Socket) {
    this.#socket = socket;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    socket.setNoDelay();
    socket.on("data", (data: Buffer) => this.#take(data));
    socket.on("error", (error) => this.#finish(new ChannelError(error.message)));
    socket.on("close", () => {
      this.#finish(new ChannelError("the connection was closed"));
      resolve();
    });
  }

  send(message: Message): void {
    if (!this.#end) this.#socket.write(`${JSON.stringify(message)}\n`);
  }

  /** The next message. @throws ChannelError at the end of the connection, or after `timeoutMs`, which ends it too */
  async next(timeoutMs: number): Promise<Message> {
    const received = this.#received.shift();
    if (received) return received;
    if (this.#end) throw this.#end;
    const waiting = Promise.withResolvers<Message>();
    this.#waiting.push(waiting);
    const timer = setTimeout(() => this.close(`no message for ${timeoutMs} ms`), timeoutMs);
    return waiting.promise.finally(() => clearTimeout(timer));
  }

  close(reason = "closed here"): void {
    this.#finish(new ChannelError(reason));
    this.#socket.destroy();
  }

  #take(data: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, data]);
    for (let end = this.#rest.indexOf(10); end >= 0; end = this.#rest.indexOf(10)) {
      const line = this.#rest.subarray(0, end).toString("utf8");
      this.#rest = this.#rest.subarray(end + 1);
      const message = parse(line);
      if (!message) {
        this.close("a line is no JSON object");
        return;
      }
      const waiting = this.#waiting.shift();
      if (waiting) waiting.resolve(message);
      else this.#received.push(message);
    }
    if (this.#rest.length > LINE_BYTES || this.#received.length > 100) this.close("too much at once");
  }

  #finish(error: ChannelError): void {
    this.#end ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#end);
  }
}

function parse(line: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Message)
      : undefined;
  } catch {
    return undefined;
  }
}
