import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { connectControl } from "@unicity-sphere/devnet/control";
import { expect, test } from "vitest";
import { planDocument, statusDocument, wipeDocument } from "../../src/output/schemas.ts";
import { stateHomeForTest, stateOf, upForTest } from "../support/instance.ts";
import { publishNote, readNote } from "../support/nostr.ts";
import { runCli, runJson } from "../support/run-cli.ts";

const relayOf = (home: string) => stateOf(home).services.relay?.url ?? "";

test("an instance with control shows faults, is set back, and keeps its control over down and up", async () => {
  const home = stateHomeForTest();
  await upForTest(home, "--embedded", "--control");
  const folder = join(home, "default/control");
  expect(readdirSync(folder).sort()).toEqual(["aggregator.sock", "faucet.sock", "relay.sock"]);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const control = connectControl(folder);

  await control.fault("aggregator", { status: 503 });
  const sick = await runJson(home, ["status"]);
  const { services } = statusDocument.parse(sick.document);
  expect(services.filter(({ health }) => health !== "healthy").map(({ name }) => name)).toEqual([
    "aggregator",
  ]);
  expect(sick.exitCode).not.toBe(0);
  await control.clearFaults();
  expect((await runCli(home, ["status"])).exitCode).toBe(0);

  const before = await publishNote(relayOf(home), "before");
  const id = await control.snapshot();
  const after = await publishNote(relayOf(home), "after");
  await control.revert(id);
  expect(await readNote(relayOf(home), before)).toBe("before");
  expect(await readNote(relayOf(home), after)).toBe(undefined);
  expect((await runCli(home, ["status"])).exitCode).toBe(0);

  await runCli(home, ["down"]);
  expect(readdirSync(folder)).toEqual([]);
  await upForTest(home);
  expect(await control.nextRound()).toBeGreaterThan(1n);
  const wiped = wipeDocument.parse((await runJson(home, ["wipe", "--yes"])).document);
  expect(wiped.deleted.map(({ path }) => path)).toContain(folder);
  expect(existsSync(folder)).toBe(false);
});

test("an instance without control has no folder for it, and gets none while it runs", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  expect(existsSync(join(home, "default/control"))).toBe(false);
  const refused = await runJson(home, ["up", "--control"]);
  expect(refused.document.error).toMatchObject({
    code: "USAGE",
    what: expect.stringContaining("without control"),
  });
  await runCli(home, ["down"]);
  const planned = await runJson(home, ["up", "--control", "--dry-run"]);
  expect(planDocument.parse(planned.document).plan.control).toBe(true);
});
