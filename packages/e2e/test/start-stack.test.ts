import { existsSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { runJourney } from "../../devnet/test/journey/support/journey.ts";
import { currentStack, startStack } from "../src/index.ts";
import { stackctlProgram } from "../src/program.ts";
import {
  environment,
  eventually,
  processesIn,
  stackForTest,
  temporaryFolder,
  withCode,
} from "./support/place.ts";

const height = async (url: string): Promise<bigint> => {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "get_block_height", params: {} });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body });
  return BigInt(((await answer.json()) as { result: { blockNumber: string } }).result.blockNumber);
};

test("a stack carries the whole journey of wallets, and nothing of it is left", async () => {
  const home = temporaryFolder();
  const stack = await stackForTest(home, { accounts: 1 });
  const { relay, aggregator, faucet } = stack.endpoints;
  const addresses = {
    relayUrl: relay.url,
    aggregatorUrl: aggregator.url,
    trustBaseFile: aggregator.trustBasePath,
    faucetUrl: faucet.url,
  };
  const { alice, bob } = await runJourney(addresses, join(home, "wallets"));
  const funded = await stack.fund(`@${alice.nametag}`, { baseUnits: 7n }, "SOL");
  expect(funded).toMatchObject({ symbol: "SOL", baseUnits: 7n });
  for (const wallet of [alice, bob]) await wallet.close();
  expect(stack.accounts).toEqual([expect.objectContaining({ index: 0 })]);
  expect(await stack.logs("faucet")).toContain("faucet");
  expect(stack.history.filter(({ event }) => event === "check").length).toBeGreaterThan(6);
  await expect(stack.fund("@nobody-has-this-name", 1)).rejects.toMatchObject(withCode("FUND_REFUSED"));
  await stack.stop();
  expect([existsSync(stack.folder), processesIn(home)]).toEqual([false, []]);
});

test("its variables are those of `stackctl env`, and name a trust base that the aggregator serves", async () => {
  const home = temporaryFolder();
  const stack = await stackForTest(home);
  const args = ["env", "--format", "json", "--instance", stack.instance];
  const env = { STACKCTL_HOME: home };
  const { stdout } = await execa(process.execPath, [stackctlProgram(), ...args], { env });
  const exported = JSON.parse(stdout);
  expect(stack.env).toEqual(exported);
  expect(currentStack({ ...env, ...exported }).instance, "as after `eval`").toBe(stack.instance);
  expect(Object.keys(stack.env).join()).not.toMatch(/SKIP/i);
  const served = await fetch(stack.endpoints.aggregator.trustBaseUrl ?? "");
  expect(stack.trustBase.json).toEqual(await served.json());
});

test("a service that is restarted comes back on its port with its state", async () => {
  const stack = await stackForTest(temporaryFolder(), { services: ["relay", "aggregator"] });
  const { url } = stack.endpoints.aggregator;
  const before = await height(url);
  const { sha256 } = stack.trustBase;
  await stack.restart("aggregator");
  expect(await height(url)).toBeGreaterThanOrEqual(before);
  expect(stack.trustBase.sha256).toBe(sha256);
  await expect(stack.restart("faucet")).rejects.toMatchObject(withCode("SERVICE_NOT_STARTED"));
  expect(() => stack.endpoints.faucet).toThrow(expect.objectContaining(withCode("SERVICE_NOT_STARTED")));
});

test("a relay alone is restarted on its port, too", async () => {
  const stack = await stackForTest(temporaryFolder(), { services: ["relay"] });
  await stack.restart("relay");
  const headers = { accept: "application/nostr+json" };
  const answer = await fetch(stack.endpoints.relay.url.replace("ws", "http"), { headers });
  expect(answer.status).toBe(200);
});

test("another stack on the ports is named, and stays", async () => {
  const home = temporaryFolder();
  const first = await stackForTest(home, { services: ["relay"] });
  const ports = Number(new URL(first.endpoints.relay.url).port);
  const second = startStack({ services: ["relay"], ports, env: environment(home) });
  await expect(second).rejects.toMatchObject(withCode("PORT_TAKEN"));
  await eventually("only the first one is left", () => processesIn(home).length === 2);
  expect(await first.logs("relay")).not.toBe("");
});

test("a stack ends with the block that uses it", async () => {
  const home = temporaryFolder();
  let folder = "";
  {
    await using stack = await startStack({ services: ["relay"], env: environment(home) });
    folder = stack.folder;
    expect(existsSync(folder)).toBe(true);
  }
  expect([existsSync(folder), processesIn(home)]).toEqual([false, []]);
});
