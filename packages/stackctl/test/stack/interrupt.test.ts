import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { stateHomeForTest, stateOf, upForTest } from "../support/instance.ts";
import { accepts, processesBelow } from "../support/processes.ts";
import { CLI, runCli } from "../support/run-cli.ts";

interface Foreground {
  child: ChildProcess;
  output(): string;
  ended: Promise<{ code: number | null; signal: string | null }>;
}

/** Starts `up` as a person does in a terminal, with stdout as text. */
function startForeground(home: string, ...args: string[]): Foreground {
  const env = { ...process.env, STACKCTL_HOME: home, NO_COLOR: "1" };
  const child = spawn(process.execPath, [CLI, "up", "--port-base", "0", ...args], { env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.on("close", (code, signal) => resolve({ code, signal })),
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  return { child, output: () => output, ended };
}

/** Moments of a start, each seen in the state folder. */
const MOMENTS: [string, (root: string) => boolean][] = [
  ["as soon as the lock is taken", (root) => existsSync(join(root, "operation.lock"))],
  ["when the first service is recorded", (root) => read(root, "instance.json").includes('"pid"')],
  ["when the aggregator listens", (root) => existsSync(join(root, "aggregator/endpoint.json"))],
  ["when the faucet is being started", (root) => existsSync(join(root, "faucet"))],
  ["when the faucet listens", (root) => existsSync(join(root, "faucet/endpoint.json"))],
];

function read(root: string, name: string): string {
  return existsSync(join(root, name)) ? readFileSync(join(root, name), "utf8") : "";
}

test.each(MOMENTS)("Ctrl-C %s leaves no process and no folder", async (_, reached) => {
  const home = stateHomeForTest();
  const { child, ended } = startForeground(home, "--detach");
  await eventually("the moment", () => reached(join(home, "default")));
  child.kill("SIGINT");
  expect(await ended).toEqual({ code: null, signal: "SIGINT" });
  expect(processesBelow(home)).toEqual([]);
  expect(readdirSync(home)).toEqual([]);
});

test("Ctrl-C while test wallets are being funded leaves no process and no folder", async () => {
  const home = stateHomeForTest();
  const { child, ended, output } = startForeground(home, "--detach", "--accounts", "40");
  await eventually("all checks have passed", () => output().includes("its nametag is verified"));
  await eventually("a wallet is funded", () => existsSync(join(home, "default/accounts.json")));
  child.kill("SIGINT");
  expect(await ended).toEqual({ code: null, signal: "SIGINT" });
  expect(processesBelow(home)).toEqual([]);
  expect(readdirSync(home)).toEqual([]);
});

test("one Ctrl-C that arrives several times still lets the services end by themselves", async () => {
  const home = stateHomeForTest();
  const { child, ended, output } = startForeground(home);
  await eventually("it is up", () => output().includes("Ctrl-C stops it."));
  child.kill("SIGINT");
  child.kill("SIGINT");
  child.kill("SIGTERM");
  expect(await ended).toEqual({ code: 0, signal: null });
  const databases = ["relay", "aggregator", "faucet"].flatMap((name) =>
    readdirSync(join(home, "default", name)),
  );
  expect(databases.filter((name) => name.endsWith("-wal"))).toEqual([]);
});

test("in the foreground it stays until Ctrl-C, then everything is stopped and the state kept", async () => {
  const home = stateHomeForTest();
  const { child, ended, output } = startForeground(home);
  await eventually("it is up", () => output().includes("Ctrl-C stops it."));
  const ports = Object.values(stateOf(home).services).map(({ port }) => port);
  expect((await runCli(home, ["status"])).exitCode).toBe(0);
  child.kill("SIGINT");
  expect(await ended).toEqual({ code: 0, signal: null });
  expect(processesBelow(home)).toEqual([]);
  expect(await Promise.all(ports.map(accepts))).toEqual([false, false, false]);
  expect(existsSync(join(home, "default/operation.lock"))).toBe(false);
  expect(existsSync(join(home, "default/aggregator/keys.json"))).toBe(true);
});

test("a service that dies in the foreground is named, the others are stopped, and the exit code tells", async () => {
  const home = stateHomeForTest();
  const { ended, output } = startForeground(home);
  await eventually("it is up", () => output().includes("Ctrl-C stops it."));
  process.kill(stateOf(home).services.relay?.process?.pid ?? 0, "SIGKILL");
  expect(await ended).toEqual({ code: 2, signal: null });
  expect(output()).toContain("relay died, so the other services were stopped too.");
  expect(processesBelow(home)).toEqual([]);
});

test("a foreground up ends quietly when another command takes the instance down", async () => {
  const home = stateHomeForTest();
  const { ended, output } = startForeground(home);
  await eventually("it is up", () => output().includes("Ctrl-C stops it."));
  expect((await runCli(home, ["down"])).exitCode).toBe(0);
  expect(await ended).toEqual({ code: 0, signal: null });
  expect(output()).toContain("It was taken down by another command.");
});

test("what an up that was killed left behind is ended by the next one, which is green", async () => {
  const home = stateHomeForTest();
  const { child, ended } = startForeground(home, "--detach");
  await eventually("a service runs", () => existsSync(join(home, "default/aggregator/endpoint.json")));
  child.kill("SIGKILL");
  await ended;
  expect(existsSync(join(home, "default/operation.lock"))).toBe(true);
  expect(processesBelow(home).length).toBeGreaterThan(0);
  await upForTest(home);
  expect(processesBelow(home)).toHaveLength(3);
  expect((await runCli(home, ["status"])).exitCode).toBe(0);
});

test("two ups at once start one stack", async () => {
  const home = stateHomeForTest();
  const both = await Promise.all([
    runCli(home, ["up", "--detach", "--port-base", "0"]),
    runCli(home, ["up", "--detach", "--port-base", "0"]),
  ]);
  expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(both.filter(({ stdout }) => stdout.includes("was already up"))).toHaveLength(1);
  expect(processesBelow(home)).toHaveLength(3);
});
