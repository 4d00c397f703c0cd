import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findParent } from "../src/reuse.ts";
import { beginRun } from "../src/run.ts";
import { SERVICES } from "../src/services.ts";
import { joinRun } from "../src/shared-run.ts";
import { environment, processesIn, stackForTest, temporaryFolder, withCode } from "./support/place.ts";

const host = (env: NodeJS.ProcessEnv, said: string[] = []) => ({
  env,
  project: "/home/dev/project",
  print: (line: string) => void said.push(line),
});

test("without a flag, or without variables, there is no parent", async () => {
  expect(await beginRun(host({}))).toBeUndefined();
  expect(await findParent(SERVICES, {})).toBeUndefined();
});

test("half of the variables is an error that lists them, and nothing starts", async () => {
  const home = temporaryFolder();
  const env = environment(home, { E2E_LOCAL_AGGREGATOR: "1", SPHERE_AGGREGATOR_URL: "http://127.0.0.1:9" });
  const begun = beginRun(host(env));
  await expect(begun).rejects.toMatchObject(withCode("PARENT_HALF_SET"));
  await expect(begun).rejects.toThrow(/set: SPHERE_AGGREGATOR_URL\n.*SPHERE_NOSTR_RELAYS/s);
  expect(processesIn(home)).toEqual([]);
});

test("a parent's stack is used and stays; one that is another by now is not", async () => {
  const home = temporaryFolder();
  const parent = await stackForTest(home);
  const env = environment(home, { E2E_LOCAL_AGGREGATOR: "1", ...parent.env });
  const before = processesIn(home);

  const said: string[] = [];
  const run = await beginRun(host(env, said));
  expect([run?.stack, said.join()]).toEqual([null, expect.stringContaining("parent")]);
  await run?.end({ failed: true });
  expect(processesIn(home)).toEqual(before);

  const copy = join(home, "trust-base.json");
  copyFileSync(parent.trustBase.path, copy);
  expect(await findParent(SERVICES, { ...env, SPHERE_TRUST_BASE_PATH: copy })).toBeDefined();
  const changed = JSON.parse(readFileSync(copy, "utf8"));
  writeFileSync(copy, JSON.stringify({ ...changed, epoch: 9 }));
  const wrong: [string, string][] = [
    ["SPHERE_TRUST_BASE_PATH", copy],
    ["E2E_LOCAL_FAUCET_PUBKEY", `02${"0".repeat(64)}`],
    ["SPHERE_NOSTR_RELAYS", parent.endpoints.faucet.url.replace("http", "ws")],
    ["SPHERE_AGGREGATOR_URL", parent.endpoints.faucet.url],
  ];
  for (const [name, value] of wrong)
    await expect(findParent(SERVICES, { ...env, [name]: value }), name).rejects.toMatchObject(
      withCode("PARENT_GONE"),
    );
  const infra = { ...env, E2E_LOCAL_AGGREGATOR: "", E2E_LOCAL_INFRA: "1" };
  expect((await beginRun(host(infra)))?.stack, "with its aggregator, which proves").toBeNull();
  const other = { ...infra, SPHERE_AGGREGATOR_URL: parent.endpoints.faucet.url };
  await expect(beginRun(host(other))).rejects.toMatchObject(withCode("AGGREGATOR_UNREACHABLE"));
  await parent.stop();
  await expect(beginRun(host(env))).rejects.toMatchObject(withCode("PARENT_GONE"));
});

test("projects of one process share a stack, which ends with the last of them", async () => {
  const home = temporaryFolder();
  const env = environment(home, { E2E_LOCAL_INFRA: "1", E2E_LOCAL_INFRA_NO_FAUCET: "1" });
  const [one, two] = await Promise.all([joinRun(host(env)), joinRun(host(env))]);
  expect(one?.run.stack?.instance).toBe(two?.run.stack?.instance);
  expect(env.SPHERE_NOSTR_RELAYS).toMatch(/^ws:/);
  await one?.leave({ failed: false });
  expect(processesIn(home).length).toBeGreaterThan(0);
  const leaving = two?.leave({ failed: false });
  const three = await joinRun(host(env));
  await leaving;
  expect(three?.run.stack, "who comes while the last one leaves is on its own").toBeTruthy();
  expect(three?.run.stack?.instance).not.toBe(two?.run.stack?.instance);
  expect(env.SPHERE_NOSTR_RELAYS).toBe(three?.run.stack?.endpoints.relay.url);
  await three?.leave({ failed: false });
  expect([processesIn(home), env.SPHERE_NOSTR_RELAYS]).toEqual([[], undefined]);
});
