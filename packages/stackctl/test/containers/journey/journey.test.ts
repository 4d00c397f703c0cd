import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { findCoin, startAggregator } from "@unicity-sphere/devnet";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { REHEARSED, type Rehearsal, startRehearsal } from "../../../src/rehearse/index.ts";
import { SEVEN } from "./support/task.ts";
import { WalletContainer } from "./support/wallet-container.ts";

const checkout = resolve(import.meta.dirname, "../../../../..");
const hasEngine = spawnSync("docker", ["info"], { timeout: 10_000 }).status === 0;
const runs = hasEngine || process.env.CI === "true";

function withEngine(name: string, body: () => Promise<void>): void {
  if (runs) test(name, body);
  else test.skip(`${name} (skipped: no Docker engine answers)`, body);
}

const stack = new AsyncDisposableStack();
let rehearsal: Rehearsal;
let wallets: WalletContainer;

beforeAll(async () => {
  if (!runs) return;
  rehearsal = stack.use(await startRehearsal());
  wallets = stack.use(await WalletContainer.start(rehearsal, checkout));
});
afterAll(() => stack.disposeAsync());

/** What says that a service works. */
const READY = { relay: "/health", aggregator: "/ready", faucet: "/ready" } as const;

async function restartServices(): Promise<void> {
  const restart = ({ container }: { container: string }) =>
    execa("docker", ["restart", container], { timeout: 110_000, stdin: "ignore" });
  await Promise.all(Object.values(rehearsal.services).map(restart));
  for (const name of REHEARSED) {
    const status = () =>
      rehearsal.request(name, READY[name], { timeoutMs: 5000 }).then(({ status }) => status);
    await expect.poll(() => status().catch(String), { timeout: 60_000, interval: 100 }).toBe(200);
  }
}

/** The trust base of a chain that the services know nothing of. */
async function foreignTrustBase(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "journey-other-"));
  try {
    const other = await startAggregator({ dataDir: folder });
    await other.close();
    return await readFile(join(folder, "trust-base.json"), "utf8");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

withEngine(
  "wallets make the whole journey by https and wss, and again after all services and wallets restarted",
  async () => {
    const { names, times } = await wallets.run("journey");
    console.log(`journey behind HAProxy, ms: ${JSON.stringify(times)}`);
    expect(new Set(names).size).toBe(2);
    await restartServices();
    expect(await wallets.run("again")).toEqual({ names });
  },
);

withEngine(
  "the wallet app's seven faucet requests at once all reach a new wallet, each with its exact amount",
  async () => {
    const { statuses, balances } = await wallets.run("seven");
    expect(statuses).toEqual(Array(7).fill(200));
    const expected = Object.entries(SEVEN).map(([coin, amount]) => {
      const units = `${BigInt(amount) * 10n ** BigInt(findCoin(coin)?.decimals ?? Number.NaN)}`;
      return [coin, { confirmed: units, total: units, tokens: 1 }];
    });
    expect(balances).toEqual(Object.fromEntries(expected));
  },
);

withEngine(
  "a wallet that does not trust the authority gets neither the trust base nor to the relay",
  async () => {
    await expect(wallets.run("mint", { trusted: false })).rejects.toThrow(
      "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    );
    const served = await rehearsal.request("aggregator", "/.well-known/trust-base.json");
    const withTrustBase = wallets.run("mint", { trusted: false, trustBase: served.text });
    await expect(withTrustBase).rejects.toThrow(`Failed to connect to wss://${rehearsal.domains.relay}`);
  },
);

withEngine("a wallet with the trust base of another chain refuses the proof of its name", async () => {
  const trustBase = await foreignTrustBase();
  await expect(wallets.run("mint", { trustBase })).rejects.toThrow("NOT_AUTHENTICATED");
  expect((await wallets.run("mint")).nametag).toMatch(/^w-/);
});
