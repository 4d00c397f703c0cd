import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type SuperviseOptions, supervise } from "../../src/stack/supervise.ts";
import { temporaryFolder } from "../aggregator/support/folders.ts";
import { eventually } from "../faucet/support/eventually.ts";

/** A program that runs JavaScript, with a file to write to as `process.argv[1]`. */
function program(name: string, script: string, file = "") {
  return { name, command: [process.execPath, "-e", script, file] as [string, ...string[]] };
}

const noteStart = 'require("fs").appendFileSync(process.argv[1], process.pid + "\\n");';
const stay = "setInterval(() => {}, 1e6);";

function pids(file: string): number[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8").split("\n").filter(Boolean).map(Number);
}

function start(programs: Parameters<typeof supervise>[0], graceMs = 5_000) {
  const stop = new AbortController();
  const events: object[] = [];
  const log: SuperviseOptions["log"] = (event, fields) => events.push({ event, ...fields });
  const ended = supervise(programs, { stop: stop.signal, graceMs, log });
  onTestFinished(async () => {
    stop.abort();
    await ended;
  });
  return { stop: () => stop.abort(), ended, events };
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("a program that is killed runs again, and the others are left alone", async () => {
  const [one, two] = [join(temporaryFolder(), "one"), join(temporaryFolder(), "two")];
  const stack = start([program("one", noteStart + stay, one), program("two", noteStart + stay, two)]);
  await eventually("both run", () => pids(one).length === 1 && pids(two).length === 1);
  process.kill(pids(one)[0] ?? 0, "SIGKILL");
  await eventually("the killed one runs again", () => pids(one).length === 2);
  stack.stop();
  expect(await stack.ended).toBe(0);
  expect(pids(two)).toHaveLength(1);
  expect(stack.events).toMatchObject([{ event: "service_ended", service: "one", signal: "SIGKILL" }]);
  expect([...pids(one), ...pids(two)].filter(isAlive)).toEqual([]);
});

test("a program that refuses to start ends the others, with its exit code", async () => {
  const other = join(temporaryFolder(), "other");
  const stack = start([
    program(
      "bad",
      `const wait = () => require("fs").existsSync(process.argv[1]) ? process.exit(3) : setTimeout(wait, 5); wait();`,
      other,
    ),
    program("other", noteStart + stay, other),
  ]);
  expect(await stack.ended).toBe(3);
  expect(stack.events).toMatchObject([{ event: "service_given_up", service: "bad", code: 3 }]);
  expect(pids(other).filter(isAlive)).toEqual([]);
});

test("a command that does not exist is given up with exit code 1", async () => {
  const stack = start([{ name: "none", command: ["/nonexistent/program"] }]);
  expect(await stack.ended).toBe(1);
});

test("a program that ignores SIGTERM is killed after the grace period", async () => {
  const file = join(temporaryFolder(), "deaf");
  const stack = start([program("deaf", `process.on("SIGTERM", () => {});${noteStart}${stay}`, file)], 100);
  await eventually("it runs", () => pids(file).length === 1);
  stack.stop();
  expect(await stack.ended).toBe(0);
  expect(pids(file).filter(isAlive)).toEqual([]);
});

test("a stop during the pause before a restart starts nothing more", async () => {
  const file = join(temporaryFolder(), "short");
  const stack = start([program("short", noteStart, file)]);
  await eventually("it ended once", () => stack.events.length === 1);
  stack.stop();
  expect(await stack.ended).toBe(0);
  expect(pids(file)).toHaveLength(1);
});
