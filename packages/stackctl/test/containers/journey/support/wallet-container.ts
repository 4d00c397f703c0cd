import { execa } from "execa";
import type { Rehearsal } from "../../../../src/rehearse/index.ts";
import { type Findings, type Services, type TaskName, WALLETS } from "./task.ts";

const SCRIPT = `${import.meta.dirname}/run-task.ts`;
const ROOT = "/root.pem";

export interface TaskOptions {
  /** Trust the ACME server's root; default true. */
  readonly trusted?: boolean;
  /** Content of another trust base than the aggregator's. */
  readonly trustBase?: string;
  /** How often the wallets went on before; default 0. */
  readonly before?: number;
}

/** What of a rehearsal, or of another host behind HAProxy, wallets need. */
export type WalletPlace = Pick<
  Rehearsal,
  "project" | "id" | "network" | "rootFile" | "domains" | "imageReferences"
>;

/** A container on HAProxy's network, where the domains resolve, with the checkout to read: wallets run in it. */
export class WalletContainer implements AsyncDisposable {
  readonly #name: string;
  readonly #services: Services;

  private constructor(name: string, services: Services) {
    this.#name = name;
    this.#services = services;
  }

  static async start(
    { project, id, network, rootFile, domains, imageReferences }: WalletPlace,
    checkout: string,
  ) {
    const name = `${project}-wallet`;
    await docker(
      ...["run", "--detach", "--init", "--name", name, "--label", `unicity.rehearsal=${id}`],
      ...[
        "--network",
        network,
        "--volume",
        `${checkout}:${checkout}:ro`,
        "--volume",
        `${rootFile}:${ROOT}:ro`,
      ],
      // An image with Node.js; nothing of the faucet runs.
      ...[
        "--user",
        "0",
        "--no-healthcheck",
        "--entrypoint",
        "sleep",
        imageReferences.faucet ?? "",
        "infinity",
      ],
    );
    return new WalletContainer(name, {
      relayUrl: `wss://${domains.relay}`,
      aggregatorUrl: `https://${domains.aggregator}`,
      faucetUrl: `https://${domains.faucet}`,
    });
  }

  /** Runs a task in a new process. @throws with what it wrote when it does not end with 0 */
  async run<T extends TaskName>(
    what: T,
    { trusted = true, trustBase, before }: TaskOptions = {},
  ): Promise<Findings[T]> {
    const task = { services: this.#services, what, trustBase, before };
    const trust = trusted ? ["--env", `NODE_EXTRA_CA_CERTS=${ROOT}`] : [];
    const stdout = await docker("exec", ...trust, this.#name, "node", SCRIPT, JSON.stringify(task));
    return JSON.parse(stdout.split("\n").at(-1) ?? "") as Findings[T];
  }

  /** Copies the folder with all wallets, as of a person who goes on elsewhere. */
  async saveWallets(folder: string): Promise<void> {
    await docker("cp", `${this.#name}:${WALLETS}`, folder);
  }

  async loadWallets(folder: string): Promise<void> {
    await docker("cp", `${folder}/.`, `${this.#name}:${WALLETS}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await docker("rm", "--force", "--volumes", this.#name);
  }
}

async function docker(...args: string[]): Promise<string> {
  const { stdout } = await execa("docker", args, { timeout: 300_000, stdin: "ignore" });
  return stdout;
}
