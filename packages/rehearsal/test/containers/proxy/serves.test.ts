import { createHash } from "node:crypto";
import { expect } from "vitest";
import { baseImage, ensureImage } from "../../../src/images/index.ts";
import { docker, startNetwork, withEngine } from "../../support/engine.ts";
import { eventually } from "../faucet/support/wait.ts";
import { heightCall } from "./support/ask.ts";
import { type Chain, startChain } from "./support/chain.ts";
import { proxyImage } from "./support/image.ts";
import { prepareProxy, volumesOf } from "./support/proxy.ts";

interface Door extends AsyncDisposable {
  chain: Chain;
  proxy: Awaited<ReturnType<typeof prepareProxy>>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** Chain and door on a network of their own, as the local Compose file has them. */
async function startDoor(environment: Record<string, string> = {}): Promise<Door> {
  await using stack = new AsyncDisposableStack();
  const network = stack.use(await startNetwork());
  const chain = stack.use(await startChain(network.name));
  const proxy = stack.use(await prepareProxy(network.name));
  await proxy.up({ environment, override: { volumes: volumesOf(chain, network.name) } });
  const address = await proxy.published(8080);
  const kept = stack.move();
  return {
    chain,
    proxy,
    fetch: (path, init) => fetch(`http://${address}${path}`, init),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

withEngine("it opens JSON-RPC and health with CORS, and nothing else of the aggregator", async () => {
  await using door = await startDoor();
  const answer = await door.fetch("/", heightCall);
  expect(await answer.json()).toMatchObject({ result: { blockNumber: expect.stringMatching(/^\d+$/) } });
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  const preflight = await door.fetch("/", {
    method: "OPTIONS",
    headers: {
      origin: "https://wallet.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type,x-api-key,x-state-id",
    },
  });
  expect(preflight.headers.get("access-control-allow-headers")?.toLowerCase()).toMatch(
    /x-api-key.*x-state-id/,
  );
  const health = await door.fetch("/health");
  expect(health.headers.get("access-control-allow-origin")).toBe("*");
  expect(await health.json()).toMatchObject({ role: "standalone", details: { database: "connected" } });
  for (const path of ["/metrics", "/docs", "/api/v1/trustbases", "/.well-known/keys.json"])
    expect((await door.fetch(path)).status, path).toBe(404);
  expect((await door.fetch("/api/v1/trustbases", { method: "PUT" })).status).toBe(404);
  expect((await door.fetch("/")).status).toBe(405);
  expect((await door.fetch("/", { ...heightCall, body: "x".repeat(1_100_000) })).status).toBe(413);
});

withEngine("it serves the trust base with ETag and SHA-256, and says which chain it is", async () => {
  await using door = await startDoor();
  const trustBase = await door.fetch("/.well-known/trust-base.json");
  const text = await trustBase.text();
  expect(text).toBe(await door.chain.trustBase());
  expect(trustBase.headers.get("content-type")).toBe("application/json");
  const etag = trustBase.headers.get("etag") ?? "";
  const again = await door.fetch("/.well-known/trust-base.json", { headers: { "if-none-match": etag } });
  expect(again.status).toBe(304);
  const sha256 = (content: string) => createHash("sha256").update(content).digest("hex");
  expect(await (await door.fetch("/.well-known/trust-base.json.sha256")).text()).toBe(
    `${sha256(text)}  trust-base.json\n`,
  );
  const { networkId, rootNodes } = JSON.parse(text);
  const core = { networkId, rootNodes: [{ nodeId: rootNodes[0].nodeId, sigKey: rootNodes[0].sigKey }] };
  const stack = await door.fetch("/.well-known/unicity-stack.json");
  expect(stack.headers.get("access-control-allow-origin")).toBe("*");
  expect(await stack.json()).toEqual({
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    generation: "v1",
    apiVersion: "v1",
    sdk: expect.objectContaining({ "@unicitylabs/sphere-sdk": expect.any(String) }),
    genesisId: sha256(JSON.stringify(core)),
    trustBase: { url: "/.well-known/trust-base.json", sha256: sha256(text) },
    endpoints: { aggregator: "/", health: "/health", ready: "/ready" },
  });
});

withEngine(
  "ready follows the block height and not health; without the aggregator the door stays healthy and says 502",
  async () => {
    await using door = await startDoor({ READY_SECONDS: "3" });
    const readiness = async () => {
      const response = await door.fetch("/ready");
      return { status: response.status, ...((await response.json()) as { reason?: string }) };
    };
    const until = (what: string, fits: (now: Awaited<ReturnType<typeof readiness>>) => boolean) =>
      eventually(what, async () => {
        const now = await readiness();
        return fits(now) && now;
      });
    expect(await until("it is ready", ({ status }) => status === 200)).toMatchObject({ ready: true });
    await door.chain.toggleRounds();
    expect(await until("it is not ready", ({ status }) => status === 503)).toMatchObject({
      ready: false,
      reason: expect.stringMatching(/has not grown for \d+ s/),
    });
    expect((await door.fetch("/health")).status).toBe(200);
    await door.chain.toggleRounds();
    await until("it is ready again", ({ status }) => status === 200);

    await door.chain.stop();
    const gone = await door.fetch("/", heightCall);
    expect(gone.status).toBe(502);
    expect(gone.headers.get("access-control-allow-origin")).toBe("*");
    expect(await gone.json()).toEqual({ error: "Bad Gateway", status: 502 });
    expect(await until("it says so", ({ reason }) => /does not answer/.test(reason ?? ""))).toMatchObject({
      status: 503,
    });
    expect(await door.proxy.status()).toMatchObject({ health: "healthy", failures: [], warnings: [] });
    expect((await door.fetch("/.well-known/trust-base.json")).status).toBe(200);
    await door.chain.start();
    await until("it is ready once more", ({ status }) => status === 200);
    expect((await door.fetch("/", heightCall)).status).toBe(200);
  },
);

withEngine("killed processes come back, and no key of the genesis is in the container", async () => {
  await using door = await startDoor();
  const { proxy, chain } = door;
  for (const process of ["nginx: master", "aggregator-status"]) {
    const before = (await proxy.run("pgrep", "-of", process)).stdout;
    expect(before).toMatch(/^\d+$/);
    await proxy.run("kill", "-KILL", before);
    await eventually(`${process} is back`, async () => {
      const now = (await proxy.run("pgrep", "-of", process)).stdout;
      return now !== "" && now !== before && (await door.fetch("/ready")).status === 200;
    });
  }
  const container = await proxy.container();
  const mounts = await docker("inspect", "--format", "{{range .Mounts}}{{.Destination}} {{end}}", container);
  expect(mounts.trim().split(" ").sort()).toEqual(["/etc/letsencrypt", "/public"]);
  expect((await proxy.run("ls", "-A", "/public")).stdout.split("\n")).toEqual([
    "shard-conf-7_0.json",
    "trust-base.json",
    "trust-base.json.sha256",
  ]);
  expect((await proxy.run("find", "/", "-xdev", "-name", "keys.json")).stdout).toBe("");
  const [key] = (await chain.keys()).match(/[0-9a-f]{64}/) ?? [];
  expect(key).toBeDefined();
  for (const text of [await docker("inspect", container), await proxy.log()]) expect(text).not.toContain(key);
  expect((await proxy.run("touch", "/public/new")).exitCode).not.toBe(0);
  expect((await proxy.run("id", "-u")).stdout).toBe("1001");
});

withEngine("the image stays within 20 MB over its base", async () => {
  const size = async (reference: string) =>
    Number(await docker("image", "inspect", "--format", "{{.Size}}", reference));
  const added = (await size(await proxyImage())) - (await size(await ensureImage(baseImage())));
  console.log(`aggregator-proxy image: ${(added / 1e6).toFixed(1)} MB over its base`);
  expect(added).toBeGreaterThan(0);
  expect(added).toBeLessThanOrEqual(20e6);
});
