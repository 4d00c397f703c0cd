import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { inspectProcess } from "@unicity-sphere/stackctl/harness";
import { execa } from "execa";
import { expect, test } from "vitest";
import { isFreshName } from "../src/instance-name.ts";
import { startStack } from "../src/start-stack.ts";
import { environment, eventually, processesIn, temporaryFolder } from "./support/place.ts";

const SCRIPT = join(import.meta.dirname, "support/start.ts");

/** A run in a process of its own. */
function run(home: string, then: "stays" | "ends") {
  return execa(process.execPath, [SCRIPT, '{ "services": ["relay", "aggregator"] }', then], {
    env: environment(home),
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
}

/** What it says once its stack is up. @throws when it ends before */
async function firstLine(child: ReturnType<typeof run>): Promise<string> {
  let text = "";
  let ended = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  void child.then(({ stderr }) => {
    ended = `It ended: ${stderr}`;
  });
  await eventually("the stack is up", () => {
    if (ended) throw new Error(ended);
    return text.includes("\n");
  });
  return text;
}

const instances = (home: string) => readdirSync(home).filter(isFreshName);
const nothingLeft = (home: string) => processesIn(home).length === 0 && instances(home).length === 0;

test("nothing is left of a run that is killed while its stack is up", async () => {
  const home = temporaryFolder();
  const child = run(home, "stays");
  const line = await firstLine(child);
  expect(existsSync(JSON.parse(String(line)).folder)).toBe(true);
  child.kill("SIGKILL");
  await child;
  await eventually("all of it is gone", () => nothingLeft(home));
});

test.each(["SIGKILL", "SIGINT"] as const)(
  "nothing is left of a run that gets %s while its stack comes up",
  async (signal) => {
    const home = temporaryFolder();
    const child = run(home, "stays");
    await eventually("the stack begins", () => instances(home).length > 0);
    child.kill(signal);
    await child;
    await eventually("all of it is gone", () => nothingLeft(home));
  },
);

test("a run that ends without stopping its stack is not held up, and nothing is left", async () => {
  const home = temporaryFolder();
  expect((await run(home, "ends")).exitCode).toBe(0);
  await eventually("all of it is gone", () => nothingLeft(home));
});

test("a run whose keeper is killed keeps its stack, and what is left of both goes with the next run", async () => {
  const home = temporaryFolder();
  const child = run(home, "stays");
  const { aggregator } = JSON.parse(await firstLine(child));
  const [instance = ""] = instances(home);
  const keepers = processesIn(home).filter((line) => line.includes('"instance":'));
  expect(keepers).toHaveLength(1);
  const keeper = Number.parseInt(keepers[0] ?? "", 10);
  process.kill(keeper, "SIGKILL");
  await eventually("the keeper is gone", () => inspectProcess(keeper) === undefined);
  await (await startStack({ services: ["relay"], env: environment(home) })).stop();
  expect(instances(home)).toEqual([instance]);
  expect((await fetch(`${aggregator}/health`)).status).toBe(200);
  child.kill("SIGKILL");
  await child;
  expect(existsSync(join(home, instance, "instance.json"))).toBe(true);
  const next = await startStack({ services: ["relay"], env: environment(home) });
  expect(instances(home)).toEqual([next.instance]);
  await next.stop();
  expect(nothingLeft(home)).toBe(true);
});

test("an instance that somebody else has made is never touched", async () => {
  const home = temporaryFolder();
  const foreign = await startStack({ services: ["relay"], env: environment(home) });
  await foreign.stop("leave");
  const next = await startStack({ services: ["relay"], env: environment(home) });
  await next.stop();
  expect(instances(home), "no claim, so nobody's run").toEqual([foreign.instance]);
  const { node, cli } = foreign.stackctl;
  await execa(node, [cli, "wipe", "--yes", "--secrets", "--instance", foreign.instance], {
    env: { STACKCTL_HOME: home },
  });
  rmSync(join(home, foreign.instance), { recursive: true, force: true });
  expect(processesIn(home)).toEqual([]);
});
