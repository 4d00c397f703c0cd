import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isFreshName } from "../src/instance-name.ts";
import { type FixtureProject, fixtureProject } from "./support/fixture-project.ts";
import { PROGRAM_MS } from "./support/limits.ts";
import { eventually, processesIn } from "./support/place.ts";

const ON = { E2E_LOCAL_AGGREGATOR: "1" };

/** What is there of stacks; the runner itself names other folders of the project. */
const left = ({ home }: FixtureProject) => [
  ...processesIn(home),
  ...readdirSync(home).filter((name) => isFreshName(name)),
];

test("two vitest projects have one stack, a wallet works on it, and nothing is left", async () => {
  const project = fixtureProject();
  const { exitCode, all } = await project.run(ON);
  expect(exitCode, all).toBe(0);
  expect(project.seenBy("one")).toMatch(/^e2e-[0-9a-f]{8}$/);
  expect(project.seenBy("two")).toBe(project.seenBy("one"));
  expect(all?.match(/is up after/g)).toHaveLength(1);
  expect(left(project)).toEqual([]);
});

test("nothing is left of a vitest that is killed", async () => {
  const project = fixtureProject();
  const running = project.run({ ...ON, FIXTURE_HANGS: "1" });
  await eventually("its tests run", () => project.seenBy("two"), PROGRAM_MS);
  running.kill("SIGKILL");
  await running;
  await eventually("all of it is gone", () => left(project).length === 0);
});

test("failed tests leave a report and an annotation, and a test that never ends no stack", async () => {
  const project = fixtureProject();
  const failing = {
    FIXTURE_HANGS: "1",
    FIXTURE_TIMEOUT: "1500",
    FIXTURE_STATUS: "418",
    GITHUB_ACTIONS: "true",
  };
  const { exitCode, all } = await project.run({ ...ON, ...failing, E2E_SOME_TOKEN: "hunter2hunter2" });
  expect(exitCode).toBe(1);
  const instance = project.seenBy("two") ?? "";
  expect(all).toContain(`::error title=Tests failed on the stack "${instance}".::`);
  const failures = join(project.home, "failures");
  const [report = ""] = readdirSync(failures);
  expect(report.startsWith(instance)).toBe(true);
  const read = (name: string) => readFileSync(join(failures, report, name), "utf8");
  expect(read("checks.ndjson")).toContain('"nostr.write-read"');
  expect(read("environment.txt")).toContain("E2E_SOME_TOKEN=<redacted>");
  expect(JSON.parse(read("stack/status.json"))).toMatchObject({ instance, health: "healthy" });
  expect(existsSync(join(failures, report, "stack/logs/faucet.log"))).toBe(true);
  expect(left(project)).toEqual([]);
});

test("without a flag the setup does nothing", async () => {
  const project = fixtureProject();
  const { all } = await project.run();
  expect(all).toContain("This test run has no stack of its own. [NO_STACK]");
  expect(readdirSync(project.home)).toEqual([]);
});
