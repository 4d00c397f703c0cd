import type { ClientOptions } from "ws";
import { NostrClient } from "../../relay/support/client.ts";

const OPENED_AT_ONCE = 20;

/** Many WebSockets of a relay, each open from its start to the end of the test. */
export class Subscribers implements Disposable {
  readonly clients: NostrClient[] = [];
  /** How many were closed so far, by whomever. */
  closed = 0;

  static async open(count: number, url: string, options: ClientOptions): Promise<Subscribers> {
    const subscribers = new Subscribers();
    try {
      while (subscribers.clients.length < count) await subscribers.#openSome(count, url, options);
    } catch (error) {
      subscribers[Symbol.dispose]();
      throw error;
    }
    return subscribers;
  }

  async #openSome(count: number, url: string, options: ClientOptions): Promise<void> {
    const some = Math.min(OPENED_AT_ONCE, count - this.clients.length);
    const opened = await Promise.all(Array.from({ length: some }, () => NostrClient.open(url, options)));
    for (const client of opened) client.socket.on("close", () => this.#note());
    this.clients.push(...opened);
  }

  #note(): void {
    this.closed += 1;
  }

  /** What each one reads of an event that was published. */
  read(id: string): Promise<(string | undefined)[]> {
    return Promise.all(this.clients.map((client) => client.read(id).catch(String)));
  }

  [Symbol.dispose](): void {
    for (const client of this.clients) client[Symbol.dispose]();
  }
}
