import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import type { Sphere } from "@unicitylabs/sphere-sdk";
import type { createNodeProviders } from "@unicitylabs/sphere-sdk/impl/nodejs";
import { expect, expectTypeOf, onTestFinished, test } from "vitest";
import { endpointsOf } from "../src/endpoints.ts";
import {
  type HermeticInit,
  type HermeticProviders,
  useLocalTokenRegistry,
  walletOptions,
} from "../src/providers.ts";
import { temporaryFolder, withCode } from "./support/place.ts";

const PUBLISHED =
  "https://raw.githubusercontent.com/unicitynetwork/unicity-ids/refs/heads/main/unicity-ids.testnet.json";

function stackWith(trustBase: string) {
  const file = join(temporaryFolder(), "trust-base.json");
  writeFileSync(file, trustBase);
  const env = {
    SPHERE_NOSTR_RELAYS: "ws://127.0.0.1:1, ws://127.0.0.1:2",
    SPHERE_AGGREGATOR_URL: "http://127.0.0.1:3",
    SPHERE_TRUST_BASE_PATH: file,
  };
  return { file, endpoints: endpointsOf(env) };
}

test("the options are what sphere-sdk takes", () => {
  expectTypeOf<HermeticProviders>().toExtend<NonNullable<Parameters<typeof createNodeProviders>[0]>>();
  expectTypeOf<HermeticInit>().toExtend<Pick<Parameters<typeof Sphere.init>[0], keyof HermeticInit>>();
});

test("a wallet is told of this stack and of nothing else, and always verifies", () => {
  const stack = stackWith('{ "rootNodes": [] }');
  const { providers, init } = walletOptions("/wallets/alice", stack);
  expect(providers).toEqual({
    network: "testnet",
    dataDir: "/wallets/alice/data",
    tokensDir: "/wallets/alice/tokens",
    transport: { relays: ["ws://127.0.0.1:1", "ws://127.0.0.1:2"] },
    oracle: { url: "http://127.0.0.1:3", trustBasePath: stack.file },
    tokenSync: { ipfs: { enabled: false } },
  });
  expect(init).toEqual({ network: "testnet", l1: null, discoverAddresses: false });
  expect(JSON.stringify({ providers, init })).not.toMatch(/skip/i);
});

test.each(["", "{", "[]", '{ "rootNodes": 1 }'])(
  "a trust base %j is refused: the SDK would silently take that of the public testnet",
  (text) => {
    expect(() => walletOptions("/wallets/alice", stackWith(text))).toThrow(
      expect.objectContaining(withCode("TRUST_BASE_UNREADABLE")),
    );
  },
);

test("the published token registry is read from the stack, and all else from where it is", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end("[]");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const before = globalThis.fetch;
  const restore = useLocalTokenRegistry(`${base}/registry`);
  onTestFinished(restore);
  for (const input of [PUBLISHED, new URL(PUBLISHED), new Request(PUBLISHED), `${base}/other`])
    expect(await (await fetch(input)).json()).toEqual([]);
  expect(asked).toEqual(["/registry", "/registry", "/registry", "/other"]);
  restore();
  expect(globalThis.fetch).toBe(before);
});

test("a variable that is empty is as good as none", () => {
  const endpoints = endpointsOf({ SPHERE_NOSTR_RELAYS: "ws://127.0.0.1:1", SPHERE_AGGREGATOR_URL: "" });
  expect([endpoints.has("relay"), endpoints.has("aggregator")]).toEqual([true, false]);
  expect(() => endpoints.aggregator).toThrow(expect.objectContaining(withCode("SERVICE_NOT_STARTED")));
});
