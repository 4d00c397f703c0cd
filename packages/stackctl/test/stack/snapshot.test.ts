import { appendFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import {
  snapshotDocument,
  snapshotListDocument,
  snapshotRemoveDocument,
  snapshotRestoreDocument,
  wipeDocument,
} from "../../src/output/schemas.ts";
import { eventually } from "../support/eventually.ts";
import { stateHomeForTest, stateOf, upForTest } from "../support/instance.ts";
import { publishNote, readNote } from "../support/nostr.ts";
import { processesBelow } from "../support/processes.ts";
import { CLI, runCli, runJson } from "../support/run-cli.ts";

const relayOf = (home: string) => stateOf(home).services.relay?.url ?? "";
const trustBase = async (home: string) => (await runJson(home, ["trust-base"])).document.sha256 as string;

/** Address → port of every service. */
const portsOf = (home: string) =>
  Object.fromEntries(Object.entries(stateOf(home).services).map(([name, { port }]) => [name, port]));

test("a snapshot of a running stack brings back what there was, on the same ports", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const ports = portsOf(home);
  const before = await publishNote(relayOf(home), "before");

  const { exitCode, document } = await runJson(home, ["snapshot", "base"]);
  const taken = snapshotDocument.parse(document);
  expect(taken).toMatchObject({
    name: "base",
    backend: "embedded",
    parts: ["relay", "aggregator", "faucet"],
  });
  expect(taken.genesis).not.toBeNull();
  expect(taken.downMs).toBeGreaterThan(0);
  expect(exitCode).toBe(0);
  expect((await runCli(home, ["status"])).exitCode).toBe(0);
  expect(portsOf(home)).toEqual(ports);
  expect(statSync(taken.folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(taken.folder, "files/aggregator/keys.json")).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(taken.folder, "files")).sort()).toEqual(["aggregator", "faucet", "relay"]);

  const after = await publishNote(relayOf(home), "after");
  const refused = await runJson(home, ["snapshot", "restore", "base"]);
  expect(refused.document.error).toMatchObject({
    code: "RESTORE_WHILE_UP",
    evidence: expect.stringContaining("relay"),
  });
  expect(refused.exitCode).toBe(3);
  expect(await readNote(relayOf(home), after)).toBe("after");

  const restored = await runJson(home, ["snapshot", "restore", "base", "--yes"]);
  expect(snapshotRestoreDocument.parse(restored.document)).toMatchObject({ started: true, dryRun: false });
  expect((await runCli(home, ["status"])).exitCode).toBe(0);
  expect(portsOf(home)).toEqual(ports);
  expect(await readNote(relayOf(home), before)).toBe("before");
  expect(await readNote(relayOf(home), after)).toBe(undefined);
});

test("a snapshot outlives a wipe, and restores the same chain; it goes when it is removed", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const chain = await trustBase(home);
  await runCli(home, ["down"]);
  const { document } = await runJson(home, ["snapshot", "kept"]);
  expect(snapshotDocument.parse(document).downMs).toBeNull();

  const wiped = wipeDocument.parse((await runJson(home, ["wipe", "--yes"])).document);
  expect(wiped.kept.map(({ path }) => path)).toContain(join(home, "default/snapshots"));
  const list = snapshotListDocument.parse((await runJson(home, ["snapshot", "list"])).document);
  expect(list.snapshots).toMatchObject([{ name: "kept", problem: null }]);

  const restored = await runJson(home, ["snapshot", "restore", "kept"]);
  expect(snapshotRestoreDocument.parse(restored.document)).toMatchObject({ started: false, running: [] });
  await upForTest(home);
  expect(await trustBase(home)).toBe(chain);

  const removed = await runJson(home, ["snapshot", "remove", "kept"]);
  expect(snapshotRemoveDocument.parse(removed.document).name).toBe("kept");
  expect(existsSync(join(home, "default/snapshots"))).toBe(false);
  const unknown = await runJson(home, ["snapshot", "restore", "kept", "--yes"]);
  expect(unknown.document.error.code).toBe("SNAPSHOT_UNKNOWN");
  expect(unknown.exitCode).toBe(2);
});

test("a damaged snapshot and another mnemonic are refused while everything goes on", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const { document } = await runJson(home, ["snapshot", "base"]);
  const keys = join(document.folder, "files/aggregator/keys.json");
  const whole = readFileSync(keys);
  appendFileSync(keys, " ");
  const damaged = await runJson(home, ["snapshot", "restore", "base", "--yes"]);
  expect(damaged.document.error).toMatchObject({
    code: "SNAPSHOT_DAMAGED",
    where: expect.stringContaining("aggregator"),
  });
  expect((await runCli(home, ["status"])).exitCode).toBe(0);
  writeFileSync(keys, whole);

  await runCli(home, ["wipe", "--yes", "--secrets"]);
  const other = await runJson(home, ["snapshot", "restore", "base", "--yes"]);
  expect(other.document.error).toMatchObject({
    code: "SNAPSHOT_OF_ANOTHER_SECRET",
    what: expect.stringContaining("faucet-mnemonic"),
  });
  expect(other.exitCode).toBe(3);
});

test("a name is taken once, and a stack without state has nothing to copy", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  await runCli(home, ["down"]);
  await runCli(home, ["snapshot", "base"]);
  const asked = await runJson(home, ["snapshot", "restore", "base"]);
  expect(asked.document.error).toMatchObject({ code: "NOT_CONFIRMED" });
  const planned = await runJson(home, ["snapshot", "restore", "base", "--dry-run"]);
  expect(snapshotRestoreDocument.parse(planned.document)).toMatchObject({ dryRun: true, started: false });
  const again = await runJson(home, ["snapshot", "base"]);
  expect(again.document.error).toMatchObject({ code: "SNAPSHOT_EXISTS" });
  await runCli(home, ["wipe", "--yes"]);
  expect((await runJson(home, ["snapshot", "two"])).document.error.code).toBe("INSTANCE_UNKNOWN");
});

test("Ctrl-C while a snapshot is taken leaves no snapshot, and the services run again", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const child = execa(process.execPath, [CLI, "snapshot", "base"], {
    env: { STACKCTL_HOME: home },
    reject: false,
  });
  await eventually("the services stop", () => processesBelow(home).length < 3);
  child.kill("SIGINT");
  expect((await child).signal).toBe("SIGINT");
  expect((await runCli(home, ["status"])).exitCode).toBe(0);
  expect(existsSync(join(home, "default/snapshots"))).toBe(false);
});

test("a foreground up goes on watching after a snapshot", async () => {
  const home = stateHomeForTest();
  const child = execa(process.execPath, [CLI, "up", "--port-base", "0"], {
    env: { STACKCTL_HOME: home },
    reject: false,
  });
  let written = "";
  child.stdout.on("data", (chunk) => {
    written += chunk;
  });
  await eventually("it stays", () => written.includes("Ctrl-C stops it."));
  await runCli(home, ["snapshot", "base"]);
  expect((await runCli(home, ["status"])).exitCode).toBe(0);
  child.kill("SIGINT");
  expect((await child).exitCode).toBe(0);
  expect(processesBelow(home)).toEqual([]);
});

test("wipe --only is refused where all processes have one state", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const { exitCode, document } = await runJson(home, ["wipe", "--yes", "--only", "relay"]);
  expect(document.error).toMatchObject({ code: "USAGE" });
  expect(exitCode).toBe(3);
  expect((await runCli(home, ["status"])).exitCode).toBe(0);
});
