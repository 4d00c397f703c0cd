import { execFileSync } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { stateHomeForTest, stateOf, upForTest } from "../support/instance.ts";
import { processesBelow } from "../support/processes.ts";
import { runCli, runJson } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const isRoot = process.getuid?.() === 0 && process.platform === "linux";

function mount(folder: string, options: string): void {
  mkdirSync(folder, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]);
  onTestFinished(() => void execFileSync("umount", ["-l", folder]));
}

/** Writes until the disk has no room for another byte. */
function fillDisk(file: string): void {
  const page = Buffer.alloc(4096);
  try {
    for (;;) appendFileSync(file, page);
  } catch {
    expect(() => appendFileSync(file, "x")).toThrowError(/ENOSPC/);
  }
}

/** Three neighbouring ports of which the first is held by this process. */
async function takenPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

test("a taken port names its holder and a way out; nothing is started or made", async () => {
  const home = stateHomeForTest();
  const port = await takenPort();
  const { exitCode, document } = await runJson(home, [
    "up",
    "--detach",
    "--port-base",
    `${Math.min(port, 65_533)}`,
  ]);
  expect(document.error).toMatchObject({
    code: "PORT_TAKEN",
    evidence: expect.stringContaining(`pid ${process.pid}`),
    next: expect.stringContaining("--port-base"),
  });
  expect(exitCode).toBe(3);
  expect(readdirSync(home)).toEqual([]);
});

test("a damaged instance.json is refused and kept; wipe still ends the services that run", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const file = join(home, "default/instance.json");
  writeFileSync(file, '{"schemaVersion": 1');
  for (const verb of ["up", "status", "down", "env"]) {
    const { exitCode, document } = await runJson(home, [verb]);
    expect(document.error).toMatchObject({ code: "STATE_CORRUPT", where: file });
    expect(exitCode).toBe(3);
  }
  expect(readFileSync(file, "utf8")).toBe('{"schemaVersion": 1');
  expect(processesBelow(home)).toHaveLength(3);
  const { exitCode } = await runJson(home, ["wipe", "--yes", "--secrets"]);
  expect(exitCode).toBe(0);
  expect(processesBelow(home)).toEqual([]);
  expect(readdirSync(home)).toEqual([]);
});

test("damaged aggregator keys are named by the aggregator itself, nothing is overwritten or left running", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  await runCli(home, ["down"]);
  const keys = join(home, "default/aggregator/keys.json");
  writeFileSync(keys, "{}");
  const { exitCode, document } = await runJson(home, ["up", "--detach"]);
  expect(document.error).toMatchObject({
    code: "SERVICE_ENDED",
    what: expect.stringContaining("aggregator"),
    evidence: expect.stringContaining("keys.json"),
  });
  expect(exitCode).toBe(2);
  expect(readFileSync(keys, "utf8")).toBe("{}");
  expect(processesBelow(home)).toEqual([]);
  expect(Object.values(stateOf(home).services).map(({ process }) => process)).toEqual(
    [null, null, null].slice(0, Object.keys(stateOf(home).services).length),
  );
});

test("other ports than the running ones are refused, and what runs goes on", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const { exitCode, document } = await runJson(home, ["up", "--detach", "--port-base", "20000"]);
  expect(document.error).toMatchObject({
    code: "USAGE",
    what: expect.stringContaining("runs on other ports"),
  });
  expect(exitCode).toBe(3);
  expect((await runCli(home, ["status"])).exitCode).toBe(0);
});

test("down of an instance that nobody knows lists the known ones", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const { document } = await runJson(home, ["down", "--instance", "defualt"]);
  expect(document.error).toMatchObject({ code: "INSTANCE_UNKNOWN", evidence: "known: default" });
  expect(processesBelow(home)).toHaveLength(3);
});

test.skipIf(!isRoot)("a read-only state home is named with a way out (needs root)", async () => {
  const home = join(temporaryFolder(), "home");
  mount(home, "ro");
  const { exitCode, document } = await runJson(home, ["up", "--detach", "--port-base", "0"]);
  expect(document.error).toMatchObject({
    code: "STATE_UNWRITABLE",
    where: expect.stringContaining(home),
    next: expect.stringContaining("STACKCTL_HOME"),
  });
  expect(exitCode).toBe(3);
});

test.skipIf(!isRoot)(
  "on a disk that filled up while it ran, down and wipe still work (needs root)",
  async () => {
    const home = join(temporaryFolder(), "home");
    mount(home, "size=24m");
    onTestFinished(async () => void (await runCli(home, ["down"])));
    await upForTest(home);
    fillDisk(join(home, "filler"));
    const down = await runCli(home, ["down"]);
    expect(down).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Stopped") });
    expect(processesBelow(home)).toEqual([]);
    expect((await runCli(home, ["wipe", "--yes", "--secrets"])).exitCode).toBe(0);
    expect(readdirSync(home)).toEqual(["filler"]);
  },
);

test.skipIf(!isRoot)(
  "on a disk without room for a copy neither a snapshot nor a restore changes anything (needs root)",
  async () => {
    const home = join(temporaryFolder(), "home");
    mount(home, "size=24m");
    onTestFinished(async () => void (await runCli(home, ["down"])));
    await upForTest(home);
    await runCli(home, ["snapshot", "base"]);
    await runCli(home, ["down"]);
    const chain = (await runJson(home, ["trust-base"])).document.sha256;
    fillDisk(join(home, "filler"));
    truncateSync(join(home, "filler"), statSync(join(home, "filler")).size - 32 * 1024);
    for (const args of [
      ["snapshot", "two"],
      ["snapshot", "restore", "base", "--yes"],
    ]) {
      const { exitCode, document } = await runJson(home, args);
      expect(document.error).toMatchObject({ code: "DISK_FULL", where: expect.stringContaining(home) });
      expect(exitCode).toBe(3);
    }
    expect(readdirSync(join(home, "default/snapshots"))).toEqual(["base"]);
    rmSync(join(home, "filler"));
    expect((await runJson(home, ["up", "--detach"])).exitCode).toBe(0);
    expect((await runJson(home, ["trust-base"])).document.sha256).toBe(chain);
  },
);

test.skipIf(!isRoot)(
  "a state home that is full is named, and nothing is left running (needs root)",
  async () => {
    const home = join(temporaryFolder(), "home");
    mount(home, "size=16k");
    const { exitCode, document } = await runJson(home, ["up", "--detach", "--port-base", "0"]);
    expect(document.error.code).toMatch(/^(DISK_FULL|SERVICE_ENDED)$/);
    expect(document.error.what + document.error.cause).toContain("The disk is full");
    expect(exitCode).toBeGreaterThan(1);
    expect(processesBelow(home)).toEqual([]);
  },
);
