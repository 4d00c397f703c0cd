import { setTimeout as delay } from "node:timers/promises";
import { DatabaseError } from "../database-error.ts";
import type { Hello } from "../documents.ts";
import { Connection, type Fields } from "../driver/connection.ts";
import type { Address } from "../driver/uri.ts";

/** mongosh's own `serverSelectionTimeoutMS`. */
const SELECTION_MS = 2_000;
const AGAIN_MS = 100;
const ANSWER_MS = 30_000;

/** mongosh's connection to the one node that it was given. */
export class Session {
  readonly #connection: Connection;

  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Tries for 2 s, but ends at once when nothing listens. @throws DatabaseError `Network` */
  static async open(address: Address): Promise<Session> {
    const deadline = performance.now() + SELECTION_MS;
    for (;;) {
      try {
        return new Session(await Connection.open(address, SELECTION_MS));
      } catch (error) {
        const refused = error instanceof DatabaseError && /ECONNREFUSED/.test(error.message);
        if (refused || performance.now() >= deadline) throw error;
        await delay(AGAIN_MS);
      }
    }
  }

  /** @throws DatabaseError the server's refusal */
  async ask(request: Fields): Promise<Fields> {
    const { id: _, ...answer } = await this.#connection.request(request, ANSWER_MS);
    return answer;
  }

  async hello(): Promise<Hello> {
    return (await this.ask({ op: "hello" })) as unknown as Hello;
  }

  close(): void {
    this.#connection.close();
  }
}
