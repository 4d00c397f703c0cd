import { connect, type Socket } from "node:net";
import { DatabaseError } from "../database-error.ts";
import { readLines } from "../wire/lines.ts";
import { errorOf } from "../wire/messages.ts";
import type { Address } from "./uri.ts";

/** Fields of an answer. */
export type Fields = { readonly [field: string]: unknown };

interface Waiting {
  resolve(fields: Fields): void;
  reject(error: DatabaseError): void;
}

/** One TCP connection to a node; requests may overlap. */
export class Connection {
  readonly #socket: Socket;
  readonly #name: string;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #lost: DatabaseError | undefined;

  private constructor(socket: Socket, name: string) {
    this.#socket = socket;
    this.#name = name;
    socket.setNoDelay().unref();
    socket.on("error", (error) => this.#lose(error.message));
    socket.on("close", () => this.#lose("connection closed"));
    readLines(socket, {
      onLine: (line) => this.#receive(line),
      onOverrun: (reason) => this.#lose(reason),
    });
  }

  /** @throws DatabaseError `Network` */
  static async open({ name, host, port }: Address, timeoutMs: number): Promise<Connection> {
    const socket = connect({ host, port });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new Error(`no connection after ${timeoutMs} ms`)), timeoutMs);
    socket.once("connect", resolve).once("error", reject);
    try {
      await promise;
      return new Connection(socket, name);
    } catch (error) {
      socket.on("error", () => {}).destroy();
      const message = error instanceof Error ? error.message : String(error);
      throw new DatabaseError("Network", message.includes(name) ? message : `${name}: ${message}`, {
        cause: error,
      });
    } finally {
      clearTimeout(timer);
    }
  }

  get closed(): boolean {
    return this.#lost !== undefined;
  }

  /** @throws DatabaseError the server's refusal, `Network` or `SocketTimeout` */
  async request(fields: Fields, timeoutMs: number): Promise<Fields> {
    if (this.#lost) throw this.#lost;
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<Fields>();
    this.#waiting.set(id, { resolve, reject });
    const timer = setTimeout(() => {
      reject(new DatabaseError("SocketTimeout", `${this.#name}: no answer after ${timeoutMs} ms`));
      this.close();
    }, timeoutMs);
    this.#socket.ref().write(`${JSON.stringify({ ...fields, id })}\n`);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) this.#socket.unref();
    }
  }

  close(): void {
    this.#lose("connection closed by the client");
  }

  #receive(line: string): void {
    const answer = parse(line);
    if (typeof answer?.id !== "number") {
      this.#lose(`an answer to no request: ${answer?.errmsg ?? "no JSON"}`);
      return;
    }
    const waiting = this.#waiting.get(answer.id);
    if (answer.ok === 1) waiting?.resolve(answer);
    else waiting?.reject(errorOf(answer));
  }

  #lose(reason: string): void {
    this.#lost ??= new DatabaseError("Network", `${this.#name}: ${reason}`);
    for (const { reject } of this.#waiting.values()) reject(this.#lost);
    this.#socket.destroy();
  }
}

function parse(line: string): Fields | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
