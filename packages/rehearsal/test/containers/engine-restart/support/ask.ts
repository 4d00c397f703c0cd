import { setTimeout as sleep } from "node:timers/promises";
import { curlOnNetwork } from "../../matrix/support/curl.ts";
import type { RunningService } from "../../matrix/support/running-service.ts";
import { type Edge, entryOf } from "../../runtime/support/edge.ts";

const WAIT_MS = 90_000;
const post = (body: object) => ["--header", "content-type: application/json", "--data", JSON.stringify(body)];

/** What a client asks of each service, and what only the service itself answers. */
const QUESTIONS: Readonly<Record<string, { curl: string[]; fits: RegExp }>> = {
  relay: { curl: ["--header", "accept: application/nostr+json"], fits: /"supported_nips"/ },
  faucet: { curl: [], fits: /"status": ?"running"/ },
  "aggregator-proxy": {
    curl: post({ jsonrpc: "2.0", id: 1, method: "get_block_height", params: {} }),
    fits: /"blockNumber": ?"?[1-9]/,
  },
};
const PATHS: Readonly<Record<string, string>> = { faucet: "/.well-known/faucet.json" };

/** A client on the network that trusts the ACME server's root. */
export class Client {
  readonly #edge: Edge;
  readonly #ca: string;

  constructor(edge: Edge, ca: string) {
    this.#edge = edge;
    this.#ca = ca;
  }

  /** What a domain answers through HAProxy, its certificate verified; undefined without success. */
  async ask(domain: string, path: string, ...curl: string[]): Promise<string | undefined> {
    const url = `https://${domain}${path}`;
    const { exitCode, stdout } = await curlOnNetwork(this.#edge.network, this.#ca, ...curl, url);
    return exitCode === 0 ? stdout : undefined;
  }

  /** Asks the faucet for coins. @returns its answer */
  async fund(domain: string, unicityId: string): Promise<unknown> {
    const body = post({ unicityId, coin: "UCT", amount: 1 });
    return JSON.parse((await this.ask(domain, "/api/v1/faucet/request", ...body)) ?? "{}").data;
  }

  /** Waits until a service answers through HAProxy, and HAProxy has both ports. @throws with the container's log */
  async untilReached({ service, container }: RunningService): Promise<void> {
    const { curl, fits } = QUESTIONS[service.name] ?? { curl: [], fits: /./ };
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
      const answer = await this.ask(service.domain, PATHS[service.name] ?? "/", ...curl);
      const entry = await entryOf(this.#edge, service.domain).catch(() => undefined);
      if (answer !== undefined && fits.test(answer) && entry?.https_port === 443) return;
      if (Date.now() > deadline) {
        throw new Error(
          `${service.name} is not reached: ${answer} ${JSON.stringify(entry)}\n${await container.log()}`,
        );
      }
      await sleep(100);
    }
  }
}
