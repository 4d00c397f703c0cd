import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { eventually } from "../faucet/support/eventually.ts";
import { runJourney } from "../journey/support/journey.ts";
import { type Devnet, startDevnet } from "./support/container.ts";
import { docker, runsContainers, withEngine } from "./support/engine.ts";
import { devnetImage } from "./support/image.ts";

let folder: string;
let devnet: Devnet;

beforeAll(async () => {
  if (!runsContainers) return;
  folder = mkdtempSync(join(tmpdir(), "devnet-serves-"));
  devnet = await startDevnet(["--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"]);
  await devnet.healthy();
});
afterAll(async () => {
  await devnet?.[Symbol.asyncDispose]();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

async function discovery(): Promise<Record<string, unknown>> {
  const { faucetUrl } = await devnet.addresses();
  return (await fetch(`${faucetUrl}/.well-known/faucet.json`)).json() as Promise<Record<string, unknown>>;
}

withEngine(
  "two wallets of the unmodified SDK make their whole journey through the published ports",
  async () => {
    const { alice, bob, times } = await runJourney(await devnet.addresses(), folder);
    await Promise.all([alice.close(), bob.close()]);
    expect(Object.keys(times)).toContain("write both ways");
  },
);

withEngine("the faucet names the address by which it was asked", async () => {
  const { faucetUrl } = await devnet.addresses();
  expect(await discovery()).toMatchObject({
    request_url: `${faucetUrl}/api/v1/faucet/request`,
    domain: "127.0.0.1",
  });
});

withEngine("nothing in it runs as root, and its state is for its user alone", async () => {
  const rows = (await docker("top", devnet.name, "-eo", "pid,uid")).split("\n").slice(1);
  expect(rows.length).toBeGreaterThanOrEqual(5);
  expect(new Set(rows.map((row) => row.trim().split(/\s+/)[1]))).toEqual(new Set(["1001"]));
  expect(await devnet.run("stat", "--format", "%u %a", "/data")).toBe("1001 700");
});

withEngine("no secret is in its settings, its history or its log", async () => {
  const image = await devnetImage();
  const mnemonic = await devnet.run("cat", "/data/faucet-mnemonic");
  const { sigKey } = JSON.parse(await devnet.run("cat", "/data/aggregator/keys.json"));
  const key = String(sigKey.privateKey).replace(/^0x/, "");
  expect([mnemonic.split(" ").length, key.length]).toEqual([12, 64]);
  const seen = [
    await docker("inspect", devnet.name, image),
    await docker("history", "--no-trunc", image),
    await devnet.log(),
  ].join("\n");
  expect(seen.includes(mnemonic.trim()) || seen.includes(key)).toBe(false);
});

withEngine("the labels say what it is: version, verified SDKs, one key, not BFT", async () => {
  const labels = JSON.parse(
    await docker("image", "inspect", "--format", "{{json .Config.Labels}}", await devnetImage()),
  );
  const { verified } = JSON.parse(readFileSync(join(import.meta.dirname, "../../../../sdk.json"), "utf8"));
  expect(labels).toMatchObject({
    "org.opencontainers.image.title": "devnet",
    "org.opencontainers.image.version": manifest.version,
    "network.unicity.bft": "false",
    "network.unicity.root.keys": "1",
    "network.unicity.sdk.verified": expect.stringContaining(
      `@unicitylabs/sphere-sdk@${verified["@unicitylabs/sphere-sdk"]}`,
    ),
  });
  expect(labels["org.opencontainers.image.description"]).toContain("not BFT");
});

for (const service of ["relay", "aggregator", "faucet"] as const) {
  withEngine(`after kill -9 of the ${service} alone the stack works again by itself`, async () => {
    const before = await devnet.processes();
    await devnet.run("node", "-e", `process.kill(${before[service]}, "SIGKILL")`);
    const another = async () => {
      const now = await devnet.processes();
      return now[service] !== undefined && now[service] !== before[service];
    };
    await eventually(`another ${service} works`, another, 300_000);
    const healthy = () =>
      devnet.run("unicity-devnet", "health").then(
        () => true,
        () => false,
      );
    await eventually("the stack is healthy", healthy, 300_000);
    const { [service]: killed, ...others } = before;
    expect(await devnet.processes()).toMatchObject(others);
    expect(killed).toBeDefined();
  });
}

withEngine(
  "docker stop ends it with 0 within the grace period, and a start continues its network",
  async () => {
    const trustBase = async () => readFileSync((await devnet.addresses()).trustBaseFile, "utf8");
    const before = { trustBase: await trustBase(), faucet: (await discovery()).chain_pubkey };
    await docker("stop", devnet.name);
    // Beyond the grace period the engine kills, and the code is 137.
    expect(await devnet.exitCode()).toBe(0);
    await docker("start", devnet.name);
    await devnet.healthy();
    expect({ trustBase: await trustBase(), faucet: (await discovery()).chain_pubkey }).toEqual(before);
  },
);

withEngine(
  "kill -9 of what keeps the services running ends the container, for its restart policy",
  async () => {
    const { stack } = await devnet.processes();
    // The container may end before the command in it does.
    await devnet.run("node", "-e", `process.kill(${stack}, "SIGKILL")`).catch(() => {});
    expect(await devnet.exitCode()).toBe(137);
  },
);
