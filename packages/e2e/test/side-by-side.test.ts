import { copyFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { installedProject } from "./support/installed-project.ts";
import { processesIn, stackForTest, temporaryFolder } from "./support/place.ts";

const FOUR = ["one", "two", "three", "four"];

test("four vitest workers at once mint on one stack", async () => {
  const project = installedProject("workers", ["vitest", "@unicitylabs/sphere-sdk"]);
  const spec = (name: string) => join(project.folder, `worker-${name}.spec.mjs`);
  for (const name of FOUR.slice(1)) copyFileSync(join(project.folder, "wallet.spec.mjs"), spec(name));
  renameSync(join(project.folder, "wallet.spec.mjs"), spec("one"));
  const { exitCode, all } = await project.run("vitest", ["run"]);
  expect(exitCode, all).toBe(0);
  const sightings = Object.values(project.sightings());
  expect(new Set(sightings.map(({ pid }) => pid)).size).toBe(4);
  expect(new Set(sightings.map(({ instance }) => instance)).size).toBe(1);
  expect(all?.match(/is up after/g)).toHaveLength(1);
  expect(processesIn(project.home)).toEqual([]);
});

test("four stacks start and run at once, each with a chain of its own", async () => {
  const home = temporaryFolder();
  const stacks = await Promise.all(FOUR.map(() => stackForTest(home, { accounts: 1 })));
  const funded = stacks.map(({ accounts: [account], fund }) =>
    fund(account?.directAddress ?? "", { baseUnits: 5n }),
  );
  expect(await Promise.all(funded)).toMatchObject(FOUR.map(() => ({ baseUnits: 5n })));
  const addresses = stacks.flatMap(({ env }) => [env.SPHERE_NOSTR_RELAYS, env.SPHERE_AGGREGATOR_URL]);
  expect(new Set(addresses).size).toBe(8);
  expect(new Set(stacks.map(({ trustBase }) => trustBase.sha256)).size).toBe(4);
  expect(new Set(stacks.map(({ endpoints }) => endpoints.faucet.chainPubkey)).size).toBe(4);
  await Promise.all(stacks.map((stack) => stack.stop()));
  expect(processesIn(home)).toEqual([]);
});
