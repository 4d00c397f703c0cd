import { spawnSync } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { findCoin, startAggregator } from "@unicity-sphere/devnet";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ownEngineObstacle } from "../../../../rehearsal/test/support/own-engine/as-root.ts";
import { OwnEngine } from "../../../../rehearsal/test/support/own-engine/own-engine.ts";
import { type BundleHost, SUFFIX, startBundleHost } from "./support/bundle-host.ts";
import { SEVEN } from "./support/task.ts";
import { WalletContainer } from "./support/wallet-container.ts";

const checkout = resolve(import.meta.dirname, "../../../../..");
const hasEngine = spawnSync("docker", ["info"], { timeout: 60_000 }).status === 0;
const runs = hasEngine || process.env.CI === "true";

function withEngine(name: string, body: () => Promise<void>): void {
  if (runs) test(name, body);
  else test.skip(`${name} (skipped: no Docker engine answers)`, body);
}

/** A test that needs a second engine. */
function withOwnEngine(name: string, body: () => Promise<void>): void {
  const obstacle = hasEngine ? ownEngineObstacle() : "no Docker engine answers";
  if (obstacle === undefined || process.env.CI === "true") test(name, body);
  else test.skip(`${name} (skipped: ${obstacle})`, body);
}

const stack = new AsyncDisposableStack();
const enough = ["--domain-suffix", SUFFIX, "--ssl-email", "ops@example.org"];
let host: BundleHost;
let wallets: WalletContainer;
/** The second one. */
let engine: OwnEngine;

beforeAll(async () => {
  if (runs) host = stack.use(await startBundleHost());
});
afterAll(() => stack.disposeAsync());

/** What says that a service works. */
const READY = { relay: "/health", aggregator: "/ready", faucet: "/ready" } as const;
type Name = keyof typeof READY;
const CONTAINERS = { relay: "relay", aggregator: "aggregator-proxy", faucet: "faucet" } as const;

async function restartServices(): Promise<void> {
  const names = Object.values(CONTAINERS).map((name) => `${host.host.project}-${name}`);
  await execa("docker", ["restart", ...names], { timeout: 300_000, stdin: "ignore" });
  for (const [name, path] of Object.entries(READY)) {
    const status = () => host.get(name as Name, path).then(({ status }) => status, String);
    await expect.poll(status, { interval: 100 }).toBe(200);
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

withEngine("deploy-all.sh refuses with one DNS record missing, before it makes anything", async () => {
  const before = await host.made();
  await host.setRecords(host.records.slice(0, 2));
  const { code, out, errors } = await host.deploy(...enough);
  expect(out).toContain(`✗ DNS A: faucet.${SUFFIX} has no address; point it to this host`);
  expect(out).toContain(`✓ DNS A: relay.${SUFFIX} is 203.0.113.7, this host`);
  expect(errors).toContain("nothing was changed. [NOT_READY]");
  expect(code).toBe(1);
  expect(await host.made()).toEqual(before);
  await host.setRecords(host.records);
});

withEngine("deploy-all.sh brings an empty project to three green services with all settings", async () => {
  const began = performance.now();
  const { code, out, errors } = await host.deploy(...enough);
  console.log(`deploy-all.sh, images present, ms: ${Math.round(performance.now() - began)}`);
  expect({ code, errors }).toEqual({
    code: 0,
    errors: expect.stringMatching(/^Generated secret faucet-mnemonic: \S+$/),
  });
  for (const service of ["relay", "aggregator", "faucet"])
    expect(out).toMatch(new RegExp(`^${service} +\\w+://${service}\\.${SUFFIX} .* days +healthy$`, "m"));
  expect(out).toContain(`export SPHERE_NOSTR_RELAYS=wss://relay.${SUFFIX}\n`);
  wallets = stack.use(await WalletContainer.start(host.place, checkout));
});

withEngine("the same command again changes nothing", async () => {
  const before = await host.made();
  expect(before.length).toBeGreaterThan(12);
  const began = performance.now();
  const { code, errors } = await host.deploy(...enough);
  console.log(`deploy-all.sh again, ms: ${Math.round(performance.now() - began)}`);
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  expect(await host.made()).toEqual(before);
});

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
    const served = await host.get("aggregator", "/.well-known/trust-base.json");
    const withTrustBase = wallets.run("mint", { trusted: false, trustBase: served.text });
    await expect(withTrustBase).rejects.toThrow(`Failed to connect to wss://relay.${SUFFIX}`);
  },
);

withEngine("a wallet with the trust base of another chain refuses the proof of its name", async () => {
  const trustBase = await foreignTrustBase();
  await expect(wallets.run("mint", { trustBase })).rejects.toThrow("NOT_AUTHENTICATED");
  expect((await wallets.run("mint")).nametag).toMatch(/^w-/);
});

const SERVICES = ["relay", "aggregator", "faucet"] as const;

withOwnEngine(
  "with backups, a key and nothing else a new engine gets services and wallets as they were",
  async () => {
    const carried = await mkdtemp(join(tmpdir(), "journey-carried-"));
    stack.defer(() => rm(carried, { recursive: true, force: true }));
    for (const service of SERVICES) {
      const { code, errors } = await host.run(service, "backup", join(carried, `${service}.age`));
      expect({ code, errors }).toMatchObject({ code: 0 });
    }
    await wallets.saveWallets(join(carried, "wallets"));
    const key = join(carried, "backup-key");
    await copyFile(host.backupKey, key);
    const images = await host.images();
    await host.lose();

    engine = stack.use(await OwnEngine.start());
    await engine.loadImages(images);
    process.env.DOCKER_HOST = engine.url;
    stack.defer(async () => {
      delete process.env.DOCKER_HOST;
    });
    host = stack.use(await startBundleHost(host, engine));
    for (const service of SERVICES) {
      const { haproxy, network } = host.host.edge;
      const place = ["--haproxy-host", haproxy.container, "--haproxy-net", network];
      const file = join(carried, `${service}.age`);
      const { code, errors } = await host.run(service, "restore", file, "--identity-file", key, ...place);
      expect({ service, code, errors }).toEqual({ service, code: 0, errors: "" });
    }
    await using movedWallets = await WalletContainer.start(host.place, checkout);
    await movedWallets.loadWallets(join(carried, "wallets"));
    expect((await movedWallets.run("again", { before: 1 })).names).toHaveLength(2);
  },
);

const serials = () => Promise.all(SERVICES.map((service) => host.serial(service)));
const allGreen = () =>
  expect.poll(() => host.deploy("--status").then(({ code }) => code), { interval: 1000 }).toBe(0);

/** What the engine says of the containers that clients come to, as a template of Go does. */
async function doors(template: string): Promise<string[]> {
  const names = Object.values(CONTAINERS).map((name) => `${host.host.project}-${name}`);
  return (await execa("docker", ["inspect", "--format", template, ...names])).stdout.split("\n");
}

withOwnEngine(
  "an engine that restarts brings all back, and HAProxy that comes last gets all routes",
  async () => {
    const before = await serials();
    const { container } = host.host.edge.haproxy;
    await execa("docker", ["stop", container]);
    await engine.stopDaemon();
    await engine.startDaemon();
    const health = () => doors("{{.State.Health.Status}}");
    await expect.poll(health, { interval: 500 }).toEqual(SERVICES.map(() => "healthy"));
    const alone = await doors("{{.State.StartedAt}}");
    await execa("docker", ["start", container]);
    await allGreen();
    expect(await doors("{{.State.StartedAt}}")).toEqual(alone);
    expect(await serials()).toEqual(before);
  },
);

withOwnEngine("after a power cut everything is back unattended, with the same certificates", async () => {
  const before = await serials();
  await engine.cutPower();
  await engine.startDaemon();
  await allGreen();
  // No certificate could have been issued: the ACME server does not come back.
  expect(await serials()).toEqual(before);
  expect(await doors("{{.RestartCount}}")).toEqual(SERVICES.map(() => "0"));
  await using others = await WalletContainer.start(host.place, checkout);
  expect((await others.run("mint")).nametag).toMatch(/^w-/);
});
